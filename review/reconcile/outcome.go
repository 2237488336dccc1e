package reconcile

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// TypeReconciled is the type of the line that keeps an outcome.
const TypeReconciled = "audit.reconciled"

// Events are the types of lines of this package.
var Events = record.Events{TypeReconciled: record.EventOf[Outcome]()}

// Outcome is the data of an audit.reconciled line: the result of comparing Torq's audit log with a population, or why
// it failed. Listed = Derived + Before + SSO + those of Unexplained that are listed.
type Outcome struct {
	Population  string      `json:"population"`
	Earlier     string      `json:"earlier,omitempty"` // the population that the replay started from
	From        record.Time `json:"from,omitzero"`     // since when the log is complete
	ReadAt      record.Time `json:"read_at"`
	Entries     int         `json:"entries"`
	Cut         bool        `json:"cut,omitempty"`   // there were more entries than are read
	Early       bool        `json:"early,omitempty"` // so soon after the listing that entries may have been missing
	Listed      int         `json:"listed"`
	Derived     int         `json:"derived"`
	Before      int         `json:"before"` // came before the log and any listing
	SSO         int         `json:"sso"`    // not explained by the log: SSO provisioning leaves no entry
	Unexplained []Item      `json:"unexplained"`
	Granted     []Grant     `json:"granted,omitempty"`
	Raised      []Raise     `json:"raised,omitempty"`
	Complete    bool        `json:"complete"` // from an earlier listing to this one, without a gap
	Reason      string      `json:"reason,omitempty"`

	At time.Time `json:"-"` // of the line
}

// Sentence returns what the line says.
func (d Outcome) Sentence(record.Names) record.Sentence {
	if !d.Read() {
		return record.Sentence{Text: "audit log not reconciled", Detail: d.Reason}
	}
	return record.Sentence{Text: fmt.Sprintf(
		"checked %d people against %d audit log entries: %d invited on record, %d came by SSO, "+
			"%d older than the log, %d with no invitation on record",
		d.Listed, d.Entries, d.Derived, d.SSO, d.Before, len(d.Unexplained))}
}

// Raise is a role that a user was given in Torq without an elevation, and no longer holds: only the log shows it.
type Raise struct {
	Item  string      `json:"item"`
	Email string      `json:"email"`
	Role  string      `json:"role"`
	At    record.Time `json:"at"`
	By    string      `json:"by"`
}

// Read reports whether the log could be read. It may have no entry.
func (o *Outcome) Read() bool { return !o.From.IsZero() }
