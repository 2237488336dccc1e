package campaign_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
)

// model is the least that a campaign is: what it must agree with after any lines.
type model struct {
	state      campaign.State
	assignment map[string]string
	stack      map[string][]made
	signed     map[string]bool
	others     []string // reviewers that were not there from the beginning
}

func (m *model) reviews(who string) bool {
	return who == rita || who == sam || slices.Contains(m.others, who)
}

type made struct {
	verdict campaign.Verdict
	hash    string
}

func (m *model) locked(item string) bool {
	return m.state == campaign.Closed || m.signed[m.assignment[item]]
}

func (m *model) verdict(item string) campaign.Verdict {
	if s := m.stack[item]; len(s) > 0 {
		return s[len(s)-1].verdict
	}
	return campaign.Undecided
}

func (m *model) apply(l record.Line, data any) {
	switch d := data.(type) {
	case campaign.Opened:
		if m.state != campaign.Draft {
			return
		}
		m.state = campaign.Open
		for _, s := range d.Assignments {
			for _, item := range s.Items {
				m.assignment[item] = s.Reviewer
			}
		}
	case campaign.Decided:
		if _, in := m.assignment[d.Item]; in && m.state == campaign.Open && !m.locked(d.Item) && m.reviews(l.Actor) {
			m.stack[d.Item] = append(m.stack[d.Item], made{d.Decision, l.Hash})
		}
	case campaign.Undone:
		if s := m.stack[d.Item]; m.state == campaign.Open && !m.locked(d.Item) && len(s) > 0 && s[len(s)-1].hash == d.Line {
			m.stack[d.Item] = s[:len(s)-1]
		}
	case campaign.Delegated:
		if m.state != campaign.Open || m.signed[d.To] {
			return
		}
		m.others = append(m.others, d.To)
		for _, item := range d.Items {
			if _, in := m.assignment[item]; in && !m.locked(item) {
				m.assignment[item] = d.To
			}
		}
	case campaign.SignedOff:
		if m.state == campaign.Open {
			m.signed[l.Actor] = true
		}
	case campaign.ClosedData:
		m.state = campaign.Closed
	}
}

// entries draws lines as careless, contradicting or malicious writers could leave them.
func entries(t *rapid.T, hashes []string) record.Entry {
	item := rapid.SampledFrom([]string{"key/plain", "user/boss", "user/plain", "user/other", "user/aside", ""})
	who := rapid.SampledFrom([]string{rita, sam, "new@example.com"}).Draw(t, "who")
	kinds := []string{campaign.TypeDecided, campaign.TypeDecided, campaign.TypeDecided, campaign.TypeUndone, campaign.TypeUndone, campaign.TypeDelegated}
	if rapid.IntRange(0, 9).Draw(t, "ending") == 0 {
		kinds = []string{campaign.TypeSignedOff, campaign.TypeClosed, campaign.TypeOpened, campaign.TypeCreated}
	}
	e := record.Entry{Type: rapid.SampledFrom(kinds).Draw(t, "type"), Actor: by(who)}
	switch e.Type {
	case campaign.TypeCreated:
		e.Data = draft().Data
	case campaign.TypeOpened:
		e.Data = opening().Data
	case campaign.TypeDecided:
		verdict := rapid.SampledFrom([]campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Reduce, campaign.Move, campaign.Abstain, "nonsense"})
		e.Data = campaign.Decided{Campaign: "q4", Item: item.Draw(t, "item"), Decision: verdict.Draw(t, "verdict"), Bulk: 1, Hints: []string{}, Batch: "b"}
	case campaign.TypeUndone:
		e.Data = campaign.Undone{Campaign: "q4", Item: item.Draw(t, "item"), Line: rapid.SampledFrom(hashes).Draw(t, "line")}
	case campaign.TypeDelegated:
		e.Data = campaign.Delegated{Campaign: "q4", To: rapid.SampledFrom([]string{rita, sam, "new@example.com"}).Draw(t, "to"), Items: []string{item.Draw(t, "item")}}
	case campaign.TypeSignedOff:
		e.Data = campaign.SignedOff{Campaign: "q4"}
	case campaign.TypeClosed:
		e.Data = ended
	}
	return e
}

// ended is the end of a campaign that left nothing.
var ended = campaign.ClosedData{Campaign: "q4", Undecided: []string{}, Unsigned: []string{}}

// check holds a campaign against the model, and its counts against a recount.
func check(t *rapid.T, c *campaign.Campaign, m *model) {
	if c.State != m.state {
		t.Fatalf("state %s, want %s", c.State, m.state)
	}
	counts := map[campaign.Verdict]int{}
	for item, reviewer := range m.assignment {
		if got := c.Decision(item).Verdict; got != m.verdict(item) {
			t.Fatalf("%s is %s, want %s", item, got, m.verdict(item))
		}
		if c.Reviewer(item) != reviewer || c.Locked(item) != m.locked(item) || !c.IsReviewer(reviewer) {
			t.Fatalf("%s: assignment of %s, locked %v; want %s, %v", item, c.Reviewer(item), c.Locked(item), reviewer, m.locked(item))
		}
		counts[m.verdict(item)]++
	}
	s := c.Summarise(time.Now())
	got := map[campaign.Verdict]int{
		campaign.Certify: s.Certified, campaign.Reduce: s.Reduced, campaign.Move: s.Moved, campaign.Revoke: s.Revoked, campaign.Abstain: s.Abstained,
		campaign.Undecided: s.Items - s.Decided,
	}
	for verdict, n := range got {
		if counts[verdict] != n {
			t.Fatalf("counted %v, a recount gives %v", got, counts)
		}
	}
	if len(c.Left()) != counts[campaign.Undecided] {
		t.Fatalf("left %v, undecided %d", c.Left(), counts[campaign.Undecided])
	}
	assignments := 0
	for _, reviewer := range c.Reviewers {
		assignments += len(c.Assigned(reviewer))
	}
	if assignments != len(m.assignment) {
		t.Fatalf("the assignments hold %d items of %d", assignments, len(m.assignment))
	}
}

func TestFoldAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := newJournal(t)
		m := &model{state: campaign.Draft, assignment: map[string]string{}, stack: map[string][]made{}, signed: map[string]bool{}}
		hashes := []string{"", "no such line"}
		write := func(e record.Entry) {
			j.write(e)
			l := j.lines[len(j.lines)-1]
			hashes = append(hashes, l.Hash)
			m.apply(l, e.Data)
			check(t, j.campaign(), m)
		}
		write(draft())
		if rapid.IntRange(0, 9).Draw(t, "opened") > 0 {
			write(opening())
		}
		for range rapid.IntRange(0, 40).Draw(t, "lines") {
			write(entries(t, hashes))
		}
		base := core.NewBase()
		again := campaign.NewBook(base)
		if err := core.NewFold(base, again).Apply(j.lines); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(j.book.All(), again.All(), cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.IgnoreFields(core.Base{}, "Relays")); diff != "" {
			t.Fatalf("replayed, the lines give something else:\n%s", diff)
		}
	})
}

// Whatever is written after the end has no effect but that it is counted.
func TestNothingChangesAfterTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := newJournal(t)
		j.write(draft(), opening())
		hashes := []string{"", j.lines[0].Hash}
		for range rapid.IntRange(0, 10).Draw(t, "before") {
			j.write(entries(t, hashes))
			hashes = append(hashes, j.lines[len(j.lines)-1].Hash)
		}
		j.write(record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: ended})
		summary := func() campaign.Summary {
			s := j.campaign().Summarise(j.at)
			s.Revision = 0
			return s
		}
		before, closing := summary(), *j.campaign().Closing
		for range rapid.IntRange(1, 20).Draw(t, "after") {
			j.write(entries(t, hashes))
			hashes = append(hashes, j.lines[len(j.lines)-1].Hash)
		}
		if diff := cmp.Diff(before, summary()); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(closing, *j.campaign().Closing); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Two machines that did not know of each other: what they wrote folds into one state, whoever is read first.
func TestTwoWritersThatContradictEachOther(t *testing.T) {
	j := opened(t)
	at := j.at
	other := func(seq int64, second int, e record.Entry) record.Line {
		l, _, err := record.Make(e, fmt.Sprint("o", seq), "w2", strings.Repeat("0", 64), seq, at.Add(time.Duration(second)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	decided := func(v campaign.Verdict) campaign.Decided {
		return campaign.Decided{Campaign: "q4", Item: "user/plain", Decision: v, Bulk: 1, Hints: []string{}, Batch: string(v)}
	}
	j.write(record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: decided(campaign.Certify)}) // second 1
	first := j.lines[len(j.lines)-1]
	j.write(record.Entry{Type: campaign.TypeSignedOff, Actor: by(rita), Data: campaign.SignedOff{Campaign: "q4", Decided: 1}}) // 2
	j.write(record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: ended})                                            // 3
	another := opening().Data.(campaign.Opened)
	another.Population = "another"
	lines := append(slices.Clone(j.lines),
		other(1, 1, record.Entry{Type: campaign.TypeDecided, Actor: by(sam), Data: decided(campaign.Revoke)}), // just after rita's, before her sign-off
		other(2, 2, record.Entry{Type: campaign.TypeUndone, Actor: by(rita), Data: campaign.Undone{Campaign: "q4", Item: "user/plain", Line: first.Hash}}),
		other(3, 3, record.Entry{Type: campaign.TypeDecided, Actor: by(sam), Data: decided(campaign.Abstain)}),
		other(4, 4, record.Entry{Type: campaign.TypeOpened, Actor: by(sam), Data: another}),
		other(5, 5, record.Entry{Type: campaign.TypeClosed, Actor: by(sam), Data: ended}))
	slices.SortFunc(lines, record.Compare)
	book := campaign.NewBook(core.NewBase())
	for _, l := range lines {
		if err := book.Apply(l); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := book.Get("q4")
	if d := c.Decision("user/plain"); d.Verdict != campaign.Revoke || d.Reviewer != sam {
		t.Errorf("in force: %+v", d)
	}
	if c.Closing.By != owner || c.Population == "another" || len(c.Signoffs) != 1 {
		t.Errorf("closing %+v, population %s, %d sign-offs", c.Closing, c.Population, len(c.Signoffs))
	}
}

// A line whose data is not what its type says is damage, and names itself.
func TestALineThatMakesNoSense(t *testing.T) {
	for _, kind := range []string{
		campaign.TypeCreated, campaign.TypeOpened, campaign.TypeDelegated, campaign.TypeDecided, campaign.TypeUndone, campaign.TypeSignedOff, campaign.TypeClosed,
	} {
		err := campaign.NewBook(core.NewBase()).Apply(record.Line{Type: kind, Seq: 7, Writer: "w1", Data: json.RawMessage(`{"campaign":[]}`)})
		if err == nil || !strings.Contains(err.Error(), "line 7 of w1") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if err := campaign.NewBook(core.NewBase()).Apply(record.Line{Type: "elevation.requested", Data: json.RawMessage(`[]`)}); err != nil {
		t.Errorf("a line of another kind: %v", err)
	}
}

// Lines may speak of campaigns nobody made.
func FuzzApply(f *testing.F) {
	f.Add(campaign.TypeUndone, `{"campaign":"q4","item":"user/plain","line":""}`)
	f.Add(campaign.TypeDecided, `{"campaign":"q4","item":"user/plain","decision":"undecided"}`)
	f.Add(campaign.TypeOpened, `{"campaign":"q4","shares":[{"reviewer":"x","items":["a","a"]}]}`)
	f.Add(campaign.TypeCreated, `{"campaign":"","due":"soon"}`)
	f.Add(campaign.TypeDelegated, `{"campaign":"q4","to":"","items":["user/plain","user/plain"]}`)
	f.Fuzz(func(t *testing.T, kind, data string) {
		j := newJournal(t)
		j.write(draft(), opening())
		_ = j.book.Apply(record.Line{Type: kind, Data: json.RawMessage(data), Hash: "h"})
		for _, c := range j.book.All() {
			s := c.Summarise(j.at)
			if s.Items-s.Decided != len(c.Left()) {
				t.Errorf("%d of %d decided, but %d left", s.Decided, s.Items, len(c.Left()))
			}
			if !slices.IsSorted(c.Items) || len(slices.Compact(slices.Clone(c.Items))) != len(c.Items) {
				t.Errorf("items %v", c.Items)
			}
		}
	})
}
