package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
)

// The exit codes of check.
const (
	exitOverdue  = 10
	exitUnproven = 11
	exitOverlent = 12
	exitStale    = 13
	exitUnopened = 14
	exitLoosened = 15
	exitDrifted  = 16
)

// gravity lists the exit codes of check, the gravest first. check exits with the first that applies.
var gravity = []exit{exitDamaged, exitOverlent, exitUnproven, exitOverdue, exitUnopened, exitLoosened, exitDrifted, exitStale}

func (s *session) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "For cron and CI: exit 0 when nothing needs attention",
		Long: `check exits with 0 when nothing needs attention, with 10 when a campaign is overdue, with 11 when what a closed
campaign decided to take away is not confirmed, came back, or was taken back by an undo with no newer campaign, with 12 when
an elevation is overdue, with 13 when the last sync is too old, lies in the future, or there is none, with 14 when
a planned campaign was not opened on its day, with 15 when a guard was loosened within the last seven days and no other person
has seen it, with 16 when access differs from the saved baseline in something privileged, and with 5 when the shared repository has something that was refused, or had lost something. Where several apply,
all are listed, and the code is that of the first in this order: 5, 12, 11, 10, 14, 15, 16, 13. It reads this machine only.

These are listed too, and change nothing about the code: lines of the record that have no effect for lack of rights; changes that
wait for a second owner; guards that were loosened and that another person has seen; addresses that look alike among the reviewers
and the people under review; reviewers and approvers who are no users of the last sync; access that was
certified until a day that has passed; one owner alone where others act too; a
method that is off; a workspace.json that differs from the record; items whose own interval between reviews is over (see tuar help note).`,
		Example: `tuar check
# in cron: say nothing unless something needs attention
tuar check --json > check.json || jq -r '.attention[].text' check.json`,
		Args: takes(0, 0, ""),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			o, err := w.Overview(ctx)
			if err != nil {
				return answer{}, err
			}
			found, code := alarms(o)
			return answer{
				checkJSON{code == 0, int(code), statusOf(review.Overview{Attention: found}).Attention},
				func(p *printer) { p.checked(o, found, code) },
			}, code.orNil()
		}, shortOfTime),
	}
}

// checked writes what check found.
func (p *printer) checked(o review.Overview, found []review.Attention, code exit) {
	if len(found) > 0 {
		p.attention(found)
	}
	switch {
	case code != 0:
	case len(o.Attention) > 0: // such as a request that waits, which is no alarm
		p.linef("nothing is overdue, unproven or too old in workspace %s; what else there is, tuar status says", o.Workspace)
	default:
		p.linef("nothing needs attention in workspace %s", o.Workspace)
	}
}

// alarms returns the problems that make check fail, the other remarks, and the exit code.
func alarms(o review.Overview) (found []review.Attention, code exit) {
	met := map[exit]bool{}
	for _, a := range o.Attention {
		switch a.Kind {
		case review.NeedsCampaign:
			met[exitOverdue] = true
		case review.NeedsProof:
			met[exitUnproven] = true
		case review.NeedsReturn:
			met[exitOverlent] = true
		case review.NeedsSync:
			met[exitStale] = true
		case review.NeedsOpening:
			met[exitUnopened] = true
		case review.NeedsEyes:
			met[exitLoosened] = true
		case review.NeedsBaseline:
			met[exitDrifted] = true
		case review.NeedsShare:
			met[exitDamaged] = true
		case review.NeedsMethod, review.NeedsSettings, review.NeedsRights, review.NeedsAnswer, review.Loosened,
			review.NeedsApart, review.NeedsUser, review.OneOwner, review.NeedsOwnReview, review.NeedsRenewal: // said, and no alarm by itself
		default:
			continue
		}
		found = append(found, a)
	}
	if o.LastSync == nil && !met[exitStale] {
		met[exitStale] = true
		found = append(found, review.Attention{Kind: review.NeedsSync, Text: "nothing has been read from Torq yet", Hint: fault.NewHint("%s, then: %s", fault.Connect.With(), fault.Sync.With())})
	}
	for _, code := range gravity {
		if met[code] {
			return found, code
		}
	}
	return found, 0
}

// orNil returns the exit code as an error, nil for 0.
func (e exit) orNil() error {
	if e == 0 {
		return nil
	}
	return e
}

// checkJSON is what check found, for programs.
type checkJSON struct {
	OK        bool            `json:"ok"`
	Code      int             `json:"code"` // the exit code
	Attention []attentionJSON `json:"attention"`
}
