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
	const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINCm9XYdbTOGeKpP9IbsQn/S/a3k4nV6dmIBdQdcS1Ov"
	enrolled := people.KeyData{Email: lead, PublicKey: key, Fingerprint: fingerprint}
	further := people.KeyData{Email: lead, PublicKey: otherKey, Fingerprint: "SHA256:By0WA2iSyTnyU6UxzrZ5tU+AHJdBX4txjlnNV9rKdPU"}
	desk := people.AccountData{Email: lead, Account: "lead", Host: "desk-1"}
	only := "lead@example.com is an owner of this workspace and has an SSH key or an OS account; only they"
	gone := people.KeyWithdrawn{Fingerprint: fingerprint, Reason: "laptop lost"}
	approver := rights.Granted{Email: ito, Right: rights.Approver}
	both, alone := []string{lead, ciso}, []string{lead}
	for name, tt := range map[string]struct {
		owners  []string
		before  []any // by lead, while they own the workspace alone
		by      string
		data    any
		refused string // the beginning; empty if it has effect
	}{
		"of oneself, alone":                         {alone, nil, lead, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, ""},
		"of oneself":                                {both, nil, lead, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, "it is about lead@example.com; another owner"},
		"of oneself, second":                        {both, nil, lead, people.Distinct{A: "lead@example.org", B: "Lead@example.com", Reason: "two"}, "it is about lead@example.com; another owner"},
		"of another owner":                          {both, nil, ciso, people.Distinct{A: lead, B: "lead@example.org", Reason: "two"}, ""},
		"one's own further address":                 {both, nil, lead, people.Alias{Email: lead, Also: "l@example.org"}, ""},
		"another owner's further address":           {both, nil, ciso, people.Alias{Email: lead, Also: "accomplice@example.org"}, "lead@example.com is an owner of this workspace; only they"},
		"another owner's further addresses":         {both, nil, ciso, people.Added{Email: lead, Also: []string{"accomplice@example.org"}}, "lead@example.com is an owner of this workspace; only they"},
		"a note on another owner":                   {both, nil, ciso, people.Added{Email: lead, Note: "SOC"}, ""},
		"a further address of somebody else":        {both, nil, ciso, people.Alias{Email: ito, Also: "ito@example.org"}, ""},
		"an approver's further address":             {both, []any{approver}, ciso, people.Alias{Email: ito, Also: "x@example.org"}, "d.ito@example.com approves elevations; another person"},
		"an approver's further addresses":           {both, []any{approver}, lead, people.Added{Email: ito, Also: []string{"x@example.org"}}, "d.ito@example.com approves elevations; another person"},
		"a note on an approver":                     {both, []any{approver}, lead, people.Added{Email: ito, Note: "SOC"}, ""},
		"an approver's further address, alone":      {alone, []any{approver}, lead, people.Alias{Email: ito, Also: "x@example.org"}, ""},
		"another owner's first key":                 {both, nil, ciso, enrolled, ""},
		"another owner's first account":             {both, nil, ciso, desk, ""},
		"another owner's further key":               {both, []any{enrolled}, ciso, further, only},
		"another owner's account beside a key":      {both, []any{enrolled}, ciso, desk, only},
		"another owner's key beside an account":     {both, []any{desk}, ciso, further, only},
		"another owner's key after a withdrawal":    {both, []any{enrolled, gone}, ciso, further, only},
		"another owner's withdrawn key":             {both, []any{enrolled, gone}, ciso, enrolled, only},
		"another owner's key by a further address":  {both, []any{enrolled, people.Alias{Email: lead, Also: "l@example.org"}}, ciso, people.KeyData{Email: "l@example.org", PublicKey: further.PublicKey, Fingerprint: further.Fingerprint}, "l@example.org is an owner"},
		"one's own further key":                     {both, []any{enrolled}, lead, further, ""},
		"one's own further account":                 {both, []any{enrolled}, lead, desk, ""},
		"one's own further key by another address":  {both, []any{enrolled, people.Alias{Email: lead, Also: "l@example.org"}}, "l@example.org", further, ""},
		"the further key of a person without right": {both, []any{people.KeyData{Email: ito, PublicKey: key, Fingerprint: fingerprint}}, ciso, people.KeyData{Email: ito, PublicKey: further.PublicKey, Fingerprint: further.Fingerprint}, ""},
		"a withdrawal of another owner's key":       {both, []any{enrolled}, ciso, gone, ""},
		"one owner as the other":                    {both, nil, lead, people.Alias{Email: lead, Also: ciso}, "ciso@example.com is another person of the record"},
	} {
		t.Run(name, func(t *testing.T) {
			l := &people.Ledger{}
			held := rights.NewLedger(l)
			l.Ask(held)
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
			if err := apply(rights.TypeAdopted, lead, rights.Adopted{Owners: alone}); err != nil {
				t.Fatal(err)
			}
			for _, data := range tt.before {
				if err := apply(types[fmt.Sprintf("%T", data)], lead, data); err != nil {
					t.Fatal(err)
				}
			}
			for _, owner := range tt.owners[1:] {
				if err := apply(rights.TypeGranted, lead, rights.Granted{Email: owner, Right: rights.Owner}); err != nil {
					t.Fatal(err)
				}
			}
			err := apply(types[fmt.Sprintf("%T", tt.data)], tt.by, tt.data)
			if (err == nil) != (tt.refused == "") || err != nil && !strings.HasPrefix(err.Error(), tt.refused) {
				t.Errorf("refused: %v, want %q", err, tt.refused)
			}
		})
	}
}
