package elevations

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// pane draws all facts about an elevation, the most important first.
func (s *Screen) pane(pane widget.Pane, r elevation.Row) []string {
	th, now := pane.Theme, s.env.Now()
	p := &widget.Facts{Theme: th, Width: pane.Width}
	p.Line(th.Title.Render(th.Fit(fmt.Sprintf(" %s for %s", r.Role, r.Email), p.Width)))
	s.stands(p, r, now)
	i, known := s.known[r.ID]
	switch {
	case known && i.err != nil:
		p.Add("", th.Alert+" "+i.err.Error(), th.Bad)
		return p.Lines()
	case !known:
		i.Row = r
	}
	s.grants(p, i, known, pane.Alone)
	s.people(p, i, known, now)
	s.ends(p, r, now)
	if known {
		if r.State.Live() && i.Holds != "" && i.Holds != r.Role && r.State != elevation.Requested {
			p.Add("holds", i.Holds+", by the last listing", th.Text)
		}
		for n, text := range i.SignIn {
			p.Add(first("sign-in", n), text, th.Warn)
		}
	}
	s.didMeanwhile(p, r, now)
	for n, m := range i.History {
		p.Add(first("history", n), fmt.Sprintf("%s  %s: %s", moment(m.At, now), m.By, m.Text), th.Text)
	}
	if !known {
		p.Add("", "reading"+th.Ellipsis(), th.Dim)
	}
	p.Add("id", r.ID, th.Dim)
	return p.Lines()
}

func first(label string, n int) string {
	if n > 0 {
		return ""
	}
	return label
}

// moment formats a time of the record to the second, in the user's time zone.
func moment(t, now time.Time) string {
	t = t.In(now.Location())
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04:05")
	}
	return t.Format("2 Jan 15:04:05")
}

// stands adds the state of the elevation and any obstacle.
func (s *Screen) stands(p *widget.Facts, r elevation.Row, now time.Time) {
	th := p.Theme
	look := looks(th, r, now)
	if r.BreakGlass {
		p.Add("", th.Alert+" BREAK-GLASS: not approved; the next review must look at it", th.Error)
	}
	switch r.State {
	case elevation.Active:
		p.Add("state", fmt.Sprintf("%s active until %s, %s", th.Dot, widget.Clock(*r.EndsAt, now), when(r, now)), look)
		if r.StartsAt != nil {
			whole := r.EndsAt.Sub(*r.StartsAt)
			p.Add("", bar(r, now)+fmt.Sprintf(" of %s", settings.Duration(whole.Round(time.Second))), look)
		}
	case elevation.Overdue:
		p.Add("state", fmt.Sprintf("%s OVERDUE since %s, %s", th.Alert, widget.Clock(*r.EndsAt, now), when(r, now)), look)
	case elevation.Requested:
		p.Add("state", "waiting for approval; it expires at "+widget.Clock(r.Until, now), look)
	case elevation.Drifted:
		p.Add("state", th.Alert+" drifted: another person changed the role in Torq meanwhile", look)
	case elevation.Ended:
		text := "ended"
		if r.EndedAt != nil {
			text = fmt.Sprintf("ended %s, %s", widget.Clock(*r.EndedAt, now), widget.Ago(*r.EndedAt, now))
		}
		p.Add("state", text+": "+words.Ending(r), th.Text)
	case elevation.Approved, elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed:
		fallthrough
	default:
		p.Add("state", string(r.State), look)
	}
	if r.Detail != "" && r.Detail != words.Ending(r) {
		p.Add("", r.Detail, th.Text)
	}
	if s.problem != nil && r.State.Live() && r.State != elevation.Requested {
		p.Add("in the way", s.problem.Error(), th.Warn)
	}
}

// grants adds the granted role, the role it replaces, and the permissions gained.
func (s *Screen) grants(p *widget.Facts, i inspected, known, all bool) {
	th := p.Theme
	p.Add("role", fmt.Sprintf("%s instead of %s", i.Role, i.PriorRole), th.Text)
	switch {
	case !known:
	case !i.Known:
		p.Add("gains", "not known: Torq does not list what both roles may do", th.Dim)
	case len(i.Gains) == 0:
		p.Add("gains", "nothing, by the last listing", th.Dim)
	default:
		most := 6
		if all {
			most = len(i.Gains)
		}
		p.Add("gains", words.Some(i.Gains, most), th.Text)
	}
	p.Add("reason", i.Reason, th.Text)
	p.Add("ticket", i.Ticket, th.Text)
}

// people adds the requester and the approvers, and how their identities are known.
func (s *Screen) people(p *widget.Facts, i inspected, known bool, now time.Time) {
	th := p.Theme
	who := i.RequestedBy
	if known {
		who = words.Assured(i.RequestedBy, i.Asked)
	}
	p.Add("asked by", fmt.Sprintf("%s, %s, for %s", who, widget.Clock(i.RequestedAt, now), words.Length(i.Row)), th.Text)
	for n, a := range i.Approvals {
		text := words.Assured(a.By, a.Known) + ", " + widget.Clock(a.At, now)
		if a.Seconds < i.Row.Seconds {
			text += ", for " + words.For(a.Seconds) + " at most"
		}
		p.Add(first("approved", n), text, th.Text)
	}
	switch {
	case i.BreakGlass:
		p.Add("approved", "by no approval: break-glass", th.Warn)
	case i.ApprovedBy == elevation.AutoByRule:
		p.Add("approved", "by the rule, automatically", th.Text)
	case i.State == elevation.Requested:
		text := fmt.Sprintf("%d of %d needed", i.Given, i.Needed)
		if known {
			text += ", " + words.Approvers(i.Row)
		}
		p.Add("approvals", text, th.Info)
		if why := s.cannotApprove(i.Row); why != "" {
			p.Add("", "not by you: "+why, th.Dim)
		}
	}
}

// ends adds how the elevation will end.
func (s *Screen) ends(p *widget.Facts, r elevation.Row, now time.Time) {
	th := p.Theme
	if r.StartsAt != nil && r.StartsAt.After(now) && r.State.Live() {
		p.Add("starts", widget.Clock(*r.StartsAt, now)+", in "+widget.Left(*r.StartsAt, now), th.Text)
	}
	if !r.State.Live() || r.State == elevation.Requested {
		return
	}
	beside := s.others(r)
	for n, o := range beside {
		p.Add(first("beside", n), o.ID+": "+words.Fate(o, now), th.Text)
	}
	p.Add("the end", howItEnds(r, len(beside) > 0), th.Text)
}

// howItEnds describes how the role will be taken back.
func howItEnds(r elevation.Row, beside bool) string {
	switch {
	case r.State == elevation.Overdue:
		return fmt.Sprintf("tuar goes on trying to give %s back; R tries now", r.PriorRole)
	case beside:
		return fmt.Sprintf("the other elevation keeps its role; the last one to end gives %s back", r.PriorRole)
	}
	return fmt.Sprintf("if Torq still lists %s then, tuar restores %s and checks it; if another person changed the role, tuar leaves it and reports", r.Role, r.PriorRole)
}

// didMeanwhile adds the holder's activity from Torq's audit log, if it was read.
func (s *Screen) didMeanwhile(p *widget.Facts, r elevation.Row, now time.Time) {
	m, asked := s.meanwhile[r.ID]
	th := p.Theme
	switch {
	case r.ActiveAt == nil:
		return
	case !asked:
		p.Add("meanwhile", "m asks Torq's audit log what they did", th.Dim)
	case m.err != nil:
		p.Add("meanwhile", th.Alert+" not known: "+m.err.Error()+"; reading Torq's audit log needs a key of an Owner", th.Warn)
	case len(m.entries) == 0:
		p.Add("meanwhile", "Torq's audit log shows nothing, asked "+widget.Ago(m.at, now), th.Text)
	}
	for n, e := range m.entries {
		text := fmt.Sprintf("%s  %s", moment(e.At, now), e.Action)
		if e.ResourceName != "" {
			text += ": " + e.ResourceName
		}
		p.Add(first("meanwhile", n), text, th.Text)
	}
}
