package share

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestMentions(t *testing.T) {
	a, b, c := strings.Repeat("a", 64), strings.Repeat("b", 64), strings.Repeat("c", 64)
	for lines, want := range map[string][2][]string{
		`{"population":"` + a + `","x":1}`:                             {{a}, nil},
		`{"hash":"` + a + `","prev":"` + b + `","file":"` + c + `"}`:   {nil, {c}},
		`{"files":["` + a + `","` + b + `"],"population":"` + c + `"}`: {{c}, {a, b}},
		`{"seen":{"w":{"hash":"` + a + `","seq":1}}}`:                  {nil, nil},
		`{"file":"` + a + `0"}{"file":"` + a[1:] + `"}`:                {nil, nil},
		`{"file":"` + strings.ToUpper(a) + `"}` + `{"file":"` + a:      {nil, nil},
		`"` + a + `"`: {nil, {a}},
		`""""` + `{"population":"` + a + "\"}\n\xff": {{a}, nil},
		``: {nil, nil},
	} {
		var n mentions
		n.read([]byte(lines))
		if got := slices.Sorted(maps.Keys(n.populations)); !slices.Equal(got, want[0]) {
			t.Errorf("%s names the populations %q", lines, got)
		}
		if got := slices.Sorted(maps.Keys(n.others)); !slices.Equal(got, want[1]) {
			t.Errorf("%s names %q", lines, got)
		}
	}
}

// FuzzMentions reads any bytes as lines.
func FuzzMentions(f *testing.F) {
	f.Add([]byte(`{"population":"` + strings.Repeat("a", 64) + `"}`))
	f.Fuzz(func(t *testing.T, lines []byte) {
		var n mentions
		n.read(lines)
		for name := range n.populations {
			if len(name) != 64 || !strings.Contains(string(lines), `"`+name+`"`) {
				t.Errorf("%q", name)
			}
		}
	})
}
