package decisionfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
)

// Kind is the kind of difference between a row of the file and the record.
type Kind string

// The kinds.
const (
	New        Kind = "new"         // nothing was decided about the item
	Changed    Kind = "changed"     // something else was decided
	OnlyReason Kind = "only reason" // the same was decided for another reason
)

// Change is a row of the file that would put a decision into the record.
type Change struct {
	Line   int
	Kind   Kind
	About  access.Row
	Was    campaign.Decision // in force; Verdict Undecided if there is none
	Choice campaign.Choice
	ToRole string // name of the role in Choice

	garbled error // why the reason cannot be what a person wrote
}

// Import describes the changes that a file of decisions would make to a campaign.
type Import struct {
	Campaign   string
	Changes    []Change // in the order of the file
	Unchanged  int      // rows that say what is recorded
	Undecided  int      // rows that decide nothing
	Superseded int      // rows that say what was recorded when the file was exported; another decision was made since

	reasons Reasons
}

// Count returns how many changes are of that kind.
func (m *Import) Count(kind Kind) int {
	n := 0
	for i := range m.Changes {
		if m.Changes[i].Kind == kind {
			n++
		}
	}
	return n
}

// Reasons selects the treatment of rows that differ from the record only in the reason.
type Reasons int

// The treatments. A spreadsheet that reformats a number or a date changes a reason unintentionally.
const (
	AskReasons    Reasons = iota // nothing is recorded while there are any
	KeepReasons                  // the recorded reason stays
	ChangeReasons                // they are recorded
)

// Chosen returns the changes to record. With AskReasons a file that has other reasons is refused; a garbled reason
// always is. Every refused row is named, as *campaign.Rejected.
func (m *Import) Chosen() ([]Change, error) {
	var rejected campaign.Rejected
	chosen := make([]Change, 0, len(m.Changes))
	for i, c := range m.Changes {
		var err error
		switch {
		case c.Kind == OnlyReason && m.reasons == KeepReasons:
			continue
		case c.Kind == OnlyReason && m.reasons == AskReasons:
			err = fault.New(fault.Refused, "only the reason for %s differs: %q is recorded, the file has %q", c.About.Title(),
				c.Was.Reason, c.Choice.Reason).
				WithHint("record other reasons too with: %s; keep those that are recorded with: %s",
					fault.Again("--change-reasons"), fault.Again("--keep-reasons"))
		case c.garbled != nil:
			err = c.garbled
		}
		if err != nil {
			rejected.Problems = append(rejected.Problems,
				campaign.Problem{Index: i, Item: c.Choice.Item, Err: fault.Wrap(err, "line %d", c.Line)})
			continue
		}
		chosen = append(chosen, c)
	}
	if len(rejected.Problems) > 0 {
		return nil, &rejected
	}
	return chosen, nil
}

// Against holds the data that rows of a file are compared with.
type Against struct {
	Campaign *campaign.Campaign
	Basis    campaign.Basis
	Reasons  Reasons
	People   *people.Ledger
	Item     func(name string) (string, error)     // the item with that name
	Role     func(name string) (string, error)     // the ID of the role that people call so
	Judge    func(choices []campaign.Choice) error // what the rules say of choices made together
}

// Compare returns the changes that the rows would make. It is all or nothing: if rows cannot be accepted, the error is
// a *campaign.Rejected that names them by their lines.
func Compare(rows []Row, to Against) (*Import, error) {
	if err := to.checkOrigin(rows); err != nil {
		return nil, err
	}
	m := &Import{Campaign: to.Campaign.ID, reasons: to.Reasons}
	var bad campaign.Rejected
	firsts := map[string]int{} // line in which an item is decided
	for i := range rows {
		r := &rows[i]
		err := to.take(r, m, firsts)
		if err != nil {
			bad.Problems = append(bad.Problems, campaign.Problem{
				Index: r.Line, Item: r.Item,
				Err: fault.Wrap(err, "line %d", r.Line),
			})
		}
	}
	if err := to.checkRules(m.Changes); err != nil {
		var refused *campaign.Rejected
		if !errors.As(err, &refused) {
			return nil, err
		}
		for _, p := range refused.Problems {
			line := m.Changes[p.Index].Line
			bad.Problems = append(bad.Problems, campaign.Problem{
				Index: line, Item: p.Item,
				Err: fault.Wrap(p.Err, "line %d", line),
			})
		}
	}
	if len(bad.Problems) > 0 {
		slices.SortStableFunc(bad.Problems, func(a, b campaign.Problem) int { return a.Index - b.Index })
		return nil, &bad
	}
	return m, nil
}

// checkRules asks the rules about the changes that may come into the record.
func (to Against) checkRules(changes []Change) error {
	var choices []campaign.Choice
	var places []int
	for i, c := range changes {
		if c.Kind != OnlyReason || to.Reasons == ChangeReasons {
			choices, places = append(choices, c.Choice), append(places, i)
		}
	}
	if len(choices) == 0 {
		return nil
	}
	err := to.Judge(choices)
	var refused *campaign.Rejected
	if errors.As(err, &refused) {
		for i := range refused.Problems {
			refused.Problems[i].Index = places[refused.Problems[i].Index]
		}
	}
	return err
}

// take adds what the row would change, or says why it cannot be taken.
func (to Against) take(r *Row, m *Import, firsts map[string]int) error {
	if err := r.checkShape(); err != nil {
		return err
	}
	item, err := to.identify(r)
	if err != nil {
		return err
	}
	if !r.decides() {
		m.Undecided++
		return nil
	}
	c := Change{
		Line: r.Line, About: to.Basis.Rows[item], Was: to.Campaign.Decision(item),
		Choice: campaign.Choice{Item: item, Verdict: r.Verdict, Reason: r.Reason, Scopes: r.scopes()},
	}
	if r.Verdict == campaign.Certify && c.Was.Verdict == campaign.Certify {
		c.Choice.Until = c.Was.Until // which no column of the file says
	}
	if r.ToRole != "" || r.ToRoleID != "" {
		if c.Choice.ToRole, err = to.role(r); err != nil {
			return err
		}
		c.ToRole = to.roleName(c.Choice.ToRole)
	}
	if first, twice := firsts[item]; twice {
		return fault.New(fault.BadInput, "%s is decided in line %d already", c.About.Title(), first)
	}
	firsts[item] = r.Line
	switch {
	case same(c.Was, c.Choice) && sameReason(c.Was.Reason, r.Reason):
		m.Unchanged++
		return nil
	case r.Exported && !strings.EqualFold(r.Hash, c.Was.Line.Hash):
		was, known := to.Campaign.Made(strings.ToLower(r.Hash))
		if known && same(was, c.Choice) && sameReason(was.Reason, r.Reason) {
			m.Superseded++
			return nil
		}
		return fault.New(fault.Refused, "%s was decided since this file was exported: %s", c.About.Title(), told(c.Was)).
			WithHint("export the campaign again and fill in the new file")
	case c.Was.Verdict == campaign.Undecided:
		c.Kind = New
	case same(c.Was, c.Choice):
		c.Kind = OnlyReason
	default:
		c.Kind = Changed
	}
	c.garbled = Garbled(r.Reason)
	if c.garbled == nil && c.Kind == Changed && rewritten(c.Was.Reason, r.Reason) {
		c.garbled = fault.New(fault.BadInput, "the reason %q looks like what a spreadsheet makes of %q, which is recorded",
			r.Reason, c.Was.Reason).
			WithHint("write the reason for the new decision")
	}
	m.Changes = append(m.Changes, c)
	return nil
}

func same(d campaign.Decision, c campaign.Choice) bool {
	return d.Verdict == c.Verdict && d.ToRole == c.ToRole && slices.Equal(d.Scopes, c.Scopes)
}

func sameReason(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

func told(d campaign.Decision) string {
	if d.Verdict == campaign.Undecided {
		return "the decision was taken back"
	}
	return fmt.Sprintf("%s by %s", d.Verdict, d.Reviewer)
}

// role returns the ID of the role that the row names.
func (to Against) role(r *Row) (string, error) {
	switch {
	case r.ToRoleID == "":
		return to.Role(r.ToRole)
	case r.ToRole == "":
		return to.Role(r.ToRoleID)
	}
	byID, err := to.Role(r.ToRoleID)
	if err != nil {
		return "", err
	}
	if name := to.roleName(byID); byID != r.ToRole && !strings.EqualFold(name, r.ToRole) {
		return "", fault.New(fault.BadInput, "to_role is %q and to_role_id is %q, which is the role %s", r.ToRole,
			r.ToRoleID, name).
			WithHint("name the role once, and leave the other cell empty")
	}
	return byID, nil
}

func (to Against) roleName(id string) string {
	for _, r := range to.Basis.Roles {
		if r.ID == id {
			return r.Name
		}
	}
	return ""
}

// Summary counts what the file would change, in words.
func (m *Import) Summary() string {
	parts := []string{
		fmt.Sprintf("%d new%s", m.Count(New), m.tally(New)), fmt.Sprintf("%d changed%s", m.Count(Changed), m.tally(Changed)),
		fmt.Sprintf("%d only the reason changed", m.Count(OnlyReason)), fmt.Sprintf("%d unchanged", m.Unchanged+m.Superseded),
		fmt.Sprintf("%d undecided", m.Undecided),
	}
	return strings.Join(parts, ", ")
}

// tally counts the changes of a kind by what they decide: " (3 certify, 1 revoke)".
func (m *Import) tally(kind Kind) string {
	var order []campaign.Verdict
	counts := map[campaign.Verdict]int{}
	for _, c := range m.Changes {
		if c.Kind != kind {
			continue
		}
		if counts[c.Choice.Verdict]++; counts[c.Choice.Verdict] == 1 {
			order = append(order, c.Choice.Verdict)
		}
	}
	if len(order) == 0 {
		return ""
	}
	parts := make([]string, len(order))
	for i, v := range order {
		parts[i] = fmt.Sprintf("%d %s", counts[v], v)
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// String returns the change in one line: the recorded decision, and the one in the file.
func (c Change) String() string {
	decision := func(v campaign.Verdict, role string) string {
		if role != "" {
			return string(v) + " to " + role
		}
		return string(v)
	}
	text := fmt.Sprintf("line %d, %s (%s): ", c.Line, c.About.Title(), c.About.Role)
	was, is := decision(c.Was.Verdict, c.Was.To()), decision(c.Choice.Verdict, c.ToRole)
	if len(c.Choice.Scopes) > 0 {
		is = decision(c.Choice.Verdict, strings.Join(c.Choice.Scopes, ", "))
	}
	switch c.Kind {
	case OnlyReason:
		return text + fmt.Sprintf("%s, reason %q → %q", is, c.Was.Reason, c.Choice.Reason)
	case Changed:
		text += was + " → " + is
	default:
		text += is
	}
	if !sameReason(c.Was.Reason, c.Choice.Reason) {
		text += fmt.Sprintf(", reason %q", c.Choice.Reason)
	}
	return text
}
