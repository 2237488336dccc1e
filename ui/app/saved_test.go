package app

import "testing"

func TestAFilterIsSavedOnThisMachine(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	o.start(80, 24)
	o.closeDialogs()
	o.press("2", "/")
	o.write("role:owner")
	o.press("ctrl+s")
	o.shows("save this filter as @")
	o.write("no name")
	o.press("enter")
	o.shows("is no name for a filter")
	o.press("/", "ctrl+s")
	o.write("owners")
	o.press("enter")
	o.shows("saved: / and @owners")
	o.press("esc", "/")
	o.shows("@owners")
	o.write("@owners")
	o.press("enter")
	o.shows("/ role:owner")
	o.press("esc", "/")
	o.write("@owners")
	o.press("ctrl+x")
	o.shows("deleted: @owners")
}
