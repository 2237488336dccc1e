package remediation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/order"
)

// Plan says of every change the campaign decided, or with undo of every change that takes one back, where it stands in
// this world and what applying would do. Without a role to compare or a list to look at it errs on the side of blocking.
func (c *Case) Plan(l *Ledger, w World, undo bool) *Plan {
	p := &Plan{
		V: 1, Campaign: c.Campaign, Name: c.Name, Undo: undo, Population: w.Name, TakenAt: w.Population.TakenAt,
		Changes: c.desiredChanges(l, undo), Notes: []string{},
	}
	m := &planning{Case: c, ledger: l, World: w, listed: c.index(w.Population), outlook: NewOutlook(w.Population)}
	m.guards = newGuards(m.listed, w, l.awaited())
	for i := range p.Changes {
		m.change(&p.Changes[i])
		if p.Changes[i].NeedsYes() {
			p.ChangedSince++
		}
	}
	if p.ChangedSince > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d changes were decided on other facts and are not made without a yes of their own (--including-changed)", p.ChangedSince))
	}
	if m.guards.keyUnknown != "" && p.Runnable() > 0 && !w.Words.KeyUnknown {
		p.KeyUnknown = m.guards.keyUnknown
		p.Notes = append(p.Notes, p.KeyUnknown+"; if it belongs to somebody whom the plan removes, it may stop working (--key-unknown applies it all the same)")
	}
	people := len(w.Population.Users) + len(w.Population.Keys)
	if n := p.Runnable(); w.CountPercent > 0 && n*100 > w.CountPercent*people {
		p.CountNeeded = n
		p.Notes = append(p.Notes, fmt.Sprintf("%d changes are more than %d %% of the %d users and API keys there are", n, w.CountPercent, people))
	}
	return p
}

type planning struct {
	*Case
	ledger *Ledger
	World
	listed  *listingIndex
	outlook *Outlook
	guards  *guards
}

// change fills in everything but what is decided.
func (m *planning) change(c *Change) {
	t := m.ledger.Track(c.about)
	over := m.overruled(m.ledger, c)
	forward := c.about
	forward.Undo = false
	seen := m.listed.observe(c)
	c.Effect, c.Comeback, c.Steps = []string{}, []string{}, []string{}
	c.fillProof(t)
	m.method(c)
	facts, covers := m.grounds(c, t, seen)
	c.Changed = append([]string{}, facts...)
	if covers && m.Words.IncludingChanged {
		seen.presence = before
	}
	reason := m.guards.forbids(c, seen, m.Rules)
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
		c.State, c.Blocked, c.overruled = Blocked, over, true
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
		c.Detail = fmt.Sprintf("it came back as %s with the role %s", t.Returned.As, t.Returned.Role)
	case reason != "":
		c.State, c.Blocked = Blocked, reason
	case seen.presence == after && doubtOf(m.Missing).people:
		c.State, c.Detail = Planned, fmt.Sprintf("not in the last listing, which lacks %d others too that nothing explains; it proves nothing", len(m.Missing))
		if c.SentAt != nil {
			c.State = Sent
		}
	case seen.presence == after:
		c.State, c.Detail = Planned, "Torq lists it no more; the next sync confirms it"
		if c.Action == order.ChangeRole || c.Action == order.Invite {
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
		m.guards.count(c, seen)
	}
}

// method chooses the first that may do it, unless one did or is at it.
func (m *planning) method(c *Change) {
	for _, method := range m.Methods {
		if method != order.Manual && m.fits(c, method) && m.ledger.Offers(MethodAction{method, c.Action}, m.Now) {
			c.methods = append(c.methods, method)
		}
	}
	if c.SentAt == nil && c.State != Confirmed && c.State != Corroborated {
		c.Method = c.firstMethod()
	}
}

func (m *planning) fits(c *Change, method order.Method) bool {
	switch {
	case c.Action == order.Unknown:
		return false
	case c.Kind == access.Key && c.Action == order.ChangeRole:
		return method == order.Manual
	case method == order.Mapping:
		return c.Action == order.ChangeRole && m.sso(c)
	}
	return true
}

// sso says whether the person signs in by SSO.
func (m *planning) sso(c *Change) bool {
	s := m.listed.observe(c)
	if u, ok := m.listed.byID[idOf(s.as)]; ok {
		return u.SSO
	}
	return c.fromSSO
}

// open is a change that is neither proven nor forbidden.
func (m *planning) open(c *Change, t *Track) {
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

// ready makes a change one that applying carries out, or that a person must.
func (m *planning) ready(c *Change) {
	c.Method = c.firstMethod()
	c.State, c.runnable = Planned, c.Method != order.Manual
	if !c.runnable {
		c.State = ByPerson
	}
}
