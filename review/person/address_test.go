package person_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/person"
)

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"a.berg@example.com", "A.Berg@Example.COM", true},
		{" a.berg@example.com\t", "a.berg@example.com", true},
		{"mu\u0308ller@example.com", "m\u00fcller@example.com", true},
		{"MU\u0308LLER@example.com", "m\u00fcller@example.com", true},
		{"zero@example.com\u200b", "zero@example.com", true},
		{"\ufeffzero@example.com", "zero@example.com", true},
		{"ze\u00adro@example.com", "zero@example.com", true},
		{"ze\u034fro@exam\u2060ple.com", "zero@example.com", true},
		{"zero\ufe0f@example.com", "zero@example.com", true},
		{"nbsp@example.com\u00a0", "nbsp@example.com", true},
		{"nul\x00@example.com", "nul@example.com", true},
		{"\u212aim@example.com", "kim@example.com", true}, // the Kelvin sign
		{"\u017fam@example.com", "sam@example.com", true}, // the long s
		{"\u03c3\u03c2@example.com", "\u03c3\u03c3@example.com", true},
		{"a@example.com.", "a@example.com", true},
		{"a@xn--exmple-cua.com", "a@ex\u00e4mple.com", true},
		{"a@XN--EXMPLE-CUA.com", "a@ex\u00e4mple.com", true},
		{"stra\u00dfe@example.com", "strasse@example.com", false},
		{"a.berg@example.com", "aberg@example.com", false},
		{"a+x@example.com", "a@example.com", false},
		{"\uff41@example.com", "a@example.com", false},
		{"\u0430@example.com", "a@example.com", false},
		{"a@example.com", "a@example.org", false},
		{"", "", false},
		{" ", "", false},
		{"\u200b", "\u200b", false},
	} {
		if person.Same(c.a, c.b) != c.same || person.Same(c.b, c.a) != c.same {
			t.Errorf("Same(%+q, %+q) is not %v", c.a, c.b, c.same)
		}
		if a, b := person.Key(c.a), person.Key(c.b); a != "" && (a == b) != c.same {
			t.Errorf("the keys of %+q and %+q are %+q and %+q", c.a, c.b, a, b)
		}
	}
}

func TestLike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want person.Likeness
	}{
		{"d.ito@example.com", "D.Ito@example.com ", person.Identical},
		{"d.ito@example.com", "d.ito+work@example.com", person.Aliased},
		{"d.ito+a@example.com", "d.ito+b@example.com", person.Aliased},
		{"d.ito@example.com", "dito@example.com", person.Aliased},
		{"d.ito@gmail.com", "di.to+x@googlemail.com", person.Aliased},
		{"d.ito@example.com", "d.it\u043e@example.com", person.LookAlike}, // Cyrillic o
		{"d.ito@example.com", "d.it\u03bf@example.com", person.LookAlike}, // Greek omicron
		{"d.ito@example.com", "\uff44.\uff49\uff54\uff4f@example.com", person.LookAlike},
		{"d.ito@example.com", "d.ito@ex\u0430mple.com", person.LookAlike},
		{"d.ito@example.com", "d.ito@xn--exmple-4nf.com", person.LookAlike}, // the Cyrillic a, encoded
		{"d.ito@example.com", "d\u2024ito@example.com", person.LookAlike},   // one dot leader
		{"d.ito@example.com", "d.it0@example.com", person.LookAlike},
		{"d.ito@example.com", "d.it\u043e+x@example.com", person.LookAlike},
		{"d.ito@example.com", "D.IT\u041e@example.com", person.LookAlike},
		{"d.ito@example.com", "d.it\u1ecd@example.com", person.LookAlike}, // o with a dot below
		{"d.ito@example.com", "\U0001d41d.\U0001d422\U0001d42d\U0001d428@example.com", person.LookAlike},
		{"d.ito@example.com", "d. ito@example.com", person.LookAlike},
		{"Ivan@example.com", "lvan@example.com", person.LookAlike},
		{"marc@example.com", "rnarc@example.com", person.LookAlike},
		{"d.ito@example.com", "e.ito@example.com", person.None},
		{"d.ito@example.com", "d.ito@example.org", person.None},
		{"d.ito@example.com", "d.ito2@example.com", person.None},
		{"one@example.com", "two@example.com", person.None},
		{"+a@example.com", "+b@example.com", person.None},
		{"", "", person.None},
		{"", "a@example.com", person.None},
	} {
		if got := person.Like(c.a, c.b); got != c.want {
			t.Errorf("Like(%+q, %+q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := person.Like(c.b, c.a); got != c.want {
			t.Errorf("Like(%+q, %+q) = %v, want %v", c.b, c.a, got, c.want)
		}
		if said := c.want.Aside(c.a, c.b); (said == "") != (c.want == person.None || c.want == person.Identical) {
			t.Errorf("%v says %q", c.want, said)
		}
	}
}

func TestKeysAreFixed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aAxn@. \t-0é\u0301ıİſK\u200b"))),
			rapid.StringMatching(`a@(xn--)?[a-zA-Z0-9-]{0,9}[. ]{0,2}`)).Draw(t, "a")
		key := person.Key(a)
		if again := person.Key(key); again != key {
			t.Fatalf("Key(%+q) is %+q, and its key %+q", a, key, again)
		}
		if key != "" && (!person.Same(a, key) || person.Like(a, key) != person.Identical || !person.LooksAlike(a, a)) {
			t.Fatalf("%+q is not like its key %+q", a, key)
		}
	})
}
