package campaign_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// journal makes lines as the store would, and folds them.
type journal struct {
	t interface {
		Helper()
		Fatal(...any)
	}
	base  *core.Base
	book  *campaign.Book
	fold  *core.Fold
	lines []record.Line
	at    time.Time
}

func newJournal(t interface {
	Helper()
	Fatal(...any)
},
) *journal {
	base := core.NewBase()
	book := campaign.NewBook(base)
	return &journal{t: t, base: base, book: book, fold: core.NewFold(base, book), at: start}
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
		j.lines = append(j.lines, l)
		if err := j.fold.Apply(j.lines); err != nil {
			j.t.Fatal(err)
		}
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

// items are those of the campaign under test, with whose assignment each is in.
var items = map[string]string{
	"key/plain": rita, "user/boss": rita, "user/idle": rita, "user/plain": rita, "user/rita": rita, "user/other": sam, "user/sam": rita, "user/odd": rita,
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
		"user/odd":   {Item: "user/odd", Kind: access.User, Email: "odd@example.com", RoleID: "old", Role: "Old"},
		"user/aside": {Item: "user/aside", Kind: access.User, Email: "aside@example.com", RoleID: "edit", Permissions: []string{"a", "b"}},
	},
	Roles: []population.Role{
		{ID: "view", Name: "Viewer", Scopes: []string{"a"}},
		{ID: "edit", Name: "Editor", Scopes: []string{"a", "b"}},
		{ID: "twin", Name: "Author", Scopes: []string{"b", "a"}},
		{ID: "more", Name: "Chief editor", Scopes: []string{"a", "b", "c"}},
		{ID: "other", Name: "Critic", Scopes: []string{"b", "c"}},
		{ID: "blank", Name: "Blank", Scopes: nil},
		{ID: "desk", Name: "Help desk", Scopes: []string{"a", "user.write"}},
		{ID: "own", Name: "Owner", Scopes: []string{"*"}},
	},
	Carry: map[string]bool{"user/plain": true, "key/plain": true, "user/boss": true},
}

// start is the time at which journals begin.
var start = time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)

// opened is a campaign with rita and sam reviewing.
func opened(t *testing.T) *journal {
	t.Helper()
	j := newJournal(t)
	j.write(draft(), adopt(), opening())
	return j
}

func draft() record.Entry {
	return record.Entry{Type: campaign.TypeCreated, Actor: by(owner), Data: campaign.Created{
		Campaign: "q4", Name: "Q4", Scope: "all", Due: "2026-11-30", Reviewers: []string{rita, sam}, Split: campaign.RoundRobin,
	}}
}

func opening() record.Entry {
	assignments := []campaign.Assignment{{Reviewer: rita, Items: []string{}}, {Reviewer: sam, Items: []string{}}}
	for item, reviewer := range items {
		i := slices.IndexFunc(assignments, func(s campaign.Assignment) bool { return s.Reviewer == reviewer })
		assignments[i].Items = append(assignments[i].Items, item)
	}
	return record.Entry{Type: campaign.TypeOpened, Actor: by(owner), Data: campaign.Opened{
		Campaign: "q4", Population: strings.Repeat("a", 64), Rules: access.DefaultRules(), Assignments: assignments,
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
	e, err := j.campaign().SignOff(by(who), "", time.Now())
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

func move(item, role string) campaign.Choice {
	return campaign.Choice{Item: item, Verdict: campaign.Move, ToRole: role}
}

func reduce(item, role string) campaign.Choice {
	return campaign.Choice{Item: item, Verdict: campaign.Reduce, ToRole: role}
}

// adopt begins the rights of the workspace, whose owner is owner.
func adopt() record.Entry {
	return record.Entry{Type: rights.TypeAdopted, Actor: by(owner), Data: rights.Adopted{Owners: []string{owner}}}
}

func grant(email string, right rights.Right) record.Entry {
	return record.Entry{Type: rights.TypeGranted, Actor: by(owner), Data: rights.Granted{Email: email, Right: right}}
}
