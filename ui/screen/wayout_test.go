package screen

import (
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

func TestAHintNamesTheAppsKeys(t *testing.T) {
	connect, sync := fault.Connect.With(), fault.Sync.With("--allow-drop")
	for want, hint := range map[string]fault.Hint{
		"": {},
		"connect with: c on Home; then read everyone's access with: S on Home": fault.NewHint("connect with: %s; then read everyone's access with: %s", connect, sync),
		"close it first with: C in Reviews":                                    fault.NewHint("close it first with: %s", fault.CloseCampaign.On("q4")),
		"say who you are with i on Home, or set TUAR_AS":                       fault.NewHint("say who you are with %s, or set TUAR_AS", fault.Identify.With()),
		"set it with: tuar settings webhook":                                   fault.NewHint("set it with: %s", fault.SetWebhook.With()), // only there
		"say why with: --reason TEXT on the command line":                      fault.NewHint("say why with: %s", fault.Again("--reason TEXT")),
		"first: S on Home; or wait":                                            fault.NewHint("first: %s; or wait", fault.NewHint("%s", sync)),
	} {
		if got := WayOut(fault.Wrap(&fault.Error{Hint: hint}, "trying")); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
