package guide_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/guide"
)

// act is an act of the tables: how a person does it, and the line that it leaves.
type act struct {
	kind    rights.Act
	do      func(o *office, w *review.Workspace, why string) error
	forge   func(o *office, why string) any // the data of the line
	line    string                          // its type
	by      string                          // who of the office does it who may; empty: the owner
	alters  bool                            // it changes access in Torq
	ownSake string                          // who of the office the act is for, where an owner must not do it for themselves
}

// tables are the rows of the guide by act, as "column: cell".
func tables(t *testing.T) map[string]map[string]string {
	t.Helper()
	rows := map[string]map[string]string{}
	for _, b := range guide.Blocks(guide.Text("rights")) {
		if len(b.Table) == 0 {
			continue
		}
		for _, row := range b.Table[1:] {
			cells := rows[row[0]]
			if cells == nil {
				cells = map[string]string{}
				rows[row[0]] = cells
			}
			for i, cell := range row[1:] {
				cells[b.Table[0][i+1]] = cell
			}
		}
	}
	return rows
}

const why = "as the table says"

// TestTheTableOfRights does every act of the guide as everybody in it, by its use case and as a line that a hand put
// into a journal, and holds what happens to what the guide says.
func TestTheTableOfRights(t *testing.T) {
	t.Parallel()
	base := newOffice(t)
	rows := tables(t)
	for name, cells := range rows {
		a, ok := acts[name]
		if !ok {
			t.Errorf("no test does %q", name)
			continue
		}
		if len(cells) != 10 {
			t.Errorf("%s: the guide has %d cells, not 10", name, len(cells))
		}
		t.Run(name, func(t *testing.T) {
			for who, cell := range cells {
				a.walk(t, base, who, cell)
			}
		})
	}
	for name := range acts {
		if rows[name] == nil {
			t.Errorf("the guide does not name %q", name)
		}
	}
}

// walk tries one cell of the tables.
func (a act) walk(t *testing.T, base *office, who, cell string) {
	t.Helper()
	switch who {
	case "look-alike":
		for _, like := range []string{tagged(base.who["owner"]), tagged(base.who["reviewer"])} {
			a.try(t, base, like, why, cell == "yes")
			a.hand(t, base, like, why, cell == "yes")
		}
		if a.ownSake != "" {
			o, like := base.copied(t), tagged(base.who[a.ownSake])
			reviewtest.Grant(t, o.as("owner"), like, rights.Owner)
			a.try(t, o, like, why, cell == "yes")
			a.hand(t, o, like, why, cell == "yes")
		}
		return
	case "other's key":
		a.withOtherKey(t, base, cell == "yes")
		return
	case "unsigned":
		a.unsigned(t, base, cell == "yes")
		return
	}
	email := base.who[who]
	switch cell {
	case "yes":
		a.try(t, base, email, why, true)
		a.hand(t, base, email, why, true)
	case "no":
		a.try(t, base, email, why, false)
		a.hand(t, base, email, why, false)
	case "reason":
		for _, given := range []string{why, ".", ""} {
			a.try(t, base, email, given, given == why)
			a.hand(t, base, email, given, given == why)
		}
	case "own":
		for _, manager := range []string{"maker", "manager"} {
			a.try(t, base, base.who[manager], why, manager == "maker")
			a.hand(t, base, base.who[manager], why, manager == "maker")
		}
	default:
		t.Errorf("%s: %q says nothing", who, cell)
	}
}

// try does the act by its use case.
func (a act) try(t *testing.T, base *office, email, why string, may bool) {
	t.Helper()
	if a.alters && may {
		base = newOffice(t)
	}
	o := base.copied(t)
	a.holds(t, o, email, may, func() error { return a.do(o, o.Open(email), why) })
}

// holds does something and checks that it was recorded, or refused without a trace.
func (a act) holds(t *testing.T, o *office, who string, may bool, do func() error) {
	t.Helper()
	before, had := o.lines([]string{a.line}), len(o.Lines())
	err := do()
	switch n := o.lines([]string{a.line}) - before; {
	case may && (err != nil || n == 0):
		t.Errorf("%s by %s may be: %d lines, %v", a.line, who, n, err)
	case !may && n > 0:
		t.Errorf("%s by %s may not be: %d lines, %v", a.line, who, n, err)
	case !may && err != nil && !slices.Contains([]fault.Kind{fault.Refused, fault.BadInput}, fault.KindOf(err)):
		t.Errorf("%s by %s: %v is no refusal", a.line, who, err)
	case !may && err != nil && len(o.Lines(a.line)) > had:
		t.Errorf("%s by %s was refused and left lines", a.line, who)
	}
	if slices.ContainsFunc(o.Lines(a.line), func(l record.Line) bool { return o.refused(l) != "" }) {
		t.Errorf("%s by %s: the use case recorded a line without effect", a.line, who)
	}
}

// hand puts the line of the act into a journal.
func (a act) hand(t *testing.T, base *office, email, why string, may bool) {
	t.Helper()
	o := base.copied(t)
	a.put(t, o, record.Actor{Email: email, Assurance: record.Declared}, why, may)
}

func (a act) put(t *testing.T, o *office, actor record.Actor, why string, may bool) {
	t.Helper()
	before := o.state()
	line := o.write(record.Entry{Type: a.line, Actor: actor, Data: a.forge(o, why)})[0]
	switch reason := o.refused(line); {
	case may && reason != "":
		t.Errorf("%s by %s, by hand: %s", a.line, actor.Email, reason)
	case !may && reason == "":
		t.Errorf("%s by %s, by hand, is in effect", a.line, actor.Email)
	case !may && o.state() != before:
		t.Errorf("%s by %s, by hand, is refused and has an effect", a.line, actor.Email)
	}
}

// withOtherKey does the act as an owner with the private API key of another person. What key was in use no line tells,
// so by hand it is the same as "owner".
func (a act) withOtherKey(t *testing.T, base *office, may bool) {
	t.Helper()
	o := base.copied(t)
	w := review.New(o.Config(o.who["owner"], reviewtest.Credentials(o.otherKey)))
	a.holds(t, o, "the owner with another's key", may, func() error { return a.do(o, w, why) })
}

// unsigned does the act as an owner without a signature, where the workspace requires one for that kind of act.
func (a act) unsigned(t *testing.T, base *office, may bool) {
	t.Helper()
	o, who := base.copied(t), cmp.Or(a.by, "owner")
	signing := o.as("owner") // who requires a signature for changes of settings must sign that
	if err := signing.SignWith(t.Context(), o.key, nil); err != nil {
		t.Fatal(err)
	}
	_, err := signing.ChangeSettings(t.Context(), func(s *settings.Settings) error {
		return s.Set("required_assurance."+a.key(), string(record.BySSH))
	})
	if may { // no signature can be required
		if fault.KindOf(err) != fault.BadInput {
			t.Errorf("required_assurance.%s: %v", a.key(), err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	a.holds(t, o, who+" unsigned", may, func() error { return a.do(o, o.as(who), why) })
	a.put(t, o, record.Actor{Email: o.who[who], Assurance: record.Declared}, why, may)
}

// key is the act in the setting of required assurances.
func (a act) key() string {
	switch a.kind {
	case rights.Undo:
		return string(rights.Apply)
	case rights.Reopen:
		return string(rights.Close)
	}
	return string(a.kind)
}

// TestNoLineIsOlderThanTheRights puts the line of each act, by a stranger, before everything else in the record. It has no
// effect, whether it comes before the rights or, since a sign-off did not know it, after them.
func TestNoLineIsOlderThanTheRights(t *testing.T) {
	t.Parallel()
	base := newOffice(t)
	for name, a := range acts {
		o := base.copied(t)
		before := o.state()
		line := o.insert(record.Entry{Type: a.line, Actor: record.Actor{Email: o.who["other"], Assurance: record.Declared}, Data: a.forge(o, why)})
		if o.refused(line) == "" {
			t.Errorf("%s: it is not refused", name)
		}
		if o.state() != before {
			t.Errorf("%s: a line that claims to be older than the rights has an effect", name)
		}
	}
}
