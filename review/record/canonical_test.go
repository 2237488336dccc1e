package record_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/record"
)

// value draws what the record may hold.
func value(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.String().AsAny(), rapid.IntRange(-1<<53+1, 1<<53-1).AsAny(), rapid.Bool().AsAny(),
		rapid.SampledFrom([]string{"", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "<&>\u2028", "😀\ufb33é"}).AsAny(),
	}
	if depth > 0 {
		kinds = append(kinds, rapid.SliceOfN(value(depth-1), 0, 4).AsAny(), rapid.MapOfN(rapid.String(), value(depth-1), 0, 4).AsAny())
	}
	return rapid.OneOf(kinds...)
}

// canonical returns the form of RFC 8785 written down once more, as plainly as can be.
func canonical(v any) string {
	switch v := v.(type) {
	case string:
		var out strings.Builder
		for _, r := range v {
			short, ok := map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\f': `\f`, '\n': `\n`, '\r': `\r`, '\t': `\t`}[r]
			switch {
			case ok:
				out.WriteString(short)
			case r < ' ':
				fmt.Fprintf(&out, `\u%04x`, r)
			default:
				out.WriteRune(r)
			}
		}
		return `"` + out.String() + `"`
	case []any:
		items := make([]string, len(v))
		for i := range v {
			items[i] = canonical(v[i])
		}
		return "[" + strings.Join(items, ",") + "]"
	case map[string]any:
		keys := slices.SortedFunc(maps.Keys(v), func(a, b string) int {
			return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		})
		members := make([]string, len(keys))
		for i, k := range keys {
			members[i] = canonical(k) + ":" + canonical(v[k])
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	return fmt.Sprint(v)
}

func TestCanonicalFormIsThatOfTheStandard(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := value(3).Draw(rt, "value")
		raw, err := json.MarshalIndent(v, " ", "\t")
		if err != nil {
			rt.Fatal(err)
		}
		got, err := record.Canonical(raw)
		if want := canonical(v); err != nil || string(got) != want {
			rt.Fatalf("got  %s, %v\nwant %s", got, err, want)
		}
		if again, err := record.Canonical(got); err != nil || string(again) != string(got) {
			rt.Fatalf("%s became %s, %v", got, again, err)
		}
	})
}
