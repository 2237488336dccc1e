package remediation

import "github.com/tuar-dev/tuar/review/campaign"

// OpenChanges counts the changes of a campaign that are not proven. Changes that a later campaign decided on, or that
// an undo took back, do not count.
type OpenChanges struct {
	Campaign, Name              string
	Decided, Unproven, Returned int
	Undone                      int // given back, and no newer campaign decided about it
	Withdrawn                   int // carried out, and the decision is not in force any more
}

// Open returns the counts of all campaigns whose decisions take access away and may be carried out: the open ones, then
// the closed ones, the one closed last first.
func (l *Ledger) Open(book *campaign.Book) []OpenChanges {
	var out []OpenChanges
	var campaigns []*campaign.Campaign
	for _, c := range book.All() {
		if c.EarlyApply() {
			campaigns = append(campaigns, c)
		}
	}
	for _, c := range append(campaigns, book.Closed()...) {
		of := OpenChanges{Campaign: c.ID, Name: c.Name}
		taking := c.Taking()
		for _, item := range c.Items {
			d := c.Decision(item)
			if _, ready := c.ReadyAt(item); ready && d.Verdict.Takes() {
				l.countOpen(book, &of, c, d)
			} else if d, ok := taking[item]; ok {
				l.countWithdrawn(book, &of, c, d)
			}
		}
		if of.Decided > 0 {
			out = append(out, of)
		}
	}
	return out
}

// countOpen counts one change.
func (l *Ledger) countOpen(book *campaign.Book, of *OpenChanges, c *campaign.Campaign, d campaign.Decision) {
	about := l.About(c.ID, d.Item, d)
	for _, item := range l.Names(about) {
		if len(book.Newer(c, d.Item, item)) > 0 {
			return
		}
	}
	t := l.Track(about)
	of.Decided++
	switch {
	case l.Track(about.Back()).CarriedOut():
		of.Undone++
	case t.Returned != nil:
		of.Returned++
	case !t.InForce():
		of.Unproven++
	}
}

// countWithdrawn counts a change that was carried out though its decision is no longer in force.
func (l *Ledger) countWithdrawn(book *campaign.Book, of *OpenChanges, c *campaign.Campaign, d campaign.Decision) {
	about := l.About(c.ID, d.Item, d)
	if l.Track(about).CarriedOut() && !l.Track(about.Back()).CarriedOut() && len(book.Newer(c, d.Item, d.Item)) == 0 {
		of.Decided++
		of.Withdrawn++
	}
}
