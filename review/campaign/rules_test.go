package campaign_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// journal makes lines as the store would, and folds them.
type journal struct {
	t interface {
		Helper()
		Fatal(...any)
	}
	book  *campaign.Book
	lines []record.Line
	at    time.Time
}

func newJournal(t interface {
	Helper()
	Fatal(...any)
},
) *journal {
	return &journal{t: t, book: campaign.NewBook(), at: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)}
}

func (j *journal) write(entries ...record.Entry) {
	j.t.Helper()
	for _, e := range entries {
		prev := record.Genesis
		if len(j.lines) > 0 {
			prev = j.lines[len(j.lines)-1].Hash
		}
		j.at = j.at.Add(time.Second)
		l, _, err := record.Make(e, fmt.Sprintf("id-%d", len(j.lines)), "w1", prev, int64(len(j.lines)+1), j.at)
		if err != nil {
			j.t.Fatal(err)
		}
		if err := j.book.Apply(l); err != nil {
			j.t.Fatal(err)
		}
		j.lines = append(j.lines, l)
	}
}

func (j *journal) campaign() *campaign.Campaign {
	c, ok := j.book.Get("q4")
	if !ok {
		j.t.Fatal("no campaign")
	}
	return c
}

func by(email string) record.Actor { return record.Actor{Email: email, Assurance: record.Declared} }

const (
	rita  = "rita@example.com"
	sam   = "sam@example.com"
	owner = "lead@example.com"
)

// items are those of the campaign under test, with whose share each is in.
var items = map[string]string{
	"key/plain": rita, "user/boss": rita, "user/idle": rita, "user/plain": rita, "user/rita": rita, "user/other": sam, "user/sam": rita,
}

var basis = campaign.Basis{
	Rows: map[string]access.Row{
		"key/plain":  {Item: "key/plain", Kind: access.Key, Name: "plain", RoleID: "edit", Permissions: []string{"a", "b"}},
		"user/boss":  {Item: "user/boss", Kind: access.User, Email: "boss@example.com", RoleID: "own", Permissions: []string{"*"}, Privileged: true, Hints: []access.Hint{{Name: access.Privileged}}},
		"user/idle":  {Item: "user/idle", Kind: access.User, Email: "idle@example.com", RoleID: "edit", Role: "Editor", Permissions: []string{"a", "b"}, Hints: []access.Hint{{Name: access.Dormant}}},
		"user/plain": {Item: "user/plain", Kind: access.User, Email: "plain@example.com", RoleID: "edit", Role: "Editor", Permissions: []string{"a", "b"}},
		"user/rita":  {Item: "user/rita", Kind: access.User, Email: "Rita@Example.com", RoleID: "edit", Permissions: []string{"a", "b"}},
		"user/other": {Item: "user/other", Kind: access.User, Email: "other@example.com", RoleID: "edit", Permissions: []string{"a", "b"}},
		"user/sam":   {Item: "user/sam", Kind: access.User, Email: sam, RoleID: "edit", Permissions: []string{"a", "b"}},
		"user/aside": {Item: "user/aside", Kind: access.User, Email: "aside@example.com", RoleID: "edit", Permissions: []string{"a", "b"}},
	},
	Roles: []population.Role{
		{ID: "view", Name: "Viewer", Scopes: []string{"a"}},
		{ID: "edit", Name: "Editor", Scopes: []string{"a", "b"}},
		{ID: "desk", Name: "Help desk", Scopes: []string{"a", "user.write"}},
		{ID: "own", Name: "Owner", Scopes: []string{"*"}},
	},
	Carry: map[string]bool{"user/plain": true, "key/plain": true, "user/boss": true},
}

// opened is a campaign with rita and sam reviewing.
func opened(t *testing.T) *journal {
	t.Helper()
	j := newJournal(t)
	j.write(draft())
	j.write(opening())
	return j
}

func draft() record.Entry {
	return record.Entry{Type: campaign.TypeCreated, Actor: by(owner), Data: campaign.Created{
		Campaign: "q4", Name: "Q4", Scope: "all", Due: "2026-11-30", Reviewers: []string{rita, sam}, Split: campaign.RoundRobin,
	}}
}

func opening() record.Entry {
	shares := []campaign.Share{{Reviewer: rita, Items: []string{}}, {Reviewer: sam, Items: []string{}}}
	for item, reviewer := range items {
		i := slices.IndexFunc(shares, func(s campaign.Share) bool { return s.Reviewer == reviewer })
		shares[i].Items = append(shares[i].Items, item)
	}
	return record.Entry{Type: campaign.TypeOpened, Actor: by(owner), Data: campaign.Opened{
		Campaign: "q4", Population: strings.Repeat("a", 64), Rules: access.DefaultRules(), Shares: shares,
	}}
}

func (j *journal) decide(who string, choices ...campaign.Choice) error {
	entries, err := j.campaign().Decide(basis, by(who), choices, fmt.Sprintf("act-%d", len(j.lines)))
	if err == nil {
		j.write(entries...)
	}
	return err
}

func (j *journal) signOff(who string) {
	j.t.Helper()
	e, err := j.campaign().SignOff(by(who), "")
	if err != nil {
		j.t.Fatal(err)
	}
	j.write(e)
}

func (j *journal) close() {
	j.t.Helper()
	e, err := j.campaign().Close(by(owner), "")
	if err != nil {
		j.t.Fatal(err)
	}
	j.write(e)
}

func certify(item string) campaign.Choice {
	return campaign.Choice{Item: item, Verdict: campaign.Certify}
}

func reduce(item, role string) campaign.Choice {
	return campaign.Choice{Item: item, Verdict: campaign.Reduce, ToRole: role}
}

func TestDecideByTheRules(t *testing.T) {
	ok := fault.Kind(0)
	with := func(c campaign.Choice, reason string) campaign.Choice { c.Reason = reason; return c }
	carried := func(c campaign.Choice) campaign.Choice { c.Carried = true; return c }
	tests := map[string]struct {
		who     string
		choices []campaign.Choice
		before  func(*journal)
		want    fault.Kind
		says    string
	}{
		"certify":                           {who: rita, choices: []campaign.Choice{certify("user/plain")}},
		"revoke":                            {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Revoke}}},
		"abstain":                           {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Abstain}}},
		"in another case":                   {who: "RITA@EXAMPLE.COM", choices: []campaign.Choice{certify("user/plain")}},
		"in somebody else's share":          {who: sam, choices: []campaign.Choice{certify("user/plain")}},
		"nothing at all":                    {who: rita, want: fault.BadInput, says: "no item"},
		"no such decision":                  {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: "approve"}}, want: fault.BadInput, says: "not a decision"},
		"undecided is no decision":          {who: rita, choices: []campaign.Choice{{Item: "user/plain", Verdict: campaign.Undecided}}, want: fault.BadInput, says: "not a decision"},
		"no such item":                      {who: rita, choices: []campaign.Choice{certify("user/nobody")}, want: fault.BadInput, says: "no item user/nobody"},
		"in the population, not in scope":   {who: rita, choices: []campaign.Choice{certify("user/aside")}, want: fault.BadInput, says: "no item user/aside"},
		"the same item twice":               {who: rita, choices: []campaign.Choice{certify("user/plain"), certify("user/plain")}, want: fault.BadInput, says: "twice"},
		"not a reviewer":                    {who: owner, choices: []campaign.Choice{certify("user/plain")}, want: fault.Refused, says: "does not review"},
		"nobody":                            {who: "", choices: []campaign.Choice{certify("user/plain")}, want: fault.Refused, says: "does not review"},
		"one's own access":                  {who: rita, choices: []campaign.Choice{certify("user/rita")}, want: fault.Refused, says: "your own access"},
		"abstaining on one's own":           {who: rita, choices: []campaign.Choice{{Item: "user/rita", Verdict: campaign.Abstain}}, want: fault.Refused, says: "your own access"},
		"own access in bulk":                {who: rita, choices: []campaign.Choice{certify("user/plain"), certify("user/rita")}, want: fault.Refused, says: "your own access"},
		"privileged alone":                  {who: rita, choices: []campaign.Choice{certify("user/boss")}},
		"privileged in bulk":                {who: rita, choices: []campaign.Choice{certify("user/boss"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"flagged in bulk":                   {who: rita, choices: []campaign.Choice{certify("user/idle"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"a blank reason is none":            {who: rita, choices: []campaign.Choice{with(certify("user/boss"), " \t"), certify("user/plain")}, want: fault.Refused, says: "needs a reason"},
		"privileged in bulk, with a reason": {who: rita, choices: []campaign.Choice{with(certify("user/boss"), "on call"), certify("user/plain")}},
		"revoking privileged in bulk":       {who: rita, choices: []campaign.Choice{{Item: "user/boss", Verdict: campaign.Revoke}, certify("user/plain")}},
		"carried forward":                   {who: rita, choices: []campaign.Choice{carried(certify("user/plain")), carried(certify("key/plain"))}},
		"carried, not certified last time":  {who: rita, choices: []campaign.Choice{carried(certify("user/other"))}, want: fault.Refused, says: "unseen"},
		"carried, flagged":                  {who: rita, choices: []campaign.Choice{with(carried(certify("user/idle")), "why not")}, want: fault.Refused, says: "unseen"},
		"carried, privileged":               {who: rita, choices: []campaign.Choice{carried(certify("user/boss"))}, want: fault.Refused, says: "unseen"},
		"carried revocation":                {who: rita, choices: []campaign.Choice{carried(campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke})}, want: fault.BadInput, says: "carried forward"},
		"reduce":                            {who: rita, choices: []campaign.Choice{reduce("user/plain", "view")}},
		"reduce to no role":                 {who: rita, choices: []campaign.Choice{reduce("user/plain", "")}, want: fault.BadInput, says: "no role"},
		"reduce to a name, not an ID":       {who: rita, choices: []campaign.Choice{reduce("user/plain", "Viewer")}, want: fault.BadInput, says: "no role"},
		"reduce to the same":                {who: rita, choices: []campaign.Choice{reduce("user/plain", "edit")}, want: fault.BadInput, says: "already has"},
		"reduce to more":                    {who: rita, choices: []campaign.Choice{reduce("user/plain", "own")}, want: fault.Refused, says: "not smaller"},
		"reduce to a privileged one":        {who: rita, choices: []campaign.Choice{reduce("user/plain", "desk")}, want: fault.Refused, says: "not smaller"},
		"reduce an owner":                   {who: rita, choices: []campaign.Choice{reduce("user/boss", "desk")}},
		"after signing off":                 {who: rita, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused, says: "signed off"},
		"in a share signed off by another":  {who: sam, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused, says: "signed off"},
		"elsewhere after signing off":       {who: rita, choices: []campaign.Choice{certify("user/other")}, before: func(j *journal) { j.signOff(rita) }},
		"after closing":                     {who: rita, choices: []campaign.Choice{certify("user/plain")}, before: func(j *journal) { j.close() }, want: fault.Refused, says: "closed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := opened(t)
			if tt.before != nil {
				tt.before(j)
			}
			lines := len(j.lines)
			err := j.decide(tt.who, tt.choices...)
			if fault.KindOf(err) != tt.want {
				t.Fatalf("got %v, want kind %d", err, tt.want)
			}
			if tt.want == ok {
				if len(j.lines) != lines+len(tt.choices) {
					t.Fatalf("%d lines for %d choices", len(j.lines)-lines, len(tt.choices))
				}
				for _, choice := range tt.choices {
					d := j.campaign().Decision(choice.Item)
					if d.Verdict != choice.Verdict || d.Bulk != len(tt.choices) || d.Carried != choice.Carried || d.ToRole != choice.ToRole {
						t.Errorf("%s became %+v", choice.Item, d)
					}
				}
				return
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			if len(j.lines) != lines {
				t.Error("a refused act left lines")
			}
		})
	}
}

func TestADraftIsNotDecidedOn(t *testing.T) {
	j := newJournal(t)
	j.write(draft())
	if err := j.decide(rita, certify("user/plain")); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "draft") {
		t.Errorf("got %v", err)
	}
}

// Every bad choice is named with its place, and bad input outranks a refusal.
func TestRejectedNamesEveryProblem(t *testing.T) {
	err := opened(t).decide(rita, certify("user/plain"), certify("user/rita"), certify("user/nobody"), reduce("key/plain", "own"))
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) {
		t.Fatalf("got %v", err)
	}
	got := map[int]string{}
	for _, p := range rejected.Problems {
		got[p.Index] = p.Item
	}
	if diff := cmp.Diff(map[int]string{1: "user/rita", 2: "user/nobody", 3: "key/plain"}, got); diff != "" {
		t.Error(diff)
	}
	if fault.KindOf(err) != fault.BadInput {
		t.Errorf("kind %d", fault.KindOf(err))
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 3 {
		t.Errorf("%d lines of text: %s", lines, err)
	}
}

func TestUndo(t *testing.T) {
	j := opened(t)
	undo := func(who string, items ...string) error {
		entries, err := j.campaign().Undo(by(who), items)
		if err == nil {
			j.write(entries...)
		}
		return err
	}
	verdict := func(item string) campaign.Verdict { return j.campaign().Decision(item).Verdict }
	wantRefused := func(what string, err error, kind fault.Kind) {
		t.Helper()
		if fault.KindOf(err) != kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	wantRefused("nothing yet", undo(rita), fault.Refused)
	wantRefused("an undecided item", undo(rita, "user/plain"), fault.BadInput)
	wantRefused("not a reviewer", undo(owner, "user/plain"), fault.Refused)

	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(j.decide(rita, certify("user/plain")))
	must(j.decide(rita, certify("key/plain"), campaign.Choice{Item: "user/plain", Verdict: campaign.Revoke}))
	must(j.decide(sam, certify("user/other")))
	wantRefused("another's decision", undo(sam, "user/plain"), fault.Refused)
	wantRefused("another's decision among one's own", undo(rita, "key/plain", "user/other"), fault.Refused)
	if verdict("key/plain") != campaign.Certify {
		t.Error("half an undo was done")
	}

	must(undo(rita)) // the act of two
	if verdict("key/plain") != campaign.Undecided || verdict("user/plain") != campaign.Certify {
		t.Errorf("after undoing the act: %s, %s", verdict("key/plain"), verdict("user/plain"))
	}
	must(undo(rita)) // the one before
	wantRefused("nothing left", undo(rita), fault.Refused)
	if verdict("user/plain") != campaign.Undecided || verdict("user/other") != campaign.Certify {
		t.Errorf("after undoing both: %s, %s", verdict("user/plain"), verdict("user/other"))
	}

	must(j.decide(rita, certify("user/plain")))
	lines := len(j.lines)
	must(undo(rita, "user/plain", "user/plain"))
	if len(j.lines) != lines+1 {
		t.Errorf("%d lines for one item named twice", len(j.lines)-lines)
	}

	must(j.decide(rita, certify("user/plain")))
	j.signOff(rita)
	wantRefused("after signing off", undo(rita, "user/plain"), fault.Refused)
	wantRefused("the last act after signing off", undo(rita), fault.Refused)
	j.close()
	wantRefused("after closing", undo(sam, "user/other"), fault.Refused)
}

func TestDelegate(t *testing.T) {
	tests := map[string]struct {
		who, to string
		items   []string
		before  func(*journal)
		want    fault.Kind
		moved   []string
	}{
		"by a reviewer":                 {who: rita, to: sam, items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"by the owner":                  {who: owner, to: sam, items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"to somebody new":               {who: rita, to: "new@example.com", items: []string{"user/plain"}, moved: []string{"user/plain"}},
		"what is one's own, by default": {who: rita, to: sam, moved: []string{"user/rita"}},
		"by anybody else":               {who: "eve@example.com", to: "eve@example.com", items: []string{"user/plain"}, want: fault.Refused},
		"to its own holder":             {who: rita, to: "PLAIN@example.com", items: []string{"user/plain"}, want: fault.Refused},
		"no such item":                  {who: rita, to: sam, items: []string{"user/nobody"}, want: fault.BadInput},
		"signed off":                    {who: owner, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.signOff(rita) }, want: fault.Refused},
		"to who has signed off":         {who: rita, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.signOff(sam) }, want: fault.Refused},
		"closed":                        {who: rita, to: sam, items: []string{"user/plain"}, before: func(j *journal) { j.close() }, want: fault.Refused},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := opened(t)
			if tt.before != nil {
				tt.before(j)
			}
			entry, err := j.campaign().Delegate(basis, by(tt.who), tt.items, tt.to, "on leave")
			if fault.KindOf(err) != tt.want {
				t.Fatalf("got %v", err)
			}
			if err != nil {
				return
			}
			j.write(entry)
			c := j.campaign()
			for item, reviewer := range items {
				if slices.Contains(tt.moved, item) {
					reviewer = tt.to
				}
				if c.Reviewer(item) != reviewer {
					t.Errorf("%s is in the share of %s, want %s", item, c.Reviewer(item), reviewer)
				}
			}
			if !c.IsReviewer(tt.to) {
				t.Errorf("%s does not review", tt.to)
			}
		})
	}
}

func TestSignOffAndClose(t *testing.T) {
	j := opened(t)
	if err := j.decide(rita, certify("user/plain"), certify("key/plain")); err != nil {
		t.Fatal(err)
	}
	if _, err := j.campaign().SignOff(by(owner), ""); fault.KindOf(err) != fault.Refused {
		t.Errorf("somebody who does not review signed off: %v", err)
	}
	j.signOff(rita)
	s, _ := j.campaign().Signoff("RITA@example.com")
	if s.Decided != 2 || s.Undecided != 4 || !strings.Contains(s.Statement, "made 2 decisions") || !strings.Contains(s.Statement, "4 items undecided") {
		t.Errorf("signed %+v", s)
	}
	if _, err := j.campaign().SignOff(by(rita), ""); fault.KindOf(err) != fault.Refused {
		t.Errorf("signed off twice: %v", err)
	}
	if got := j.campaign().Unsigned(); !slices.Equal(got, []string{sam}) {
		t.Errorf("unsigned: %v", got)
	}
	j.close()
	c := j.campaign()
	want := []string{"user/boss", "user/idle", "user/other", "user/rita", "user/sam"}
	if diff := cmp.Diff(want, c.Closing.Undecided); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(c.Closing.Unsigned, []string{sam}) || !strings.Contains(c.Closing.Statement, "2 of 7 items decided") {
		t.Errorf("closing %+v", c.Closing)
	}
	if _, err := c.Close(by(owner), ""); fault.KindOf(err) != fault.Refused {
		t.Errorf("closed twice: %v", err)
	}
}

func TestOverdueFromTheDayAfter(t *testing.T) {
	c := opened(t).campaign()
	if c.Summarise(time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC)).Overdue {
		t.Error("overdue on the day it is due")
	}
	if !c.Summarise(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)).Overdue {
		t.Error("not overdue the day after")
	}
}

// A withdrawn draft held nothing to compare with.
func TestLastClosedSkipsWithdrawnDrafts(t *testing.T) {
	j := opened(t)
	j.close()
	entry := draft()
	created := entry.Data.(campaign.Created)
	created.Campaign = "mistake"
	entry.Data = created
	j.write(entry)
	c, _ := j.book.Get("mistake")
	closing, err := c.Close(by(owner), "")
	if err != nil {
		t.Fatal(err)
	}
	j.write(closing)
	if got := j.book.LastClosed(); got == nil || got.ID != "q4" {
		t.Errorf("last closed: %+v", got)
	}
	var data campaign.ClosedData
	if err := json.Unmarshal(j.lines[len(j.lines)-1].Data, &data); err != nil || !strings.Contains(data.Statement, "withdraw") {
		t.Errorf("%+v, %v", data, err)
	}
}
