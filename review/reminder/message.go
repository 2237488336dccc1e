// Package reminder writes messages to reviewers who are not done, as texts, links, files or orders to the webhook, and
// records what was made and what the webhook accepted. Whether a message arrives, it does not know.
package reminder

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/calendar"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Message is a reminder for one reviewer.
type Message struct {
	campaign.Pending
	Campaign string    // ID of the campaign
	Name     string    // of the campaign
	Due      time.Time // its due date
	From     string    // e-mail address of who reminds
	Asked    int       // open questions that wait for the reviewer's answer
	Packet   bool      // the reviewer gets a packet, and needs no tuar
	At       time.Time
}

// longestName bounds how much of a campaign's name a message has, in characters.
const longestName = 200

// name returns the campaign's name on one line, without what a mail program or a terminal would obey.
func (m Message) name() string {
	var b strings.Builder
	for i, r := range []rune(m.Name) {
		if i == longestName {
			b.WriteString("…")
			break
		}
		b.WriteString(tabular.Visible(r))
	}
	return strings.ReplaceAll(strings.Join(strings.Fields(b.String()), " "), "=?", "= ?") // how an encoded word begins
}

// days returns the days until the due date; negative after it.
func (m Message) days() int { return int(m.Due.Sub(calendar.Day(m.At)) / (24 * time.Hour)) }

// due returns the due date as people write it.
func (m Message) due() string { return m.Due.Format("2 January 2006") }

// left returns what is left to do, as a phrase.
func (m Message) left() string {
	switch {
	case m.Left == 0:
		return "sign-off missing"
	case m.Left == 1:
		return "1 item left"
	}
	return fmt.Sprintf("%d items left", m.Left)
}

// Subject returns the subject, one line of text.
func (m Message) Subject() string {
	text := "Access review: " + m.left() + ", due " + m.due()
	switch m.Kind {
	case campaign.RemindOpened:
		text = "Access review opened: " + m.left() + ", due " + m.due()
	case campaign.RemindSoon:
		text = "Access review due in " + dayCount(m.days()) + ": " + m.left()
	case campaign.RemindToday:
		text = "Access review due today: " + m.left()
	case campaign.RemindOverdue:
		text = "Access review overdue for " + dayCount(-m.days()) + ": " + m.left()
	case campaign.RemindOpen:
	}
	return text + " (" + m.name() + ")"
}

func dayCount(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// opening returns the first sentence.
func (m Message) opening() string {
	name := "The access review “" + m.name() + "”"
	switch m.Kind {
	case campaign.RemindOpened:
		return name + " is open, and you are one of its reviewers."
	case campaign.RemindSoon:
		return name + " is due in " + dayCount(m.days()) + ". Your part is not done yet."
	case campaign.RemindToday:
		return name + " is due today. Your part is not done yet."
	case campaign.RemindOverdue:
		return name + " was due " + dayCount(-m.days()) + " ago. Your part is not done yet."
	case campaign.RemindOpen:
	}
	return name + " is open. Your part is not done yet."
}

// typed matches a campaign's ID that a shell takes as one word.
var typed = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// Text returns the message, lines of text with "\n" at their ends.
func (m Message) Text() string {
	left := fmt.Sprintf("%d of %d items assigned to you have no decision yet.", m.Left, m.Items)
	switch {
	case m.Items == 1 && m.Left == 1:
		left = "The item assigned to you has no decision yet."
	case m.Items == 1:
		left = "The item assigned to you is decided. Your sign-off is missing."
	case m.Left == 1:
		left = fmt.Sprintf("1 of %d items assigned to you has no decision yet.", m.Items)
	case m.Left == 0:
		left = fmt.Sprintf("All %d items assigned to you are decided. Your sign-off is missing.", m.Items)
	}
	if m.Waiting > 0 {
		left += fmt.Sprintf(" %d more wait for the first reviewer.", m.Waiting)
	}
	switch {
	case m.Asked == 1:
		left += " 1 question waits for your answer."
	case m.Asked > 1:
		left += fmt.Sprintf(" %d questions wait for your answer.", m.Asked)
	}
	id := ""
	if typed.MatchString(m.Campaign) {
		id = " " + m.Campaign
	}
	way := "Decide in tuar, then sign off there with s:\n\n  tuar review" + id
	switch {
	case m.Packet:
		way = "You decide in a review packet: one file that you get from us, and that opens in your browser. You need no other program."
	case m.Left == 0 && id != "":
		way = "Sign off in tuar:\n\n  tuar signoff" + id
	case m.Left == 0:
		way = "Sign off in tuar with s:\n\n  tuar review"
	}
	return fmt.Sprintf("Hello,\n\n%s\n\nLeft: %s\nDue:  %s (until the end of that day, UTC)\n\n%s\n\nQuestions: %s\n",
		m.opening(), left, m.due(), way, m.From)
}
