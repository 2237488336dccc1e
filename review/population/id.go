package population

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
)

// CheckID returns a Refused fault if an ID must not be put into the path of a call: empty, dots only, or with
// characters that would make it another path.
func CheckID(id string) error {
	switch {
	case strings.Trim(id, ".") == "":
		return fault.New(fault.Refused, "the ID %q is none that a call can name", id)
	case len(id) > 256 || !utf8.ValidString(id) || strings.ContainsFunc(id, changesPath):
		return fault.New(fault.Refused, "the ID %q has something in it that would make a call another one", id)
	}
	return nil
}

func changesPath(r rune) bool {
	return strings.ContainsRune(`/\?#%;&=:`, r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
}
