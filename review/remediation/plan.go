package remediation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
)

// Planner makes the plan of a case against one listing. While the plan is applied, it looks at single changes again.
type Planner struct {
	*Case
	World
	ledger  *Ledger
	undo    bool
	listed  *listingIndex
	outlook *Outlook
	guards  *guards
	rows    map[string]int     // by item
	asked   int                // the calls on record that the guards know of
	folds   int                // of the ledger
	ahead   []counted          // what the plan makes, without what was counted again
	leaving map[string]leaving // by item: changes that take a role from its holder
}

// Plan returns the state of every change that the campaign decided, or with undo of every change that reverses one, and
// the effect of applying. A missing role or list blocks a change.
func (c *Case) Plan(l *Ledger, w World, undo bool) *Plan {
	_, plan := c.Planner(l, w, undo)
	return plan
}

// Planner returns the plan as Plan does, with the planner that made it.
func (c *Case) Planner(l *Ledger, w World, undo bool) (*Planner, *Plan) {
	m := &Planner{
		Case: c, World: w, ledger: l, undo: undo, listed: c.index(w.Population), outlook: NewOutlook(w.Population),
		rows: make(map[string]int, len(c.Rows)), asked: len(l.asked), folds: l.folds,
		leaving: map[string]leaving{},
	}
	m.guards = newGuards(m.listed, w, l.awaited())
	for i := range c.Rows {
		m.rows[c.Rows[i].Item] = i
	}
	return m, m.plan()
}

func (m *Planner) plan() *Plan {
	w := m.World
	p := &Plan{
		V: 1, Campaign: m.Campaign, Name: m.Case.Name, Undo: m.undo, Population: w.Name, TakenAt: w.Population.TakenAt,
		Changes: m.desiredChanges(m.ledger, m.undo), Notes: []string{},
	}
	slices.SortStableFunc(p.Changes, func(a, b Change) int { return cmp.Compare(m.place(a.Item), m.place(b.Item)) })
	for i := range p.Changes {
		m.change(&p.Changes[i])
		if p.Changes[i].NeedsYes() {
			p.ChangedSince++
		}
		if c, counts := m.guards.counted[p.Changes[i].Item]; counts {
			m.ahead = append(m.ahead, c)
		}
	}
	for _, c := range m.ahead {
		m.guards.uncount(c.item)
	}
	if m.Book != nil && !m.undo {
		for _, l := range m.Book.Lapsing(m.Campaign, w.Now) {
			title := l.Item
			if at, known := m.rows[l.Item]; known {
				title = m.Rows[at].Title()
			}
			p.Notes = append(p.Notes, l.String(title)+"; it is revoked once a reviewer, owner or manager confirms that (tuar decide "+m.Campaign+" "+l.Item+" --lapsed --reason TEXT)")
		}
	}
	if p.ChangedSince > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d changes were decided on other facts and are not made without a yes of their own (--including-changed)", p.ChangedSince))
	}
	if m.guards.keyUnknown != "" && p.Runnable() > 0 && !w.Words.KeyUnknown {
		p.KeyUnknown = m.guards.keyUnknown
		p.Notes = append(p.Notes, p.KeyUnknown+"; if it belongs to a person whom the plan removes, it may stop working (--key-unknown applies it all the same)")
	}
	people := len(w.Population.Users) + len(w.Population.Keys)
	if n := p.Runnable(); w.CountPercent > 0 && n*100 > w.CountPercent*people {
		p.CountNeeded = n
		p.Notes = append(p.Notes, fmt.Sprintf("%d changes are more than %d %% of the %d users and API keys there are", n, w.CountPercent, people))
	}
	return p
}

// Current reports whether the planner was made from that case and listing, and the record was only extended since.
func (m *Planner) Current(c *Case, population string) bool {
	return m.Case == c && m.World.Name == population && m.folds == m.ledger.folds
}

// Refresh returns the change of an item by the newest record, with every guard applied; false if there is nothing to
// change any more. Changes before it count in their state by the plan or the last Refresh, those after it do not count
// yet: called in the order of the plan, the cost of one call does not depend on the number of changes.
func (m *Planner) Refresh(item string, methods []order.Method, now time.Time) (Change, bool) {
	row, known := m.rows[item]
	if !known {
		return Change{}, false
	}
	for ; len(m.ahead) > 0 && m.ahead[0].row <= m.place(item); m.ahead = m.ahead[1:] {
		m.guards.add(m.ahead[0])
	}
	m.guards.uncount(item)
	m.guards.remaining.expect(m.ledger.awaitedSince(m.asked))
	m.asked = len(m.ledger.asked)
	m.Methods, m.Now = methods, now
	c, asked := m.desired(m.ledger, m.Rows[row], m.undo)
	if asked {
		m.change(&c)
	}
	return c, asked
}

// change fills in the state of a change, its method and its effect.
func (m *Planner) change(c *Change) {
	t := m.ledger.Track(c.about)
	over := m.overruled(m.ledger, c)
	forward := c.about
	forward.Undo = false
	seen := m.listed.observe(c)
	c.Effect, c.Comeback, c.Steps = []string{}, []string{}, []string{}
	c.fillProof(t)
	c.standing = m.standing(m.ledger, c)
	m.method(c)
	facts, covers := m.grounds(c, t, seen)
	c.Changed = append([]string{}, facts...)
	if covers && m.Words.IncludingChanged {
		seen.presence = before
	}
	reason := m.guards.forbids(c, seen, m.Rules)
	if reason == "" && c.Action == order.DeleteRole && seen.presence == before {
		reason = m.heldStill(c)
	}
	if len(facts) > 0 && covers && !m.Words.IncludingChanged && (reason == "" || reason == seen.why) {
		reason, c.needsYes = changedSince(facts), true
	} else if len(facts) > 0 && !covers && reason == "" {
		reason = strings.Join(facts, "; ")
	}
	switch {
	case c.Action == order.Unknown:
		c.State, c.Method = Blocked, ""
		return
	case !c.undo && m.ledger.Track(c.about.Back()).CarriedOut():
		c.State, c.Method = Undone, ""
		c.Detail = m.undoneText(m.ledger, c)
		return
	case t.InForce():
		c.noteWithdrawn()
		_, comeback := m.outlook.of(c, m.sso(c))
		c.Comeback = append(c.Comeback, comeback...)
		return
	case c.withdrawn != "" && !c.undo:
		c.State, c.Blocked = Blocked, c.withdrawn
	case over != "":
		c.State, c.Blocked = Blocked, over
		if t.promised(m.Now) {
			c.Detail = "a workflow may still carry it out, " + t.Last().until()
		}
	case c.undo && m.ledger.Track(forward).promised(m.Now):
		until := m.ledger.Track(forward).Last().until()
		c.State, c.Blocked = Blocked, "a workflow may still carry out, "+until+", the change that this takes back"
	case c.Blocked != "":
		c.State = Blocked
	case t.Returned != nil:
		c.State, c.Blocked, c.runnable = Returned, reason, reason == "" && c.Method != order.Manual
		c.Detail = t.Returned.told()
	case reason != "":
		c.State, c.Blocked = Blocked, reason
	case seen.presence == after && doubtOf(m.Missing).of(c.Kind):
		c.State, c.Detail = Planned, fmt.Sprintf("not in the last listing, which lacks %d others too that nothing explains; it proves nothing", len(m.Missing))
		if c.SentAt != nil {
			c.State = Sent
		}
	case seen.presence == after:
		c.State, c.Detail = Planned, "Torq lists it no more; the next sync confirms it"
		if !c.Action.Removes() {
			c.Detail = "Torq lists it so already; the next sync confirms it"
		}
	default:
		m.open(c, t)
	}
	c.needsYes = c.needsYes && c.State == Blocked && c.Blocked == reason
	if (c.runnable || c.State == ByPerson) && len(facts) > 0 {
		c.Detail = strings.TrimPrefix(c.Detail+"; ", "; ") + strings.Join(facts, "; ")
	}
	effect, comeback := m.outlook.of(c, m.sso(c))
	c.Effect, c.Comeback = effect, append(c.Comeback, comeback...)
	if c.Method == order.Manual || c.State == Failed {
		c.Steps = steps(c)
	}
	if c.State != Blocked {
		m.guards.count(m.place(c.Item), c, seen)
	}
	m.noteLeaving(c)
}

// place returns the place of an item in the plan: custom roles come last, so that none holds them when they are deleted.
func (m *Planner) place(item string) int {
	if row := m.rows[item]; m.Rows[row].Kind != access.Role {
		return row
	} else {
		return row + len(m.Rows)
	}
}

// method chooses the first method that may make the change, unless one has made it or is under way.
func (m *Planner) method(c *Change) {
	for _, method := range m.Methods {
		if method != order.Manual && m.fits(c, method) && m.ledger.Offers(MethodAction{method, c.Action}, m.Now) {
			c.methods = append(c.methods, method)
		}
	}
	if c.SentAt == nil && c.State != Confirmed && c.State != Corroborated {
		c.Method = c.firstMethod()
	}
}

func (m *Planner) fits(c *Change, method order.Method) bool {
	switch {
	case c.Action == order.Unknown:
		return false
	case c.Kind == access.Key && c.Action == order.ChangeRole:
		return method == order.Manual
	case !c.Kind.HoldsRole():
		return method == order.API // no workflow is told of mappings and custom roles
	case method == order.Mapping:
		return c.Action == order.ChangeRole && m.sso(c) && m.ownMappingAgrees(c)
	}
	return true
}

// sso reports whether the person signs in by SSO.
func (m *Planner) sso(c *Change) bool {
	s := m.listed.observe(c)
	if u, ok := m.listed.byID[idOf(s.as)]; ok {
		return u.SSO
	}
	return c.fromSSO
}

// open fills in the state of a change that is neither proven nor forbidden.
func (m *Planner) open(c *Change, t *Track) {
	a := t.Last()
	switch {
	case t.ByHand != nil && c.Method == order.Manual:
		c.State, c.Detail = Sent, "done by hand, as "+t.ByHand.By+" says; Torq still lists it as it was"
	case a == nil || a.Outcome == order.NoEffect && !a.withoutEffect() || a.Outcome == order.NotSent || a.Outcome == order.Gone:
		m.ready(c)
	case a.Outcome == order.NotOffered:
		m.ready(c)
		if c.runnable && !slices.ContainsFunc(c.methods, func(w order.Method) bool { return !t.tried(w) }) {
			c.State, c.Detail = Failed, a.Detail+"; whether that is so for everybody is not known"
		}
	case a.open():
		c.State, c.Detail = Sent, "the answer was lost; the next reading tells whether it happened"
		if !a.Expires.IsZero() {
			c.Detail = "the answer was lost; the workflow may do it " + a.until() + ", and a reading tells"
		}
	case a.Outcome == order.Refused || a.withoutEffect():
		m.ready(c)
		if c.runnable {
			c.State = Failed
		}
		c.Detail = a.Detail
	case a.Method == order.Mapping && m.listed.mappedTo(c):
		c.State, c.Detail = Sent, "the claim mapping is there; it takes effect at the next sign-in"
	case a.Method == order.Webhook:
		c.State, c.Detail = Sent, "the workflow has promised to do it "+a.until()+"; a reading tells"
	default:
		c.State, c.Detail = Sent, "Torq accepted it; the next reading tells whether it happened"
	}
}

// ready leaves a change to the first method, or to a person.
func (m *Planner) ready(c *Change) {
	c.Method = c.firstMethod()
	c.State, c.runnable = Planned, c.Method != order.Manual
	if !c.runnable {
		c.State = ByPerson
	}
}
