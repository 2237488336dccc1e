package campaign

import (
	"maps"
	"slices"

	"github.com/tuar-dev/tuar/review/access"
)

// Marked returns the marks, by item, in the form recorded at the opening of a campaign.
func Marked(marks access.Marks) []Mark {
	var marked []Mark
	for _, item := range slices.Sorted(maps.Keys(marks)) {
		for _, h := range marks[item] {
			marked = append(marked, Mark{Item: item, Hint: h.Name, Why: h.Why, Held: h.Held, Base: h.Base, Source: h.Source})
		}
	}
	return marked
}

func marksOf(marked []Mark) access.Marks {
	if len(marked) == 0 {
		return nil
	}
	marks := make(access.Marks, len(marked))
	for _, m := range marked {
		marks.Add(m.Item, access.Hint{Name: m.Hint, Why: m.Why, Held: m.Held, Base: m.Base, Source: m.Source})
	}
	return marks
}
