package trace

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// about reads the subject of a line, as far as lines of these types say.
type about struct {
	Campaign string   `json:"campaign"`
	Item     string   `json:"item"`
	Items    []string `json:"items"`
}

// perItem are the types whose lines speak of one item each.
var perItem = map[string]bool{
	campaign.TypeDecided: true, campaign.TypeUndone: true, remediation.TypeSending: true, remediation.TypeSent: true,
	remediation.TypeByHand: true, remediation.TypeUndoDecided: true,
	remediation.TypeConfirmed: true, remediation.TypeCorroborated: true, remediation.TypeByOther: true,
	remediation.TypeReturned: true, comment.TypeMade: true, comment.TypeAnswered: true,
}

// line adds the step that a line is about the item, if it is.
func (t *tracer) line(l record.Line) {
	if perItem[l.Type] && !bytes.Contains(l.Data, t.quoted) {
		return // as nearly all lines are
	}
	of, ok := record.Glance[about](l)
	if !ok || of.Campaign != t.Campaign.ID || of.Item != "" && of.Item != t.Row.Item {
		return
	}
	if s, tells := t.read(l, of); tells {
		t.add(s)
	}
}

// read returns the step of a line of the campaign, and whether the line is about the item.
func (t *tracer) read(l record.Line, of about) (Step, bool) {
	switch l.Type {
	case campaign.TypeOpened:
		return t.opened(l)
	case campaign.TypeDelegated:
		return t.delegated(l, of)
	case campaign.TypeReturned:
		d := data[campaign.Returned](l)
		return step(Assignment, l, said(d), Fact{"reviewer", d.To}), slices.Contains(of.Items, t.Row.Item)
	case campaign.TypeDecided:
		return t.decided(l)
	case comment.TypeMade:
		d := data[comment.Made](l)
		return t.told(l, said(d), Fact{"text", d.Text}, Fact{"asked", d.Ask}), true
	case comment.TypeAnswered:
		d := data[comment.Answered](l)
		return t.told(l, said(d), Fact{"text", d.Text}, Fact{"answer_of", d.From}, Fact{"of_line", d.Question}), true
	case campaign.TypeUndone:
		return t.undone(l)
	case campaign.TypeSignedOff:
		return t.signedOff(l)
	case campaign.TypeClosed:
		return t.closed(l)
	case remediation.TypePlanned:
		return t.planned(l)
	}
	if facts, ok := t.change(l); ok {
		return step(Changed, l, remediation.Events.Sentence(l, it).Text, facts...), true
	}
	return Step{}, false
}

// data returns the data of a line, which the fold has checked.
func data[D record.Event](l record.Line) (d D) {
	d, _ = record.Glance[D](l)
	return d
}

// said returns what the data says, with the item as "it".
func said(d record.Event) string { return d.Sentence(it).Text }

func it(string) string { return "it" }

func (t *tracer) opened(l record.Line) (Step, bool) {
	d := data[campaign.Opened](l)
	for _, assignment := range d.Assignments {
		if slices.Contains(assignment.Items, t.Row.Item) {
			return step(Assignment, l, "assigned it to "+assignment.Reviewer+"; "+said(d), Fact{"reviewer", assignment.Reviewer}, Fact{"rule", assignment.Rule}), true
		}
	}
	return Step{}, false
}

func (t *tracer) delegated(l record.Line, of about) (Step, bool) {
	d := data[campaign.Delegated](l)
	return step(Assignment, l, said(d), Fact{"reviewer", d.To}, Fact{"until", d.Until}, Fact{"reason", d.Reason}), slices.Contains(of.Items, t.Row.Item) || slices.Contains(d.Second, t.Row.Item)
}

func (t *tracer) decided(l record.Line) (Step, bool) {
	d := data[campaign.Decided](l)
	is := t.effectOf(l.Hash)
	return step(Decided, l, said(d)+", "+is, Fact{"standing", is}, Fact{"decision", string(d.Decision)},
		Fact{"to_role", d.ToRoleName},
		Fact{"to_role_id", d.ToRole}, Fact{"gains", strings.Join(d.Gains, " ")}, Fact{"reason", d.Reason},
		Fact{"dwell_ms", fmt.Sprint(d.DwellMS)},
		Fact{"bulk_size", fmt.Sprint(d.Bulk)}, flag("carried_forward", d.Carried),
		Fact{"hints_shown", strings.Join(d.Hints, " ")}), true
}

// told returns the step of something that was said on the item.
func (t *tracer) told(l record.Line, text string, facts ...Fact) Step {
	if t.Refused(l) != "" {
		text += ", which does not count"
	}
	return step(Said, l, text, facts...)
}

func (t *tracer) undone(l record.Line) (Step, bool) {
	d := data[campaign.Undone](l)
	text := said(d)
	if !slices.ContainsFunc(t.Campaign.Undoings, func(u campaign.Undoing) bool { return u.Line.Hash == l.Hash }) {
		text += ", which does not count"
	}
	return step(Decided, l, text, Fact{"of_line", d.Line}), true
}

func (t *tracer) signedOff(l record.Line) (Step, bool) {
	d := data[campaign.SignedOff](l)
	return step(SignedOff, l, said(d), append(sealed(l, d.Seal), Fact{"statement", d.Statement})...),
		t.People.Same(l.Actor, t.Campaign.Reviewer)
}

func (t *tracer) closed(l record.Line) (Step, bool) {
	d := data[campaign.ClosedData](l)
	text := said(d)
	if slices.Contains(d.Undecided, t.Row.Item) {
		text += ", it among them"
	}
	return step(Closed, l, text, append(sealed(l, d.Seal), Fact{"statement", d.Statement})...), true
}

// sealed returns the population and heads that a statement was based on, and its head code.
func sealed(l record.Line, s campaign.Seal) []Fact {
	facts := []Fact{{"head_code", record.HeadCode(l.Hash)}, {"population", s.Population}}
	for _, h := range s.Heads {
		facts = append(facts, Fact{"head", fmt.Sprintf("%s, line %d, %s", h.Writer, h.Seq, h.Hash)})
	}
	return facts
}
