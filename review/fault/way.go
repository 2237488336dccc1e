package fault

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/scrub"
)

// Act names an action of tuar by its command. The app has a key for most acts.
type Act string

// The acts that lead out of a fault, or come next.
const (
	Identify          Act = "--as EMAIL" // say who you are, as part of any command
	Connect           Act = "connect"
	Sync              Act = "sync"
	NewCampaign       Act = "campaign new"
	OpenCampaign      Act = "campaign open"
	CloseCampaign     Act = "campaign close"
	EditCampaign      Act = "campaign edit"
	MoveDue           Act = "campaign due"
	VoidCampaign      Act = "campaign void"
	Remind            Act = "campaign remind"
	ListPlans         Act = "campaign plan list"
	Reopen            Act = "campaign reopen"
	Delegate          Act = "campaign assign"
	FallBack          Act = "campaign fallback"
	Review            Act = "review"
	SignOff           Act = "signoff"
	Export            Act = "export"
	PlanRemediation   Act = "remediate plan"
	ApplyRemediation  Act = "remediate apply"
	VerifyRemediation Act = "remediate verify"
	ListElevations    Act = "elevate list"
	ShowElevation     Act = "elevate show"
	Approve           Act = "elevate approve"
	Extend            Act = "elevate extend"
	EndElevation      Act = "elevate end"
	Reap              Act = "elevate reap"
	Schedule          Act = "schedule install"
	Watch             Act = "watch --once"
	PackEvidence      Act = "evidence pack"
	VerifyEvidence    Act = "evidence verify"
	VerifyJournal     Act = "journal verify"
	ShowSettings      Act = "settings"
	GetSetting        Act = "settings get"
	SetSetting        Act = "settings set"
	AcceptSettings    Act = "settings accept"
	RestoreSettings   Act = "settings restore"
	ListProposals     Act = "settings proposals"
	ApproveProposal   Act = "settings approve"
	SeeLoosened       Act = "settings seen"
	SetWebhook        Act = "settings webhook"
	RetryMethods      Act = "settings methods"
	WhoAmI            Act = "whoami"
	ListRights        Act = "rights list"
	GrantRight        Act = "rights grant"
	HelpRights        Act = "help rights"
	HelpWebhook       Act = "help webhook"
	ListPeople        Act = "people list"
	AddPerson         Act = "people add"
	AddAlias          Act = "people alias"
	DeclareDistinct   Act = "people distinct"
	ListJournal       Act = "journal list"
	ShareDesk         Act = "people desk"
	ImportRoster      Act = "roster import"
	Note              Act = "note"
	ListNotes         Act = "note list"
	AnswerQuestion    Act = "comment answer"
	ListComments      Act = "comment list"
	ClearNote         Act = "note clear"
	SaveBaseline      Act = "baseline save"
	DiffBaseline      Act = "baseline diff"
	InitShare         Act = "share init"
	JoinShare         Act = "share join"
	SyncShare         Act = "share sync"
	ShareStatus       Act = "share status"
	LeaveShare        Act = "share leave"
	SeeIncidents      Act = "share seen"
	AcceptAnswers     Act = "packet accept"
)

// Way leads out of a fault: an act and what it acts on.
type Way struct {
	Act     Act    // empty: what was tried, again with the options
	Arg     string // a campaign, an elevation, a file or a setting; may be empty
	Options string // what the command line needs besides
}

// On returns the act on that.
func (a Act) On(arg string, options ...string) Way { return Way{a, arg, strings.Join(options, " ")} }

// With returns the act with those options.
func (a Act) With(options ...string) Way { return a.On("", options...) }

// Again returns the way of trying the same again with an option, such as "--reason TEXT".
func Again(option string) Way { return Way{Options: option} }

// String returns the command that goes the way; empty for none.
func (w Way) String() string {
	words := []string{"tuar", string(w.Act), w.Arg, w.Options}
	if w.Act == "" || w.Act == Identify {
		words = words[1:]
	}
	text := ""
	for _, word := range words {
		if word != "" {
			text += " " + word
		}
	}
	return strings.TrimPrefix(text, " ")
}

// Hint is the advice for a fault: a text with ways in it, which each surface renders in its own form.
type Hint struct {
	format string
	args   []any // texts, ways and hints
}

// NewHint returns a hint. An argument that is a Way, or a Hint with ways, stays one.
func NewHint(format string, args ...any) Hint {
	if text := fmt.Sprintf(format, args...); scrub.Holds(text) {
		return Hint{"%s", []any{scrubbed(text, format, args)}}
	}
	return Hint{format, args}
}

// String returns the hint with its ways as commands.
func (h Hint) String() string { return h.Render(Way.String) }

// Render returns the hint with its ways as way renders them.
func (h Hint) Render(way func(Way) string) string {
	args := make([]any, len(h.args))
	for i, a := range h.args {
		switch a := a.(type) {
		case Way:
			args[i] = way(a)
		case Hint:
			args[i] = a.Render(way)
		default:
			args[i] = a
		}
	}
	return fmt.Sprintf(h.format, args...)
}

// Way leads out of a fault: an act and what it acts on.
func (h Hint) Way() Way {
	var first Way
	h.Render(func(w Way) string {
		if first == (Way{}) {
			first = w
		}
		return ""
	})
	return first
}

// Equal reports whether the hints say the same.
func (h Hint) Equal(other Hint) bool { return h.String() == other.String() }
