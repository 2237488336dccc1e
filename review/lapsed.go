package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// NeedsRenewal is the kind of attention to access that was certified until a day that has passed.
const NeedsRenewal = "certified-until"

// lapsed adds that access was certified until a day that has passed, as far as the population still has it. Use it within
// core.Read.
func (o *Overview) lapsed(book *campaign.Book, p *population.Population, now time.Time) {
	over := book.Lapsed(now)
	if len(over) == 0 {
		return
	}
	if p != nil {
		here := make(map[string]bool, len(p.Users)+len(p.Keys))
		for i := range p.Users {
			here["user/"+p.Users[i].ID] = true
		}
		for i := range p.Keys {
			here["key/"+p.Keys[i].ClientID] = true
		}
		over = slices.DeleteFunc(over, func(l campaign.Lapsed) bool {
			return (strings.HasPrefix(l.Item, "user/") || strings.HasPrefix(l.Item, "key/")) && !here[l.Item]
		})
	}
	if len(over) == 0 {
		return
	}
	first := over[0]
	title := first.Item
	if c, ok := book.Get(first.Campaign); ok {
		title = cmp.Or(c.Holder(first.Item), first.Item)
	}
	text := first.String(title)
	if more := len(over) - 1; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	o.Attention = append(o.Attention, Attention{
		Kind: NeedsRenewal, Text: text, Campaign: first.Campaign,
		Hint: fault.NewHint("review it again with: %s", fault.NewCampaign.With(`--name "Certificates that are over" --scope '"certified-until" in hints'`)),
	})
}
