package reviewing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

// row is one item on the screen. Decisions are put into it when they are on disk.
type row struct {
	review.SheetRow
	pending bool          // an act on it is under way
	note    string        // a reason given before the decision
	seen    time.Duration // how long it has been in front of the reviewer before now
}

func (r *row) undecided() bool { return r.Decision.Verdict == campaign.Undecided }

// words are what the filter looks in.
func (r *row) words() string {
	return strings.Join([]string{r.Email, r.Name, r.Role, r.Status, string(r.Kind), strings.Join(r.HintNames(), " "), r.Item}, " ")
}

// sign says in one cell what was decided.
func (r *row) sign() string {
	switch {
	case r.pending:
		return "…"
	case r.Decision.Verdict == campaign.Certify:
		return "✓"
	case r.Decision.Verdict == campaign.Revoke:
		return "✗"
	case r.Decision.Verdict == campaign.Reduce:
		return "↓"
	case r.Decision.Verdict == campaign.Abstain:
		return "-"
	case r.Flagged():
		return "!"
	}
	return "·"
}

// verdict says in a word what was decided, or why it cannot be.
func (r *row) verdict() string {
	switch {
	case r.pending:
		return "saving"
	case r.Decision.Verdict == campaign.Reduce:
		return "to " + r.Decision.ToRoleName
	case !r.undecided():
		return string(r.Decision.Verdict)
	case r.Locked:
		return "left open"
	case r.Own:
		return "own access"
	}
	return ""
}

func (r *row) look(th *theme.Theme) lipgloss.Style {
	switch r.Decision.Verdict {
	case campaign.Certify:
		return th.Good
	case campaign.Revoke:
		return th.Bad
	case campaign.Reduce:
		return th.Info
	case campaign.Undecided:
		if r.Flagged() && !r.pending {
			return th.Warn
		}
	}
	return th.Dim
}

// remark is what else is worth a glance: the reason, or the hints while nothing is decided.
func (r *row) remark() string {
	if r.undecided() {
		return cmp.Or(r.note, strings.Join(r.HintNames(), ", "))
	}
	return r.Decision.Reason
}

func newTable() *widget.Table[*row] {
	look := func(th *theme.Theme, r *row) lipgloss.Style { return r.look(th) }
	t := widget.NewTable(
		func(r *row) string { return r.Item },
		(*row).words,
		widget.Column[*row]{Width: 1, Cell: (*row).sign, Style: look},
		widget.Column[*row]{Title: "who", Width: 16, Flex: 3, Cell: func(r *row) string { return r.Title() }},
		widget.Column[*row]{Title: "role", Width: 11, Flex: 1, Drop: 1, Cell: func(r *row) string { return r.Role }},
		widget.Column[*row]{Title: "decision", Width: 10, Flex: 1, Cell: (*row).verdict, Style: look},
		widget.Column[*row]{
			Title: "reason or hints", Width: 12, Flex: 2, Drop: 2, Cell: (*row).remark,
			Style: func(th *theme.Theme, _ *row) lipgloss.Style { return th.Dim },
		},
	)
	t.Header = false
	return t
}

// order is a way to order and group the rows.
type order string

const (
	byRisk   order = "risk"
	byRole   order = "role"
	byPerson order = "person"
)

var orders = []order{byRisk, byRole, byPerson}

// carryGroup is the ID of the group that can be carried forward as a whole.
const carryGroup = "carry"

type riskGroup struct {
	id, label string
	wants     func(*row) bool
}

// riskGroups are the headings of the order by risk. A row stands under the first that wants it.
var riskGroups = []riskGroup{
	{"raised", "new or raised", has(access.CameBack, access.Raised, access.New)},
	{"privileged", "privileged", has(access.Privileged)},
	{"keys", "keys that need a look", has(access.KeyStronger, access.KeyNeverUsed)},
	{"unknown", "role not known", has(access.RoleUnknown)},
	{"dormant", "dormant", has(access.Dormant, access.NeverLoggedIn)},
	{"pending", "pending invitations", has(access.Pending)},
	{carryGroup, "unchanged, low risk", func(r *row) bool { return r.Carry }},
	{"rest", "no hints", func(*row) bool { return true }},
}

func has(hints ...string) func(*row) bool {
	return func(r *row) bool { return slices.ContainsFunc(hints, r.Has) }
}

// groupRows orders and groups the rows.
func groupRows(rows []*row, by order) []widget.Group[*row] {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b *row) int {
		return cmp.Or(cmp.Compare(b.Risk, a.Risk), cmp.Compare(strings.ToLower(a.Title()), strings.ToLower(b.Title())))
	})
	switch by {
	case byRole:
		return groupBy(sorted, func(r *row) (id, label string) { return r.RoleID, r.Role })
	case byPerson:
		return groupBy(sorted, func(r *row) (id, label string) {
			if r.Email == "" {
				return "", "service keys without an owner"
			}
			return strings.ToLower(r.Email), r.Email
		})
	}
	groups := make([]widget.Group[*row], len(riskGroups))
	for i, g := range riskGroups {
		groups[i] = widget.Group[*row]{ID: g.id, Label: g.label}
		if g.id == carryGroup {
			groups[i].Note = "c here carries forward"
		}
	}
	for _, r := range sorted {
		i := slices.IndexFunc(riskGroups, func(g riskGroup) bool { return g.wants(r) })
		groups[i].Rows = append(groups[i].Rows, r)
	}
	return slices.DeleteFunc(groups, func(g widget.Group[*row]) bool { return len(g.Rows) == 0 })
}

func groupBy(rows []*row, group func(*row) (id, label string)) []widget.Group[*row] {
	var groups []widget.Group[*row]
	at := map[string]int{}
	for _, r := range rows {
		id, label := group(r)
		i, ok := at[id]
		if !ok {
			i = len(groups)
			at[id] = i
			groups = append(groups, widget.Group[*row]{ID: id, Label: label})
		}
		groups[i].Rows = append(groups[i].Rows, r)
	}
	slices.SortStableFunc(groups, func(a, b widget.Group[*row]) int {
		return cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label))
	})
	return groups
}

// count says "1 row" or "5 rows".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
