package people_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

const (
	ito, brother = "d.ito@example.com", "dito@example.com"
	raj          = "raj.patel@example.com"
	key          = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINNwMHM8lLcve+HMdKmjaanRnkdOE0Sm3ZUxkjv5LTgg"
	fingerprint  = "SHA256:21wdyhGSh71apcLtHg1jI83Mg6bqhk1LTPN9wwRBL7A"
)

var types = map[string]string{
	"people.Added": people.TypeAdded, "people.Alias": people.TypeAlias, "people.Distinct": people.TypeDistinct,
	"people.KeyData": people.TypeKey, "people.KeyWithdrawn": people.TypeKeyWithdrawn, "people.AccountData": people.TypeAccount,
	"rights.Granted": "rights.granted",
}

// line is line number seq of a writer, with that data.
func line(t interface{ Fatal(...any) }, writer, prev string, seq int64, data any, seen ...record.Head) record.Line {
	kind := types[fmt.Sprintf("%T", data)]
	l, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: "owner@example.com"}, Data: data}, fmt.Sprint(writer, seq), writer,
		prev, seq, time.Date(2026, 11, 30, 12, 0, int(seq), 0, time.UTC), seen...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// fold applies lines with these data, and returns why each was refused.
func fold(t interface{ Fatal(...any) }, l *people.Ledger, data ...any) (refused []string) {
	for i, d := range data {
		err := l.Apply(line(t, "w", "", int64(i+1), d))
		if refusal := (*record.Refusal)(nil); errors.As(err, &refusal) {
			refused = append(refused, refusal.Reason)
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return refused
}

func TestAliases(t *testing.T) {
	type (
		add   = people.Added
		alias = people.Alias
		two   = people.Distinct
	)
	a, b, c, x := "a@example.com", "b@example.com", "c@example.com", "x@example.com"
	for name, tt := range map[string]struct {
		data    []any
		same    [][2]string
		differ  [][2]string
		refused string // the beginning of the only refusal; empty for none
	}{
		"a further address": {[]any{add{a, []string{b}, ""}}, [][2]string{{a, b}, {"A@example.com ", b}}, [][2]string{{a, c}}, ""},
		"alias of a chain":  {[]any{alias{a, b}, alias{b, c}}, [][2]string{{a, c}}, nil, ""},
		"a circle":          {[]any{alias{a, b}, alias{b, c}, alias{c, a}}, [][2]string{{a, c}, {c, b}}, nil, ""},
		"the known one is given second": {
			[]any{add{b, []string{c}, ""}, alias{a, b}},
			[][2]string{{b, c}},
			[][2]string{{a, b}},
			"b@example.com is another person of the record",
		},
		"an address of another": {
			[]any{add{b, []string{c}, ""}, add{a, []string{x, c}, ""}},
			[][2]string{{b, c}},
			[][2]string{{a, c}, {a, x}},
			"c@example.com belongs to b@example.com",
		},
		"two known persons": {
			[]any{add{a, nil, ""}, add{b, nil, ""}, alias{a, b}},
			nil,
			[][2]string{{a, b}},
			"b@example.com is another person of the record",
		},
		"two known persons by a third address": {
			[]any{add{a, []string{c}, ""}, add{b, nil, ""}, add{x, []string{c, b}, ""}},
			nil,
			[][2]string{{a, b}, {x, a}, {x, b}},
			"c@example.com belongs to a@example.com",
		},
		"distinct before":             {[]any{two{a, b, "no"}, alias{b, a}}, nil, [][2]string{{a, b}}, "it is on record that b"},
		"distinct among the further":  {[]any{two{a, b, "no"}, add{x, []string{a, b}, ""}}, nil, [][2]string{{a, b}, {x, a}}, "it is on record"},
		"distinct by a known address": {[]any{two{a, b, "no"}, alias{a, c}, alias{c, b}}, [][2]string{{a, c}}, [][2]string{{c, b}}, "it is on record"},
		"an alias taken back":         {[]any{add{a, []string{b, c}, ""}, two{a, b, "a slip"}}, [][2]string{{a, c}}, [][2]string{{a, b}, {b, c}}, ""},
		"turned round":                {[]any{add{a, []string{b, c}, ""}, two{b, a, "a slip"}}, [][2]string{{a, c}}, [][2]string{{a, b}}, ""},
		"and not made again":          {[]any{add{a, []string{b}, ""}, two{a, b, "a slip"}, alias{a, b}}, nil, [][2]string{{a, b}}, "it is on record"},
		"twice the same address":      {[]any{alias{a, "A@example.com"}}, nil, [][2]string{{a, b}}, "A@example.com is given twice"},
		"distinct of one address":     {[]any{two{a, "A@example.com", "no"}}, [][2]string{{a, a}}, nil, "a@example.com and A@example.com are the same"},
		"no address":                  {[]any{add{a, []string{"b"}, ""}}, nil, [][2]string{{a, "b"}}, `"b" is not an e-mail address`},
		"an empty address":            {[]any{add{"", nil, ""}}, nil, [][2]string{{"", ""}}, `"" is not an e-mail address`},
	} {
		t.Run(name, func(t *testing.T) {
			l := &people.Ledger{}
			refused := fold(t, l, tt.data...)
			switch {
			case tt.refused == "" && len(refused) > 0, tt.refused != "" && len(refused) != 1:
				t.Errorf("refused: %q", refused)
			case tt.refused != "" && !strings.HasPrefix(refused[0], tt.refused):
				t.Errorf("refused: %q, want %q", refused[0], tt.refused)
			}
			for _, pair := range tt.same {
				if !l.Same(pair[0], pair[1]) || l.Key(pair[0]) != l.Key(pair[1]) || l.Like(pair[0], pair[1]) != person.Identical {
					t.Errorf("%q are two", pair)
				}
			}
			for _, pair := range tt.differ {
				if l.Same(pair[0], pair[1]) || l.Key(pair[0]) == l.Key(pair[1]) && l.Key(pair[0]) != "" {
					t.Errorf("%q are one", pair)
				}
			}
		})
	}
}

func TestLikenessOfKnownPersons(t *testing.T) {
	l := &people.Ledger{}
	fold(t, l, people.Added{Email: raj, Also: []string{"r.p@example.org"}}, people.Distinct{A: ito, B: brother, Reason: "brothers"})
	for _, c := range []struct {
		a, b  string
		want  person.Likeness
		aside string
		hint  string
	}{
		{raj, raj, person.Identical, "", ""},
		{"r.p@example.org", raj, person.Identical, " (r.p@example.org and raj.patel@example.com are known as one person)", ""},
		{"raj.patel+x@example.com", "r.p@example.org", person.Aliased, " (raj.patel+x@example.com and raj.patel@example.com may be one mailbox)", "tuar people distinct raj.patel+x@example.com raj.patel@example.com --reason TEXT"},
		{raj, "raj.patel@example.net", person.OtherDomain, " (raj.patel@example.com and raj.patel@example.net have the same name, so they count as one person until an owner states that they are two)", "tuar people distinct"},
		{raj, "raj.patle@example.com", person.OneLetter, " (raj.patel@example.com and raj.patle@example.com differ by one letter, so they count as one person until an owner states that they are two)", "tuar people distinct"},
		{ito, brother, person.None, "", ""},
		{"D.Ito@example.com", brother, person.None, "", ""},
		{ito, "d.ito+x@example.com", person.Aliased, " (d.ito@example.com and d.ito+x@example.com may be one mailbox)", "tuar people distinct"},
		{ito, raj, person.None, "", ""},
	} {
		if got := l.Like(c.a, c.b); got != c.want {
			t.Errorf("Like(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := l.Aside(c.a, c.b); got != c.aside {
			t.Errorf("Aside(%s, %s) = %q", c.a, c.b, got)
		}
		if got := l.TellApart(c.a, c.b).String(); (got == "") != (c.hint == "") || !strings.Contains(got, c.hint) {
			t.Errorf("TellApart(%s, %s) = %q", c.a, c.b, got)
		}
	}
	if (*people.Ledger)(nil).Like(raj, "raj.patel@example.net") != person.OtherDomain {
		t.Error("without a record, two domains tell two persons apart")
	}
}

// What was written before the rights of a workspace was compared by fewer likenesses, and stays in effect.
func TestLikenessOfEarlierLines(t *testing.T) {
	l := &people.Ledger{}
	l.Folding(true)
	if l.Like(raj, "raj.patel@example.net") != person.None || l.Like(raj, "rajpatel@example.com") != person.Aliased {
		t.Error("an earlier line is compared as a later one")
	}
	l.Widen()
	if l.Like(raj, "raj.patel@example.net") != person.OtherDomain {
		t.Error("a later line is compared as an earlier one")
	}
}

func TestKeys(t *testing.T) {
	l := &people.Ledger{}
	enrolled := people.KeyData{Email: raj, PublicKey: key, Fingerprint: fingerprint}
	if refused := fold(t, l, people.Added{Email: raj, Also: []string{"r.p@example.org"}}, enrolled); len(refused) > 0 {
		t.Fatal(refused)
	}
	if owner, ok := l.KeyOwner(fingerprint); !ok || owner != raj {
		t.Errorf("the key is of %q, %v", owner, ok)
	}
	stranger := enrolled
	stranger.Email = ito
	if refused := fold(t, l, stranger); len(refused) != 1 || !strings.Contains(refused[0], "belongs to raj.patel@example.com already") {
		t.Errorf("one key for two people: %q", refused)
	}
	if _, known := l.Find(ito); known {
		t.Error("a refused line made a person known")
	}
	forged := enrolled
	forged.Fingerprint = "SHA256:AAAA"
	if refused := fold(t, l, forged); len(refused) != 1 || !strings.Contains(refused[0], "is not the fingerprint") {
		t.Errorf("another fingerprint: %q", refused)
	}
	fold(t, l, people.KeyWithdrawn{Fingerprint: fingerprint, Reason: "lost"})
	if owner, ok := l.KeyOwner(fingerprint); ok {
		t.Errorf("a withdrawn key is of %s", owner)
	}
	if refused := fold(t, l, stranger); len(refused) != 1 {
		t.Error("a withdrawn key was enrolled for another person")
	}
	fold(t, l, people.KeyData{Email: "r.p@example.org", PublicKey: key, Fingerprint: fingerprint})
	if owner, ok := l.KeyOwner(fingerprint); !ok || owner != raj {
		t.Errorf("enrolled again, the key is of %q, %v", owner, ok)
	}
}

// drawn is a line about few addresses, which therefore often are the same.
func drawn(t *rapid.T) any {
	address := rapid.SampledFrom([]string{"a@x.com", "A@x.com", "b@x.com", "c@x.com", "a+1@x.com", "anna@x.com", "anna@y.com", "d@x.com ", "", "no address"})
	a, b := address.Draw(t, "a"), address.Draw(t, "b")
	return rapid.SampledFrom([]any{
		people.Added{Email: a, Also: rapid.SliceOfN(address, 0, 3).Draw(t, "also")},
		people.Alias{Email: a, Also: b},
		people.Alias{Email: b, Also: a},
		people.Distinct{A: a, B: b, Reason: "two"},
		people.KeyData{Email: a, PublicKey: key, Fingerprint: fingerprint},
		people.AccountData{Email: a, Account: "u", Host: "h"},
	}).Draw(t, "data")
}

var universe = []string{"a@x.com", "A@x.com", "b@x.com", "c@x.com", "a+1@x.com", "anna@x.com", "anna@y.com", "d@x.com", "stranger@x.com"}

// TestOnePersonIsAnEquivalence folds any lines: to be one person is reflexive, symmetric and transitive, Key agrees with
// it, and no line makes one of two known persons.
func TestOnePersonIsAnEquivalence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &people.Ledger{}
		for range rapid.IntRange(0, 12).Draw(t, "lines") {
			var before []string
			for _, p := range l.List() {
				before = append(before, p.Email)
			}
			fold(t, l, drawn(t))
			for i, a := range before {
				if _, known := l.Find(a); !known {
					t.Fatalf("%s was known and is no more", a)
				}
				for _, b := range before[:i] {
					if l.Same(a, b) {
						t.Fatalf("%s and %s were two known persons and are one", a, b)
					}
				}
			}
		}
		for _, a := range universe {
			if !l.Same(a, a) {
				t.Fatalf("%s is not itself", a)
			}
			for _, b := range universe {
				switch same := l.Same(a, b); {
				case same != l.Same(b, a):
					t.Fatalf("%s and %s are one person in one direction", a, b)
				case same != (l.Key(a) == l.Key(b)):
					t.Fatalf("the keys of %s and %s are %q and %q; one person: %v", a, b, l.Key(a), l.Key(b), same)
				case same != (l.Like(a, b) == person.Identical), l.Like(a, b) != l.Like(b, a):
					t.Fatalf("%s and %s are alike: %v, %v", a, b, l.Like(a, b), l.Like(b, a))
				case same && l.Distinct(a, b):
					t.Fatalf("%s and %s are one person and two", a, b)
				}
				for _, c := range universe {
					if l.Same(a, b) && l.Same(b, c) && !l.Same(a, c) {
						t.Fatalf("%s is %s, that is %s, and the first is not the last", a, b, c)
					}
				}
			}
		}
	})
}

// TestLinesOfTwoMachines folds the journals of two machines, each of which sometimes knew what the other had written:
// in whatever order the lines come in, the persons are the same.
func TestLinesOfTwoMachines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []record.Line
		prev := map[string]string{}
		heads := map[string]record.Head{}
		for range rapid.IntRange(1, 10).Draw(t, "lines") {
			writer, other := "one", "two"
			if rapid.Bool().Draw(t, "the other") {
				writer, other = other, writer
			}
			var seen []record.Head
			if h, some := heads[other]; some && rapid.Bool().Draw(t, "knows") {
				seen = append(seen, h)
			}
			l := line(t, writer, prev[writer], heads[writer].Seq+1, drawn(t), seen...)
			prev[writer], heads[writer] = l.Hash, record.Head{Writer: writer, Seq: l.Seq, Hash: l.Hash}
			all = append(all, l)
		}
		shuffled := rapid.Permutation(all).Draw(t, "came in")
		if a, b := told(t, all), told(t, shuffled); a != b {
			t.Fatalf("in one order %s, in another %s", a, b)
		}
	})
}

// told folds lines in the order of the record and returns who is who then.
func told(t *rapid.T, lines []record.Line) string {
	l := &people.Ledger{}
	var b strings.Builder
	for _, one := range record.Order(slices.Clone(lines)) {
		if err := l.Apply(one); err != nil {
			fmt.Fprintf(&b, "%s refused: %v\n", one.ID, err)
		}
	}
	for _, p := range l.List() {
		fmt.Fprintf(&b, "%+v\n", *p)
	}
	fmt.Fprintf(&b, "%+v\n", l.Declared())
	return b.String()
}
