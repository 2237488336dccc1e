package people_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// TestStatementsOfOwners holds what owners state about themselves and each other to the rights of the workspace.
func TestStatementsOfOwners(t *testing.T) {
	const lead, ciso = "lead@example.com", "ciso@example.com"
	both, alone := []string{lead, ciso}, []string{lead}
	for name, tt := range map[string]struct {
		owners  []string
		by      string
		data    any
		refused string // the beginning; empty if it has effect
	}{
		"of oneself, alone":                  {alone, lead, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, ""},
		"of oneself":                         {both, lead, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, "it is about lead@example.com; another owner"},
		"of oneself, second":                 {both, lead, people.Distinct{A: "lead@example.org", B: "Lead@example.com", Reason: "two"}, "it is about lead@example.com; another owner"},
		"of another owner":                   {both, ciso, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, ""},
		"one's own further address":          {both, lead, people.Alias{Email: lead, Also: "l@example.org"}, ""},
		"another owner's further address":    {both, ciso, people.Alias{Email: lead, Also: "accomplice@example.org"}, "lead@example.com is an owner of this workspace; only they"},
		"another owner's further addresses":  {both, ciso, people.Added{Email: lead, Also: []string{"accomplice@example.org"}}, "lead@example.com is an owner of this workspace; only they"},
		"a note on another owner":            {both, ciso, people.Added{Email: lead, Note: "SOC"}, ""},
		"a further address of somebody else": {both, ciso, people.Alias{Email: ito, Also: "ito@example.org"}, ""},
		"one owner as the other":             {both, lead, people.Alias{Email: lead, Also: ciso}, "ciso@example.com is another person of the record"},
	} {
		t.Run(name, func(t *testing.T) {
			l := &people.Ledger{}
			held := rights.NewLedger(l)
			apply := func(kind, by string, data any) error {
				made, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: by}, Data: data}, "id", "w", "", 1, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC))
				if err != nil {
					t.Fatal(err)
				}
				if err := l.Apply(made); err != nil {
					return err
				}
				return held.Apply(made)
			}
			if err := apply(rights.TypeAdopted, lead, rights.Adopted{Owners: tt.owners}); err != nil {
				t.Fatal(err)
			}
			err := apply(types[fmt.Sprintf("%T", tt.data)], tt.by, tt.data)
			if (err == nil) != (tt.refused == "") || err != nil && !strings.HasPrefix(err.Error(), tt.refused) {
				t.Errorf("refused: %v, want %q", err, tt.refused)
			}
		})
	}
}
