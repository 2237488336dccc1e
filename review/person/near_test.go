package person_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/person"
)

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want person.Likeness
	}{
		{"d.ito@example.com", "d.ito@example.org", person.OtherDomain},
		{"d.ito@example.com", "DIto+work@contractor.example.net", person.OtherDomain},
		{"d.ito@example.com", "d.it\u043e@example.org", person.OtherDomain}, // Cyrillic o
		{"li@example.com", "li@example.org", person.None},
		{"d.ito@example.com", "d.itu@example.org", person.None}, // two differences
		{"a.silvester@example.com", "a.silvestre@example.org", person.None},

		{"j.smith@example.com", "j.smyth@example.com", person.OneLetter},
		{"j.smith@example.com", "j.smithe@example.com", person.OneLetter},
		{"j.smith@example.com", "j.smiht+x@example.com", person.OneLetter}, // swapped
		{"j.smith@example.com", "j.smyth@ex\u0430mple.com", person.OneLetter},
		{"maria-silva@example.com", "mario-silva@example.com", person.OneLetter},
		{"mia_schneider.ext@example.com", "mia_schnieder.ext@example.com", person.OneLetter},
		{"christina@example.com", "christine@example.com", person.OneLetter},

		// Namesakes and short names: these are two persons more often than one.
		{"a.smith@example.com", "b.smith@example.com", person.None},
		{"asmith@example.com", "bsmith@example.com", person.None},
		{"a.baker@example.com", "a.maker@example.com", person.None},
		{"j.li@example.com", "j.lu@example.com", person.None},
		{"m.chen@example.com", "m.cheng@example.com", person.None},
		{"anna.berg@example.com", "anne.berg@example.com", person.None},
		{"maria@example.com", "mario@example.com", person.None},
		{"martin@example.com", "martina@example.com", person.None},
		{"soc-analyst1@example.com", "soc-analyst2@example.com", person.None},
		{"j.berger@example.com", "j.berger2@example.com", person.None},
		{"user07@example.com", "user70@example.com", person.None},
		{"a.berger.smith@example.com", "b.berges.smith@example.com", person.None},

		{"j.smith@example.com", "j.smith@example.com", person.None}, // for Like to find
		{"key:abcdefgh", "key:abcdefgi", person.None},
		{"", "j.smith@example.com", person.None},
		{"", "", person.None},
	} {
		if got := person.Near(c.a, c.b); got != c.want {
			t.Errorf("Near(%+q, %+q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := person.Near(c.b, c.a); got != c.want {
			t.Errorf("Near(%+q, %+q) = %v, want %v", c.b, c.a, got, c.want)
		}
		if said := c.want.Aside(c.a, c.b); (said == "") != (c.want == person.None) {
			t.Errorf("%v says %q", c.want, said)
		}
	}
}

// TestNearIsSymmetric draws names that differ little.
func TestNearIsSymmetric(t *testing.T) {
	address := rapid.StringMatching(`[abé]{1,2}[.-]?[smith0]{0,6}(\+x)?@(a|b)\.com`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := address.Draw(t, "a"), address.Draw(t, "b")
		if x, y := person.Near(a, b), person.Near(b, a); x != y {
			t.Fatalf("Near(%q, %q) is %v, and turned round %v", a, b, x, y)
		}
		if person.Near(a, a) != person.None {
			t.Fatalf("%q is near itself", a)
		}
	})
}

func BenchmarkLike(b *testing.B) {
	for b.Loop() {
		if person.Like("maria.silva@example.com", "peter.strasser@example.com") != person.None ||
			person.Near("maria.silva@example.com", "peter.strasser@example.com") != person.None {
			b.Fatal("they are alike")
		}
	}
}
