package campaign

import (
	"cmp"
	"fmt"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// The line types of a campaign's life. Their data are the structs below.
const (
	TypeCreated   = "campaign.created"
	TypeEdited    = "campaign.edited"
	TypeOpened    = "campaign.opened"
	TypeDueMoved  = "campaign.due-moved"
	TypeDelegated = "campaign.delegated"
	TypeReturned  = "campaign.returned"
	TypeDecided   = "decision.made"
	TypeUndone    = "decision.undone"
	TypeSignedOff = record.TypeSignedOff
	TypeReopened  = "campaign.reopened"
	TypeVoided    = "campaign.voided"
	TypeClosed    = record.TypeClosed
	TypeImported  = "campaign.imported"
	TypeFellBack  = "campaign.fell-back"
)

// Created is the data of a campaign.created line.
type Created struct {
	Campaign     string        `json:"campaign"`
	Name         string        `json:"name"`
	Scope        string        `json:"scope"`
	Kinds        []access.Kind `json:"kinds,omitempty"` // from which the scope selects; users and API keys if empty
	Due          string        `json:"due"`             // YYYY-MM-DD
	Instructions string        `json:"instructions,omitempty"`
	Reviewers    []string      `json:"reviewers"`
	Split        Split         `json:"split"`
	Apply        Apply         `json:"apply,omitempty"` // at-close if empty
	CopiedFrom   string        `json:"copied_from,omitempty"`
	// Series is the same in the campaigns of several workspaces that were made under one name.
	Series string `json:"series,omitempty"`
	// Assign are the rules that come before the split. Rows on which no reviewer may decide go to Fallback.
	Assign []AssignRule `json:"assign,omitempty"`

	Second       []Second      `json:"second,omitempty"`       // rows that another reviewer decides as well
	Disagreement Disagreement  `json:"disagreement,omitempty"` // of both stages
	Undecided    UndecidedRule `json:"undecided,omitempty"`    // what becomes of undecided rows at closing; nothing if empty
	Lapse        LapseRule     `json:"lapse,omitempty"`        // what becomes of access after the last day for which it was certified; nothing if empty
	Fallback     string        `json:"fallback,omitempty"`     // the fallback reviewer
}

// Sentence returns what the line says.
func (d Created) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("created %s: %s, due %s, scope %s", d.Campaign, d.Name, d.Due, d.Scope)}
}

// Opened is the data of a campaign.opened line. It names every item, so that the scope can be read from the record
// without evaluating it again.
type Opened struct {
	Campaign     string        `json:"campaign"`
	Population   string        `json:"population"`
	Kinds        []access.Kind `json:"kinds,omitempty"`  // from which the scope selected; users and API keys if empty
	Roster       string        `json:"roster,omitempty"` // that was the newest then; empty without one
	Rules        access.Rules  `json:"rules"`
	Previous     string        `json:"previous,omitempty"`
	AllowedStale string        `json:"allowed_stale,omitempty"`
	Apply        Apply         `json:"apply,omitempty"` // at-close if empty
	Assignments  []Assignment  `json:"shares"`
	Marked       []Mark        `json:"marked,omitempty"`
	// Hints is the edition of the hints that are raised; the first one if it is missing, as in lines of earlier versions.
	Hints access.Edition `json:"hints,omitempty"`
	// Split, Assign and Fallback are the plan by which rows were assigned. Split is empty where the rows were divided by the
	// split of the draft alone, as in lines of earlier versions.
	Split  Split        `json:"split,omitempty"`
	Assign []AssignRule `json:"assign,omitempty"`
	// Settings are those in force at opening. Lines of earlier versions have none.
	Settings []settings.Setting `json:"settings,omitempty"`
	// Holders are the e-mail addresses of those whose access is reviewed, by item. By them the record shows whether a
	// decision is on one's own access.
	Holders map[string]string `json:"holders,omitempty"`

	Second       []Assignment  `json:"second,omitempty"`       // the second stages, by their reviewer
	Disagreement Disagreement  `json:"disagreement,omitempty"` // of both stages
	Undecided    UndecidedRule `json:"undecided,omitempty"`    // what becomes of undecided rows at closing; nothing if empty
	Lapse        LapseRule     `json:"lapse,omitempty"`        // what becomes of access after the last day for which it was certified; nothing if empty
	Fallback     string        `json:"fallback,omitempty"`     // the fallback reviewer

	// AdviceRules is the version of the rules by which the campaign advises about its rows; 0 if it advises nothing, as in
	// lines of earlier versions. Advised is what it advises; about rows that it does not name it advises nothing.
	AdviceRules int       `json:"advice_rules,omitempty"`
	Advised     []Advised `json:"advised,omitempty"`
}

// Sentence returns what the line says.
func (d Opened) Sentence(record.Names) record.Sentence {
	items, reviewers := 0, map[string]bool{}
	for _, a := range d.Assignments {
		items += len(a.Items)
		reviewers[a.Reviewer] = true
	}
	text := fmt.Sprintf("opened %s with %s for %s", d.Campaign,
		some(items, "item", "items"), some(len(reviewers), "reviewer", "reviewers"))
	seconds := 0
	for _, a := range d.Second {
		seconds += len(a.Items)
	}
	if seconds > 0 {
		text += fmt.Sprintf(", %d with a second stage (%s)", seconds, d.Disagreement)
	}
	if d.Undecided != "" {
		text += ", undecided rows: " + string(d.Undecided)
	}
	return record.Sentence{Text: text}
}

// Mark is a hint that the record raised, not the population, as it was at opening.
type Mark struct {
	Item string `json:"item"`
	Hint string `json:"hint"` // its short name
	Why  string `json:"why"`
	// Source is what the fact was taken from; empty where the hint says enough, as in lines of earlier versions.
	Source string `json:"source,omitempty"`
	Held   string `json:"lent_role_id,omitempty"`  // of a person who is lent a role: that role
	Base   string `json:"prior_role_id,omitempty"` // and the one they have when nothing is lent, which is what is reviewed
}

// Delegated is the data of a campaign.delegated line: items move into another reviewer's assignment.
type Delegated struct {
	Campaign string   `json:"campaign"`
	To       string   `json:"to"`
	Items    []string `json:"items"`
	Reason   string   `json:"reason,omitempty"`
	From     string   `json:"from,omitempty"`  // whose assignment it is; empty if items of several reviewers may move
	Until    string   `json:"until,omitempty"` // YYYY-MM-DD, the last day; then items without a decision go back
	// Second holds the items of which the second stage moves.
	Second []string `json:"second,omitempty"`
}

// Sentence returns what the line says.
func (d Delegated) Sentence(record.Names) record.Sentence {
	what := some(len(d.Items), "item", "items")
	if len(d.Second) > 0 {
		what = "the second stage of " + some(len(d.Second), "item", "items")
	}
	text := fmt.Sprintf("assigned %s of %s to %s", what, d.Campaign, d.To)
	if d.From != "" {
		text += ", from " + d.From
	}
	if d.Until != "" {
		text += ", until " + d.Until
	}
	return record.Sentence{Text: text, Detail: d.Reason}
}

// Decided is the data of a decision.made line. The lines of one act share its Batch and count only when all Bulk of
// them are there: an act that a crash cut short never happened.
type Decided struct {
	Campaign   string   `json:"campaign"`
	Item       string   `json:"item"`
	Decision   Verdict  `json:"decision"`
	ToRole     string   `json:"to_role,omitempty"`
	ToRoleName string   `json:"to_role_name,omitempty"`
	Gains      []string `json:"gains,omitempty"`  // permissions that a move gives
	Scopes     []string `json:"scopes,omitempty"` // of a custom role that is reduced: the permissions it keeps
	Reason     string   `json:"reason,omitempty"`
	DwellMS    int64    `json:"dwell_ms"`
	Bulk       int      `json:"bulk"`
	Carried    bool     `json:"carried,omitempty"`
	Hints      []string `json:"hints"`
	Batch      string   `json:"batch"`
	Stage      Stage    `json:"stage,omitempty"` // 2 for the second stage
	Of         string   `json:"of,omitempty"`    // in the second stage: hash of the line of the first decision
	Until      string   `json:"until,omitempty"` // YYYY-MM-DD, of certify: the last day for which it holds; empty if it has none
}

// Sentence returns what the line says.
func (d Decided) Sentence(names record.Names) record.Sentence {
	text := string(d.Decision) + " " + names.Of(d.Item)
	if d.Decision == Abstain {
		text = "abstain from " + names.Of(d.Item)
	}
	if role := cmp.Or(d.ToRoleName, d.ToRole); role != "" {
		text += " to " + role
	}
	if n := len(d.Scopes); n > 0 {
		text += " to " + some(n, "permission", "permissions")
	}
	if d.Until != "" {
		text += " until " + d.Until
	}
	if d.Stage == SecondStage {
		text += " in the second stage"
	}
	return record.Sentence{Text: text, Detail: d.Reason, Campaign: d.Campaign}
}

// Undone is the data of a decision.undone line: the decision in force for the item is taken back, and the one before
// it, if any, is in force again.
type Undone struct {
	Campaign string `json:"campaign"`
	Item     string `json:"item"`
	Line     string `json:"line"` // hash of the decision's line
	Batch    string `json:"batch,omitempty"`
	Bulk     int    `json:"bulk,omitempty"`
}

// Sentence returns what the line says.
func (d Undone) Sentence(names record.Names) record.Sentence {
	return record.Sentence{Text: "took back the decision about " + names.Of(d.Item), Campaign: d.Campaign}
}

// SignedOff is the data of a campaign.signed-off line.
type SignedOff struct {
	Campaign  string `json:"campaign"`
	Statement string `json:"statement"`
	Decided   int    `json:"decided"`
	Undecided int    `json:"undecided"`
	Seal
}

// Sentence returns what the line says.
func (d SignedOff) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("signed off %s with %d decided, %d undecided", d.Campaign, d.Decided, d.Undecided)}
}

// Seal binds a sign-off or a closing to the population and the record at that time. Lines of earlier versions of tuar
// have none.
type Seal struct {
	Population string        `json:"population,omitempty"` // under review
	Heads      []record.Head `json:"heads,omitempty"`      // of all writers, before this line
	// Signature is over all of the line that its actor says; see signature.Text.
	Signature *record.Stamp `json:"signature,omitempty"`
}

// ClosedData is the data of a campaign.closed line.
type ClosedData struct {
	Campaign  string   `json:"campaign"`
	Statement string   `json:"statement"`
	Undecided []string `json:"undecided"`
	Unsigned  []string `json:"unsigned"`
	// Counted are those of Undecided that count as revoked, as opening said.
	Counted []string `json:"counted_as_revoked,omitempty"`
	// Settings are those in force at closing. Lines of earlier versions, and of campaigns that were never opened, have none.
	Settings []settings.Setting `json:"settings,omitempty"`
	Seal
}

// Sentence returns what the line says.
func (d ClosedData) Sentence(record.Names) record.Sentence {
	text := fmt.Sprintf("closed %s with %d undecided", d.Campaign, len(d.Undecided))
	if n := len(d.Counted); n > 0 {
		text += fmt.Sprintf(", %d of them counted as revoked", n)
	}
	return record.Sentence{Text: text}
}

// Events are the types of these lines.
var Events = record.Events{
	TypeReminded: record.EventOf[Reminded](),
	TypeCreated:  record.EventOf[Created](), TypeOpened: record.EventOf[Opened](), TypeDelegated: record.EventOf[Delegated](),
	TypeDecided: record.EventOf[Decided](), TypeUndone: record.EventOf[Undone](), TypeSignedOff: record.EventOf[SignedOff](),
	TypeReturned: record.EventOf[Returned](),
	TypeClosed:   record.EventOf[ClosedData](), TypeEdited: record.EventOf[Edited](), TypeDueMoved: record.EventOf[DueMoved](),
	TypeReopened: record.EventOf[ReopenedData](), TypeVoided: record.EventOf[VoidedData](), TypeImported: record.EventOf[ImportedData](),
	TypePacketMade: record.EventOf[PacketMade](), TypeAnswersAccepted: record.EventOf[AnswersAccepted](),
	TypeLapsed:    record.EventOf[LapsedData](),
	TypePostponed: record.EventOf[Postponed](),
	TypeFellBack:  record.EventOf[FellBack](),
}
