// Package compare compares two campaigns row by row: which decisions changed, and which access is new, gone or another.
package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

// Change names the difference between a row of one campaign and the same row of the other.
type Change string

// The changes, in the order in which they are shown.
const (
	New       Change = "new"             // the population before does not list it
	Gone      Change = "gone"            // the population after does not list it
	RoleDiff  Change = "role"            // it has another role; the decision may differ, too
	Decided   Change = "decision"        // it has another decision on the same role
	Entered   Change = "now-in-scope"    // the population before lists it, and the campaign before did not review it
	Left      Change = "out-of-scope"    // the population after lists it, and the campaign after does not review it
	NotListed Change = "not-read"        // an API key that one population lists; the other one's API key could not read API keys
	Same      Change = "same"            // role and decision are the same
	anyChange        = Change("changed") // as a filter: all but Same
)

// Changes are all changes, in the order in which they are shown.
var Changes = []Change{New, Gone, RoleDiff, Decided, Entered, Left, NotListed, Same}

// Filters lists what a reader can ask for: one of Changes, or "changed" for all rows but those that are Same.
var Filters = append([]Change{anyChange}, Changes...)

// Side holds what one of the two campaigns knows.
type Side struct {
	ID, Name  string
	Listed    map[string]access.Row        // everyone in its population, by item
	Decisions map[string]campaign.Decision // of its items, undecided ones too
	KeysRead  bool                         // its population has API keys
}

// Cell holds one campaign's part of a row: the role from its population, and, if the campaign reviews the item, the
// decision.
type Cell struct {
	RoleID, Role string
	Decision     campaign.Decision
	Reviewed     bool // it is an item of the campaign
}

// Row is an item of one of the campaigns, or of both.
type Row struct {
	access.Row    // as the campaign after has it, or else the one before
	Change        Change
	Before, After Cell
}

// DecisionChanged reports whether both campaigns reviewed the row, and decided differently.
func (r *Row) DecisionChanged() bool {
	b, a := &r.Before, &r.After
	return b.Reviewed && a.Reviewed && (b.Decision.Verdict != a.Decision.Verdict || b.Decision.ToRole != a.Decision.ToRole)
}

// Comparison holds the rows of two campaigns.
type Comparison struct {
	Before, After string // names of the campaigns
	Rows          []Row  // by change, then by what people call them
}

// Of compares two campaigns.
func Of(before, after Side) Comparison {
	c := Comparison{Before: before.Name, After: after.Name}
	items := maps.Clone(before.Decisions)
	maps.Copy(items, after.Decisions)
	for item := range items {
		row, listed := after.Listed[item]
		if !listed {
			if row, listed = before.Listed[item]; !listed {
				row = access.Row{Item: item, Kind: access.KindOf(item)}
			}
		}
		r := Row{Row: row, Before: before.cell(item), After: after.cell(item)}
		r.Change = change(&r, before, after)
		c.Rows = append(c.Rows, r)
	}
	slices.SortFunc(c.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(slices.Index(Changes, a.Change), slices.Index(Changes, b.Change)), cmp.Compare(a.Title(), b.Title()), cmp.Compare(a.Item, b.Item))
	})
	return c
}

func (s *Side) cell(item string) Cell {
	row := s.Listed[item]
	d, reviewed := s.Decisions[item]
	return Cell{RoleID: row.RoleID, Role: row.Role, Decision: d, Reviewed: reviewed}
}

// change returns how a row differs. An item of a campaign is listed by its population.
func change(r *Row, before, after Side) Change {
	lists := func(s Side) bool { _, listed := s.Listed[r.Item]; return listed }
	unread := func(s Side) bool { return r.Kind == access.Key && !s.KeysRead }
	switch {
	case !r.Before.Reviewed && lists(before):
		return Entered
	case !r.After.Reviewed && lists(after):
		return Left
	case !r.Before.Reviewed && unread(before), !r.After.Reviewed && unread(after):
		return NotListed
	case !r.Before.Reviewed:
		return New
	case !r.After.Reviewed:
		return Gone
	case r.Before.RoleID != r.After.RoleID:
		return RoleDiff
	case r.DecisionChanged():
		return Decided
	}
	return Same
}

// Only returns the comparison with the rows that have one of these changes; see Filters. It is a BadInput fault if one is
// unknown.
func (c Comparison) Only(changes ...string) (Comparison, error) {
	for _, name := range changes {
		if !slices.Contains(Filters, Change(name)) {
			return c, fault.New(fault.BadInput, "%q is not a change to filter by", name).WithHint("there are %s", joined(Filters))
		}
	}
	if len(changes) == 0 {
		return c, nil
	}
	var rows []Row
	for _, r := range c.Rows {
		if slices.Contains(changes, string(r.Change)) || r.Change != Same && slices.Contains(changes, string(anyChange)) {
			rows = append(rows, r)
		}
	}
	c.Rows = rows
	return c, nil
}

func joined(changes []Change) string {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}

// words say what a change is, for one row and for several.
var words = map[Change]string{
	New: "new access", Gone: "gone", RoleDiff: "other role", Decided: "other decision", Entered: "now in scope", Left: "out of scope now",
	NotListed: "API keys not read in one of the two", Same: "same",
}

// Words names the change as screens and tables show it.
func (c Change) Words() string { return words[c] }

// Tally returns the number of rows by change, in words: "143 rows: 2 new access, 1 gone, 4 other role (1 of them with another
// decision), 136 same".
func (c Comparison) Tally() string {
	counts, also := map[Change]int{}, 0
	for i := range c.Rows {
		r := &c.Rows[i]
		counts[r.Change]++
		if r.Change == RoleDiff && r.DecisionChanged() {
			also++
		}
	}
	var parts []string
	for _, change := range Changes {
		if n := counts[change]; n > 0 {
			text := fmt.Sprintf("%d %s", n, change.Words())
			if change == RoleDiff && also > 0 {
				text += fmt.Sprintf(" (%d of them with another decision)", also)
			}
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return "no row"
	}
	rows := "rows"
	if len(c.Rows) == 1 {
		rows = "row"
	}
	return fmt.Sprintf("%d %s: %s", len(c.Rows), rows, strings.Join(parts, ", "))
}
