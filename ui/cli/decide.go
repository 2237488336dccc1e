package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/fault"
)

func (s *session) decideCommand() *cobra.Command {
	var d decideFlags
	c := &cobra.Command{
		Use:   "decide CAMPAIGN [ITEM...] --certify|--revoke|--reduce ROLE|--reduce-to PERMISSIONS|--move ROLE|--abstain|--postpone DATE|--lapsed|--undo",
		Short: "Decide without the review screen, one by one or from a file",
		Long: `decide records decisions: all of them, or none if anything is wrong with one. Items are named by their id or by an e-mail
address that only one of them has. An item that is assigned to another reviewer can be decided by an owner, or by the manager
who made the campaign, with a reason; the record, sign-offs and evidence tell it. With several workspaces an item is named
WORKSPACE:ITEM, and the decision goes into the record of that workspace.

--until, with --certify, names the last day for which the access is right. When it has passed, tuar check, Home and the next campaign say so.
--postpone leaves an item undecided until a day, with a reason, and --ask names the person who is asked meanwhile. Nothing can be signed off
before that day, unless the item is decided or the postponement taken back with --undo. The due date stays.

--from reads a CSV file with a header row, the columns in any order: item or email, decision (certify, revoke, reduce,
move, abstain), to_role (name or ID; with reduce and move only), to_scopes (with reduce of a custom role: the permissions
that it keeps), reason. A file that tuar export wrote can be filled in and read back: rows that are
undecided or unchanged are left alone. What the file says of an item (e-mail, name, role, campaign, population) must be true of it.
UTF-8 and UTF-16, commas, semicolons, tabs and any line ends are understood.

What would change is shown first: new, changed, only the reason changed, unchanged. Rows that differ in the reason only need
--change-reasons or --keep-reasons, since spreadsheets rewrite numbers and dates. On a terminal it asks before it records;
elsewhere it records at once (decide --undo takes it back). --dry-run only shows.`,
		Example: `tuar decide q4 o.reyes@example.com --revoke --reason "left the company"
tuar decide q4 d.ito@example.com --reduce Viewer
tuar decide q4 role/2f6b1c --reduce-to user.read,playbook.get
tuar decide q4 k.berg@example.com --move Operator --reason "works the night shift now"
tuar decide q4 o.reyes@example.com --revoke --with-owned --reason "left the company"
tuar decide q4 m.cho@example.com --certify --until 2027-03-31 --reason "project ends then"
tuar decide q4 p.lang@example.com --postpone 3d --ask j.roe@example.com --reason "asked the manager"
tuar decide q4 --from decisions.csv
tuar decide q4 o.reyes@example.com --undo
tuar --workspace prod,dev decide q4 prod:o.reyes@example.com dev:o.reyes@example.com --revoke --reason "left the company"`,
		Args:              takes(1, -1, "a campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		PreRunE: func(c *cobra.Command, args []string) error {
			d.reduceGiven, d.moveGiven = c.Flags().Changed("reduce"), c.Flags().Changed("move")
			return d.check(args[1:])
		},
		RunE: func(c *cobra.Command, args []string) error {
			if s.several {
				return s.decideSeveral(c.Context(), args[0], args[1:], d)
			}
			return s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
				return s.decide(ctx, w, args[0], args[1:], d)
			})(c, args)
		},
	}
	c.Flags().BoolVar(&d.certify, "certify", false, "the access is right")
	c.Flags().BoolVar(&d.revoke, "revoke", false, "the access has to go")
	c.Flags().StringVar(&d.reduce, "reduce", "", "a smaller `role` is enough: it gives nothing that the one held does not")
	c.Flags().StringSliceVar(&d.reduceTo, "reduce-to", nil, "of a custom role: the `permissions` that it keeps, separated by commas; the others go")
	c.Flags().StringVar(&d.move, "move", "", "another `role` fits better: it takes something away and gives something; needs --reason")
	c.Flags().BoolVar(&d.withOwned, "with-owned", false, "with --revoke: also their private API keys and the claim mappings by their address, each with a decision of its own")
	c.Flags().BoolVar(&d.abstain, "abstain", false, "another person has to know")
	c.Flags().StringVar(&d.until, "until", "", "with --certify: the last `day` for which it holds, such as 2026-12-31 or 90d")
	c.Flags().StringVar(&d.postpone, "postpone", "", "leave it undecided until this `day`, such as 2026-12-04 or 3d; needs --reason")
	c.Flags().StringVar(&d.ask, "ask", "", "with --postpone: the `email` address of the person who is asked meanwhile")
	c.Flags().BoolVar(&d.lapsed, "lapsed", false, "confirm that the last day for which a closed campaign certified it has passed: it is revoked; needs --reason")
	c.Flags().BoolVar(&d.undo, "undo", false, "take your decisions back; without items, your last act")
	c.Flags().BoolVar(&d.second, "second", false, "decide in the place of the second reviewer, with a reason; a second reviewer needs no flag")
	c.Flags().StringVar(&d.reason, "reason", "", "why, for the record")
	attachFlags(c, &d.attach)
	c.Flags().StringVar(&d.from, "from", "", "read decisions from a CSV `file`; - is stdin")
	c.Flags().BoolVar(&d.dryRun, "dry-run", false, "with --from: show what would change, and record nothing")
	c.Flags().BoolVar(&d.changeReasons, "change-reasons", false, "with --from: record rows too that differ in the reason only")
	c.Flags().BoolVar(&d.keepReasons, "keep-reasons", false, "with --from: leave rows alone that differ in the reason only")
	return c
}

// decideFlags holds the flags of decide.
type decideFlags struct {
	certify, revoke, abstain, undo, reduceGiven, moveGiven bool
	reduce, move, reason, from, until, postpone, ask       string
	reduceTo                                               []string
	changeReasons, keepReasons, dryRun, second, withOwned  bool
	lapsed                                                 bool
	attach                                                 comment.Draft
}

// check checks for missing and superfluous flags and items.
func (d decideFlags) check(items []string) error {
	given := 0
	for _, yes := range []bool{d.certify, d.revoke, d.abstain, d.undo, d.reduceGiven, len(d.reduceTo) > 0, d.moveGiven, d.from != "", d.postpone != "", d.lapsed} {
		if yes {
			given++
		}
	}
	switch {
	case given != 1:
		return usagef("say what is decided, and one thing only").WithHint("one of --certify, --revoke, --reduce ROLE, --reduce-to PERMISSIONS, --move ROLE, --abstain, --postpone DATE, --undo, --from FILE")
	case d.withOwned && !d.revoke:
		return usagef("--with-owned is for --revoke: keys and mappings are certified one by one")
	case len(d.attach.Paths) > 0 && (d.undo || d.from != ""):
		return usagef("files are attached to decisions that are named here").WithHint("attach them with: tuar comment CAMPAIGN ITEM TEXT --attach FILE")
	case d.until != "" && !d.certify:
		return usagef("--until says for how long an item is certified").WithHint("use it with --certify")
	case d.ask != "" && d.postpone == "":
		return usagef("--ask says who is asked while an item is postponed").WithHint("use it with --postpone DATE")
	case d.from == "" && !d.undo && len(items) == 0:
		return usagef("name the items to decide on").WithHint("by id or e-mail address; for a list: tuar export CAMPAIGN --format csv")
	}
	return d.checkFile(items)
}

// verdict returns the decision the flags name.
func (d decideFlags) verdict() campaign.Verdict {
	switch {
	case d.certify:
		return campaign.Certify
	case d.revoke:
		return campaign.Revoke
	case d.reduceGiven, len(d.reduceTo) > 0:
		return campaign.Reduce
	case d.moveGiven:
		return campaign.Move
	}
	return campaign.Abstain
}

func (s *session) decide(ctx context.Context, w *review.Workspace, id string, names []string, d decideFlags) (answer, error) {
	if d.from != "" {
		return s.decideFrom(ctx, w, id, d)
	}
	items, err := w.FindItems(ctx, id, names)
	if err != nil {
		return answer{}, err
	}
	if d.undo {
		undone, err := w.Undo(ctx, id, items)
		if err != nil {
			return answer{}, err
		}
		return s.decided(ctx, w, id, undone, "undone", nil)
	}
	if d.lapsed {
		return s.confirmLapse(ctx, w, id, items, d.reason)
	}
	if d.postpone != "" {
		return s.postpone(ctx, w, id, items, d)
	}
	if d.withOwned {
		if items, err = withOwned(ctx, w, id, items); err != nil {
			return answer{}, err
		}
	}
	choice := campaign.Choice{Verdict: d.verdict(), Reason: d.reason, Scopes: d.reduceTo}
	if d.until != "" {
		if choice.Until, err = campaign.ParseDay("the last day for which it is certified", d.until, time.Now()); err != nil {
			return answer{}, err
		}
	}
	if d.second {
		choice.Stage = campaign.SecondStage
	}
	if d.reduceGiven || d.moveGiven {
		if choice.ToRole, err = w.FindRole(ctx, id, d.reduce+d.move); err != nil {
			return answer{}, err
		}
	}
	choices := make([]campaign.Choice, len(items))
	for i, item := range items {
		choices[i] = choice
		choices[i].Item = item
	}
	var decided []campaign.Decision
	if len(d.attach.Paths) > 0 { // as a comment on each row, so that it says what the file is for
		d.attach.Text = "for the decision: " + cmp.Or(d.reason, string(choice.Verdict))
		decided, err = w.DecideWith(ctx, id, choices, d.attach)
	} else {
		decided, err = w.Decide(ctx, id, choices)
	}
	if err != nil {
		return answer{}, err
	}
	return s.decided(ctx, w, id, decided, "recorded", nil)
}

// withOwned returns the items, each person followed by what hangs on them and is not revoked yet.
func withOwned(ctx context.Context, w *review.Workspace, id string, items []string) ([]string, error) {
	sheet, err := w.Sheet(ctx, id)
	if err != nil {
		return nil, err
	}
	rows := make(map[string]*campaign.SheetRow, len(sheet.Rows))
	for i := range sheet.Rows {
		rows[sheet.Rows[i].Item] = &sheet.Rows[i]
	}
	var all []string
	for _, item := range items {
		all = append(all, item)
		if rows[item] == nil {
			continue
		}
		for _, owned := range sheet.Owned(rows[item].Row) {
			if rows[owned].Decision.Verdict != campaign.Revoke && !slices.Contains(items, owned) {
				all = append(all, owned)
			}
		}
	}
	return all, nil
}

// decisionJSON is a decision in force, for programs.
type decisionJSON struct {
	Item      string           `json:"item"`
	Decision  campaign.Verdict `json:"decision"`
	ToRole    string           `json:"to_role"`
	Gains     []string         `json:"gains"`
	Reason    string           `json:"reason"`
	Reviewer  string           `json:"reviewer"`
	DecidedAt *string          `json:"decided_at"`
	Until     string           `json:"until,omitempty"` // the last day for which it certifies

	// Of a row with two stages: which one was decided, what is in force, and how that came about.
	Stage   string           `json:"stage,omitempty"`
	InForce campaign.Verdict `json:"in_force,omitempty"`
	Ruling  campaign.Ruling  `json:"ruling,omitempty"`
}

// decided returns the answer that shows the decisions now in force.
func (s *session) decided(ctx context.Context, w *review.Workspace, id string, list []campaign.Decision, did string, imported map[string]any) (answer, error) {
	summary, err := w.Campaign(ctx, id)
	if err != nil {
		return answer{}, err
	}
	sheet, err := w.Sheet(ctx, summary.ID)
	if err != nil {
		return answer{}, err
	}
	among := make(map[string]bool, len(list))
	for _, d := range list {
		among[d.Item] = true
	}
	out, rulings := make([]decisionJSON, len(list)), map[campaign.Ruling]int{}
	for i, d := range list {
		force := d
		if force.Stages != nil {
			stage := stageOf(sheet, d.Item)
			d = force.Stages.Of(stage)
			list[i] = d
			rulings[force.Ruling]++
			out[i].Stage, out[i].InForce, out[i].Ruling = stage.String(), force.Verdict, force.Ruling
		}
		out[i].Item, out[i].Decision, out[i].ToRole, out[i].Gains = d.Item, d.Verdict, d.ToRoleName, append([]string{}, d.Gains...)
		out[i].Reason, out[i].Reviewer, out[i].DecidedAt = d.Reason, d.Reviewer, stamp(&d.At)
		out[i].Until = d.Until
	}
	all := map[string]any{"skipped": 0}
	maps.Copy(all, imported)
	all["campaign"], all["decided"] = summary.ID, out
	all["contradictions"] = append([]string{}, campaign.ContradictionSentences(sheet.Contradictions(sheet.Rows), func(item string) bool { return among[item] })...)
	return answer{all, func(p *printer) {
		p.linef("%s %s%s", p.good(did+":"), count(len(list), "decision"), tally(list))
		p.inPlace(list)
		for _, ruling := range slices.Sorted(maps.Keys(rulings)) {
			p.hang(p.dim("two stages:"), "%s: %s", count(rulings[ruling], "row"), ruling.Words())
		}
		for _, d := range list {
			if len(d.Gains) > 0 {
				p.linef("%s: %s also grants %s", d.Item, d.ToRoleName, strings.Join(d.Gains, ", "))
			}
		}
		p.linef("%d of %s decided in %s", summary.Decided, count(summary.Items, "item"), summary.ID)
		p.contradictions(sheet, func(item string) bool { return among[item] })
		if step, err := w.Next(ctx, summary.ID); err == nil && step.Way.Act != fault.Review {
			p.step(step, nil)
		}
	}}, nil
}

// stageOf returns the stage in which the current user decides on the item.
func stageOf(sheet *campaign.Sheet, item string) campaign.Stage {
	i := slices.IndexFunc(sheet.Rows, func(r campaign.SheetRow) bool { return r.Item == item })
	if i < 0 {
		return campaign.FirstStage
	}
	return sheet.Rows[i].Stage
}

// inPlace names the items that are assigned to another person than who decided.
func (p *printer) inPlace(list []campaign.Decision) {
	items := map[string][]string{}
	for _, d := range list {
		if d.InPlaceOf != "" {
			items[d.InPlaceOf] = append(items[d.InPlaceOf], d.Item)
		}
	}
	for _, who := range slices.Sorted(maps.Keys(items)) {
		p.hang(p.warn("note:"), "assigned to %s: %s; you decided in their place, and the record says so", who, strings.Join(items[who], ", "))
	}
}

// mostContradictions bounds how many contradictions are listed.
const mostContradictions = 20

// contradictions writes the decisions, among items that pass, that contradict another decision, a key or a claim
// mapping.
func (p *printer) contradictions(sheet *campaign.Sheet, passes func(item string) bool) {
	lines := campaign.ContradictionSentences(sheet.Contradictions(sheet.Rows), passes)
	for _, line := range lines[:min(len(lines), mostContradictions)] {
		p.hang(p.warn("contradiction:"), "%s", line)
	}
	if more := len(lines) - mostContradictions; more > 0 {
		p.linef("  and %s; all with: tuar evidence check %s", count(more, "more contradiction"), sheet.Summary.ID)
	}
}

// tally counts decisions by verdict: " (3 certify, 1 revoke)".
func tally(list []campaign.Decision) string {
	counts := map[campaign.Verdict]int{}
	for _, d := range list {
		counts[d.Verdict]++
	}
	var parts []string
	for _, v := range append(campaign.Verdicts, campaign.Undecided) {
		if counts[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
