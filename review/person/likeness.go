package person

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Likeness is the reason why two addresses may belong to one person; None if there is none.
type Likeness int

// The likenesses.
const (
	None        Likeness = iota
	Identical            // they are the same
	Listed               // a roster lists both for one person
	Aliased              // mail to the one may arrive at the other: they differ by a +tag or by dots
	LookAlike            // people may take the one for the other: they differ by letters that look alike
	OtherDomain          // they have the same name at two domains
	OneLetter            // their names differ by one letter
)

// Like returns why two addresses may belong to one person. It finds neither OtherDomain nor OneLetter, see Near.
func Like(a, b string) Likeness {
	switch x, y := Key(a), Key(b); {
	case x == "" || y == "":
		return None
	case x == y:
		return Identical
	case beginAlike(x[:1], y[:1]) && mailbox(x) == mailbox(y):
		return Aliased
	}
	if LooksAlike(a, b) {
		return LookAlike
	}
	return None
}

// Doubtful reports whether the addresses only look as if they belonged to one person: they are not the same, and nothing
// is known of mail to the one that arrives at the other.
func (l Likeness) Doubtful() bool { return l == LookAlike || l == OtherDomain || l == OneLetter }

// Aside returns, in brackets, why two different addresses may belong to one person; empty for the same address or
// without a reason.
func (l Likeness) Aside(email, other string) string {
	switch l {
	case Listed:
		return " (the roster lists " + email + " and " + other + " for one person)"
	case Aliased:
		return " (" + email + " and " + other + " may be one mailbox)"
	case LookAlike:
		return " (" + email + " looks like " + other + ")"
	case OtherDomain:
		return " (" + email + " and " + other + " have the same name, so they count as one person until an owner states that they are two)"
	case OneLetter:
		return " (" + email + " and " + other + " differ by one letter, so they count as one person until an owner states that they are two)"
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
	if plain(a) && plain(b) && !beginAlike(firstLetters(a), firstLetters(b)) &&
		!beginAlike(firstLetters(lower(a[:1])), firstLetters(lower(b[:1]))) {
		return false
	}
	return skeleton(a) == skeleton(b) || skeleton(lower(a)) == skeleton(lower(b))
}

// firstLetters returns the letters of the first character of a plain address.
func firstLetters(email string) string { return plainLetters()[email[0]] }

// beginAlike reports whether the mailboxes of addresses that begin so may be equal: what a mailbox leaves out never stands
// first, except dots. Nearly all pairs differ here, and need no closer look.
func beginAlike(a, b string) bool {
	return a == "" || b == "" || a[0] == b[0] || a[0] == '.' || b[0] == '.'
}

var fold = cases.Fold()

func lower(email string) string {
	if plain(email) {
		return strings.ToLower(email)
	}
	return fold.String(email)
}

// Skeleton returns a form that is equal for addresses whose letters look alike, whatever their case. +tags and dots count.
func Skeleton(email string) string { return letters(lower(email)) }

// skeleton returns a form that is equal for addresses that look alike. It keeps the case until the letters were
// compared, since I looks like l and i does not.
func skeleton(email string) string { return mailbox(letters(email)) }

// letters returns the skeleton with its +tag and dots.
func letters(email string) string {
	if !plain(email) {
		return anyLetters(email)
	}
	var b strings.Builder
	for i := range len(email) {
		b.WriteString(plainLetters()[email[i]])
	}
	return b.String()
}

// plainLetters returns the letters of each ASCII character: those of plain addresses are what its characters have.
var plainLetters = sync.OnceValue(func() *[utf8.RuneSelf]string {
	var table [utf8.RuneSelf]string
	for c := range table {
		table[c] = anyLetters(string(rune(c)))
	}
	return &table
})

func anyLetters(email string) string {
	text := decoded(strings.ReplaceAll(visible(norm.NFKC.String(email)), " ", ""))
	text = fold.String(confusable.Skeleton(text))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// mailbox returns an address without what some providers let people add: a +tag, and dots.
func mailbox(key string) string {
	local, domain := untagged(key)
	return strings.ReplaceAll(local, ".", "") + "@" + domain
}

// untagged cuts a key at its last @, and its +tag away.
func untagged(key string) (local, domain string) {
	local, domain = split(key)
	if tagged := strings.IndexByte(local, '+'); tagged > 0 {
		local = local[:tagged]
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	return local, domain
}
