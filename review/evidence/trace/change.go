package trace

import (
	"slices"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// change returns the facts of a step of the change, or of the one that undoes it; false for a line of another type.
func (t *tracer) change(l record.Line) ([]Fact, bool) {
	switch l.Type {
	case remediation.TypeSending:
		d := data[remediation.SendingData](l)
		return []Fact{
			{"attempt", d.Attempt},
			{"plan", d.Plan},
			{"method", string(d.Method)},
			{"may_happen_until", timestamp(d.Expires.Time)},
		}, true
	case remediation.TypeSent:
		d := data[remediation.SentData](l)
		return []Fact{
			{"attempt", d.Attempt},
			{"outcome", string(d.Outcome)},
			{"call", d.Call},
			number("http_status", d.Status),
			{"detail", d.Detail},
			{"population", d.Population},
		}, true
	case remediation.TypeUndoDecided:
		return []Fact{{"reason", data[remediation.UndoDecidedData](l).Reason}}, true
	case remediation.TypeByHand:
		return []Fact{{"action", string(data[remediation.ByHandData](l).Action)}}, true
	case remediation.TypeConfirmed:
		d := data[remediation.ConfirmedData](l)
		facts := append([]Fact{{"population", d.Population}, {"listed_at", timestamp(d.ListedAt.Time)}},
			t.listing(d.Population)...)
		return append(facts, Fact{"note", d.Note}), true
	case remediation.TypeCorroborated, remediation.TypeByOther:
		d := data[remediation.CorroboratedData](l)
		return []Fact{{"audit_entry", d.Entry}, {"audit_action", d.Action}, {"audit_actor", d.Actor}, {"audit_at", d.At}},
			true
	case remediation.TypeReturned:
		d := data[remediation.ReturnedData](l)
		return append([]Fact{{"as", d.As}, {"role", d.Role}, {"population", d.Population}}, t.listing(d.Population)...), true
	}
	return nil, false
}

func (t *tracer) planned(l record.Line) (Step, bool) {
	d := data[remediation.PlannedData](l)
	i := slices.IndexFunc(d.Changes, func(s remediation.Step) bool { return s.Item == t.Row.Item })
	if i < 0 {
		return Step{}, false
	}
	s := d.Changes[i]
	text := s.Text()
	if d.Undo {
		text = "undo: " + text
	}
	return step(Changed, l, text, Fact{"plan", d.Plan}, Fact{"action", string(s.Action)},
		Fact{"method", string(s.Method)}, Fact{"from_role", s.FromRole},
		Fact{"to_role", s.ToRole}, Fact{"population", d.Population}), true
}
