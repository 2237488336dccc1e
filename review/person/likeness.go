package person

import (
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Likeness is the reason why two addresses may belong to one person; None if there is none.
type Likeness int

// The likenesses.
const (
	None      Likeness = iota
	Identical          // they are the same
	Aliased            // mail to the one may arrive at the other: they differ by a +tag or by dots
	LookAlike          // people may take the one for the other: they differ by letters that look alike
)

// Like returns why two addresses may belong to one person.
func Like(a, b string) Likeness {
	switch x, y := Key(a), Key(b); {
	case x == "" || y == "":
		return None
	case x == y:
		return Identical
	case mailbox(x) == mailbox(y):
		return Aliased
	}
	if LooksAlike(a, b) {
		return LookAlike
	}
	return None
}

// Aside returns, in brackets, why two different addresses may belong to one person; empty for the same address or
// without a reason.
func (l Likeness) Aside(email, other string) string {
	switch l {
	case Aliased:
		return " (" + email + " and " + other + " may be one mailbox)"
	case LookAlike:
		return " (" + email + " looks like " + other + ")"
	case None, Identical:
	}
	return ""
}

// LooksAlike reports whether people may take one address for the other: full width, another alphabet, accents, digits
// for letters (the skeleton of Unicode Technical Standard 39), aside from +tags and dots. The same address looks alike.
func LooksAlike(a, b string) bool {
	if Key(a) == "" || Key(b) == "" {
		return false
	}
	return skeleton(a) == skeleton(b) || skeleton(fold.String(a)) == skeleton(fold.String(b))
}

var fold = cases.Fold()

// skeleton returns a form that is equal for addresses that look alike. It keeps the case until the letters were
// compared, since I looks like l and i does not.
func skeleton(email string) string {
	text := decoded(strings.ReplaceAll(visible(norm.NFKC.String(email)), " ", ""))
	text = fold.String(confusable.Skeleton(text))
	return mailbox(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text)))
}

// mailbox returns an address without what some providers let people add: a +tag, and dots.
func mailbox(key string) string {
	local, domain := split(key)
	if tagged := strings.IndexByte(local, '+'); tagged > 0 {
		local = local[:tagged]
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	return strings.ReplaceAll(local, ".", "") + "@" + domain
}
