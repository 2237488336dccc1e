package settings

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/fault"
)

// Campaigns holds the choices for campaigns that recur and for reminders.
type Campaigns struct {
	Plans []Plan `json:"plans"`
	// Reminders say on which days the webhook is given reminders for reviewers who are not done; empty: on none.
	Reminders []ReminderRule `json:"reminders"`
}

// Plan describes a campaign that recurs, once in each period.
type Plan struct {
	Name  string           `json:"name"` // ends the campaigns' names, after that of the period
	Every calendar.Every   `json:"every"`
	Opens calendar.Opening `json:"opens"`
	From  string           `json:"from"`     // the day before which none is opened, as YYYY-MM-DD
	Due   int              `json:"due_days"` // days from opening to the due date
	Like  string           `json:"like"`     // ID of the campaign whose scope, reviewers and rules are copied
	Open  bool             `json:"open"`     // it is opened; else a draft is made, which a person opens
}

// Latest returns the period of the last opening that the plan has until that moment, and its day; ok is false if there
// was none yet.
func (p Plan) Latest(now time.Time) (in calendar.Period, opens time.Time, ok bool) {
	in = p.Every.At(now)
	if opens = p.Opens.In(in); opens.After(now) {
		in = in.Before()
		opens = p.Opens.In(in)
	}
	return in, opens, !opens.Before(p.from())
}

// Next returns the period of the first opening that the plan has after that moment, and its day.
func (p Plan) Next(now time.Time) (in calendar.Period, opens time.Time) {
	if from := p.from().AddDate(0, 0, -1); from.After(now) {
		now = from
	}
	in = p.Every.At(now)
	if opens = p.Opens.In(in); !opens.After(now) {
		in = in.Next()
		opens = p.Opens.In(in)
	}
	return in, opens
}

// from returns the first day on which a campaign may open.
func (p Plan) from() time.Time {
	from, err := calendar.ParseDay(p.From)
	if first := p.Opens.From(); err != nil || first.After(from) {
		return first
	}
	return from
}

// Title returns the name of the campaign of that period.
func (p Plan) Title(in calendar.Period) string { return in.String() + " " + p.Name }

// longestDue bounds the days from opening to the due date.
const longestDue = 366

// check says what is wrong with the plan by itself.
func (p Plan) check() error {
	unseen := func(r rune) bool { return !unicode.IsPrint(r) }
	if n := utf8.RuneCountInString(p.Name); n == 0 || n > 100 || strings.TrimSpace(p.Name) != p.Name || strings.ContainsFunc(p.Name, unseen) || !utf8.ValidString(p.Name) {
		return fault.New(fault.BadInput, "plans: the name %q must have 1 to 100 visible characters, and no blanks around them", p.Name)
	}
	if !p.Every.Known() {
		return fault.New(fault.BadInput, "plans: %q is no period; there are %s", string(p.Every), Periods())
	}
	if err := p.Opens.Check(); err != nil {
		return fault.Wrap(err, "plans: %s", p.Name)
	}
	if _, err := calendar.ParseDay(p.From); err != nil {
		return fault.New(fault.BadInput, "plans: %s begins on %q, which is no date such as 2027-01-15", p.Name, p.From)
	}
	if p.Due < 1 || p.Due > longestDue {
		return fault.New(fault.BadInput, "plans: the campaigns of %s are due after %d days; it must be 1 to %d", p.Name, p.Due, longestDue)
	}
	if p.Like == "" {
		return fault.New(fault.BadInput, "plans: %s names no campaign to copy", p.Name)
	}
	return nil
}

// Periods names the periods that plans can have.
func Periods() string {
	names := make([]string, len(calendar.Lengths))
	for i, e := range calendar.Lengths {
		names[i] = string(e)
	}
	return strings.Join(names, ", ")
}

// Named returns the plan of that name, whatever its case; ok is false if there is none.
func (c Campaigns) Named(name string) (Plan, bool) {
	i := slices.IndexFunc(c.Plans, func(p Plan) bool { return strings.EqualFold(p.Name, strings.TrimSpace(name)) })
	if i < 0 {
		return Plan{}, false
	}
	return c.Plans[i], true
}

// Check says what is wrong with the choices, as a BadInput fault.
func (c Campaigns) Check() error {
	for i, p := range c.Plans {
		if err := p.check(); err != nil {
			return err
		}
		if _, twice := (Campaigns{Plans: c.Plans[:i]}).Named(p.Name); twice {
			return fault.New(fault.BadInput, "plans: two have the name %s", p.Name)
		}
	}
	for i, rule := range c.Reminders {
		if _, err := rule.parse(); err != nil {
			return err
		}
		if slices.Contains(c.Reminders[:i], rule) {
			return fault.New(fault.BadInput, "reminders: %q is there twice", string(rule))
		}
	}
	return nil
}

// fewerPlans reports whether a plan is gone or changed.
func fewerPlans(old, now string) bool {
	var was, is []any
	if json.Unmarshal([]byte(old), &was) != nil || json.Unmarshal([]byte(now), &is) != nil {
		return true
	}
	there := map[string]bool{}
	for _, plan := range is {
		text, _ := json.Marshal(plan) // of what JSON gave
		there[string(text)] = true
	}
	return slices.ContainsFunc(was, func(plan any) bool {
		text, _ := json.Marshal(plan)
		return !there[string(text)]
	})
}
