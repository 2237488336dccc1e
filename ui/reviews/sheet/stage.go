package sheet

import (
	"cmp"
	"fmt"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// own returns what the actor's stage says of a row that has this decision in force; the decision itself on a row of one
// stage.
func (r *row) own(d campaign.Decision) campaign.Decision {
	if d.Stages == nil {
		return d
	}
	return d.Stages.Of(r.Stage)
}

// shown returns the decision that the list shows: the one in force, or else the one of the stage that is decided.
func (r *row) shown() campaign.Decision {
	if s := r.Decision.Stages; s != nil && r.Decision.Verdict == campaign.Undecided && r.Stage != campaign.SecondStage {
		return s.First
	}
	return r.Decision
}

// half reports whether one stage is decided and nothing is in force.
func (r *row) half() bool {
	s := r.Decision.Stages
	return s != nil && r.Decision.Verdict == campaign.Undecided && s.First.Verdict != campaign.Undecided
}

// stageWord says in a few letters what is open in a row with two stages, or what the first reviewer decided.
func (r *row) stageWord() string {
	switch s := r.Decision.Stages; {
	case r.Decision.Ruling == campaign.Disagrees:
		return "disagree"
	case r.Stage == campaign.SecondStage:
		return "1st: " + string(s.First.Verdict)
	default:
		return string(s.First.Verdict) + ", 2nd open"
	}
}

// done reports whether the row needs no decision: of the actor, if it is assigned to them, else of anybody.
func (r *row) done() bool {
	if r.Mine {
		return !r.undecided()
	}
	return r.Decision.Verdict != campaign.Undecided
}

// stages adds what both reviewers decided, with their reasons, and what follows from it.
func (m *Model) stages(p *paper, r *row) {
	s := r.Decision.Stages
	if s == nil {
		return
	}
	for _, part := range r.Parts() {
		d := s.Of(part.Stage)
		if d.Verdict == campaign.Undecided {
			p.field(part.Stage.String(), "not decided; assigned to "+part.Reviewer)
			continue
		}
		text := d.Verdict.Past()
		if d.To() != "" {
			text += " to " + d.To()
		}
		text += " " + widget.Ago(d.At, m.env.Now()) + " by " + words.Assured(d.Reviewer, d.Known)
		if d.Reason != "" {
			text += fmt.Sprintf(": %q", d.Reason)
		}
		if part.Decision.Verdict == campaign.Undecided {
			text += "; this was about another first decision, and does not count"
		}
		p.field(part.Stage.String(), text)
	}
	verdict := cmp.Or(map[campaign.Verdict]string{campaign.Undecided: "nothing"}[r.Decision.Verdict], r.Decision.Verdict.Past())
	p.field("in force", verdict+": "+r.Decision.Ruling.Words())
}
