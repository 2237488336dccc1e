package remediation

import (
	"fmt"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// Undoing returns the lines that record the actor's decision to take back these changes.
func Undoing(changes []*Change, reason string, actor record.Actor) []record.Entry {
	entries := make([]record.Entry, len(changes))
	for i, c := range changes {
		entries[i] = record.Entry{Type: TypeUndoDecided, Actor: actor, Data: UndoDecidedData{About: c.about, Reason: reason}}
	}
	return entries
}

// undoneText describes the undo of a change, its reason, and the decision of a newer campaign since.
func (c *Case) undoneText(l *Ledger, w *Change) string {
	text := "it was taken back, and no decision to do so is on record"
	if d := l.Track(w.about.Back()).Decided; d != nil {
		text = fmt.Sprintf("%s took it back on %s: %s", d.By, d.At.UTC().Format("2 Jan 2006"), d.Reason)
	}
	if since := c.newerDecision(l, w); since != "" {
		return text + "; " + since
	}
	return text + "; a new campaign has to decide about it"
}

// noteWithdrawn adds to a proven change that its decision is no longer in force.
func (c *Change) noteWithdrawn() {
	if c.withdrawn == "" || c.undo {
		return
	}
	text := c.withdrawn + ", after it was carried out; the access is still gone: decide anew, or give it back with --undo"
	if c.Detail != "" {
		text += "; " + c.Detail
	}
	c.Detail = text
}

// newerDecision describes the decision of a newer campaign about the item of a change, or about the item as which it
// came back; empty if there is none.
func (c *Case) newerDecision(l *Ledger, w *Change) string {
	if c.Book == nil {
		return ""
	}
	of, ok := c.Book.Get(c.Campaign)
	if !ok {
		return ""
	}
	return l.newerDecision(c.Book, of, w.about, w.made, w.withdrawn)
}

// newerDecision describes the newest decision of another campaign about the change that made asked for; if that was
// withdrawn and given back, the decision of the same campaign that leaves the access. It is empty if there is none.
func (l *Ledger) newerDecision(
	book *campaign.Book, of *campaign.Campaign, about About, made campaign.Decision, withdrawn string,
) string {
	for _, item := range l.Names(about) {
		if newer := book.Newer(of, about.Item, item); len(newer) > 0 {
			return newer[0].Words()
		}
	}
	if now := of.Decision(about.Item); withdrawn != "" && !now.Verdict.Takes() && l.Track(about.Back()).CarriedOut() && made.Line != now.Line {
		if _, ready := of.ReadyAt(about.Item); ready {
			return withdrawn
		}
	}
	return ""
}

// Names returns the items under which the access of a change can be listed: its own, and those as which it came back.
func (l *Ledger) Names(a About) []string {
	items := []string{a.Item}
	add := func(item string) {
		if item != "" && item != a.Item {
			items = append(items, item)
		}
	}
	if r := l.Track(a).Returned; r != nil {
		add(r.As)
	}
	if c := l.Track(a.Back()).Confirmed; c != nil {
		add(c.As)
	}
	return items
}
