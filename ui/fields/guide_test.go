package fields

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/guide"
)

// table writes fields as the guide does.
func table[R any](all []filter.Field[R]) string {
	var b strings.Builder
	b.WriteString("| field | what it holds |\n|---|---|\n")
	for _, f := range all {
		name := f.Name + ":"
		if f.Is != nil {
			name = f.Name
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, f.Says)
	}
	return b.String()
}

// TestTheGuideListsTheFields compares the tables of the guide with the fields that there are.
func TestTheGuideListsTheFields(t *testing.T) {
	me := func() string { return "" }
	text := guide.Text("filter")
	for _, want := range []string{table(Review()), table(Elevations(me)), table(Campaigns(me))} {
		if !strings.Contains(text, want) {
			t.Errorf("the guide lacks this table:\n%s", want)
		}
	}
	names := strings.Join(filter.Names(Review()), " ")
	for _, f := range Access() {
		if !strings.Contains(names, f.Name) {
			t.Errorf("a review cannot ask for %s", f.Name)
		}
	}
}
