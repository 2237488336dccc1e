// Package pack makes the evidence pack for an auditor: tables, a report, and the journals and populations behind them,
// so that every number can be re-performed without tuar. Everything in it is derived from journal lines and population
// files, and does not depend on when, where or by whom it is made.
package pack

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
)

// Facts holds the facts of one campaign, from the record and the populations. The caller sets Controls.
type Facts struct {
	Lines      []record.Line // all of all journals, in fold order
	Campaign   *campaign.Campaign
	Previous   *campaign.Campaign   // the one it is compared with; nil if there is none
	Earlier    []*campaign.Campaign // all that were closed when it was opened, the one closed last first
	Stated     []*campaign.Imported // earlier reviews that a file states, on record when it was opened, the last one first
	Past       *Past                // the one of like scope that was closed last before it; nil if there is none
	Population *population.Population
	Roster     *roster.Index          // frozen with the population; nil without one
	Rows       []access.Row           // everyone in it, by item
	Before     *population.Population // of the previous campaign; nil if there is none
	After      *population.Population // the newest population that proofs rest on; nil if there is none
	Heads      []Head                 // of all journals, by writer
	AsOf       time.Time              // of the last line of all journals
	Names      []string               // of the populations in the pack, sorted
	Origin     Origin                 // of those populations
	Changes    []remediation.Recorded // none before the campaign is closed
	Elevations []elevation.Row        // all of the workspace, as of AsOf
	Campaigns  []*campaign.Campaign   // all of the workspace, in the order in which they were made
	Loosened   []rights.Loosened      // guards, in fold order
	Changed    []rights.RuleChange    // settings and rights, in fold order
	Syncs      []Sync                 // oldest first
	Refused    []*record.Refusal      // lines without effect, in the order of Lines
	Unshown    []Unshown              // what populations do not show though lines say so
	CutShort   []string               // acts that a crash cut short, in sentences
	Others     []string               // campaigns whose lines are in the journals too
	Missing    []string               // names of files that lines rest on and that are not at hand
	Torn       []string               // writers whose last line is torn, and left out
	People     *people.Ledger         // the persons of the record; nil compares addresses alone
	Reconciled *reconcile.Outcome     // of the population with Torq's audit log; nil if that was not tried
	Controls   func(*Facts) []Control // what auditors look for, when all else is known
	Dismissals []*dismissal.Dismissal // up to the closing of the campaign, in fold order
	Notes      []*note.Note           // up to the closing of the campaign, in fold order
	Comments   []*comment.Comment     // on the rows of the campaign, in fold order
	Charges    []access.Charge        // who is responsible for what by these notes, by item
	Shapes     record.Shapes          // what lines must look like
	Needs      rights.Needs           // what lines need to have effect
	Letterhead                        // of the report

	prepared  sync.Once
	rows      []*access.Row         // of the items of the campaign
	signed    map[string]*time.Time // when each assignment was signed off; of the others the zero time
	alike     []likeness            // of the items of the campaign
	summed    sync.Once
	summary   *Summary
	company   company
	elevating sync.Once
	elevated  []*elevated    // the Elevations, in their order
	places    map[string]int // of the lines, by their hashes; nil if no rule for elevations was loosened
}

// Head names the end of a writer's journal.
type Head struct {
	Writer string `json:"writer"`
	Lines  int64  `json:"lines"`
	Head   string `json:"head"` // hash of the last line
}

// Sync is a reading of Torq, or one that failed.
type Sync struct {
	At          time.Time
	By          string
	Population  string
	ClientID    string
	AllowedDrop bool
	Unread      []string
	Failed      string // why; empty if it did not
}

// headsOf returns the ends of the journals of these lines, in fold order, and the time of the last line.
func headsOf(lines []record.Line) (heads []Head, asOf time.Time) {
	last := map[string]Head{}
	for i := range lines {
		l := &lines[i]
		last[l.Writer], asOf = Head{l.Writer, l.Seq, l.Hash}, l.Time.Time
	}
	for _, h := range last {
		heads = append(heads, h)
	}
	slices.SortFunc(heads, func(a, b Head) int { return cmp.Compare(a.Writer, b.Writer) })
	return heads, asOf
}

// From returns the facts of lines in any order; the caller adds those that need a fold. A journal whose name is not a
// portable path is a Damaged fault.
func From(lines []record.Line) (*Facts, error) {
	lines = record.Order(lines)
	f := &Facts{Lines: lines}
	f.Heads, f.AsOf = headsOf(lines)
	for _, h := range f.Heads {
		if !writerName.MatchString(h.Writer) {
			return nil, fault.New(fault.Damaged,
				"the journal of %q cannot be packed: a writer's name is made of letters, digits, . _ and -", h.Writer)
		}
	}
	return f, nil
}

var writerName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)

// Reviewed returns the items of the campaign, in order. Each is valid until the next, to save memory.
func (f *Facts) Reviewed() iter.Seq[*Item] {
	f.prepared.Do(f.prepare)
	return func(yield func(*Item) bool) {
		var r Item
		for i := range f.rows {
			if r = f.item(i); !yield(&r) {
				return
			}
		}
	}
}

// item returns an item of the campaign by its place. The items are prepared.
func (f *Facts) item(i int) Item {
	row := f.rows[i]
	assignment, d := f.Campaign.Reviewer(row.Item), f.Campaign.Decision(row.Item)
	return Item{
		Row: row, Assignment: assignment, ReassignedFrom: f.Campaign.ReassignedFrom(row.Item), Decision: d,
		signed: f.signed[assignment], likeness: f.alike[i],
	}
}

func (f *Facts) prepare() {
	n := len(f.Campaign.Items)
	f.rows, f.alike, f.signed = make([]*access.Row, n), make([]likeness, n), map[string]*time.Time{}
	rows := make(map[string]*access.Row, len(f.Rows))
	for i := range f.Rows {
		rows[f.Rows[i].Item] = &f.Rows[i]
	}
	for i, item := range f.Campaign.Items {
		if f.rows[i] = rows[item]; f.rows[i] == nil {
			f.rows[i] = &access.Row{Item: item, Kind: access.KindOf(item)}
		}
		if assignment := f.Campaign.Reviewer(item); f.signed[assignment] == nil {
			s, _ := f.Campaign.Signoff(assignment)
			f.signed[assignment] = &s.At
		}
		f.alike[i] = f.likeness(f.rows[i].Email, f.Campaign.Reviewer(item), f.Campaign.Decision(item))
	}
}

// likeness is how the address of an item's holder is like the reviewer's.
type likeness struct {
	self     person.Likeness // to who decided on it
	distinct bool            // they are alike, and an owner stated that they are two persons'
	own      bool            // nobody decided on it, and it is like the assignee's
}

func (f *Facts) likeness(holder, assignee string, d campaign.Decision) likeness {
	each := d.Standing()
	if d.Verdict == campaign.Undecided && len(each) == 0 {
		return likeness{own: f.People.Like(holder, assignee) != person.None}
	}
	var found likeness
	for _, one := range each {
		if found.self == person.None {
			found.self = f.People.Like(holder, one.Reviewer)
		}
		found.distinct = found.distinct || f.People.Distinct(holder, one.Reviewer)
	}
	return found
}

// Final reports whether nothing in the campaign can change any more.
func (f *Facts) Final() bool { return f.Campaign.State == campaign.Closed }

// LikeBefore returns the campaign of like scope that was closed last before this one was opened, and in which something
// was decided; nil if there is none. A scope is like another that is written alike, and like one over all.
func (f *Facts) LikeBefore() *campaign.Campaign {
	plain := func(scope string) string { return strings.Join(strings.Fields(scope), " ") }
	for _, c := range f.Earlier {
		if like := plain(c.Scope) == plain(f.Campaign.Scope) || plain(c.Scope) == scopeAll; !like || c.Closing == nil {
			continue
		}
		if len(c.Left()) < len(c.Items) {
			return c
		}
	}
	return nil
}

// scopeAll is the scope of a campaign over everything.
const scopeAll = "all"

// sync returns the sync that took the campaign's population; nil if the journals do not have it.
func (f *Facts) sync() *Sync {
	i := slices.IndexFunc(f.Syncs, func(s Sync) bool { return s.Population == f.Campaign.Population })
	if i < 0 {
		return nil
	}
	return &f.Syncs[i]
}

// Titles returns what people call the items of the population.
func (f *Facts) Titles() map[string]string {
	titles := make(map[string]string, len(f.Rows))
	for _, r := range f.Rows {
		titles[r.Item] = r.Title()
	}
	return titles
}
