// Package commands tells the command of tuar that does what a line of the record says was done, for people who want to do
// it again without the app.
package commands

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// Of returns the command that does what the line says; empty if there is none, or none for that alone.
func Of(l record.Line) string {
	words := wordsOf(l)
	if len(words) == 0 {
		return ""
	}
	parts := []string{"tuar"}
	for _, w := range words {
		if w != "" {
			parts = append(parts, quoted(w))
		}
	}
	return strings.Join(parts, " ")
}

func wordsOf(l record.Line) []string {
	switch l.Type {
	case campaign.TypeDecided:
		return decided(read[campaign.Decided](l))
	case campaign.TypeUndone:
		d := read[campaign.Undone](l)
		return []string{"decide", d.Campaign, "--undo", d.Item}
	case campaign.TypePostponed:
		d := read[campaign.Postponed](l)
		return with([]string{"decide", d.Campaign, d.Item, "--postpone", d.Until}, "--ask", d.Ask, "--reason", d.Reason)
	case record.TypeSignedOff:
		d := read[campaign.SignedOff](l)
		return with([]string{"signoff", d.Campaign}, "--statement", d.Statement)
	case record.TypeClosed:
		return []string{"campaign", "close", read[campaign.ClosedData](l).Campaign}
	case campaign.TypeOpened:
		return []string{"campaign", "open", read[about](l).Campaign}
	case campaign.TypeDelegated:
		return delegated(read[campaign.Delegated](l))
	case campaign.TypeReopened:
		d := read[campaign.ReopenedData](l)
		return with([]string{"campaign", "reopen", d.Campaign}, "--reviewer", d.Reviewer, "--reason", d.Reason)
	case campaign.TypeDueMoved:
		d := read[campaign.DueMoved](l)
		return with([]string{"campaign", "due", d.Campaign, d.Due}, "--reason", d.Reason)
	case campaign.TypeVoided:
		d := read[about](l)
		return with([]string{"campaign", "void", d.Campaign}, "--reason", d.Reason)
	case elevation.TypeRequested:
		return requested(read[elevation.RequestedData](l))
	case elevation.TypeApproved:
		d := read[elevation.ApprovedData](l)
		return []string{"elevate", "approve", d.Elevation, "--for", span(d.Seconds)}
	case elevation.TypeDenied:
		d := read[elevation.DeniedData](l)
		return with([]string{"elevate", "deny", d.Elevation}, "--reason", d.Reason)
	case elevation.TypeStopped:
		if d := read[elevation.StoppedData](l); d.Reason != "" {
			return []string{"elevate", "end", d.Elevation, "--reason", d.Reason}
		}
		return []string{"elevate", "end", read[elevation.StoppedData](l).Elevation}
	case comment.TypeMade:
		d := read[comment.Made](l)
		return text(with([]string{"comment", d.Campaign, d.Item}, "--ask", d.Ask), d.Text)
	case comment.TypeAnswered:
		d := read[comment.Answered](l)
		return text([]string{"comment", "answer", d.Campaign, d.Question}, d.Text)
	case note.TypeSet:
		d := read[note.Set](l)
		return with([]string{"note", d.Item}, "--owner", d.Owner, "--purpose", d.Purpose, "--review-every", string(d.Every))
	case note.TypeCleared:
		d := read[note.Cleared](l)
		return with([]string{"note", "clear", d.Item}, "--reason", d.Reason)
	case dismissal.TypeRestored:
		d := read[dismissal.Restored](l)
		return with([]string{"hint", "restore", d.Item, d.Hint}, "--reason", d.Reason)
	case dismissal.TypeDismissed:
		d := read[about](l)
		return with([]string{"hint", "dismiss", d.Item, d.Hint}, "--reason", d.Reason, "--until", d.Until)
	case rights.TypeGranted:
		d := read[about](l)
		return with([]string{"rights", "grant", d.Email, d.Right}, "--reason", d.Reason)
	case rights.TypeRevoked:
		d := read[about](l)
		return with([]string{"rights", "revoke", d.Email, d.Right}, "--reason", d.Reason)
	case people.TypeAdded, people.TypeAlias, people.TypeDistinct, people.TypeKeyWithdrawn, people.TypeAccount, people.TypeDesk:
		return person(l)
	case settings.TypeChanged:
		if d := read[about](l); len(d.Changes) == 1 {
			return text([]string{"settings", "set", d.Changes[0].Key}, d.Changes[0].New)
		}
	case rights.TypeDeclined:
		d := read[rights.Declined](l)
		return with([]string{"settings", "decline", d.Proposal}, "--reason", d.Reason)
	case rights.TypeWithdrawn:
		d := read[rights.Withdrawn](l)
		return with([]string{"settings", "withdraw", d.Proposal}, "--reason", d.Reason)
	case rights.TypeSeen:
		return []string{"settings", "seen"}
	case remediation.TypePlanned:
		return []string{"remediate", "plan", read[remediation.PlannedData](l).Campaign}
	case remediation.TypeSending:
		if d := read[remediation.About](l); !d.Undo { // taking back needs a reason, which the line does not have
			return []string{"remediate", "apply", d.Campaign}
		}
	case remediation.TypeByHand:
		if d := read[remediation.About](l); !d.Undo {
			return []string{"remediate", "done", d.Campaign, d.Item}
		}
	case core.TypeSynced:
		return []string{"sync"}
	}
	return nil
}

// about holds what several kinds of lines have.
type about struct {
	Campaign, Item, Hint, Reason, Until, Email, Right string
	Changes                                           []struct{ Key, Old, New string }
}

func read[D any](l record.Line) (data D) {
	_ = json.Unmarshal(l.Data, &data) // a line of a later version may be another: what is not known stays empty
	return data
}

func decided(d campaign.Decided) []string {
	words := []string{"decide", d.Campaign} // the decision stands early, where a narrow window shows it
	role := d.ToRole
	if d.ToRoleName != "" {
		role = d.ToRoleName
	}
	switch {
	case len(d.Scopes) > 0:
		words = append(words, "--reduce-to", strings.Join(d.Scopes, ","))
	case d.Decision == campaign.Reduce || d.Decision == campaign.Move:
		words = append(words, "--"+string(d.Decision), role)
	default:
		words = append(words, "--"+string(d.Decision))
	}
	return with(append(words, d.Item), "--until", d.Until, "--reason", d.Reason)
}

func requested(d elevation.RequestedData) []string {
	words := []string{"elevate", "request", "--role", d.Role, "--user", d.Email, "--for", span(d.Seconds)}
	return with(words, "--reason", d.Reason, "--ticket", d.Ticket)
}

func delegated(d campaign.Delegated) []string {
	words := append([]string{"campaign", "assign", d.Campaign}, d.Items...)
	if len(d.Second) > 0 {
		words = append(words, "--second")
		words = append(words, d.Second...)
	}
	return with(words, "--from", d.From, "--to", d.To, "--until", d.Until, "--reason", d.Reason)
}

// person returns the command for a line that says something of people.
func person(l record.Line) []string {
	switch l.Type {
	case people.TypeAlias:
		d := read[people.Alias](l)
		return []string{"people", "alias", d.Email, d.Also}
	case people.TypeDistinct:
		d := read[people.Distinct](l)
		return with([]string{"people", "distinct", d.A, d.B}, "--reason", d.Reason)
	case people.TypeKeyWithdrawn:
		d := read[people.KeyWithdrawn](l)
		return with([]string{"people", "withdraw-key", d.Fingerprint}, "--reason", d.Reason)
	case people.TypeAccount:
		d := read[people.AccountData](l)
		return []string{"people", "add", d.Email, "--account", d.Account + "@" + d.Host}
	case people.TypeDesk:
		d := read[people.Desk](l)
		words := []string{"people", "desk", d.Account + "@" + d.Host}
		if !d.Shared {
			words = append(words, "--end")
		}
		return with(words, "--reason", d.Reason)
	}
	d := read[people.Added](l)
	words := with([]string{"people", "add", d.Email}, "--note", d.Note)
	for _, also := range d.Also {
		words = append(words, "--also", also)
	}
	return words
}

// text adds an argument that a person wrote. What begins with a hyphen is no flag.
func text(words []string, written string) []string {
	if strings.HasPrefix(written, "-") {
		words = append(words, "--")
	}
	return append(words, written)
}

// with adds flags that have a value.
func with(words []string, flags ...string) []string {
	for i := 0; i+1 < len(flags); i += 2 {
		if flags[i+1] != "" {
			words = append(words, flags[i], flags[i+1])
		}
	}
	return words
}

// span writes seconds as people do: 1h30m.
func span(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	if d%time.Minute != 0 {
		return fmt.Sprintf("%ds", seconds)
	}
	return strings.TrimSuffix(d.String(), "0s")
}

// quoted writes a word for a POSIX shell.
func quoted(word string) string {
	if strings.IndexFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%+=:,./-_", r))
	}) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
