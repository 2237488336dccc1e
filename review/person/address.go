// Package person compares e-mail addresses: it finds equal addresses in different spellings, and different addresses
// that may belong to one person. All of tuar compares addresses here.
package person

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/unseen"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Same reports whether two addresses are one, ignoring case, Unicode form, surrounding blanks and invisible characters.
// An empty address is the same as no other.
func Same(a, b string) bool {
	if plain(a) && plain(b) {
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
		return a != "" && strings.EqualFold(a, b)
	}
	key := Key(a)
	return key != "" && key == Key(b)
}

// Key returns the form in which two addresses that are the same are equal, for maps.
func Key(email string) string {
	if plain(email) {
		return strings.ToLower(strings.TrimSpace(email))
	}
	// A domain in ASCII may encode letters that need folding again.
	for before := ""; email != before; {
		before = email
		email = norm.NFC.String(strings.Map(folded, norm.NFC.String(visible(email))))
		email = decoded(strings.TrimSpace(email))
	}
	return email
}

// decoded returns the address with its domain in letters, where that is written in ASCII (Punycode, RFC 3492), and
// without the dots and blanks that may end it.
func decoded(email string) string {
	local, domain := split(email)
	if domain == "" {
		return email
	}
	if lower := strings.ToLower(domain); strings.Contains(lower, "xn--") {
		if name, err := idna.Punycode.ToUnicode(lower); err == nil {
			domain = name
		}
	}
	return local + "@" + strings.TrimRight(domain, ". ")
}

// In reports whether the address is one of the list.
func In(list []string, email string) bool {
	for _, other := range list {
		if Same(other, email) {
			return true
		}
	}
	return false
}

// plain reports whether an address is visible ASCII, with or without blanks, and has no encoded domain.
func plain(email string) bool {
	for i := range len(email) {
		if c := email[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7f {
			return false
		}
	}
	return !strings.HasSuffix(strings.TrimRight(email, " "), ".") && !strings.Contains(email, "--")
}

// visible returns the text without invisible characters.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsOneOf(dropped, r) {
			return -1
		}
		return r
	}, text)
}

// dropped lists what a person does not see in an address. Unassigned code points are not among them: which these are
// depends on the year.
var dropped = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unseen.Blanks,
}

// folded returns the common form of all runes that differ only by case.
func folded(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// split cuts an address at its last @.
func split(email string) (local, domain string) {
	if at := strings.LastIndexByte(email, '@'); at >= 0 {
		return email[:at], email[at+1:]
	}
	return email, ""
}

// Check returns a BadInput fault if the text is not an e-mail address.
func Check(email string) error {
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return fault.New(fault.BadInput, "%q is not an e-mail address", email)
	}
	return nil
}
