package review

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// suggest is the hint for a name nobody knows: the nearest ones, or a few of what there is.
func suggest(want string, names []string) string {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	if len(names) == 0 {
		return ""
	}
	near := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !strings.Contains(strings.ToLower(n), strings.ToLower(want)) && levenshtein.ComputeDistance(want, n) > 1+len(want)/3
	})
	switch {
	case want != "" && len(near) > 0:
		return "did you mean " + strings.Join(near[:min(3, len(near))], " or ") + "?"
	case len(names) > 8:
		return "there are " + strings.Join(names[:8], ", ") + " and more"
	}
	return "there are " + strings.Join(names, ", ")
}
