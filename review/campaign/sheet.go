package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Sheet is one campaign with all its rows, as a reviewer works through it. It is a copy: it does not change when
// decisions are made; Decide and Undo return the changed rows.
type Sheet struct {
	Summary       Summary
	Instructions  string
	Population    string
	TakenAt       time.Time
	CreatedAt     time.Time
	OpenedAt      time.Time
	AllowedStale  string
	AssignedBy    string     // rules of assignment; see Plan.AssignedBy
	Rows          []SheetRow // by item
	Roles         []population.Role
	PreviousName  string       // the campaign closed last before it; empty if there is none
	Actor         record.Actor // the current user; zero if not known
	Manages       bool         // the actor may decide in the place of other reviewers
	Signoffs      []Signoff
	Superseded    []Superseded
	Handovers     []Handover // at opening and since
	DueMoves      []DueMove
	Reminders     []Reminder // for reviewers, in fold order
	Closing       *Closing
	CannedReasons []string
	Rules         access.Rules
	Dated         bool           // a decision certifies until a day, or a row was postponed
	Lapse         LapseRule      // what becomes of what is certified until a day; nothing if empty
	AdviceRules   int            // version of the rules of advice; 0 if the campaign advises nothing
	People        *people.Ledger // by which addresses are compared
	// Parts are the sheets of several workspaces that are joined in this one, by the local name of the workspace; nil in the
	// sheet of one campaign.
	Parts map[string]*Sheet

	outlook Outlook
	same    map[string][]string     // by person: items of the sheet, of those who have more than one
	outside map[string][]access.Row // by person: rows of the population that the campaign does not review
}

// Of returns the sheet that the row is from: the part of its workspace, or the sheet itself if it is of one campaign.
func (s *Sheet) Of(r *SheetRow) *Sheet {
	if part, joined := s.Parts[r.Workspace]; joined {
		return part
	}
	return s
}

// Revoking returns sentences on what revoking a row of the sheet will really do.
func (s *Sheet) Revoking(r *SheetRow) []string {
	if part := s.Of(r); part.outlook != nil {
		return part.outlook.Revoking(r.Row)
	}
	return nil
}

// Contradictions returns the contradictions among the decisions of rows, which are some or all rows of the sheet with
// their current decisions.
func (s *Sheet) Contradictions(rows []SheetRow) []Contradiction {
	if s.outlook == nil {
		return nil
	}
	asked := map[string]bool{}
	var outside []access.Row
	for i := range rows {
		if key := s.People.Key(rows[i].Email); key != "" && len(s.outside) > 0 && !asked[key] {
			outside, asked[key] = append(outside, s.outside[key]...), true
		}
	}
	return s.outlook.Contradictions(rows, outside)
}

// Related returns the items with everything else of the sheet that belongs to the same people, each once.
func (s *Sheet) Related(rows []access.Row) []string {
	var items []string
	for _, r := range rows {
		items = append(append(items, r.Item), s.same[s.People.Key(r.Email)]...)
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// Owned returns the items of the sheet that hang on the person of a row, other than accounts: their private API keys, and the
// claim mappings by their address. It returns none for a row that is no person.
func (s *Sheet) Owned(of access.Row) (items []string) {
	if of.Kind != access.User || of.Email == "" {
		return nil
	}
	for _, item := range s.same[s.People.Key(of.Email)] {
		i, found := slices.BinarySearchFunc(s.Rows, item, func(r SheetRow, item string) int { return strings.Compare(r.Item, item) })
		if found && (s.Rows[i].Kind == access.Mapping || s.Rows[i].Kind == access.Key && s.Rows[i].KeyType != population.KeyService) {
			items = append(items, item)
		}
	}
	return items
}

// relate finds what belongs to the same people, in the sheet and among all rows of its population.
func (s *Sheet) relate(all map[string]access.Row) {
	s.same, s.outside = map[string][]string{}, map[string][]access.Row{}
	reviewed := make(map[string]bool, len(s.Rows))
	for i := range s.Rows {
		r := &s.Rows[i]
		reviewed[r.Item] = true
		if r.Email != "" {
			key := s.People.Key(r.Email)
			s.same[key] = append(s.same[key], r.Item)
		}
	}
	maps.DeleteFunc(s.same, func(_ string, items []string) bool { return len(items) < 2 })
	if len(reviewed) == len(all) {
		return
	}
	for _, item := range slices.Sorted(maps.Keys(all)) {
		if r := all[item]; !reviewed[item] && r.Email != "" {
			key := s.People.Key(r.Email)
			s.outside[key] = append(s.outside[key], r)
		}
	}
}

// SheetRow is one item of a campaign.
type SheetRow struct {
	access.Row
	Workspace string // its local name in a joined sheet, else empty
	Reviewer  string // to whom it is assigned
	// ReassignedFrom is the reviewer at opening, if that was another one.
	ReassignedFrom string
	Until          string              // YYYY-MM-DD: the last day for which it is with Reviewer; empty if it is for good
	Decision       Decision            // Verdict Undecided if there is none
	Previous       *access.PreviousRow // as it was at the last decision about it; nil if it was never seen
	Mine           bool                // it is assigned to the actor
	Own            bool                // it is the actor's own access
	Locked         bool                // its assignment is signed off, or the campaign closed
	Carry          bool                // unchanged, low risk and certified last time: may be carried forward
	Stage          Stage               // in which the actor decides on it
	Postponed      *Postponement       // of the actor's stage, whether or not it is back; nil if it is not postponed
	Later          bool                // it is postponed and not back yet
	BackOn         string              // see Campaign.BackOn
	Advice         advice.Advice       // what the campaign advised at opening; none about the actor's own access
}

// Advised returns the advice with its rule's fact, as a phrase; empty if there is none.
func (r *SheetRow) Advised() string { return r.Advice.Sentence(&r.Row, r.Previous) }

// Part is what one reviewer contributes to a row.
type Part struct {
	Stage    Stage
	Reviewer string   // to whom the stage is assigned
	Decision Decision // Verdict Undecided if the stage contributes none
}

// Parts returns the stages of the row: one or two.
func (r *SheetRow) Parts() []Part {
	s := r.Decision.Stages
	switch {
	case s == nil && r.Decision.Ruling == AtClosing:
		return []Part{{FirstStage, r.Reviewer, Decision{Item: r.Item, Verdict: Undecided}}}
	case s == nil:
		return []Part{{FirstStage, r.Reviewer, r.Decision}}
	}
	second := Part{SecondStage, s.Reviewer, s.Second}
	if s.Stale() {
		second.Decision = Decision{Item: r.Item, Verdict: Undecided}
	}
	return []Part{{FirstStage, r.Reviewer, s.First}, second}
}

// Part returns the part of the row that the actor decides.
func (r *SheetRow) Part() Part {
	parts := r.Parts()
	if r.Stage == SecondStage && len(parts) > 1 {
		return parts[1]
	}
	return parts[0]
}

// Waits reports whether the actor decides the row in the second stage, and the first is not decided yet.
func (r *SheetRow) Waits() bool {
	return r.Stage == SecondStage && r.Decision.Stages != nil && r.Decision.Stages.First.Verdict == Undecided
}

// LastTime says in a phrase how the row was decided last; previous names the campaign closed last, if there is one. It is
// empty if nothing is known.
func (r *SheetRow) LastTime(previous string) string {
	was := r.Previous
	switch {
	case was == nil && previous == "":
		return ""
	case was == nil:
		return "not there in " + previous
	case was.Decision == "":
		return fmt.Sprintf("%s, not in the scope of %s", was.Role, was.In)
	case was.Decision == string(Undecided):
		return fmt.Sprintf("%s, left undecided in %s", was.Role, was.In)
	}
	text := fmt.Sprintf("%s in %s on %s by %s", Verdict(was.Decision).Past(), was.In, was.DecidedAt.UTC().Format(DateLayout), was.Reviewer)
	if was.Imported {
		text = "imported: " + text
	}
	if was.Role != "" {
		text += " as " + was.Role
	}
	if was.Reason != "" {
		text += fmt.Sprintf(": %q", was.Reason)
	}
	return text
}

// Sheet returns the campaign that id names, which must have been opened.
func (s *Service) Sheet(ctx context.Context, id string) (*Sheet, error) {
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return nil, err
	}
	actor, _ := s.core.Actor(ctx) // reading a sheet needs no known user
	v, err := s.lookup.View(ctx, id)
	if err != nil {
		return nil, err
	}
	var sheet *Sheet
	if err := s.lookup.read(ctx, v.Campaign, func(c *Campaign) {
		sheet = &Sheet{
			Summary: c.Summarise(s.core.Now()), Instructions: c.Instructions, Population: c.Population, TakenAt: v.TakenAt,
			CreatedAt: c.CreatedAt, OpenedAt: c.OpenedAt, AllowedStale: c.AllowedStale, AssignedBy: c.AssignedBy(), Roles: v.Basis.Roles, Actor: actor, Signoffs: slices.Clone(c.Signoffs),
			Manages: c.manages(c.base.Held(actor.Email), actor.Email), Superseded: slices.Clone(c.Superseded), DueMoves: slices.Clone(c.DueMoves),
			Handovers: slices.Clone(c.Handovers), Reminders: slices.Clone(c.Reminders),
			Closing: c.Closing, CannedReasons: chosen.CannedReasons, Rules: c.Rules, AdviceRules: c.AdviceRules, Dated: c.Dated(), Lapse: c.Lapse, Rows: make([]SheetRow, len(c.Items)),
			People: c.people.Clone(),
		}
		now := s.core.Now()
		for i, item := range c.Items {
			reviewer := c.ReviewerAt(item, now)
			sheet.Rows[i] = SheetRow{
				Reviewer: reviewer, Decision: c.Decision(item), Stage: c.StageOf(item, actor.Email),
				Mine: c.people.Same(reviewer, actor.Email) || c.isSecond(item, actor.Email), Own: c.isOf(v.Basis.Rows[item], actor.Email),
			}
			if first := c.first[item]; !c.people.Same(first, reviewer) {
				sheet.Rows[i].ReassignedFrom = first
			}
			if day, ok := c.Away(item); ok && c.State == Open {
				sheet.Rows[i].Until = day.Format(DateLayout)
			}
			sheet.Rows[i].BackOn = c.BackOn(item)
			if p, found := c.Postponement(item, sheet.Rows[i].Stage); found {
				sheet.Rows[i].Postponed, sheet.Rows[i].Later = &p, !p.Back(now)
			}
			if !sheet.Rows[i].Own {
				sheet.Rows[i].Advice = c.advised[item]
			}
			sheet.Rows[i].Locked = c.lockedIn(item, sheet.Rows[i].Stage)
		}
	}); err != nil {
		return nil, err
	}
	charges, err := s.lookup.chargesIn(ctx, v)
	if err != nil {
		return nil, err
	}
	if len(v.memory) > 0 {
		sheet.PreviousName = v.memory[0].Name
	}
	for i := range sheet.Rows {
		r := &sheet.Rows[i]
		item, ok := r.Decision.Item, false
		if r.Row, ok = v.Basis.Rows[item]; !ok { // an item that the record names, and the population does not have
			r.Row = access.Row{Item: item, Kind: access.KindOf(item)}
		}
		r.Charge = charges[r.Item]
		r.Carry = v.Basis.Carry[r.Item]
		if was, ok := v.before(r.Row); ok {
			found := was // moves to the heap only where there is one
			r.Previous = &found
		}
	}
	sheet.outlook = v.outlook
	sheet.relate(v.Basis.Rows)
	return sheet, nil
}
