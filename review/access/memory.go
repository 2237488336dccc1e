package access

import (
	"slices"
	"time"
)

// Past holds what one closed campaign knew of each row of its population.
type Past struct {
	Campaign string // its id
	Name     string
	Rows     []PreviousRow
	Unread   []Kind // kinds its population could not read; nothing is said of them
	// Removed tells of items that it revoked when that was carried out; items that are missing were not removed.
	Removed map[string]time.Time

	byItem, byPerson map[string]int
}

// PreviousRow holds a row as a closed campaign saw it; Decision is empty where it was not in scope, "undecided" where
// it was not decided.
type PreviousRow struct {
	Row
	Decision  string
	ToRole    string
	Reason    string
	Reviewer  string
	DecidedAt time.Time
	Campaign  string // the id of that campaign
	In        string // its name
	Until     string // YYYY-MM-DD, of certify: the last day for which it holds; empty if it has none
	Imported  bool   // stated by a file, not measured; the role is the name that stands there
	Carried   bool   // the decision was carried forward from the campaign before
}

// The decisions by which memory goes, as PreviousRow.Decision has them.
const (
	certified = "certify"
	revoked   = "revoke"
	abstained = "abstain"
	undecided = "undecided"
)

// Decided reports whether the row was decided on, if only to abstain.
func (r *PreviousRow) Decided() bool { return r.Decision != "" && r.Decision != undecided }

// NewPast returns the knowledge of a closed campaign, indexed for searching.
func NewPast(campaign, name string, rows []PreviousRow, unread ...Kind) *Past {
	p := &Past{
		Campaign: campaign, Name: name, Rows: rows, Unread: unread,
		byItem: make(map[string]int, len(rows)), byPerson: make(map[string]int, len(rows)),
	}
	for i := range rows {
		rows[i].Campaign, rows[i].In = campaign, name
		p.byItem[rows[i].Item] = i
		p.byPerson[personKey(rows[i].Row)] = i
	}
	return p
}

// find returns the earlier version of the row: the same item, else the same person or the same owner's key of that
// name, unless that item still exists and so is another one.
func (p *Past) find(r Row, isHere func(item string) bool) *PreviousRow {
	i, ok := p.byItem[r.Item]
	if !ok {
		if i, ok = p.byPerson[personKey(r)]; ok && isHere(p.Rows[i].Item) {
			ok = false
		}
	}
	if !ok {
		return nil
	}
	return &p.Rows[i]
}

// Memory holds what the closed campaigns knew, the one closed last first. It is kept per row: a decision counts until a
// later campaign decides on the row again, however many campaigns without it were closed meanwhile.
type Memory []*Past

// recalled holds what the closed campaigns knew of one row.
type recalled struct {
	last       *PreviousRow // the last decision about it, or to abstain
	settled    *PreviousRow // the last decision about it, abstentions aside
	newest     *PreviousRow // where it was seen last
	oldest     *PreviousRow // where it was seen first
	gone       string       // the last campaign since settled that did not see it
	beforeGone *PreviousRow // where it was seen before that
	scoped     *PreviousRow // where it was in scope last
	settledIn  *Past        // the campaign of settled
}

// removed returns when the last decision, which revoked the row, was carried out; false if it was not.
func (k recalled) removed() (time.Time, bool) {
	at, ok := k.settledIn.Removed[k.settled.Item]
	return at, ok
}

// then returns the row to compare with for gained permissions: as it was decided on, else as it was first seen.
func (k recalled) then() *PreviousRow {
	if k.settled != nil {
		return k.settled
	}
	return k.oldest
}

// recall returns the remembered versions of a row; false if no campaign could read its kind. isHere says whether an
// item is in the population that the row is of.
func (m Memory) recall(r Row, isHere func(item string) bool) (k recalled, readable bool) {
	for _, p := range m {
		if slices.Contains(p.Unread, r.Kind) {
			continue
		}
		readable = true
		row := p.find(r, isHere)
		if row == nil {
			if k.gone == "" {
				k.gone = p.Name
			}
			continue
		}
		if k.newest == nil {
			k.newest = row
		}
		k.oldest = row
		if k.gone != "" && k.beforeGone == nil {
			k.beforeGone = row
		}
		if row.Decision != "" && k.scoped == nil {
			k.scoped = row
		}
		if row.Decided() && k.last == nil {
			k.last = row
		}
		if row.Decided() && row.Decision != abstained {
			k.settled, k.settledIn = row, p
			break
		}
	}
	return k, readable
}

// Find returns the row as it was at the last decision about it in any closed campaign, or as it was last seen if none
// decided on it. isHere says whether an item is in the population that the row is of.
func (m Memory) Find(r Row, isHere func(item string) bool) (PreviousRow, bool) {
	k, _ := m.recall(r, isHere)
	switch {
	case k.last != nil:
		return *k.last, true
	case k.newest != nil:
		return *k.newest, true
	}
	return PreviousRow{}, false
}
