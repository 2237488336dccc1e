package person

import (
	"sync"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// Looks returns the characters that look like other ones, by those: all that LooksAlike and Near know beside Unicode's
// normal forms and case. It is for programs in other languages, which have no such table.
var Looks = sync.OnceValue(func() map[string]string {
	looks := map[string]string{}
	for r := range unicode.MaxRune + 1 {
		like := confusable.GetReplacement(r)
		if like == "" || like == string(r) || norm.NFD.String(string(r)) != string(r) {
			continue // what a normal form replaces before
		}
		looks[like] += string(r)
	}
	return looks
})
