package trace

import (
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// changeStep returns a step of the change, or of the one that takes it back.
func changeStep(l record.Line, undo bool, text string, facts ...Fact) (Step, bool) {
	if undo {
		text = "undo: " + text
	}
	return step(Changed, l, text, facts...), true
}

func (t *tracer) planned(l record.Line) (Step, bool) {
	d := data[remediation.PlannedData](l)
	i := slices.IndexFunc(d.Changes, func(s remediation.Step) bool { return s.Item == t.Row.Item })
	if i < 0 {
		return Step{}, false
	}
	s := d.Changes[i]
	text := "planned: " + string(s.Action)
	if s.ToRole != "" {
		text += " to " + s.ToRole
	}
	if s.Blocked != "" {
		text = "blocked: " + s.Blocked
	}
	return changeStep(l, d.Undo, text, Fact{"plan", d.Plan}, Fact{"action", string(s.Action)}, Fact{"method", string(s.Method)}, Fact{"from_role", s.FromRole},
		Fact{"to_role", s.ToRole}, Fact{"population", d.Population})
}

func sending(l record.Line) (Step, bool) {
	d := data[remediation.SendingData](l)
	return changeStep(l, d.Undo, fmt.Sprintf("about to be sent: %s by %s", d.Action, d.Method), Fact{"attempt", d.Attempt}, Fact{"plan", d.Plan},
		Fact{"method", string(d.Method)}, Fact{"may_happen_until", timestamp(d.Expires.Time)})
}

func sent(l record.Line) (Step, bool) {
	d := data[remediation.SentData](l)
	return changeStep(l, d.Undo, "sent: "+string(d.Outcome), Fact{"attempt", d.Attempt}, Fact{"outcome", string(d.Outcome)}, Fact{"call", d.Call},
		number("http_status", d.Status), Fact{"detail", d.Detail}, Fact{"population", d.Population})
}

func byHand(l record.Line) (Step, bool) {
	d := data[remediation.ByHandData](l)
	return changeStep(l, d.Undo, "ticked off as done by hand: their word, not proof", Fact{"action", string(d.Action)})
}

func undoDecided(l record.Line) (Step, bool) {
	d := data[remediation.UndoDecidedData](l)
	return changeStep(l, d.Undo, "decided to take it back", Fact{"reason", d.Reason})
}

func (t *tracer) confirmed(l record.Line) (Step, bool) {
	d := data[remediation.ConfirmedData](l)
	facts := append([]Fact{{"population", d.Population}, {"listed_at", timestamp(d.ListedAt.Time)}}, t.listing(d.Population)...)
	return changeStep(l, d.Undo, "confirmed by a listing", append(facts, Fact{"note", d.Note})...)
}

func corroborated(l record.Line) (Step, bool) {
	d := data[remediation.CorroboratedData](l)
	return changeStep(l, d.Undo, "corroborated by Torq's audit log", Fact{"audit_entry", d.Entry}, Fact{"audit_action", d.Action}, Fact{"audit_actor", d.Actor}, Fact{"audit_at", d.At})
}

func (t *tracer) returned(l record.Line) (Step, bool) {
	d := data[remediation.ReturnedData](l)
	facts := append([]Fact{{"as", d.As}, {"role", d.Role}, {"population", d.Population}}, t.listing(d.Population)...)
	return changeStep(l, d.Undo, "the access came back", facts...)
}
