package campaign_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// BenchmarkAct100k is one decision and its undoing in a campaign of 100,000 items that are all decided: checked, made a
// line, folded. Nothing in it may cost what the campaign costs.
func BenchmarkAct100k(b *testing.B) {
	j := newJournal(b)
	j.write(draft())
	many := campaign.Basis{Rows: map[string]access.Row{}}
	opened := opening()
	data := opened.Data.(campaign.Opened)
	for i := range 100_000 {
		item := fmt.Sprintf("user/%06d", i)
		many.Rows[item] = access.Row{Item: item, Kind: access.User, Email: fmt.Sprintf("u%d@example.com", i)}
		data.Assignments[0].Items = append(data.Assignments[0].Items, item)
	}
	opened.Data = data
	j.write(opened)
	var all []campaign.Choice
	for item := range many.Rows {
		all = append(all, certify(item))
	}
	entries, err := j.campaign().Decide(many, by(rita), all, "everything")
	if err != nil {
		b.Fatal(err)
	}
	j.write(entries...)
	for b.Loop() {
		entries, err := j.campaign().Decide(many, by(rita), []campaign.Choice{certify("user/050000")}, "one")
		if err != nil {
			b.Fatal(err)
		}
		j.write(entries...)
		if entries, err = j.campaign().Undo(by(rita), nil, "undo"); err != nil || len(entries) != 1 {
			b.Fatal(len(entries), err)
		}
		j.write(entries...)
	}
}
