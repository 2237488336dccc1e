package cli

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/words"
)

// shownElevation is an elevation with its whole record.
type shownElevation struct {
	elevation.Row
	Holds     string       `json:"holds"`   // the role the last listing shows
	Gains     []string     `json:"gains"`   // what the lent role may do beyond the prior one
	SignIn    []string     `json:"sign_in"` // what the next sign-in by SSO does to the role
	History   []momentJSON `json:"history"`
	Meanwhile []doneJSON   `json:"meanwhile,omitempty"` // by Torq's audit log; with --meanwhile only
}

// momentJSON is something that happened to an elevation.
type momentJSON struct {
	At        *string          `json:"at"`
	By        string           `json:"by"`
	Assurance record.Assurance `json:"assurance"`
	Known     string           `json:"known"` // how they are known, in words
	Text      string           `json:"text"`
}

// doneJSON is an activity of a holder in Torq.
type doneJSON struct {
	At       *string `json:"at"`
	Action   string  `json:"action"`
	Resource string  `json:"resource"`
}

func (s *session) elevateShowCommand() *cobra.Command {
	var meanwhile bool
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Say how an elevation stands and how it came about",
		Long: `show says how an elevation stands and everything on record about it. --meanwhile reads in Torq's audit log what the person
did while the role was held; it needs the key of an Owner. An elevation is named by its id or the beginning of it.`,
		Example: `tuar elevate show el-3fa2c1
tuar elevate show el-3fa2c1 --json`,
		Args:              takes(1, 1, "one elevation"),
		ValidArgsFunction: s.elevationArgument(),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			known, err := w.InspectElevation(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			out := shownElevation{Row: known.Row, Holds: known.Holds, Gains: orEmpty(known.Gains), SignIn: orEmpty(known.SignIn), History: []momentJSON{}}
			for _, m := range known.History {
				out.History = append(out.History, momentJSON{stamp(&m.At), m.By, m.Assurance, m.Known.String(), m.Text})
			}
			var did []audit.Entry
			if meanwhile {
				if did, err = w.Meanwhile(ctx, out.ID); err != nil {
					return answer{}, err
				}
			}
			for _, e := range did {
				out.Meanwhile = append(out.Meanwhile, doneJSON{stamp(&e.At), e.Action, e.ResourceName})
			}
			return answer{out, func(p *printer) {
				p.elevation(known, time.Now())
				if meanwhile {
					p.meanwhile(did)
				}
			}}, nil
		}),
	}
	c.Flags().BoolVar(&meanwhile, "meanwhile", false, "read in Torq's audit log what the person did meanwhile")
	return c
}

// elevation writes all that is known of an elevation.
func (p *printer) elevation(i elevation.Inspection, now time.Time) {
	r := i.Row
	p.linef("%s %s", p.bold(r.Email), p.dim(r.ID))
	p.fact("state", "%s %s", p.elevationState(r.State), sentenceOf(r, now))
	if r.Detail != "" {
		p.fact("", "%s", r.Detail)
	}
	p.fact("role", "%s instead of %s, for %s", r.Role, r.PriorRole, words.Length(r))
	p.fact("reason", "%s", r.Reason)
	if r.Ticket != "" {
		p.fact("ticket", "%s", r.Ticket)
	}
	p.fact("asked by", "%s", words.Assured(r.RequestedBy, i.Asked))
	switch {
	case r.BreakGlass:
		p.fact("approved by", "%s", p.bad("no approval: break-glass"))
	case r.State == elevation.Requested:
		p.fact("needed", "%s", approvalsOf(i))
	case r.ApprovedBy == elevation.AutoByRule:
		p.fact("approved by", "%s", "the rule, automatically")
	}
	for _, a := range i.Approvals {
		p.fact("approved by", "%s", words.Assured(a.By, a.Known))
	}
	if r.ActiveAt != nil {
		p.fact("active from", "%s, when a listing showed it", moment(*r.ActiveAt))
	}
	if r.EndedAt != nil {
		p.fact("until", "%s", moment(*r.EndedAt))
	}
	if i.Known {
		p.fact("gains", "%s", strings.Join(i.Gains, ", "))
	}
	if r.State.Live() {
		p.fact("holds now", "%s, by the last listing", cmp.Or(i.Holds, "nothing"))
		for _, text := range i.SignIn {
			p.fact("sign-in", "%s", text)
		}
	}
	p.gap()
	rows := make([][]string, len(i.History))
	for n, m := range i.History {
		rows[n] = []string{m.At.UTC().Format("2 Jan 2006 15:04:05"), m.By, m.Known.String(), m.Text}
	}
	p.table([]column{{name: "at (UTC)", keep: true}, {name: "by"}, {name: "known by"}, {name: "what"}}, rows)
}

// meanwhile writes the holder's activity in Torq while they had the role.
func (p *printer) meanwhile(did []audit.Entry) {
	p.gap()
	if len(did) == 0 {
		p.linef("Torq's audit log names nothing that they did meanwhile; it may lag by up to five minutes")
		return
	}
	p.linef("%s", p.bold("meanwhile, by Torq's audit log"))
	rows := make([][]string, len(did))
	for i, e := range did {
		rows[i] = []string{e.At.UTC().Format("2 Jan 2006 15:04:05"), e.Action, e.ResourceName}
	}
	p.table([]column{{name: "at (UTC)", keep: true}, {name: "what"}, {name: "to"}}, rows)
}
