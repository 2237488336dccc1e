package fault

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/tuar-dev/tuar/review/scrub"
)

// scrubbed returns the text without secrets. Arguments lose them first: tuar's own words hold none, and stay.
func scrubbed(text, format string, args []any) string {
	if !scrub.Holds(text) {
		return text
	}
	cleaned := make([]any, len(args))
	for i, a := range args {
		cleaned[i] = clean(a)
	}
	return scrub.Text(fmt.Sprintf(strings.ReplaceAll(format, "%w", "%v"), cleaned...))
}

// clean returns an argument without secrets. A fault has none any more.
func clean(a any) any {
	switch v := a.(type) {
	case *Error:
		return v.Text
	case error:
		var known *Error
		if errors.As(v, &known) && known.Text == v.Error() {
			return known.Text
		}
		return scrub.Text(v.Error())
	case fmt.Stringer:
		return scrub.Text(v.String())
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.String {
		return scrub.Text(v.String())
	}
	return a
}
