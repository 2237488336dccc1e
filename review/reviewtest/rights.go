package reviewtest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Grant gives a person rights in the workspace, in the name of an owner: the user of w if it has none yet. Rights that
// the person has already are left as they are.
func Grant(t testing.TB, w *review.Workspace, email string, granted ...rights.Right) {
	t.Helper()
	actor, err := w.Actor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Append(t.Context(), func() (entries []record.Entry, err error) {
		if owners := w.Rights().Holders(rights.Owner); len(owners) > 0 && !w.People().In(owners, actor.Email) {
			actor = record.Actor{Email: owners[0], Assurance: record.Declared}
		}
		for _, right := range granted {
			if slices.Contains(w.Rights().Of(email), right) {
				continue
			}
			data := rights.Granted{Email: email, Right: right}
			if change := rights.Granting(right, email); w.Rights().NeedsSecond() && w.Rights().Loosens(actor.Email, change) {
				data.Proposal = "test-" + string(right) + "-" + email
				proposal := rights.Proposed{Proposal: data.Proposal, Change: change}
				entries = append(entries, record.Entry{Type: rights.TypeProposed, Actor: actor, Data: proposal})
				others := slices.DeleteFunc(w.Rights().OtherOwners(actor.Email), func(o string) bool { return w.People().Like(o, email) != person.None })
				if len(others) == 0 {
					return nil, fmt.Errorf("no second owner can make %s %s", email, right)
				}
				second := record.Actor{Email: others[0], Assurance: record.Declared}
				entries = append(entries, record.Entry{Type: rights.TypeGranted, Actor: second, Data: data})
				continue
			}
			entries = append(entries, record.Entry{Type: rights.TypeGranted, Actor: actor, Data: data})
		}
		return entries, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, right := range granted {
		if !w.Rights().Has(email, right) {
			t.Fatalf("%s was not made %s", email, right)
		}
	}
}
