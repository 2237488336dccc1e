package elevations

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/person"
	reasons "github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// reading opens a dialog with the current facts about an elevation, in the name of the current user; barred returns the
// reason why that user may not act.
func (s *Screen) reading(id string, barred func(elevation.Disabled) string, ask func(elevation.Inspection, record.Actor) overlay.Dialog) tea.Cmd {
	env, service := s.env, s.service
	return s.as(func() tea.Cmd {
		return env.Asks(func() tea.Msg {
			i, err := service.InspectElevation(env.Context, id)
			if err != nil {
				return screen.Failed{Err: err}
			}
			actor, err := service.Actor(env.Context)
			if err != nil {
				return screen.Failed{Err: err}
			}
			if why := barred(i.Disabled); why != "" {
				return screen.Notify{Text: why, Level: screen.Warn}
			}
			return screen.OpenDialog{Dialog: ask(i, actor)}
		})
	})
}

// terms are the durations that keys 1 to 4 stand for.
var terms = []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// approve asks for the length of the elevation: as requested, or shorter.
func (s *Screen) approve(r elevation.Row) tea.Cmd {
	act := func(i elevation.Inspection, most time.Duration) tea.Msg {
		return s.act("approving", func(ctx context.Context) (elevation.Outcome, error) {
			return s.service.ApproveElevation(ctx, i.ID, most)
		})
	}
	return s.reading(r.ID, func(b elevation.Disabled) string { return b.Approve }, func(i elevation.Inspection, me record.Actor) overlay.Dialog {
		most := time.Duration(i.Granted) * time.Second
		all := "as asked: " + words.For(i.Granted)
		if i.Granted < i.Seconds {
			all = words.For(i.Granted) + ", as approved so far; " + words.For(i.Seconds) + " asked"
		}
		p := pick{
			title: "Approve", question: fmt.Sprintf("Approve %s for %s for %s?", i.Role, i.Email, words.For(i.Granted)), no: "not now",
			details: approving(i, me, s.env.Now()), terms: []term{{key: "y", text: all, action: act(i, 0)}},
		}
		for n, d := range terms {
			t := term{key: fmt.Sprint(n + 1), text: "for " + settings.Duration(d).String(), action: act(i, d)}
			if d >= most {
				t.barred = "that is no shorter"
			}
			p.terms = append(p.terms, t)
		}
		return newPick(p)
	})
}

// approving returns the facts that an approver should know.
func approving(i elevation.Inspection, me record.Actor, now time.Time) []string {
	lines := []string{"it replaces " + i.PriorRole + gains(i), "reason: " + i.Reason}
	if i.Ticket != "" {
		lines = append(lines, "ticket: "+i.Ticket)
	}
	lines = append(lines, "asked by "+words.Assured(i.RequestedBy, i.Asked)+", "+widget.Ago(i.RequestedAt, now))
	clock := "the clock starts when it is approved"
	if i.StartsAt != nil {
		clock = "it starts at " + widget.Clock(*i.StartsAt, now)
	}
	if i.Needed > 1 {
		clock += fmt.Sprintf("; %d of %d approvals are there", i.Given, i.Needed)
	}
	return append(lines, clock, "you are "+words.Assured(me.Email, me.Known()))
}

// gains lists the permissions that the granted role adds to the prior one, as the end of a sentence.
func gains(i elevation.Inspection) string {
	switch {
	case !i.Known:
		return "; what it may do beyond that is not known"
	case len(i.Gains) == 0:
		return "; it adds no permissions by the last listing"
	}
	return "; it may also " + words.Some(i.Gains, 3)
}

// deny asks why not.
func (s *Screen) deny(r elevation.Row) tea.Cmd {
	return s.reading(r.ID, func(b elevation.Disabled) string { return b.Deny }, func(i elevation.Inspection, _ record.Actor) overlay.Dialog {
		return s.why("Deny", fmt.Sprintf("%s does not get %s. Why?", i.Email, i.Role), []string{"not needed for this", "ask for a smaller role", "ask for less time"},
			func(ctx context.Context, reason string) (elevation.Outcome, error) {
				return s.service.DenyElevation(ctx, i.ID, reason)
			})
	})
}

// why asks for a reason, without which nothing is done.
func (s *Screen) why(title, label string, canned []string, do func(context.Context, string) (elevation.Outcome, error)) overlay.Dialog {
	return &overlay.Prompt{
		Title: title, Label: label, Hint: "the reason, which the record keeps", Canned: canned,
		Check: func(text string) error {
			_, err := reasons.Check("this", text)
			return err
		},
		Action: func(reason string) tea.Msg {
			return s.act("recording", func(ctx context.Context) (elevation.Outcome, error) { return do(ctx, reason) })
		},
	}
}

// extend asks by how much, and then why.
func (s *Screen) extend(r elevation.Row) tea.Cmd {
	return s.reading(r.ID, func(b elevation.Disabled) string { return b.Extend }, func(i elevation.Inspection, _ record.Actor) overlay.Dialog {
		now := s.env.Now()
		most := i.Longest - i.EndsAt.Sub(*i.StartsAt)
		p := pick{
			title: "Extend", question: fmt.Sprintf("Extend %s's %s by:", i.Email, i.Role), no: "leave it",
			details: []string{
				fmt.Sprintf("it ends at %s, in %s", widget.Clock(*i.EndsAt, now), widget.Left(*i.EndsAt, now)),
				fmt.Sprintf("the rule allows %s at most, extensions included", settings.Duration(i.Longest)),
			},
		}
		if i.Needs > 1 {
			p.details = append(p.details, fmt.Sprintf("%d people must agree to a later end; the shortest of their lengths counts", i.Needs))
		}
		for n, d := range terms {
			t := term{key: fmt.Sprint(n + 1), text: fmt.Sprintf("by %s, until %s", settings.Duration(d), widget.Clock(i.EndsAt.Add(d), now))}
			t.action = screen.OpenDialog{Dialog: s.why("Extend by "+settings.Duration(d).String(), "What for?", nil, func(ctx context.Context, reason string) (elevation.Outcome, error) {
				return s.service.ExtendElevation(ctx, i.ID, d, reason)
			})}
			if d > most {
				t.barred = "the rule does not allow that long"
			}
			p.terms = append(p.terms, t)
		}
		return newPick(p)
	})
}

// end asks before an elevation ends now: its holder and requester for a confirmation, anyone else for a reason.
func (s *Screen) end(r elevation.Row) tea.Cmd {
	beside := s.others(r)
	return s.reading(r.ID, func(b elevation.Disabled) string { return b.End }, func(i elevation.Inspection, me record.Actor) overlay.Dialog {
		do := func(ctx context.Context, reason string) (elevation.Outcome, error) {
			return s.service.EndElevation(ctx, i.ID, reason)
		}
		waits := i.State == elevation.Requested || i.State == elevation.Approved
		if waits {
			return s.why("Withdraw", fmt.Sprintf("Withdraw %s's request for %s? Reason:", i.Email, i.Role), []string{"not needed any more"}, do)
		}
		if !person.Same(i.Email, me.Email) && !person.Same(i.RequestedBy, me.Email) {
			return s.why("Take away", fmt.Sprintf("Take %s away from %s now? Reason:", i.Role, i.Email), nil, do)
		}
		c := &overlay.Confirm{
			Title: "I'm done", Question: fmt.Sprintf("Give %s back now?", i.Role), Yes: "give it back", No: "keep it",
			Details: []string{i.PriorRole + " is restored and checked in Torq"},
			Action:  s.act("giving the role back", func(ctx context.Context) (elevation.Outcome, error) { return do(ctx, "") }),
		}
		if len(beside) > 0 {
			c.Details = []string{fmt.Sprintf("the elevation %s goes on: %s", beside[0].ID, words.Fate(beside[0], s.env.Now()))}
		}
		return c
	})
}

// only is the wish to see elevations in one state alone; "" is all.
type only elevation.State

// states lists all states, in the order in which the filter offers them.
var states = []elevation.State{
	elevation.Requested, elevation.Approved, elevation.Active, elevation.Overdue, elevation.Drifted, elevation.Ended, elevation.Denied,
	elevation.Withdrawn, elevation.Expired, elevation.Failed,
}

// askState asks which elevations to show.
func (s *Screen) askState() tea.Cmd {
	count := map[elevation.State]int{}
	for _, r := range s.rows {
		count[r.State]++
	}
	entries := []overlay.Entry{{Name: "everything", Note: fmt.Sprint(len(s.rows)), Action: screen.For(s, only(""))}}
	for _, state := range states {
		if n := count[state]; n > 0 {
			entries = append(entries, overlay.Entry{Name: word(elevation.Row{State: state}), Note: fmt.Sprint(n), Action: screen.For(s, only(state))})
		}
	}
	return s.env.OpenDialog(overlay.NewChoice("Show", entries))
}
