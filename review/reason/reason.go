// Package reason checks the reasons that people give for what they do.
package reason

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/unseen"
)

// Most bounds a reason, in characters: it is a sentence or two, not a document.
const Most = 2000

// Least is the number of letters and digits below which a text is no reason.
const Least = 3

// Given reports whether a text is a reason: it has at least three visible letters or digits, of any script.
func Given(text string) bool {
	n := 0
	for _, r := range text {
		if (unicode.IsLetter(r) || unicode.IsNumber(r)) && !unseen.Is(r) {
			if n++; n == Least {
				return true
			}
		}
	}
	return false
}

// Check returns the reason without surrounding blanks. It returns a BadInput fault if the text is no reason, or a longer
// one than Most characters; the fault names the act, such as "closing a campaign".
func Check(act, text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case !Given(text):
		return "", fault.New(fault.BadInput, "%s needs a reason of at least three letters or digits", act).
			WithHint("give it with: %s", fault.Again("--reason TEXT"))
	case utf8.RuneCountInString(text) > Most:
		return "", fault.New(fault.BadInput, "the reason for %s is longer than %d characters", act, Most)
	}
	return text, nil
}
