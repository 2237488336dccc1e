package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

// The exit codes of check; the highest applies.
const (
	exitOverdue  = 10
	exitUnproven = 11
	exitOverlent = 12
	exitStale    = 13
)

func (s *session) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "For cron and CI: exit 0 when nothing needs attention",
		Long: `check exits with 0 when nothing needs attention, with 10 when a campaign is overdue, with 11 when what a closed
campaign decided to take away is not proven gone or came back, with 12 when a lent role is not taken back in time, with 13
when the last sync is too old, lies in the future, or there is none. The highest applies. It reads this machine only.`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := s.workspace(c.Context(), shortOfTime)
			if err != nil {
				return err
			}
			o, err := w.Overview(c.Context())
			if err != nil {
				return err
			}
			found, code := alarms(o)
			switch {
			case s.json:
				err = s.writeJSON(map[string]any{"ok": code == 0, "code": int(code), "attention": statusOf(review.Overview{Attention: found}).Attention})
			case code == 0 && len(o.Attention) > 0: // such as a request that waits, which is no alarm
				s.printer(s.out).linef("nothing is overdue, unproven or too old in workspace %s; what else there is, tuar status says", o.Workspace)
			case code == 0:
				s.printer(s.out).linef("nothing needs attention in workspace %s", o.Workspace)
			default:
				s.printer(s.out).attention(found)
			}
			return cmp.Or(err, code.orNil())
		},
	}
}

// alarms are what makes check fail, and with which exit code.
func alarms(o review.Overview) (found []review.Attention, code exit) {
	for _, a := range o.Attention {
		switch a.Kind {
		case review.NeedsCampaign:
			code = max(code, exitOverdue)
		case review.NeedsProof:
			code = max(code, exitUnproven)
		case review.NeedsReturn:
			code = max(code, exitOverlent)
		case review.NeedsSync:
			code = exitStale
		default:
			continue
		}
		found = append(found, a)
	}
	if o.LastSync == nil && code != exitStale {
		code = exitStale
		found = append(found, review.Attention{Kind: review.NeedsSync, Text: "nothing has been read from Torq yet", Hint: "tuar connect, then: tuar sync"})
	}
	return found, code
}

// orNil is the exit code as an error, nil for 0.
func (e exit) orNil() error {
	if e == 0 {
		return nil
	}
	return e
}
