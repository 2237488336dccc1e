package auditing

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Bounds of what one call of ReadAuditLog reads.
const (
	mostEntries = 50_000
	mostCalls   = 400
	longest     = 3 * time.Minute
	rarely      = 24 * time.Hour // how often it is recorded that nothing new was found
)

// Outcome is what a reading of the audit log came to.
type Outcome struct {
	New    int       // entries that were not kept before
	Calls  int       // requests
	Gap    string    // why the key cannot read the log; empty if it can
	Told   bool      // that gap was on record before
	Since  time.Time // from then on the log is kept, without a break up to now; zero if nothing is
	Begins bool      // the log has nothing before that
	More   bool      // there is more to read, for which this call had no time
}

// reader is one call of ReadAuditLog.
type reader struct {
	*Service
	source   core.Auditor
	clientID string
	progress population.Progress

	end       time.Time // when it stops at the latest
	out       Outcome
	exhausted bool
}

// ReadAuditLog reads what is new in Torq's audit log, then what earlier calls left out, the newest first, and keeps it. What was
// kept stays kept if it ends with an error, and the next call reads on from there. A log that the key may not read is no
// error.
func (s *Service) ReadAuditLog(ctx context.Context, source core.Auditor, clientID string, progress population.Progress) (Outcome, error) {
	if err := s.core.MayAct(); err != nil {
		return Outcome{}, err
	}
	r := reader{Service: s, source: source, clientID: clientID, progress: progress, end: s.core.Now().Add(longest)}
	var runs []audit.Run
	if s.core.Attachments() == nil {
		return Outcome{}, nil // there is no place for entries
	}
	if err := s.core.Read(ctx, func() error {
		ledger := &s.core.Base().Audit
		runs = audit.Plan(ledger.All, r.now())
		r.out.Told = ledger.Gap(clientID) != ""
		return nil
	}); err != nil {
		return Outcome{}, err
	}
	for _, run := range runs {
		if err := r.run(ctx, run); err != nil {
			return r.out, err
		}
		if r.out.Gap != "" {
			return r.out, nil
		}
		if r.exhausted {
			r.out.More = true
			break
		}
	}
	return r.out, s.core.Read(ctx, func() error {
		if spans := audit.Spans(s.core.Base().Audit.All); len(spans) > 0 {
			last := spans[len(spans)-1]
			r.out.Since, r.out.Begins = last.From, last.Begins
		}
		return nil
	})
}

// chunk is what was read since the last line about it.
type chunk struct {
	to, low time.Time // low: down to then, all that Torq showed is in it or was kept before
	entries []audit.Raw
	calls   []audit.Call
	latest  bool // it begins at the newest entry there is
	unsure  bool // the time at which it begins is not known by Torq's clock, and it has no entry that tells
}

// run reads a part of the log, from its newest entry backwards in windows of 90 days.
func (r *reader) run(ctx context.Context, run audit.Run) error {
	now := r.now()
	c := chunk{to: run.To, latest: run.To.IsZero()}
	if c.latest {
		c.to = now
	}
	known, err := r.known(ctx, run, c.to)
	if err != nil {
		return err
	}
	for c.low = c.to; ; {
		from, last := c.low.Add(-audit.Window), false
		if !run.Floor.IsZero() && !from.After(run.Floor) {
			from, last = run.Floor, true
		}
		rows, err := r.window(ctx, &c, from, known)
		if err != nil || r.out.Gap != "" {
			return err
		}
		switch {
		case r.exhausted:
			return r.keep(ctx, &c, false)
		case run.Floor.IsZero() && rows == 0:
			return r.keep(ctx, &c, true)
		case last:
			return r.keep(ctx, &c, false)
		}
		if r.spent() {
			r.exhausted = true
			return r.keep(ctx, &c, false)
		}
	}
}

// window reads the log between from and where the chunk ends, and returns how many entries there are. The chunk reaches
// down to from then, unless the reading was exhausted before.
func (r *reader) window(ctx context.Context, c *chunk, from time.Time, known map[string]bool) (rows int, err error) {
	to := c.low.Add(time.Second) // entries of one moment can be on two pages
	if c.latest && c.low.Equal(c.to) {
		to = time.Time{}
	}
	oldest, ordered := c.low, true
	for page, err := range r.source.AuditPages(ctx, from, to) {
		if err != nil {
			return rows, err
		}
		if r.out.Calls++; page.Gap != "" {
			return rows, r.lacks(ctx, page)
		}
		if c.latest && len(c.calls) == 0 {
			r.setEnd(c, page)
			oldest = c.low
		}
		c.calls = append(c.calls, page.Call)
		rows += page.Call.Rows
		for i := range page.Entries {
			e := &page.Entries[i]
			at, ok := e.At()
			if !ok {
				continue // without a time it proves nothing
			}
			if at.After(oldest) && rows > page.Call.Rows {
				ordered = ordered && !at.After(oldest.Add(time.Second))
			}
			if at.Before(oldest) {
				oldest = at
			}
			if !known[e.ID] {
				known[e.ID] = true
				c.entries = append(c.entries, *e)
			}
		}
		if r.progress != nil {
			r.progress("audit log", r.out.New+len(c.entries), 0)
		}
		if ordered && oldest.After(from) {
			c.low = oldest
			if len(c.entries) >= audit.MostInSegment {
				if err := r.keep(ctx, c, false); err != nil {
					return rows, err
				}
			}
			if r.spent() {
				r.exhausted = true
				return rows, nil
			}
		}
	}
	c.low = from
	return rows, ctx.Err()
}

// setEnd sets up to when a chunk reaches that begins at the newest entry: by Torq's clock when it answered, else by that
// entry.
func (r *reader) setEnd(c *chunk, page audit.Page) {
	if _, at := r.source.Skew(); !at.IsZero() {
		c.to = r.now()
		c.low = c.to
		return
	}
	for i := range page.Entries {
		if at, ok := page.Entries[i].At(); ok {
			c.to, c.low = at, at
			return
		}
	}
	c.unsure = true
}

// now returns the time by Torq's clock, as far as that is known.
func (r *reader) now() time.Time {
	ahead, _ := r.source.Skew()
	return r.core.Now().Add(ahead).UTC().Truncate(time.Microsecond)
}

func (r *reader) spent() bool {
	return r.out.New >= mostEntries || r.out.Calls >= mostCalls || r.core.Now().After(r.end)
}

// known returns the IDs of the entries that are kept of a part of the log and just around it.
func (r *reader) known(ctx context.Context, run audit.Run, to time.Time) (map[string]bool, error) {
	var segments []string
	if err := r.core.Read(ctx, func() error {
		for _, d := range r.core.Base().Audit.All {
			if d.Segment != "" && !d.To.Before(run.Floor) && !d.From.After(to.Add(time.Second)) {
				segments = append(segments, d.Segment)
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, name := range segments {
		entries, err := r.segment(ctx, name)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			continue // it is missing or damaged, which a check of the record says; what is kept twice counts once
		}
		for i := range entries {
			known[entries[i].ID] = true
		}
	}
	return known, nil
}

// keep writes the entries of a chunk, then the line that names them, and begins the next chunk where this one ends.
func (r *reader) keep(ctx context.Context, c *chunk, begins bool) error {
	d := audit.Read{
		ClientID: r.clientID, From: record.Time{Time: c.low}, To: record.Time{Time: c.to}, Begins: begins, Calls: c.calls,
	}
	if d.Calls == nil {
		d.Calls = []audit.Call{}
	}
	if c.unsure && len(c.entries) == 0 {
		return nil
	}
	defer func() { *c = chunk{to: c.low, low: c.low} }()
	for rest := c.entries; ; {
		part := rest[:min(len(rest), audit.MostInSegment)]
		rest = rest[len(part):]
		if len(part) > 0 {
			data, name, err := audit.EncodeSegment(part)
			if err != nil {
				return err
			}
			if _, err := r.core.Attachments().Keep(ctx, data); err != nil {
				return fault.Wrap(err, "keeping entries of the audit log")
			}
			d.Segment, d.Entries = name, len(part)
		}
		if len(rest) > 0 { // only the last line may say that all of the stretch is kept
			d.From, d.Begins = d.To, false
		} else {
			d.From, d.Begins = record.Time{Time: c.low}, begins
		}
		if err := r.write(ctx, d, c.latest); err != nil {
			return err
		}
		r.out.New += len(part)
		if len(rest) == 0 {
			return nil
		}
		d.Calls = []audit.Call{}
	}
}

// write records a reading. One at the end of the log that found nothing new is recorded once a day.
func (r *reader) write(ctx context.Context, d audit.Read, latest bool) error {
	actor := r.core.SystemActor(ctx, r.clientID)
	_, err := r.core.Append(ctx, func() ([]record.Entry, error) {
		ledger := &r.core.Base().Audit
		spans := audit.Spans(ledger.All)
		if n := len(spans); d.Segment == "" && latest && !d.Begins && n > 0 && ledger.Gap(r.clientID) == "" &&
			d.To.Sub(spans[n-1].To) < rarely {
			return nil, nil
		}
		d.After = append([]string(nil), ledger.Newest()...)
		if d.Segment == "" {
			d.After = nil
		}
		return []record.Entry{{Type: audit.TypeRead, Actor: actor, Data: d}}, nil
	})
	return err
}

// lacks records that the key cannot read the log, unless that was on record before.
func (r *reader) lacks(ctx context.Context, page audit.Page) error {
	r.out.Gap = page.Gap
	now := record.Time{Time: r.now()}
	d := audit.Read{ClientID: r.clientID, From: now, To: now, Calls: []audit.Call{page.Call}, Gap: page.Gap}
	actor := r.core.SystemActor(ctx, r.clientID)
	_, err := r.core.Append(ctx, func() ([]record.Entry, error) {
		if r.core.Base().Audit.Gap(r.clientID) == page.Gap {
			return nil, nil
		}
		return []record.Entry{{Type: audit.TypeRead, Actor: actor, Data: d}}, nil
	})
	return err
}
