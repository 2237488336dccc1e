package pack

import (
	"strings"
	"testing"
)

// The summary names a kind of exceptions also where the report is full before it comes to their rows.
func TestFindingsOfMoreExceptionsThanAreShown(t *testing.T) {
	pv := calm().told(t)
	pv.checks = func() []Control { return nil }
	for range shownRows {
		pv.exceptions = append(pv.exceptions, Exception{Kind: severe[0], Fact: "the first kind"})
	}
	pv.exceptions = append(pv.exceptions, Exception{Kind: "unlisted", Fact: "the last kind"})
	worst, all := pv.findings()
	if n := len(worst); n < 2 || !strings.Contains(worst[n-1].Text, "the last kind") {
		t.Errorf("%v, %s", worst, all)
	}
}
