package sheet

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/person"
)

func TestAContradictionIsSaidAtTheMomentOfDeciding(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	var owner, key *row
	for _, r := range w.rows {
		if r.Kind != access.Key || r.Email == "" || r.Own {
			continue
		}
		for _, p := range w.rows {
			if p.Kind == access.User && person.Same(p.Email, r.Email) {
				owner, key = p, r
			}
		}
	}
	if owner == nil {
		t.Fatal("no private key of a member")
	}
	w.Press("o", "down", "down", "enter") // by person: nothing is folded
	w.list.To(key.Item)
	w.Press("c")
	w.Said = nil
	w.list.To(owner.Item)
	w.Press("r")
	if said := strings.Join(w.Said, "\n"); !strings.Contains(said, owner.Title()+" is revoked, but their "+key.Title()) {
		t.Errorf("said %q", said)
	}
	w.Press("s")
	w.Sees("is revoked, but their")
}

func TestContradictionsAreSaidAfterManyDecisionsAtOnce(t *testing.T) {
	o := newOffice(t)
	w := o.window(o.me)
	w.Press("o", "down", "down", "enter") // by person: nothing is folded
	n := 0
	for _, r := range w.rows {
		if r.Kind == access.User && !r.Own && r.SSO && n < 4 {
			w.list.To(r.Item)
			w.Press("space")
			n++
		}
	}
	w.Said = nil
	w.Press("r")
	if said := strings.Join(w.Said, "\n"); !strings.Contains(said, "contradictions, which s lists; the first: ") {
		t.Errorf("said %q", said)
	}
}
