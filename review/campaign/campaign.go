// Package campaign implements access reviews over items drawn from one population: states, assignments, decisions with
// their rules, sign-off and close. It derives all of this from journal lines.
package campaign

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// State is the state of a campaign.
type State string

// The states, in their order.
const (
	Draft  State = "draft"
	Open   State = "open"
	Closed State = "closed"
	Void   State = "void" // it was opened, and is not to count
)

// Split is the method by which items are divided among reviewers.
type Split string

// The splits.
const (
	RoundRobin Split = "round-robin" // one after the other, so that all have as much
	ByRole     Split = "role"        // everyone who holds one role goes to one reviewer
	ByManager  Split = "manager"     // everyone goes to their manager
)

// Splits lists the splits.
var Splits = []Split{RoundRobin, ByRole, ByManager}

// Plan holds the choices of the person who creates a campaign.
type Plan struct {
	Name  string
	Scope string // an expression of package scope
	// Kinds are the kinds of items from which the scope selects, in canonical order. Campaigns of earlier versions name none:
	// they have users and API keys.
	Kinds        []access.Kind
	Due          time.Time
	Instructions string
	Reviewers    []string // e-mail addresses
	Split        Split
	Assign       []AssignRule // come before the split; the first that fits counts
	Apply        Apply        // from when on what was decided may be carried out; fixed at opening
	CopiedFrom   string       // the campaign it duplicates, if any
	Series       string       // shared by the campaigns of several workspaces that belong together; empty for one alone

	Second       []Second      // rows that another reviewer decides as well; the first match wins
	Disagreement Disagreement  // of both stages; fixed at opening
	Undecided    UndecidedRule // what becomes of undecided rows at closing, nothing if empty; fixed at opening
	Lapse        LapseRule     // what becomes of access after the last day for which it was certified, nothing if empty; fixed at opening
	Fallback     string        // e-mail address of the fallback reviewer, also of rows on which no other may decide; empty if there is none
}

// Campaign is the state of one campaign after folding the journal.
type Campaign struct {
	Plan
	ID           string
	State        State
	Owner        string // who made it
	CreatedAt    time.Time
	OpenedAt     time.Time
	OpenedBy     string
	Population   string             // frozen at opening
	Roster       string             // the newest at opening; empty without one
	Rules        access.Rules       // as they were at opening
	Settings     []settings.Setting // in force at opening; none in campaigns of earlier versions
	Previous     string             // the campaign closed last before opening, for comparison
	AllowedStale string             // why opening was out of the ordinary; empty if it was not
	Marks        access.Marks       // hints that the record raised, as they were at opening
	Items        []string           // in order of item, frozen at opening
	Handovers    []Handover         // of items to their reviewers, at opening and since, in fold order
	Signoffs     []Signoff
	Closing      *Closing
	Undoings     []Undoing
	Superseded   []Superseded // sign-offs that owners reopened, the oldest first
	DueMoves     []DueMove    // the oldest first
	Reminders    []Reminder   // for reviewers, in fold order
	Voiding      *Voiding     // nil unless it is void
	Packets      []MadePacket // the oldest first
	Answers      []Answers    // to packets, that were accepted, the oldest first

	AdviceRules int // version of the rules of advice; 0 if it advises nothing

	advised   map[string]advice.Advice // by item, as opening recorded it
	planned   []string                 // reviewers of the plan, before opening and handing over added others
	base      *core.Base
	people    *people.Ledger
	holders   map[string]string     // e-mail address by item, as opening recorded it
	assignee  map[string]string     // by item
	first     map[string]string     // reviewer at opening, of the items that have another since
	second    map[string]string     // e-mail address of the reviewer of the second stage, by item
	decisions map[string][]Decision // of the first stage, or the only one
	seconds   map[string][]Decision // of the second stage
	fell      map[string]Stage      // that went to the fallback reviewer, by item
	counted   map[string]bool       // items that count as revoked, since they were undecided at closing
	made      []made                // every decision in fold order, in force or not
	lapsed    map[string]Decision   // that count as revoked since their certificates are over
	limited   bool                  // a decision certified until a day
	postponed map[part]Postponement // stages of items that are postponed
	postpones map[string]int        // how often items were postponed
	away      map[string]away       // items that are with another reviewer for a time
	counts    map[Verdict]int
	effects   []effect
	latest    record.Heads // of the lines with an effect
	revision  int          // lines that speak of it

	openedAs, closedAs int // the places of these lines in the fold
}

// Decision is one decision with everything the record knows of it.
type Decision struct {
	Item       string
	Verdict    Verdict
	ToRole     string // role ID, for Reduce and Move
	ToRoleName string
	Gains      []string // permissions that a Move gives, as the record has them
	Scopes     []string // of a custom role that is reduced: the permissions it keeps
	Reason     string
	Reviewer   string
	Assurance  record.Assurance
	Known      record.Known
	At         time.Time
	DwellMS    int64    // how long the row was in front of the reviewer, milliseconds; 0 outside the review screen
	Bulk       int      // how many rows were decided by the same act; 1 for a single one
	Carried    bool     // carried forward from the previous campaign
	Until      string   // YYYY-MM-DD, of Certify: the last day for which it holds; empty if it has none
	Hints      []string // short names of the hints shown
	Batch      string   // id of the act; undo takes back the whole act
	InPlaceOf  string   // to whom the item was assigned, if the decision was made in their place
	Stage      Stage
	Of         string  // hash of the line of the first decision that the second reviewer saw
	Ruling     Ruling  // how it came to be in force
	Stages     *Stages `json:"-"` // of a decision in force, or of none, on a row with two stages; else nil
	Line       Ref

	Was     *Decision `json:"-"` // of ByLapse: the one that certified; else nil
	place   int       // in the fold, by which what came first is told
	settles bool      // the row, whatever the other stage says; see Campaign.settles
}

// FastMS is the time in milliseconds that a row must have been in front of the reviewer for a decision not to count as
// fast.
const FastMS = 2000

// Fast reports whether the decision was made on a row seen for less than that.
func (d Decision) Fast() bool { return d.DwellMS > 0 && d.DwellMS < FastMS }

// Undoing is a decision that was taken back.
type Undoing struct {
	Decision Decision
	By       string
	At       time.Time
	Line     Ref
}

// made is one decision that was made, by which its act is found again.
type made struct{ item, batch, hash string }

// Ref identifies a line of the record.
type Ref struct {
	Writer string
	Seq    int64
	Hash   string
}

// Signoff is the statement with which a reviewer closes an assignment.
type Signoff struct {
	Reviewer  string
	Assurance record.Assurance
	Statement string
	At        time.Time
	Decided   int
	Undecided int
	Key       string // fingerprint of the SSH key it is signed with; empty if it is not
	Known     record.Known
	Line      Ref

	place int // in the fold
}

// Closing is the statement with which the whole campaign was closed.
type Closing struct {
	By        string
	Assurance record.Assurance
	Statement string
	At        time.Time
	Undecided []string           // items without a decision
	Unsigned  []string           // reviewers who had not signed off
	Key       string             // fingerprint of the SSH key it is signed with; empty if it is not
	Settings  []settings.Setting // in force at closing; none in campaigns of earlier versions
	Known     record.Known
	Line      Ref
}

// Decision returns the decision in force for the item; Verdict Undecided if there is none. On a row with two stages it
// follows from both decisions by the rule for disagreement. An item that counts as revoked since it was undecided at
// closing has a decision without a reviewer.
func (c *Campaign) Decision(item string) Decision {
	if d, lapsed := c.lapsed[item]; lapsed {
		return d
	}
	d := c.settled(item)
	if d.Verdict == Undecided && c.counted[item] {
		return c.countedDecision(d)
	}
	return d
}

// Decisions returns the decisions about the item that count and were not taken back, of both stages, in the order in
// which they were made.
func (c *Campaign) Decisions(item string) []Decision {
	all := slices.Concat(c.decisions[item], c.seconds[item])
	slices.SortStableFunc(all, func(a, b Decision) int { return cmp.Compare(a.place, b.place) })
	return all
}

// Made returns the decision that the journal line of that hash made, whether or not it is in force.
func (c *Campaign) Made(hash string) (Decision, bool) {
	i := slices.IndexFunc(c.made, func(m made) bool { return m.hash == hash })
	if i < 0 {
		return Decision{}, false
	}
	for _, d := range c.Decisions(c.made[i].item) {
		if d.Line.Hash == hash {
			return d, true
		}
	}
	for _, u := range c.Undoings {
		if u.Decision.Line.Hash == hash {
			return u.Decision, true
		}
	}
	return Decision{}, false
}

// Counts returns how many items have each verdict, Undecided too.
func (c *Campaign) Counts() map[Verdict]int {
	counts := maps.Clone(c.counts)
	left := len(c.Items)
	for _, n := range c.counts {
		left -= n
	}
	if counts == nil {
		counts = map[Verdict]int{}
	}
	counts[Undecided] = left
	return counts
}

// Reviewer returns the reviewer to whom the item is assigned; empty if it is not in the campaign.
func (c *Campaign) Reviewer(item string) string { return c.assignee[item] }

// Revision grows with every journal line that speaks of the campaign.
func (c *Campaign) Revision() int { return c.revision }

// Contains reports whether the item is in the campaign.
func (c *Campaign) Contains(item string) bool {
	_, ok := c.assignee[item]
	return ok
}

// Signoff returns the reviewer's sign-off, if there is one.
func (c *Campaign) Signoff(reviewer string) (Signoff, bool) {
	i := slices.IndexFunc(c.Signoffs, func(s Signoff) bool { return c.people.Same(s.Reviewer, reviewer) })
	if i < 0 {
		return Signoff{}, false
	}
	return c.Signoffs[i], true
}

// over reports whether the campaign is closed or void: nothing in it changes any more.
func (c *Campaign) over() bool { return c.State == Closed || c.State == Void }

// Locked reports whether nothing about the item can change: its assignment is signed off, of both stages where it has
// two, or the campaign closed or void.
func (c *Campaign) Locked(item string) bool {
	if c.over() {
		return true
	}
	_, signed := c.signed(item)
	return signed
}

// Assigned returns the reviewer's items, in order.
func (c *Campaign) Assigned(reviewer string) []string {
	var items []string
	for _, item := range c.Items {
		if c.people.Same(c.assignee[item], reviewer) {
			items = append(items, item)
		}
	}
	return items
}

// IsReviewer reports whether the person reviews in this campaign.
func (c *Campaign) IsReviewer(email string) bool {
	return c.people.In(c.Reviewers, email)
}

// Summary is a campaign in one row; Items is a preview while it is a draft.
type Summary struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Series     string        `json:"series,omitempty"` // see Plan.Series
	State      State         `json:"state"`
	Due        string        `json:"due"` // YYYY-MM-DD
	Population string        `json:"population"`
	Roster     string        `json:"roster,omitempty"`   // the newest at opening
	RosterAt   time.Time     `json:"roster_at,omitzero"` // when it was imported, UTC
	Scope      string        `json:"scope"`
	Kinds      []access.Kind `json:"kinds"` // of items from which the scope selects
	Items      int           `json:"items"`
	Decided    int           `json:"decided"`
	Certified  int           `json:"certified"`
	Reduced    int           `json:"reduced"`
	Moved      int           `json:"moved"`
	Revoked    int           `json:"revoked"`
	Abstained  int           `json:"abstained"`
	Postponed  int           `json:"postponed,omitempty"` // undecided rows that come back on a later day
	Reviewers  []string      `json:"reviewers"`
	SignedOff  []string      `json:"signed_off"`
	Owner      string        `json:"owner"`
	Overdue    bool          `json:"overdue"`
	HeadCode   string        `json:"head_code,omitempty"` // of the line that closed it
	Key        string        `json:"key,omitempty"`       // fingerprint of the SSH key that line is signed with
	Apply      Apply         `json:"apply"`               // from when on decisions may be carried out
	Revision   int           `json:"-"`                   // grows with every journal line that speaks of the campaign
	Left       []int         `json:"-"`                   // of an open campaign: see Campaign.leftPerDay
	Workspace  string        `json:"-"`                   // local names of its workspaces, where there are several; else empty

	SecondRows    int           `json:"second_stage_rows,omitempty"`  // rows that are decided in two stages
	Disagreement  Disagreement  `json:"disagreement,omitempty"`       // the rule of a campaign with such rows
	Disagreements int           `json:"disagreements,omitempty"`      // rows that are undecided since both stages disagree
	UndecidedRule UndecidedRule `json:"undecided_rule,omitempty"`     // nothing if empty
	Fallback      string        `json:"fallback,omitempty"`           // the fallback reviewer
	Counted       int           `json:"counted_as_revoked,omitempty"` // rows that were undecided at closing; not in Decided and Revoked
}

// Ended reports whether nothing in the campaign changes any more: it is closed or void.
func (s Summary) Ended() bool { return s.State == Closed || s.State == Void }

// Ruled reports whether the campaign has a second stage, or a rule about undecided rows; see Campaign.Ruled.
func (s Summary) Ruled() bool { return s.SecondRows > 0 || s.UndecidedRule != "" }

// Tally returns the number of items by verdict, as the function Tally formats it.
func (s Summary) Tally() string {
	counts := map[Verdict]int{Certify: s.Certified, Reduce: s.Reduced, Move: s.Moved, Revoke: s.Revoked, Abstain: s.Abstained}
	counts["decided in a way that this version does not know"] = s.Decided - s.Certified - s.Reduced - s.Moved - s.Revoked - s.Abstained
	text := Tally(counts)
	if s.Disagreements > 0 {
		text += ", " + some(s.Disagreements, "disagreement", "disagreements")
	}
	if s.Postponed > 0 {
		text += fmt.Sprintf(", %d postponed", s.Postponed)
	}
	if s.Counted > 0 {
		text += fmt.Sprintf(", %d undecided that count as revoked", s.Counted)
	}
	return text
}

// DateLayout is the format of due dates.
const DateLayout = "2006-01-02"

// overdue reports whether the campaign is open after its due date.
func (c *Campaign) overdue(now time.Time) bool {
	return c.State == Open && !now.Before(c.Due.AddDate(0, 0, 1))
}

// Summarise counts the campaign as of now. A campaign is overdue from the day after its due date until it is closed.
func (c *Campaign) Summarise(now time.Time) Summary {
	s := Summary{
		ID: c.ID, Name: c.Name, Series: c.Series, State: c.State, Due: c.Due.Format(DateLayout), Population: c.Population, Scope: c.Scope, Kinds: c.reviewed(),
		Items: len(c.Items), Certified: c.counts[Certify], Reduced: c.counts[Reduce], Moved: c.counts[Move], Revoked: c.counts[Revoke],
		Abstained: c.counts[Abstain], Reviewers: slices.Clone(c.Reviewers), SignedOff: []string{}, Owner: c.Owner, Revision: c.revision, Apply: cmp.Or(c.Apply, AtClose),
		Overdue:    c.overdue(now),
		SecondRows: len(c.second), UndecidedRule: c.Undecided, Fallback: c.Fallback, Counted: len(c.counted),
	}
	for _, n := range c.counts {
		s.Decided += n
	}
	s.Decided, s.Revoked = s.Decided-s.Counted, s.Revoked-s.Counted
	s.Postponed = len(c.Postponements(now))
	s.Left = c.leftPerDay(now)
	if s.Disagreement = c.Disagreement; c.Staged() {
		s.Disagreements = len(c.Disagreeing())
	}
	for _, sign := range c.Signoffs {
		s.SignedOff = append(s.SignedOff, sign.Reviewer)
	}
	if e := c.base.Rosters.Find(c.Roster); e != nil {
		s.Roster, s.RosterAt = c.Roster, e.At.UTC().Truncate(time.Second)
	}
	if c.Closing != nil {
		s.HeadCode, s.Key = record.HeadCode(c.Closing.Line.Hash), c.Closing.Key
	}
	return s
}
