package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/auditing"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

func (s *session) journalCommand() *cobra.Command {
	return s.family("journal", `tuar journal list --last 20
tuar journal verify`,
		"Read and verify the record", s.journalListCommand(), s.journalVerifyCommand(), s.journalExportCommand())
}

func (s *session) journalListCommand() *cobra.Command {
	var last int
	var head string
	var refused bool
	c := &cobra.Command{
		Use:   "list [flags]",
		Short: "List the lines of the record, the oldest first",
		Long: `list shows the lines of the record. A line whose author had no right for it is kept, has no effect, and says why; --refused shows
these alone. Acts from before rights counted in the workspace stay in effect, and are marked.`,
		Example: `tuar journal list --last 20
tuar journal list --refused
tuar journal list --json | jq -r '.[] | [.at, .by, .type] | @tsv'`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if last < 0 {
				return answer{}, usagef("--last takes a number of lines, not %d", last)
			}
			lines, err := w.Journal(ctx)
			if err != nil {
				return answer{}, err
			}
			standing, err := w.Standing(ctx)
			if err != nil {
				return answer{}, err
			}
			if refused {
				lines = slices.DeleteFunc(slices.Clone(lines), func(l record.Line) bool { return standing.Refused(l) == "" })
			}
			if head != "" {
				line, err := w.FindHead(ctx, head)
				if err != nil {
					return answer{}, err
				}
				lines = []record.Line{line}
			}
			if last > 0 && last < len(lines) {
				lines = lines[len(lines)-last:]
			}
			return answer{linesOf(lines, standing), func(p *printer) {
				if refused && len(lines) == 0 {
					p.linef("every line was recorded by an author who had the right for it")
					return
				}
				p.lines(lines, w.Sentences(ctx), standing)
			}}, nil
		}),
	}
	c.Flags().IntVar(&last, "last", 0, "only the last `N` lines")
	c.Flags().StringVar(&head, "head", "", "only the line with that head `code`")
	c.Flags().BoolVar(&refused, "refused", false, "only lines without effect, with the reason")
	c.MarkFlagsMutuallyExclusive("head", "refused")
	return c
}

// lineJSON is a line of the record for programs.
type lineJSON struct {
	Seq       int64            `json:"seq"`
	Time      record.Time      `json:"time"`
	Writer    string           `json:"writer"`
	Type      string           `json:"type"`
	Actor     string           `json:"actor"`
	Assurance record.Assurance `json:"assurance"`
	Hash      string           `json:"hash"`
	Data      json.RawMessage  `json:"data"`
	Refused   string           `json:"refused,omitempty"`       // why it has no effect
	Before    bool             `json:"before_rights,omitempty"` // an act from before rights counted
	Known     string           `json:"known"`                   // how the author is known, in words
}

func linesOf(lines []record.Line, standing core.Standing) []lineJSON {
	out := make([]lineJSON, len(lines))
	for i, l := range lines {
		out[i] = lineJSON{l.Seq, l.Time, l.Writer, l.Type, l.Actor, l.Assurance, l.Hash, l.Data, standing.Refused(l), standing.FromBefore(l), standing.Known(l).String()}
	}
	return out
}

func (p *printer) lines(lines []record.Line, say func(record.Line) string, standing core.Standing) {
	if len(lines) == 0 {
		p.linef("nothing has been recorded yet")
		return
	}
	columns := []column{
		{name: "seq", right: true, keep: true},
		{name: "time (UTC)", keep: true},
		{name: "type", least: 18},
		{name: "actor", least: 16},
		{name: "what", least: 16},
	}
	roomy := p.width == 0 || p.width >= 120 || p.shape.chosen()
	if roomy {
		columns = append(columns, column{name: "known by", keep: true}, column{name: "hash", keep: true})
	}
	rows := make([][]string, len(lines))
	for i, l := range lines {
		what := say(l)
		if why := standing.Refused(l); why != "" {
			what = "without effect: " + why + " (" + what + ")"
		} else if standing.FromBefore(l) {
			what += " (from before rights)"
		}
		rows[i] = []string{fmt.Sprint(l.Seq), l.Time.UTC().Format("2006-01-02 15:04:05"), l.Type, l.Actor, what}
		if roomy {
			rows[i] = append(rows[i], string(standing.Known(l).Assurance), l.Hash[:12])
		}
	}
	p.table(columns, rows)
}

func (s *session) journalVerifyCommand() *cobra.Command {
	var heads []string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check the whole record from disk",
		Long: `verify reads the whole record from disk and checks every line: that it is written as it must be, that its hash is its own,
that it says what lines of its type must, that it follows the line before it, that what claims an SSH signature bears one that
checks, and that the other journals are still there as far as a line saw them; and every population that the record names. It
exits with 5 if anything does not check out, or if the last sync refused something of the shared repository: it is named then,
with the last good line and the writers who saw it.

A chain shows that what is there fits together. Someone with the files can write all of it anew, or cut off the newest lines:
only a witness outside shows that. --head takes a head code that somebody kept, and looks for its line.`,
		Example: `tuar journal verify
# with the head code of a sign-off
tuar journal verify --head 4f2a1-0c9de-7b133-aa8f0`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			checks, err := w.CheckJournal(ctx)
			if err != nil {
				return answer{}, err
			}
			ok := !slices.ContainsFunc(checks, func(c record.WriterCheck) bool { return !c.OK })
			var found []headJSON
			var populations []core.PopulationCheck
			var rosters []core.RosterCheck
			var segments []auditing.Check
			if ok {
				if populations, err = w.CheckPopulations(ctx); err != nil {
					return answer{}, err
				}
				if rosters, err = w.CheckRosters(ctx); err != nil {
					return answer{}, err
				}
				if segments, err = w.CheckAuditLog(ctx); err != nil {
					return answer{}, err
				}
				ok = !slices.ContainsFunc(segments, func(c auditing.Check) bool { return !c.OK }) &&
					!slices.ContainsFunc(populations, func(c core.PopulationCheck) bool { return !c.OK }) &&
					!slices.ContainsFunc(rosters, func(c core.RosterCheck) bool { return !c.OK })
				if found, err = s.heads(ctx, w, heads); err != nil {
					return answer{}, err
				}
				ok = ok && !slices.ContainsFunc(found, func(h headJSON) bool { return !h.OK })
			}
			shared, err := w.ShareStatus(ctx)
			if err != nil {
				return answer{}, err
			}
			var refused []share.Refusal
			if shared != nil {
				refused = shared.Refused
			}
			if ok = ok && len(refused) == 0; !ok {
				err = exit(fault.Damaged)
			}
			return answer{map[string]any{
				"writers": orEmpty(checks), "populations": orEmpty(populations), "rosters": orEmpty(rosters), "audit_log": orEmpty(segments), "heads": orEmpty(found), "refused": orEmpty(refused), "ok": ok,
			}, func(p *printer) {
				p.checks(checks)
				stored(p, "population", populations, func(c core.PopulationCheck) (bool, string) { return c.OK, c.Detail })
				stored(p, "roster", rosters, func(c core.RosterCheck) (bool, string) { return c.OK, c.Detail })
				stored(p, "audit log segment", segments, func(c auditing.Check) (bool, string) { return c.OK, c.Detail })
				p.heads(found)
				p.refusals(refused)
			}}, err
		}),
	}
	c.Flags().StringArrayVar(&heads, "head", nil, "head `code` that must be found; repeatable")
	return c
}

// headJSON is the result of looking up a saved head code.
type headJSON struct {
	Code   string `json:"code"`
	OK     bool   `json:"ok"`
	Writer string `json:"writer,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
	Detail string `json:"detail"`
}

// heads looks for head codes in a record that checks out.
func (s *session) heads(ctx context.Context, w *review.Workspace, codes []string) ([]headJSON, error) {
	found := make([]headJSON, len(codes))
	for i, code := range codes {
		line, err := w.FindHead(ctx, code)
		switch {
		case fault.KindOf(err) == fault.Damaged:
			found[i] = headJSON{Code: code, Detail: err.Error()}
		case err != nil:
			return nil, err
		default:
			found[i] = headJSON{code, true, line.Writer, line.Seq, fmt.Sprintf("line %d of %s, %s by %s on %s", line.Seq, line.Writer, line.Type, line.Actor, moment(line.Time.Time))}
		}
	}
	return found, nil
}

func (p *printer) heads(found []headJSON) {
	for _, h := range found {
		if h.OK {
			p.linef("%s %s: %s; it and all before it are what they were", p.good("ok     "), h.Code, h.Detail)
		} else {
			p.linef("%s %s: %s", p.bad("missing"), h.Code, h.Detail)
		}
	}
}

// stored says how many files of the record are what their names say, and what is wrong with the others. of returns whether a
// check passed, and else what it found.
func stored[C any](p *printer, noun string, checks []C, of func(C) (ok bool, detail string)) {
	good := 0
	for _, c := range checks {
		if ok, detail := of(c); ok {
			good++
		} else {
			p.linef("%s %s", p.bad("damaged"), detail)
		}
	}
	if good > 0 {
		p.linef("%s %s: each is there and holds what its name says", p.good("ok     "), count(good, noun))
	}
}

func (p *printer) checks(checks []record.WriterCheck) {
	if len(checks) == 0 {
		p.linef("nothing has been recorded yet")
	}
	for _, c := range checks {
		if c.OK {
			p.linef("%s %s: %s, head %s", p.good("ok     "), c.Writer, count(c.Lines, "line"), c.Head)
			if c.Detail != "" {
				p.linef("        %s", c.Detail)
			}
			continue
		}
		p.linef("%s %s: %s", p.bad("damaged"), c.Writer, c.Detail)
		if c.Lines > 0 {
			p.linef("        the first %s still check out", count(c.Lines, "line"))
		}
		p.linef("        nothing is written until this is repaired from a backup")
	}
}
