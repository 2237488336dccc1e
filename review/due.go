package review

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/fault"
)

// mostDue bounds how many items are named whose review is due by their own interval.
const mostDue = 3

// dueByInterval names the items whose own interval between reviews is over.
func (o *Overview) dueByInterval(charges []access.Charge, now time.Time) {
	n, names := 0, ""
	for i := range charges {
		c := &charges[i]
		if !c.Due(now) {
			continue
		}
		if n++; n > mostDue {
			continue
		}
		if n > 1 {
			names += ", "
		}
		names += c.Name + " since " + c.Next.Format("2 Jan 2006")
	}
	text := "1 review is"
	switch {
	case n == 0:
		return
	case n > 1:
		text = fmt.Sprintf("%d reviews are", n)
	}
	if n > mostDue {
		names += fmt.Sprintf(" and %d more", n-mostDue)
	}
	o.Attention = append(o.Attention, Attention{
		Kind: NeedsOwnReview, Text: text + " due by the item's own interval: " + names,
		Hint: fault.NewHint("open a campaign with the scope review_due: %s", fault.NewCampaign.With("--scope review_due")),
	})
}

// asked names the questions that wait for the current user's answer.
func (o *Overview) asked(waiting []*comment.Comment) {
	if len(waiting) == 0 {
		return
	}
	first, text := waiting[0], "1 question waits for you"
	if len(waiting) > 1 {
		text = fmt.Sprintf("%d questions wait for you", len(waiting))
	}
	o.Attention = append(o.Attention, Attention{
		Kind: NeedsReply, Campaign: first.Campaign, Text: text + "; the oldest is from " + first.By + ": " + first.Text,
		Hint: fault.NewHint("%s", fault.AnswerQuestion.On(first.Campaign, first.ID()[:8], "TEXT")),
	})
}
