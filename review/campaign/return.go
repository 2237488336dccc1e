package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// Returned is the data of a campaign.returned line: items that one line handed over for a time go back, because the last
// day has passed and they have no decision. The first act in the campaign after that day brings it along.
type Returned struct {
	Campaign string   `json:"campaign"`
	Line     string   `json:"line"` // hash of the line that handed them over
	To       string   `json:"to"`   // who had them before
	Items    []string `json:"items"`
}

// Sentence returns what the line says.
func (d Returned) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("gave %s of %s back to %s, since their time with another reviewer has passed",
		some(len(d.Items), "item", "items"), d.Campaign, d.To)}
}

// away describes an item that is with another reviewer for a time.
type away struct {
	from, to string
	until    time.Time // the end of the last day
	line     string    // hash of the line that handed it over
}

// lastDay reads a day, YYYY-MM-DD, and returns its end in UTC.
func lastDay(text string) (end time.Time, ok bool) {
	day, err := time.Parse(DateLayout, text)
	return day.AddDate(0, 0, 1), err == nil
}

// refusesReturning returns why an item that is with another reviewer for a time does not go back at that time; empty if
// it does.
func (c *Campaign) refusesReturning(item string, at time.Time) string {
	w := c.away[item]
	if at.Before(w.until) {
		return fmt.Sprintf("%s is with %s until %s", item, w.to, w.until.AddDate(0, 0, -1).Format(DateLayout))
	}
	if d := c.In(item, FirstStage); d.Verdict != Undecided {
		return fmt.Sprintf("%s was decided by %s", item, d.Reviewer)
	}
	if signed, ok := c.Signoff(w.to); ok {
		return fmt.Sprintf("%s was signed off already, by %s", item, signed.Reviewer)
	}
	if signed, ok := c.Signoff(w.from); ok {
		return signed.Reviewer + " signed off already"
	}
	if isAuditor(c.base.Rights, w.from) {
		return w.from + " is an auditor; an auditor changes nothing"
	}
	if c.isSecond(item, w.from) {
		return fmt.Sprintf("%s is decided by %s in the second stage, and the two stages need different people", item, w.from)
	}
	if c.ownHere(item, w.from) {
		return fmt.Sprintf("%s is the access of %s, and they cannot decide on it", item, c.holders[item])
	}
	return ""
}

// goesBack reports whether the item goes back with the next act at that time.
func (c *Campaign) goesBack(item string, at time.Time) bool {
	_, ok := c.away[item]
	return ok && c.refusesReturning(item, at) == ""
}

// ReviewerAt returns the reviewer who may decide on the item at that time: after the last day of a handover for a time
// that is who had the item before, even if no line says so yet. It is empty if the item is not in the campaign.
func (c *Campaign) ReviewerAt(item string, at time.Time) string {
	if c.State == Open && c.goesBack(item, at) {
		return c.away[item].from
	}
	return c.assignee[item]
}

// Away returns the last day of the time for which the item is with another reviewer, and whether it is.
func (c *Campaign) Away(item string) (day time.Time, ok bool) {
	w, ok := c.away[item]
	return w.until.AddDate(0, 0, -1), ok
}

// Return returns the entries that give back what was handed over for a time that has passed; none if the actor has no
// part in the campaign.
func (c *Campaign) Return(actor record.Actor, now time.Time) []record.Entry {
	if c.State != Open || len(c.away) == 0 || c.RefusesPart(c.base.Rights, actor.Email) != "" {
		return nil
	}
	type way struct{ line, to string }
	items := map[way][]string{}
	for item, w := range c.away {
		if c.goesBack(item, now) {
			items[way{w.line, w.from}] = append(items[way{w.line, w.from}], item)
		}
	}
	var entries []record.Entry
	for _, w := range slices.SortedFunc(maps.Keys(items), func(a, b way) int { return strings.Compare(a.line+a.to, b.line+b.to) }) {
		entries = append(entries, record.Entry{Type: TypeReturned, Actor: actor, Data: Returned{c.ID, w.line, w.to, slices.Sorted(slices.Values(items[w]))}})
	}
	return entries
}

// refusesReturn returns why a line that gives items back has no effect.
func (c *Campaign) refusesReturn(held *rights.Ledger, l record.Line, d Returned) string {
	if why := c.RefusesPart(held, l.Actor); why != "" {
		return why
	}
	for _, item := range d.Items {
		if w, ok := c.away[item]; !ok || w.line != d.Line || !c.people.Same(w.from, d.To) {
			return fmt.Sprintf("%s was not handed over by %s for a time by that line", item, d.To)
		}
		if why := c.refusesReturning(item, l.Time.Time); why != "" {
			return why
		}
	}
	return ""
}

func (b *Book) returned(l record.Line, d Returned) error {
	c, ok := b.about(d.Campaign)
	if !ok || c.State == Draft {
		return nil
	}
	if c.State != Open {
		return refuses(l, c.late(""))
	}
	if why := c.refusesReturn(b.base.Rights, l, d); why != "" {
		return refuses(l, why)
	}
	for _, item := range d.Items {
		w, ok := c.away[item]
		if !ok {
			continue // named twice
		}
		c.reassign(l, item, Handover{To: w.from, Back: true})
	}
	return nil
}

// giveBack records that items go back whose time with another reviewer has passed, before the next act in the campaign.
// It refuses if it is not certain whether that time has passed.
func (s *Service) giveBack(ctx context.Context, id string) error {
	var ends []time.Time
	if err := s.lookup.read(ctx, id, func(c *Campaign) {
		if c.State == Open {
			for _, w := range c.away {
				ends = append(ends, w.until)
			}
		}
	}); err != nil || len(ends) == 0 {
		return err
	}
	slices.SortFunc(ends, time.Time.Compare)
	for _, end := range slices.CompactFunc(ends, time.Time.Equal) {
		if err := s.core.InTimeFor(ctx, end); err != nil {
			return err
		}
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	due := false
	if err := s.lookup.read(ctx, id, func(c *Campaign) { due = len(c.Return(actor, s.core.Now())) > 0 }); err != nil || !due {
		return err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		c, err := s.book.Find(id)
		if err != nil {
			return nil, err
		}
		return c.Return(actor, s.core.Now()), nil
	})
	return err
}
