// Package dismissal holds which hints people dismissed: a reason and an end, and for which state of the row it holds.
package dismissal

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// The types of the lines about dismissals. Their data are the structs below.
const (
	TypeDismissed = "hint.dismissed"
	TypeRestored  = "hint.restored"
)

// Longest is the number of days for which a hint can be dismissed at most.
const Longest = 366

// Layout is the layout of days.
const Layout = time.DateOnly

// Firm are the hints that cannot be dismissed: the role is privileged, or the access was taken outside the rules.
var Firm = []string{"privileged", "break-glass", "out-of-band", "drifted"}

// Free are the hints that can be dismissed. A line that names another one has no effect.
var Free = []string{
	"broad-mapping", "came-back", "carried-forward", "certified-until", "changed-post", "contract-ended",
	"dormant", "elevated", "email-mapping", "external", "idle-role", "inactive", "key-never-used",
	"key-outlives-owner", "key-stronger-than-owner", "left", "look-alike", "many-owners", "never-logged-in",
	"never-matched", "new", "no-owner", "not-carried-out", "not-in-baseline", "not-on-roster", "not-started",
	"peer-outlier", "pending-invitation", "raised", "review-due", "role-grew", "role-unknown", "self-raised",
	"shadowed", "undecided-last-time", "unexplained", "unused-role", "was-elevated",
}

// Dismissed is the data of a hint.dismissed line. It holds while the row has that role with those permissions, and the
// number in the fact is not larger.
type Dismissed struct {
	Item        string `json:"item"`
	Hint        string `json:"hint"`
	Holder      string `json:"holder,omitempty"` // e-mail address of the person whose access it is
	RoleID      string `json:"role_id,omitempty"`
	Permissions string `json:"permissions_sha256,omitempty"` // of the role: sorted, each on a line of its own
	Size        int    `json:"size,omitempty"`               // the number in the fact; 0 without one
	Fact        string `json:"fact"`
	Reason      string `json:"reason"`
	Until       string `json:"until"` // YYYY-MM-DD, the last day
}

// Sentence returns what the line says.
func (d Dismissed) Sentence(names record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("dismissed %s on %s until %s", d.Hint, names.Of(d.Item), d.Until), Detail: d.Reason}
}

// Restored is the data of a hint.restored line: the hint counts again.
type Restored struct {
	Item   string `json:"item"`
	Hint   string `json:"hint"`
	Reason string `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d Restored) Sentence(names record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("restored %s on %s", d.Hint, names.Of(d.Item)), Detail: d.Reason}
}

// Events are the types of these lines.
var Events = record.Events{TypeDismissed: record.EventOf[Dismissed](), TypeRestored: record.EventOf[Restored]()}

// People compares addresses.
type People interface {
	Like(a, b string) person.Likeness
}

// Refuses returns why a dismissal by that author at that time has no effect; empty if it may have.
func (d Dismissed) Refuses(known People, author string, at time.Time) string {
	kind, _, _ := strings.Cut(d.Item, "/")
	switch {
	case slices.Contains(Firm, d.Hint):
		return "the hint " + d.Hint + " cannot be dismissed"
	case d.Hint == "":
		return "it names no hint"
	case !slices.Contains(Free, d.Hint):
		return "there is no hint " + d.Hint
	case kind == "user" && d.Holder == "":
		return "it does not say whose access " + d.Item + " is"
	case known.Like(d.Holder, author) != person.None:
		return fmt.Sprintf("%s is the access of %s, and they cannot dismiss hints on it", d.Item, d.Holder)
	case !reason.Given(d.Reason):
		return author + " gave no reason"
	case utf8.RuneCountInString(d.Reason) > reason.Most:
		return fmt.Sprintf("the reason is longer than %d characters", reason.Most)
	}
	last, err := time.Parse(Layout, d.Until)
	today := at.UTC().Truncate(24 * time.Hour)
	switch {
	case err != nil:
		return "its last day is no day: " + d.Until
	case last.Before(today):
		return "its last day has passed: " + d.Until
	case last.After(today.AddDate(0, 0, Longest)):
		return fmt.Sprintf("a hint can be dismissed for %d days at most, not until %s", Longest, d.Until)
	}
	return ""
}
