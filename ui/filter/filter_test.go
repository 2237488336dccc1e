package filter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type account struct {
	who, role, hints, reviewer string
	decided                    bool
}

const me = "me.myself@example.com"

var fields = []Field[account]{
	{Name: "who", Text: func(a account) string { return a.who }},
	{Name: "role", Text: func(a account) string { return a.role }},
	{Name: "hint", Column: "hints", Text: func(a account) string { return a.hints }},
	{Name: "reviewer", Hidden: true, Text: func(a account) string { return a.reviewer }, Mine: func(a account) bool { return a.reviewer == me }},
	{Name: "decided", Is: func(a account) bool { return a.decided }},
}

var accounts = []account{
	{"maria.lopez@example.com", "Owner", "dormant, shared", me, false},
	{"james@example.com", "Operator", "", "james@example.com", true},
	{"key deploy", "Key Manager", "dormant", "james@example.com", true},
	{"jörg@example.com", "Viewer", "", me, false},
}

// shown is the text of a row in which words are looked for.
func (a account) shown() string {
	return strings.ToLower(strings.Join([]string{a.who, a.role, a.hints}, "\n"))
}

// found returns the first letters of those that pass.
func found(filter string, fuzzy bool) string {
	q := New(fields, filter)
	var names []string
	for _, a := range accounts {
		if q.Match(a, a.shown(), fuzzy) {
			names = append(names, string([]rune(a.who)[:2]))
		}
	}
	return strings.Join(names, " ")
}

func TestFilter(t *testing.T) {
	for _, c := range []struct{ filter, want string }{
		{"", "ma ja ke jö"},
		{"-", "ma ja ke jö"},
		{"example", "ma ja jö"},
		{"EXAMPLE owner", "ma"},
		{"-example", "ke"},
		{"role:owner", "ma"},
		{"Role:O", "ma ja"},
		{"-role:owner", "ja ke jö"},
		{"role:owner hint:dormant reviewer:me -decided", "ma"},
		{`role:"key m"`, "ke"},
		{`role:"key m`, "ke"},
		{`"key m"`, "ke"},
		{`-"key m" dormant`, "ma"},
		{"hint:", "ma ke"},
		{"-hint:", "ja jö"},
		{"reviewer:me", "ma jö"},
		{"reviewer:me.", "ma jö"},
		{"reviewer:james", "ja ke"},
		{"myself", ""}, // a hidden field is asked by its name only
		{"decided", "ja ke"},
		{"-decided", "ma jö"},
		{"decided:no", "ma jö"},
		{"decided:n", "ma jö"},
		{"-decided:no", "ja ke"},
		{"decided:", "ja ke"},
		{`"decided"`, ""}, // a word
		{"JÖRG", "jö"},
		{"https://example.com 14:05", ""},
	} {
		if got := found(c.filter, false); got != c.want {
			t.Errorf("%s: %q, want %q", c.filter, got, c.want)
		}
	}
}

func TestFuzzyIsWithinOneValue(t *testing.T) {
	for _, c := range []struct{ filter, want string }{
		{"mlopez", "ma"},
		{"jrg", "jö"},
		{"jög", "jö"},
		{"mariaowner", ""}, // of two values
		{"role:ownr", "ma"},
		{"role:ownr -hint:dormant", ""},
		{"mlopez -dormnt", "ma"}, // what is left out is left out exactly
	} {
		if got := found(c.filter, true); got != c.want {
			t.Errorf("%s: %q, want %q", c.filter, got, c.want)
		}
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for filter, want := range map[string]string{
		"rol:owner":     "no field rol; the fields are who, role, hint, reviewer, decided",
		"decided:maybe": "decided is yes or no",
	} {
		q := New(fields, "example "+filter)
		if err := q.Err(); err == nil || err.Error() != want {
			t.Errorf("%s: %v", filter, err)
		}
		if got := found("example "+filter, false); got != "" {
			t.Errorf("%s shows %s", filter, got)
		}
	}
	if err := New[account](nil, "a:b").Err(); err == nil {
		t.Error("a list without fields has one")
	}
}

func TestMarksAreWhereItMatched(t *testing.T) {
	for _, c := range []struct {
		filter, column, text string
		fuzzy                bool
		want                 string
	}{
		{"own", "role", "Owner", false, "Own"},
		{"own", "who", "brown owner", false, "ownown"},
		{"role:own", "role", "Owner", false, "Own"},
		{"role:own", "who", "Owner", false, ""},
		{"hint:dorm", "hints", "dormant", false, "dorm"},
		{"-own", "role", "Owner", false, ""},
		{"decided", "who", "decided", false, ""},
		{"onr", "role", "Owner", true, "Onr"},
		{"jg", "who", "jörg", true, "jg"},
	} {
		hits := New(fields, c.filter).Marks(c.column, c.text, c.fuzzy)
		got := ""
		for i, hit := range hits {
			if hit {
				got += c.text[i : i+1]
			}
		}
		if got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.filter, c.column, got, c.want)
		}
	}
}

func TestOffers(t *testing.T) {
	values := func(f Field[account]) []Value { return Count(f, slices.Values(accounts)) }
	for filter, want := range map[string][]string{
		"":             {"who:", "role:", "hint:", "reviewer:", "decided"},
		"r":            {"role:", "reviewer:"},
		"a -r":         {"a -role:", "a -reviewer:"},
		"a -":          {"a -who:", "a -role:", "a -hint:", "a -reviewer:", "a -decided"},
		"hint:":        {"hint:dormant", "hint:shared"},
		"x hint:S":     {"x hint:shared"},
		"role:man":     {`role:"Key Manager"`},
		`-role:"key`:   {`-role:"Key Manager"`},
		"reviewer:m":   {"reviewer:me", "reviewer:" + me, "reviewer:james@example.com"},
		"decided:":     {"decided:yes", "decided:no"},
		"rol:":         nil,
		"role:owner x": nil,
		`"r`:           nil,
	} {
		var got []string
		for _, o := range Offers(fields, filter, values) {
			got = append(got, o.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}

// texts are filters made of what matters, and of anything.
func texts() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{"own", "owner", "e", "ex", "me", "-", ":", `"`, " ", "role:", "hint:", "reviewer:", "decided", "decided:", "no", "ö", "dormant"}),
		rapid.StringN(0, 3, -1),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "parts"), "") })
}

func TestTermsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := Parse(texts().Draw(t, "filter"))
		var written []string
		for _, one := range terms {
			written = append(written, one.String())
		}
		again := Parse(strings.Join(written, " "))
		if len(again) != len(terms) {
			t.Fatalf("%q became %q", written, again)
		}
		for i := range terms {
			a, b := terms[i], again[i]
			if a.Not != b.Not || a.Field != b.Field || a.Value != b.Value || a.Exact != b.Exact {
				t.Fatalf("%v became %v", a, b)
			}
		}
	})
}

func TestANarrowerFilterPassesNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := texts().Draw(t, "before")
		after := rapid.OneOf(rapid.Just(before+texts().Draw(t, "more")), texts()).Draw(t, "after")
		a, b := New(fields, before), New(fields, after)
		if !b.Narrows(a) {
			return
		}
		for _, fuzzy := range []bool{false, true} {
			for _, row := range accounts {
				if b.Match(row, row.shown(), fuzzy) && !a.Match(row, row.shown(), fuzzy) {
					t.Fatalf("%q is said to narrow %q, but passes %v", after, before, row)
				}
			}
		}
	})
}

func TestWhatMatchesAlsoMatchesFuzzily(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := New(fields, texts().Draw(t, "filter"))
		for _, row := range accounts {
			if q.Match(row, row.shown(), false) && !q.Match(row, row.shown(), true) {
				t.Fatalf("%v", row)
			}
		}
	})
}

// FuzzFilter reads any filter: nothing panics, and each offer is a filter that has what was typed before its last part.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"", `role:"key m" -hint:x me`, `-"`, "a:b://", "decided:\xff", "-\xc3"} {
		f.Add(seed, "Jörg\nOwner")
	}
	f.Fuzz(func(t *testing.T, filter, text string) {
		q := New(fields, filter)
		row := account{who: text, role: text, hints: text}
		for _, fuzzy := range []bool{false, true} {
			q.Match(row, row.shown(), fuzzy)
			if hits := q.Marks("who", text, fuzzy); hits != nil && len(hits) != len(text) {
				t.Errorf("%d marks for %d bytes", len(hits), len(text))
			}
		}
		if q.Named(row) != "" && !strings.Contains(strings.ToLower(filter), "reviewer:") {
			t.Error("a hidden field was not asked by its name")
		}
		for _, o := range Offers(fields, filter, func(f Field[account]) []Value { return Count(f, slices.Values([]account{row})) }) {
			New(fields, o.Text)
		}
		_ = fmt.Sprint(q.Err())
	})
}
