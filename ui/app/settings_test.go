package app

import "testing"

func TestSettingsAreSeenAndChanged(t *testing.T) {
	o := newOffice(t, true)
	o.start(100, 30)
	o.closeDialogs()
	o.press(",")
	o.shows("rules.dormant_days")
	o.shows("90")
	o.shows("remediation.methods")
	o.shows("api, mapping, webhook, manual")
	o.shows("webhook")
	o.shows("none")
	o.write("dormant")
	o.press("enter")
	o.shows("rules.dormant_days")
	o.shows("> 90")
	o.press("backspace", "backspace")
	o.write("never")
	o.press("enter")
	o.shows("rules.dormant_days is a whole number")
	for range "never" {
		o.press("backspace")
	}
	o.write("0")
	o.press("enter")
	o.shows("at least one day")
	o.press("backspace")
	o.write("60")
	o.press("enter")
	o.shows("rules.dormant_days")
	o.shows("60") // in the list, which is there again
	o.press("esc")
	o.shows("rules.dormant_days is 60 now")
	settings, err := o.Workspace.Settings(t.Context())
	if err != nil || settings.Rules.DormantDays != 60 {
		t.Errorf("kept: %+v, %v", settings.Rules, err)
	}
}

func TestAThresholdShowsItsEffectFirst(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.start(80, 24)
	o.closeDialogs()
	o.press(",")
	o.write("dormant")
	o.press("enter", "backspace", "backspace")
	o.write("60")
	o.press("enter")
	o.shows("rules.dormant_days: 90 → 60. On the last population:")
	o.shows("more rows, 0 fewer; new: ")
	o.press("enter")
	o.press("esc")
	o.shows("rules.dormant_days is 60 now")
}
