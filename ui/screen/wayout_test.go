package screen

import (
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

func TestTheWayOutIsTheAppsOwn(t *testing.T) {
	for hint, want := range map[string]string{
		"": "",
		"connect with: tuar connect; or set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET": "connect with: c on Home; or set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET",
		"connect with: tuar connect; then read everyone's access with: tuar sync":  "connect with: c on Home; then read everyone's access with: S on Home",
		"if that many really went, say so with: tuar sync --allow-drop":            "if that many really went, say so with: S on Home",
		"close it first with: tuar campaign close q4":                              "close it first with: C in Reviews",
		"say who you are with --as EMAIL, or set TUAR_AS":                          "say who you are with i on Home",
		"set it with: tuar settings webhook":                                       "set it with: tuar settings webhook", // only there
		"it comes from TORQ_REGION, or else from the last tuar connect":            "it comes from TORQ_REGION, or else from the last tuar connect",
	} {
		if got := WayOut(fault.New(fault.Failed, "no").WithHint("%s", hint)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", hint, got, want)
		}
	}
}
