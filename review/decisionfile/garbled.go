package decisionfile

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/tuar-dev/tuar/review/fault"
)

var (
	// sheetError matches an error that a spreadsheet shows in place of a value.
	sheetError = regexp.MustCompile(`^(#(NAME|REF|VALUE|N/A|NUM|DIV/0|NULL|SPILL|CALC|GETTING_DATA)[?!]?|#+|Err:[0-9]+)$`)
	// power matches a long number in the scientific notation of spreadsheets.
	power = regexp.MustCompile(`^[0-9]([.,][0-9]+)?[eE]\+[0-9]+$`)
	// number matches a number, with any sign, leading zeros and trailing zeros.
	number = regexp.MustCompile(`^[+-]?0*([0-9]*)(?:[.,]([0-9]*?)0*)?$`)
	// date matches a date, with or without a time.
	date = regexp.MustCompile(`^([0-9]{1,4})[-/.]\s?([0-9]{1,2}|[A-Za-z]{3,9})([-/.]\s?([0-9]{2,4}))?\.?([ T][0-9:.]+ ?([AaPp][Mm])?Z?)?$`)
)

// Garbled returns an error if a spreadsheet probably changed the reason; nil otherwise.
func Garbled(reason string) error {
	switch {
	case strings.ContainsRune(reason, utf8.RuneError):
		return fault.New(fault.BadInput, "the reason %q has lost characters",
			reason).WithHint(`save the file as "CSV UTF-8", and write the reason again`)
	case sheetError.MatchString(reason):
		return fault.New(fault.BadInput, "the reason %q is an error of a spreadsheet",
			reason).WithHint("write the reason again")
	case power.MatchString(reason):
		return fault.New(fault.BadInput, "the reason %q is a number that a spreadsheet has rounded",
			reason).WithHint("write the reason again, with a word before the number")
	}
	if text, ok := unmisread(reason); ok {
		return fault.New(fault.BadInput, "the reason %q was %q before a program read the file in a wrong encoding", reason,
			text).
			WithHint(`open the exported file through the import of the spreadsheet, as UTF-8, and save it as "CSV UTF-8"`)
	}
	return nil
}

// unmisread returns the text that was read in the code page of a machine though it was UTF-8.
func unmisread(text string) (string, bool) {
	for _, page := range []*charmap.Charmap{charmap.Windows1252, charmap.Macintosh, charmap.CodePage850} {
		before, ok := inPage(text, page)
		if ok && before != text && utf8.ValidString(before) {
			return before, true
		}
	}
	return "", false
}

// inPage returns the bytes of the text in a code page. A byte that the page leaves undefined maps to its own number, as
// in most programs.
func inPage(text string, page *charmap.Charmap) (string, bool) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := page.EncodeRune(r)
		if !ok && r >= 0x80 && r < 0xa0 {
			b, ok = byte(r), true
		}
		if !ok {
			return "", false
		}
		out = append(out, b)
	}
	return string(out), true
}

// rewritten reports whether is looks like was after a spreadsheet: a number without its zeros, a date in
// another form.
func rewritten(was, is string) bool {
	if was == is || was == "" || is == "" {
		return false
	}
	a, b := number.FindStringSubmatch(was), number.FindStringSubmatch(is)
	switch {
	case a != nil && b != nil:
		return a[1] == b[1] && a[2] == b[2]
	case a != nil && power.MatchString(is):
		return true
	}
	return date.MatchString(was) && date.MatchString(is) || date.MatchString(was) && b != nil // a day as a number
}
