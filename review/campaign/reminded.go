package campaign

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeReminded is the type of the line that records a reminder for a reviewer.
const TypeReminded = "campaign.reminded"

// ReminderKind is the reason for a reminder, by the time that is left until the due date.
type ReminderKind string

// The kinds of reminders. A reviewer who was never reminded in a campaign is told that it was opened, unless it is due
// soon.
const (
	RemindOpened  ReminderKind = "opened"
	RemindOpen    ReminderKind = "open"
	RemindSoon    ReminderKind = "due-soon"
	RemindToday   ReminderKind = "due-today"
	RemindOverdue ReminderKind = "overdue"
)

// ReminderKinds lists all kinds.
var ReminderKinds = []ReminderKind{RemindOpened, RemindOpen, RemindSoon, RemindToday, RemindOverdue}

// ReminderMethod says how a reminder was made. Of none is it known whether it arrived.
type ReminderMethod string

// The methods of reminders.
const (
	RemindByText    ReminderMethod = "text"    // a text was made, for a person to send
	RemindByMailto  ReminderMethod = "mailto"  // so was a link that opens a mail program
	RemindByEML     ReminderMethod = "eml"     // so was a file of a message
	RemindByWebhook ReminderMethod = "webhook" // the webhook of a workflow accepted it
)

// ReminderMethods lists all methods.
var ReminderMethods = []ReminderMethod{RemindByText, RemindByMailto, RemindByEML, RemindByWebhook}

// Reminded is the data of a campaign.reminded line.
type Reminded struct {
	Campaign string         `json:"campaign"`
	To       string         `json:"to"` // the reviewer's e-mail address
	Kind     ReminderKind   `json:"kind"`
	Left     int            `json:"left"` // items of theirs without a decision
	Method   ReminderMethod `json:"method"`
}

// Sentence returns what the line says.
func (d Reminded) Sentence(record.Names) record.Sentence {
	did := "made a reminder (" + string(d.Method) + ") for " + d.To
	if d.Method == RemindByWebhook {
		did = "gave the webhook a reminder for " + d.To + ", and it was accepted"
	}
	return record.Sentence{Text: fmt.Sprintf("%s: %s, %d undecided", did, d.Kind, d.Left), Campaign: d.Campaign}
}

// Reminder is a reminder on record.
type Reminder struct {
	To     string
	Kind   ReminderKind
	Left   int
	Method ReminderMethod
	By     string
	At     time.Time
}

func (b *Book) reminded(l record.Line, d Reminded) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if why := c.refusesReminder(l.Actor, d); why != "" {
		return refuses(l, why)
	}
	c.Reminders = append(c.Reminders, Reminder{To: d.To, Kind: d.Kind, Left: d.Left, Method: d.Method, By: l.Actor, At: l.Time.Time})
	return nil
}

// refusesReminder returns why a reminder has no effect; empty if it has.
func (c *Campaign) refusesReminder(author string, d Reminded) string {
	switch {
	case c.refusesManaging(c.base.Rights, author) != "":
		return c.refusesManaging(c.base.Rights, author)
	case c.State != Open:
		return fmt.Sprintf("campaign %s is %s, not open", c.ID, c.State)
	case !c.IsReviewer(d.To):
		return fmt.Sprintf("%s does not review in %s", d.To, c.ID)
	case !slices.Contains(ReminderKinds, d.Kind):
		return "it is no kind of reminder"
	case !slices.Contains(ReminderMethods, d.Method):
		return "it is no way to remind"
	case d.Left < 0 || d.Left > len(c.Items):
		return fmt.Sprintf("%s cannot have %d items left in %s", d.To, d.Left, c.ID)
	}
	return ""
}

// RemindersOf returns the reminders for the reviewer, in fold order.
func (c *Campaign) RemindersOf(reviewer string) []Reminder {
	var of []Reminder
	for _, r := range c.Reminders {
		if c.people.Same(r.To, reviewer) {
			of = append(of, r)
		}
	}
	return of
}

// Pending is a reviewer of an open campaign who is not done: rows are assigned to them in either stage, and they did not
// sign off.
type Pending struct {
	Reviewer  string
	Items     int // assigned to them
	Left      int // of them without a decision of that stage, which can be made now
	Waiting   int // of them that the first reviewer decides first
	Postponed int // of them that come back on a later day
	Kind      ReminderKind
	Reminders []Reminder // so far, in fold order
}

// SoonDays is the number of days before the due date from which a campaign is due soon.
const SoonDays = 7

// Pending returns the reviewers who are not done, in the campaign's order; none unless it is open. It leaves those out who
// can do nothing before the first reviewers decide, or postponed all that is left, unless the campaign is due.
func (c *Campaign) Pending(now time.Time) []Pending {
	if c.State != Open {
		return nil
	}
	var all []Pending
	at := map[string]int{}
	for _, reviewer := range c.Reviewers {
		if _, signed := c.Signoff(reviewer); !signed {
			at[c.people.Key(reviewer)] = len(all)
			all = append(all, Pending{Reviewer: reviewer, Reminders: c.RemindersOf(reviewer)})
		}
	}
	for _, item := range c.Items {
		for _, stage := range []Stage{FirstStage, SecondStage} {
			i, ok := at[c.people.Key(c.reviewerIn(item, stage))]
			if _, staged := c.second[item]; !ok || stage == SecondStage && !staged {
				continue
			}
			all[i].Items++
			switch {
			case c.Decision(item).Verdict != Undecided || c.Part(item, stage).Verdict != Undecided:
			case c.later(item, stage, now):
				all[i].Postponed++
			case stage == c.openStage(item):
				all[i].Left++
			case stage == SecondStage:
				all[i].Waiting++
			}
		}
	}
	for i := range all {
		all[i].Kind = c.reminderKind(len(all[i].Reminders) > 0, now)
	}
	return slices.DeleteFunc(all, func(p Pending) bool {
		dueLater := p.Kind != RemindToday && p.Kind != RemindOverdue
		return p.Items == 0 || p.Left == 0 && (p.Waiting > 0 || p.Postponed > 0 && dueLater)
	})
}

// reminderKind returns how the campaign stands for a reviewer who was reminded before, or was not.
func (c *Campaign) reminderKind(before bool, now time.Time) ReminderKind {
	switch days := int(c.Due.Sub(calendar.Day(now)) / (24 * time.Hour)); {
	case days < 0:
		return RemindOverdue
	case days == 0:
		return RemindToday
	case days <= SoonDays:
		return RemindSoon
	case !before:
		return RemindOpened
	}
	return RemindOpen
}

// Remind returns the entry that records a reminder for a pending reviewer.
func (c *Campaign) Remind(actor record.Actor, p Pending, by ReminderMethod) (record.Entry, error) {
	if err := c.MayRemind(actor); err != nil {
		return record.Entry{}, err
	}
	return record.Entry{Type: TypeReminded, Actor: actor, Data: Reminded{Campaign: c.ID, To: p.Reviewer, Kind: p.Kind, Left: p.Left, Method: by}}, nil
}

// MayRemind returns a Refused fault if the actor cannot remind the reviewers of the campaign, or it is not open.
func (c *Campaign) MayRemind(actor record.Actor) error {
	if err := c.mayManage(actor); err != nil {
		return err
	}
	if c.State == Draft {
		return errDraft(c.ID)
	}
	if c.State != Open {
		return c.notOpen()
	}
	return nil
}

// Told reports whether the reviewer had a reminder on the same day, in UTC, that was at least as urgent.
func (p Pending) Told(now time.Time) bool {
	return slices.ContainsFunc(p.Reminders, func(r Reminder) bool {
		return r.Kind.urgency() >= p.Kind.urgency() && calendar.Day(r.At).Equal(calendar.Day(now))
	})
}

// urgency returns a number that grows as the due date comes nearer; that a campaign was opened is as urgent as that it is
// open.
func (k ReminderKind) urgency() int {
	return max(slices.Index(ReminderKinds, k), slices.Index(ReminderKinds, RemindOpen))
}

// ToldSince reports whether the reviewer had any reminder since the beginning of that day.
func (p Pending) ToldSince(day time.Time) bool {
	return slices.ContainsFunc(p.Reminders, func(r Reminder) bool { return !r.At.Before(day) })
}
