package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/spelling"
)

// The fewest letters of a name at two domains, of the part of a name that differs by one letter, and of a name that
// has only that part. Shorter names of two persons differ by one letter too often.
const (
	leastName  = 3
	leastPart  = 5
	leastAlone = 8
)

// Near returns OtherDomain or OneLetter if two addresses that are not alike may belong to one person all the same:
//   - the names are the same aside from +tags, dots, and letters that look alike, and the domains differ;
//   - the domains are the same, and the names differ in one letter of one part: added, dropped, replaced or swapped with
//     the next. Digits and the first letter do not count: soc2 is not soc1, and b.smith is not a.smith.
func Near(a, b string) Likeness {
	if x, y := Key(a), Key(b); x == y || !strings.Contains(x, "@") || !strings.Contains(y, "@") {
		return None
	} else if found := near(x, y); found != None {
		return found
	}
	return near(letters(a), letters(b))
}

func near(a, b string) Likeness {
	x, xDomain := untagged(a)
	y, yDomain := untagged(b)
	switch {
	case xDomain == yDomain && differInOneLetter(x, y):
		return OneLetter
	case xDomain != yDomain && undotted(x) == undotted(y) && utf8.RuneCountInString(undotted(x)) >= leastName:
		return OtherDomain
	}
	return None
}

func undotted(local string) string { return strings.ReplaceAll(local, ".", "") }

// differInOneLetter reports whether two names have the same parts, but for one that differs by a letter.
func differInOneLetter(x, y string) bool {
	if diff := len(x) - len(y); diff < -utf8.UTFMax || diff > utf8.UTFMax {
		return false
	}
	xs, ys := parts(x), parts(y)
	if len(xs) != len(ys) {
		return false
	}
	at := -1
	for i := range xs {
		switch {
		case xs[i] == ys[i]:
		case at >= 0:
			return false
		default:
			at = i
		}
	}
	least := leastPart
	if len(xs) == 1 {
		least = leastAlone
	}
	return at >= 0 && partsDifferInOneLetter([]rune(xs[at]), []rune(ys[at]), least)
}

// parts cuts a name at dots, hyphens and underscores.
func parts(local string) []string {
	return strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
}

func partsDifferInOneLetter(x, y []rune, least int) bool {
	if min(len(x), len(y)) < least || x[0] != y[0] || digits(x) != digits(y) {
		return false
	}
	return swapped(x, y) || spelling.Distance(string(x), string(y)) == 1
}

func digits(name []rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, string(name))
}

// swapped reports whether two neighbouring letters changed places.
func swapped(x, y []rune) bool {
	if len(x) != len(y) {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}
