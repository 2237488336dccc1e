package demo

import (
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
)

// outsideTheDemo are the hints that the demo has no example of, each with the reason.
var outsideTheDemo = map[string]string{
	access.Unexplained: "the audit log of the simulated workspace explains every access",
}

func TestTheDemoShowsEveryHintAndKind(t *testing.T) {
	d, ctx := start(t), t.Context()
	if err := d.History(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Present(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := d.Open(ctx, d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	view, err := w.Access(ctx)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.ListCampaigns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := w.Sheet(ctx, all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	rows := view.Rows
	for i := range sheet.Rows {
		rows = append(rows, sheet.Rows[i].Row)
	}
	kinds, hints := map[access.Kind]int{}, map[string]int{}
	for _, r := range rows {
		kinds[r.Kind]++
		for _, h := range r.Hints {
			hints[h.Name]++
		}
	}
	for _, kind := range access.Kinds() {
		if kinds[kind] == 0 {
			t.Errorf("no row of the kind %s", kind)
		}
	}
	for _, name := range access.HintNames() {
		switch why := outsideTheDemo[name]; {
		case hints[name] == 0 && why == "":
			t.Errorf("no row has the hint %s", name)
		case hints[name] > 0 && why != "":
			t.Errorf("%d rows have the hint %s, which is said to be missing: %s", hints[name], name, why)
		}
	}
	if t.Failed() || testing.Verbose() {
		for _, name := range slices.Sorted(slices.Values(access.HintNames())) {
			t.Logf("%s: %d", name, hints[name])
		}
	}
}
