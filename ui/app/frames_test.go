package app

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/uitest"
)

// TestFrames keeps what a person sees on the way through the sections.
func TestFrames(t *testing.T) {
	o := newOffice(t, true)
	o.year()
	usual, large := []uitest.Size{uitest.Usual}, []uitest.Size{uitest.Large}
	for name, scene := range map[string]struct {
		keys  []string
		kept  []uitest.Size
		texts []string
	}{
		"home":            {nil, []uitest.Size{uitest.Small, uitest.Usual, uitest.Large}, []string{"connected to Torq, region us", "needs attention", "Q4 2026", "46 of 182", "Operator"}},
		"home-palette":    {[]string{":"}, usual, []string{"Commands"}},
		"home-help":       {[]string{"?"}, usual, []string{"Keys in Home"}},
		"access":          {[]string{"2"}, []uitest.Size{uitest.Usual, uitest.Large}, []string{"182 items", "a.adeyemi@", "enter details"}},
		"access-details":  {[]string{"2", "/", "u", ".", "m", "e", "n", "enter", "enter"}, large, []string{"u.mendes@example.com"}},
		"access-risk":     {[]string{"2", "o", "o", "j"}, usual, []string{"by risk"}},
		"access-hints":    {[]string{"2", "f"}, usual, []string{"everything", "182", "not-carried-out"}},
		"access-changes":  {[]string{"2", "D"}, large, []string{"new", "gone"}},
		"access-nobody":   {[]string{"2", "/", "z", "z", "z"}, usual, []string{"zzz"}},
		"evidence":        {[]string{"5"}, nil, []string{"Q3 2026 access review", "weak"}},
		"journal":         {[]string{"6"}, large, []string{"lines", "decision.made", "certify"}},
		"journal-details": {[]string{"6", "G", "k", "enter"}, usual, []string{"hash"}},
		"journal-verify":  {[]string{"6", "v"}, usual, []string{"verified:", "1 writer"}},
	} {
		uitest.Look(t, name, func(t *testing.T, size uitest.Size) string {
			o.open()
			o.start(size.Width, size.Height)
			o.press(scene.keys...)
			return o.frame()
		}, scene.kept, scene.texts...)
	}
}

// TestFirstFrames keeps what somebody sees who starts with nothing.
func TestFirstFrames(t *testing.T) {
	usual, small := []uitest.Size{uitest.Usual}, []uitest.Size{uitest.Small, uitest.Usual}
	offices := map[uitest.Size]*office{} // each goes its way through the scenes at its size
	scene := func(name string, do func(*office), kept []uitest.Size, texts ...string) {
		uitest.Look(t, name, func(_ *testing.T, size uitest.Size) string {
			if offices[size] == nil {
				offices[size] = newOffice(t, false)
				offices[size].app.Update(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
			}
			do(offices[size])
			return offices[size].frame()
		}, kept, texts...)
	}
	press := func(keys ...string) func(*office) { return func(o *office) { o.press(keys...) } }
	scene("nothing-read", func(*office) {}, usual, "reading the record…")
	scene("connect-unasked", func(o *office) { o.run(o.app.Init()) }, small, "Connect to Torq", "Client secret", "this computer's keyring")
	scene("not-connected", (*office).closeDialogs, usual, "not connected to Torq: press c to connect", "nothing has been read from Torq yet")
	scene("empty-2", press("2"), nil, "nothing has been read from Torq yet: press S to sync")
	scene("empty-4", press("4"), usual, "No elevations yet.", "Press n to ask for a role")
	scene("empty-5", press("5"), usual, "There is no evidence yet", "Press 3 and n for a new campaign")
	scene("empty-6", press("6"), nil, "0 lines", "the record is empty: nothing has been done")
	scene("refused", func(o *office) {
		o.press("1", "c", "enter")
		o.write(o.torq.LimitedKey().ClientID)
		o.press("enter")
		o.write("wrong")
		o.press("enter")
	}, small, "Torq refused the client ID or secret", "check both")
	scene("connected", func(o *office) {
		o.press("ctrl+u")
		o.write(o.torq.LimitedKey().Secret)
		o.press("enter")
	}, usual, "connected; the secret is in the keyring", "✗ api-keys", "Read everyone's access now?")
	scene("synced", press("enter"), usual, "connected to Torq, region us", "synced just now", "this key may not read API keys", "you are p.lang@example.com")
}
