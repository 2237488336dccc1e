package settings

import (
	"regexp"
	"strconv"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/fault"
)

// ReminderRule says on which days reviewers who are not done are reminded: "opened", "7d before", "due" or
// "every 3d overdue".
type ReminderRule string

// longestOverdue is the number of days after which a rule that repeats itself says no more.
const longestOverdue = 366

var ruleForm = regexp.MustCompile(`^(?:(opened)|(due)|([1-9][0-9]{0,2})d before|every ([1-9][0-9]{0,2})d overdue)$`)

// parsedRule is a rule taken apart: one of the four.
type parsedRule struct {
	opened, due   bool
	before, every int // days
}

func (r ReminderRule) parse() (parsedRule, error) {
	m := ruleForm.FindStringSubmatch(string(r))
	if m == nil {
		return parsedRule{}, fault.New(fault.BadInput, "reminders: %q is no rule", string(r)).
			WithHint(`use one or more of: opened, "7d before", due, "every 3d overdue"`)
	}
	before, _ := strconv.Atoi("0" + m[3]) // three digits at most
	every, _ := strconv.Atoi("0" + m[4])
	return parsedRule{opened: m[1] != "", due: m[2] != "", before: before, every: every}, nil
}

// DayToRemind returns the last day until now on which the rules have reviewers reminded, in a campaign that was opened
// and is due on those days. ok is false if there was none yet. A rule that cannot be is ignored.
func (c Campaigns) DayToRemind(opened, due, now time.Time) (last time.Time, ok bool) {
	opened, due, now = calendar.Day(opened), calendar.Day(due), calendar.Day(now)
	take := func(day time.Time) {
		if !day.After(now) && !day.Before(opened) && (!ok || day.After(last)) {
			last, ok = day, true
		}
	}
	late := int(now.Sub(due) / (24 * time.Hour))
	for _, rule := range c.Reminders {
		p, err := rule.parse()
		switch {
		case err != nil:
		case p.opened:
			take(opened)
		case p.due:
			take(due)
		case p.before > 0:
			take(due.AddDate(0, 0, -p.before))
		case late >= p.every && late <= longestOverdue:
			take(due.AddDate(0, 0, late-late%p.every))
		}
	}
	return last, ok
}
