package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
)

// hints raises hints from reconciliations and elevations; see campaign.Hints.
type hints struct{ *Workspace }

// Marks returns the hints for the items of a population.
func (h hints) Marks(ctx context.Context, population string) (marks access.Marks, err error) {
	err = h.Read(ctx, func() error {
		var found *reconcile.Outcome
		if r, ok := h.reconciled.Of(population); ok {
			found = &r
		}
		marks = h.marks(found)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := h.offBaseline(ctx, population, marks); err != nil {
		return nil, err
	}
	return marks, h.fromLog(ctx, population, marks)
}

// offBaseline adds hints on what the baseline does not have. Where the baseline cannot be read, the status says so.
func (h hints) offBaseline(ctx context.Context, population string, marks access.Marks) error {
	o, err := h.Differences(ctx, population)
	if err != nil && fault.KindOf(err) != fault.Damaged {
		return err
	}
	if o == nil {
		return nil
	}
	of := "the baseline of " + o.SavedAt.UTC().Format("2 Jan 2006") + ", by " + o.By
	for _, d := range o.Differences {
		if d.Item != "" {
			marks.Add(d.Item, access.Hint{Name: access.NotInBaseline, Why: d.Fact, Source: of})
		}
	}
	return nil
}

// fromLog adds the hints from what is kept of the audit log.
func (h hints) fromLog(ctx context.Context, population string, marks access.Marks) error {
	log, err := h.AuditLog(ctx)
	if err != nil || log == nil {
		return err
	}
	p, err := h.Population(ctx, population)
	if err != nil {
		return err
	}
	chosen, err := h.Settings(ctx)
	if err != nil {
		return err
	}
	log.AddHints(p, chosen.Rules, marks)
	return nil
}

// Reconcile compares the latest population with Torq's audit log before a campaign is opened. A log that cannot be read
// does not stop the opening.
func (h hints) Reconcile(ctx context.Context) (access.Marks, []record.Entry, error) {
	found, entries, err := h.Prepare(ctx)
	if err != nil {
		return nil, nil, err
	}
	var marks access.Marks
	if err = h.Read(ctx, func() error { marks = h.marks(&found); return nil }); err != nil {
		return nil, nil, err
	}
	if err := h.offBaseline(ctx, "", marks); err != nil {
		return nil, nil, err
	}
	return marks, entries, h.fromLog(ctx, found.Population, marks)
}

// LastReviewed returns the population of the campaign closed last, and whether there is one.
func (h hints) LastReviewed() (population string, closed bool) {
	if c := h.book.LastClosed(); c != nil {
		return c.Population, true
	}
	return "", false
}

// AskedFor reports whether tuar asked Torq around that time for that role of the user, or for any change of the user
// since.
func (h hints) AskedFor(userID, roleID string, at time.Time) bool {
	return h.elevations.Asked(userID, roleID, at.Add(-audit.Lag), at.Add(audit.Lag)) || h.changes.ChangedSince("user/"+userID, at.Add(-audit.Lag))
}

// marks collects the hints on items from all parts of the record.
func (l ledgers) marks(found *reconcile.Outcome) access.Marks {
	marks := access.Marks{}
	if found != nil {
		found.AddHints(marks)
		for _, f := range elevation.FindingsInLog(found) {
			if !l.elevations.Noted(f) { // else it is among the findings
				marks.Add(f.Item, access.Hint{Name: f.Hint, Why: f.Why})
			}
		}
	}
	for _, f := range l.elevations.Findings() {
		if !f.Reviewed(l.book) {
			marks.Add(f.Item, access.Hint{Name: f.Hint, Why: f.Why})
		}
	}
	held := map[string][]elevation.Finding{}
	for _, f := range l.elevations.PastFindings() {
		if !f.Reviewed(l.book) {
			held[f.Item] = append(held[f.Item], f)
		}
	}
	for item, of := range held {
		marks.Add(item, elevation.CombineHints(of))
	}
	for item, h := range l.elevations.ActiveHints() {
		marks.Add(item, h)
	}
	return marks
}
