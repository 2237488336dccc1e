package packet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Statement is what a reviewer signs with a packet; the numbers of their decisions stand beside it.
const Statement = "I have reviewed the access assigned to me in this campaign to the best of my knowledge, and the decisions in this file are mine."

// from says where a packet comes from.
type from struct {
	workspace string
	by        string
	at        time.Time
}

// newPacket returns the packet of a reviewer's assignment, with the open questions by item. It has only the rows that are
// assigned to them.
func newPacket(sheet *campaign.Sheet, reviewer string, questions map[string][]comment.Row, made from) *Packet {
	s := sheet.Summary
	p := &Packet{
		Version: Version, Campaign: s.ID, Name: shown(s.Name), Workspace: shown(made.workspace), Population: sheet.Population, TakenAt: stamp(sheet.TakenAt),
		Reviewer: reviewer, MadeAt: stamp(made.at), MadeBy: shown(made.by), Due: s.Due, Statement: Statement, Instructions: shown(sheet.Instructions),
		Reason: Limits{Least: reason.Least, Most: reason.Most}, Reasons: slices.Clone(sheet.CannedReasons), Groups: []Group{}, Roles: []Role{}, Rows: []Row{},
	}
	if p.Reasons == nil {
		p.Reasons = []string{}
	}
	var rows []*campaign.SheetRow
	for i := range sheet.Rows {
		if r := &sheet.Rows[i]; sheet.People.Same(r.Reviewer, reviewer) {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b *campaign.SheetRow) int {
		return cmp.Or(cmp.Compare(a.RiskGroup(), b.RiskGroup()), campaign.CompareRisk(a, b), strings.Compare(a.Item, b.Item))
	})
	roles := map[string]Role{}
	for _, r := range rows {
		group := campaign.RiskGroups[r.RiskGroup()]
		if n := len(p.Groups); n == 0 || p.Groups[n-1].ID != group.ID {
			p.Groups = append(p.Groups, Group{group.ID, group.Label})
		}
		if id := roleID(r.Row); roles[id].ID == "" {
			roles[id] = roleOf(sheet, r.Row)
		}
		p.Rows = append(p.Rows, newRow(sheet, r, group.ID, reviewer, questions[r.Item]))
	}
	p.Roles = slices.SortedFunc(maps.Values(roles), func(a, b Role) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return p
}

func newRow(sheet *campaign.Sheet, r *campaign.SheetRow, group, reviewer string, questions []comment.Row) Row {
	row := Row{
		Item: r.Item, Kind: string(r.Kind), Title: shown(r.Title()), Email: shown(r.Email), Role: shown(r.Role), RoleID: roleID(r.Row), Group: group,
		Privileged: r.Privileged, Facts: factsOf(r.Row, sheet.TakenAt), Hints: []Hint{}, Last: shown(r.LastTime(sheet.PreviousName)), Effect: []string{},
		Own: sheet.People.Like(r.Email, reviewer) != person.None, NeedsReason: map[campaign.Verdict]string{}, Advice: shown(r.Advised()), Against: r.Advice.Kind.Against(), Decided: shown(soFar(r.Decision)),
	}
	if r.Previous != nil && r.Previous.Until != "" {
		row.Facts = append(row.Facts, Fact{"certified until", r.Previous.Until})
	}
	for _, q := range questions {
		row.Facts = append(row.Facts, Fact{"open question", shown(q.String())})
	}
	for _, h := range r.Hints {
		row.Hints = append(row.Hints, Hint{shown(h.Name), shown(h.Why)})
	}
	for _, d := range r.Dismissed {
		row.Facts = append(row.Facts, Fact{d.Name, shown(d.String())})
	}
	for _, text := range sheet.Revoking(r) {
		row.Effect = append(row.Effect, shown(text))
	}
	for _, v := range campaign.Verdicts {
		if demand := r.ReasonFor(v); demand != campaign.Never {
			row.NeedsReason[v] = string(demand)
		}
	}
	return row
}

// soFar returns the decision in force as a phrase; empty if there is none.
func soFar(d campaign.Decision) string {
	if d.Verdict == campaign.Undecided {
		return ""
	}
	text := d.Verdict.Past()
	if d.To() != "" {
		text += " to " + d.To()
	}
	text += fmt.Sprintf(" on %s by %s", d.At.UTC().Format(campaign.DateLayout), d.Reviewer)
	if d.Reason != "" {
		text += fmt.Sprintf(": %q", d.Reason)
	}
	return text
}

// factsOf returns what is known of a row beside its hints.
func factsOf(r access.Row, taken time.Time) []Fact {
	if !r.Kind.HoldsRole() {
		facts := []Fact{{"role", shown(r.RoleTold())}, {"kind", shown(r.Account())}}
		for _, f := range r.Facts() {
			facts = append(facts, Fact{f.Label, shown(f.Text)})
		}
		return facts
	}
	last := "last sign-in"
	if r.Kind == access.Key {
		last = "last use"
	}
	return []Fact{
		{"role", shown(r.RoleTold())}, {"account", shown(r.Account())}, {"created", before(r.CreatedAt, taken)}, {last, before(r.LastLoginAt, taken)},
	}
}

// before returns a day, and how long it was before the snapshot under review.
func before(t *time.Time, taken time.Time) string {
	if t == nil {
		return "not known to Torq"
	}
	day := t.UTC().Format(campaign.DateLayout)
	switch days := int(taken.Sub(*t).Hours() / 24); {
	case days < 1:
		return day
	case days == 1:
		return day + ", 1 day before the snapshot"
	default:
		return fmt.Sprintf("%s, %d days before the snapshot", day, days)
	}
}

// roleID returns the ID under which a packet has the role of a row. A custom role that is reviewed itself has one of its own:
// nothing can be given in its place.
func roleID(r access.Row) string {
	if r.Kind == access.Role {
		return r.Item
	}
	return r.RoleID
}

// roleOf returns the role of a row with the roles that a review can give in its place: those that only take away first,
// the ones that take the least at the top.
func roleOf(sheet *campaign.Sheet, r access.Row) Role {
	role := Role{ID: roleID(r), Name: shown(r.Role), Permissions: grouped(r.Permissions), ReduceTo: []Other{}}
	others := slices.DeleteFunc(slices.Clone(sheet.Roles), func(o population.Role) bool { return o.ID == r.RoleID })
	slices.SortStableFunc(others, func(a, b population.Role) int {
		return cmp.Or(cmp.Compare(len(b.Scopes), len(a.Scopes)), strings.Compare(a.Name, b.Name))
	})
	for _, to := range others {
		verdict, why := campaign.Exchange(sheet.Rules, r, to)
		if verdict == "" {
			continue
		}
		other := Other{ID: to.ID, Name: shown(to.Name), Verdict: verdict, Gains: []string{}, Note: fmt.Sprintf("only takes away; %s", some(len(to.Scopes), "permission"))}
		if verdict == campaign.Move {
			for _, gain := range access.Gains(r.Permissions, to.Scopes) {
				other.Gains = append(other.Gains, shown(gain))
			}
			other.Note = shown(why)
		}
		role.ReduceTo = append(role.ReduceTo, other)
	}
	slices.SortStableFunc(role.ReduceTo, func(a, b Other) int { return strings.Compare(order[a.Verdict], order[b.Verdict]) })
	return role
}

// order sorts verdicts on other roles.
var order = map[campaign.Verdict]string{campaign.Reduce: "1", campaign.Move: "2"}

// grouped returns permissions by what they are about, which is what stands before their last dot.
func grouped(scopes []string) []Permission {
	groups := []Permission{}
	for _, scope := range slices.Sorted(slices.Values(scopes)) {
		about, may := "", scope
		if at := strings.LastIndexByte(scope, '.'); at > 0 {
			about, may = scope[:at], scope[at+1:]
		}
		about, may = shown(about), shown(may)
		i := slices.IndexFunc(groups, func(g Permission) bool { return g.About == about })
		if i < 0 {
			i = len(groups)
			groups = append(groups, Permission{About: about})
		}
		groups[i].May = append(groups[i].May, may)
	}
	return groups
}

func some(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// shown returns a text as it is shown: what cannot be seen is spelled out, and broken UTF-8 is replaced.
func shown(text string) string { return tabular.SpelledOut(strings.ToValidUTF8(text, "\ufffd")) }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
