package campaign_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

// What marked the rows at opening is what the record says for ever.
func TestMarksAreKeptByTheOpening(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks := access.Marks{}
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			marks.Add(rapid.SampledFrom([]string{"user/1", "user/2", "key/1"}).Draw(t, "item"), access.Hint{
				Name: rapid.SampledFrom([]string{access.Unexplained, "of-a-newer-tuar"}).Draw(t, "hint"), Why: rapid.StringN(1, 8, -1).Draw(t, "why"),
			})
		}
		j := newJournal(t)
		e := opening()
		data := e.Data.(campaign.Opened)
		data.Marked = campaign.Marked(marks)
		e.Data = data
		j.write(draft(), e)
		got := j.campaign().Marks
		if got == nil {
			got = access.Marks{}
		}
		if diff := cmp.Diff(marks, got); diff != "" {
			t.Error(diff)
		}
	})
}
