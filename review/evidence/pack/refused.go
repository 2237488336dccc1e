package pack

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// refusedFields are the columns of the table of lines without effect, one row for each line.
var refusedFields = tabular.Fields[*record.Refusal]{
	tabular.TextOf("journal_writer", func(r *record.Refusal) string { return r.Line.Writer }),
	tabular.NumberOf("journal_seq", func(r *record.Refusal) int64 { return r.Line.Seq }),
	tabular.TimeOf("at", func(r *record.Refusal) *time.Time { return &r.Line.Time.Time }),
	tabular.TextOf("type", func(r *record.Refusal) string { return r.Line.Type }),
	tabular.TextOf("actor", func(r *record.Refusal) string { return r.Line.Actor }),
	tabular.TextOf("assurance", func(r *record.Refusal) string { return string(r.Line.Assurance) }),
	tabular.TextOf("reason", func(r *record.Refusal) string { return r.Reason }),
	tabular.TextOf("journal_hash", func(r *record.Refusal) string { return r.Line.Hash }),
}

// RefusedOnce returns the refusals, one for each line, in the order of the lines. Lines of one act are refused when the
// last of them is there, and several ledgers can refuse one line: the first reason counts.
func RefusedOnce(lines []record.Line, refused []record.Refusal) []*record.Refusal {
	first := map[string]*record.Refusal{}
	for i := range refused {
		if r := &refused[i]; first[r.Line.Hash] == nil {
			first[r.Line.Hash] = r
		}
	}
	if len(first) == 0 {
		return nil
	}
	place := make(map[string]int, len(first))
	for i := range lines {
		if hash := lines[i].Hash; first[hash] != nil {
			place[hash] = i
		}
	}
	return slices.SortedFunc(maps.Values(first), func(a, b *record.Refusal) int {
		return cmp.Compare(place[a.Line.Hash], place[b.Line.Hash])
	})
}
