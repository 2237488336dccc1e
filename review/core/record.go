package core

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Register adds a ledger to the fold, before the record is first read. relies names by type of line the settings on
// which such a line depends, as beginnings of their keys: while one of them is in doubt, no such line is written. Lines
// that end something, take a role back or confirm a change depend on none.
func (c *Core) Register(ledger Ledger, relies map[string][]string) {
	c.fold.add(ledger)
	maps.Copy(c.relies, relies)
}

// Read brings the ledgers up to date and calls look, which may use them until it returns. look must not read or append
// itself.
func (c *Core) Read(ctx context.Context, look func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.catchUp(ctx); err != nil {
		return err
	}
	return look()
}

// Append brings the ledgers up to date, asks decide for entries, writes them and folds them in, all under the lock of
// the record. decide may use the ledgers until it returns; it is called anew if entries must be signed and the record
// grows meanwhile. It returns the lines that were written.
func (c *Core) Append(ctx context.Context, decide func() ([]record.Entry, error)) ([]record.Line, error) {
	return c.write(ctx, attempt{}, decide)
}

// tryWrite makes one attempt to append entries.
func (c *Core) tryWrite(ctx context.Context, a *attempt, decide func() ([]record.Entry, error)) ([]record.Line, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, alone := 0, false
	written, err := c.cfg.Journal.Append(ctx, func(lines []record.Line) ([]record.Entry, error) {
		if err := c.foldLines(ctx, lines); err != nil {
			return nil, err
		}
		entries, unsigned, err := c.prepare(a, decide)
		if err != nil {
			return nil, err
		}
		if err := c.rely(entries); err != nil {
			return nil, err
		}
		first, err := c.preceding(ctx, entries)
		if err != nil {
			return nil, err
		}
		if err := c.allowed(first, entries, unsigned); err != nil {
			return nil, err
		}
		before = len(first)
		// Heads name the whole record before a line, so what must precede it is written on its own.
		alone = before > 0 && slices.ContainsFunc(entries, func(e record.Entry) bool { return e.Binding.Heads != nil })
		switch {
		case alone:
			return first, nil
		case unsigned:
			return nil, errUnsigned
		}
		return append(first, entries...), nil
	})
	if err != nil {
		return nil, err
	}
	written = written[min(before, len(written)):]
	if alone {
		return nil, cmp.Or(c.catchUp(ctx), errIntroduced)
	}
	if len(written) > 0 {
		c.writer = written[0].Writer
		c.cfg.Trail.Wrote(written)
		c.mendCopy(ctx)
	}
	return written, c.catchUp(ctx)
}

// Heads returns the heads of the whole record, for an entry that is to name them. Use it within Append.
func (c *Core) Heads() []record.Head { return c.fold.heads.List() }

// Record appends one entry that depends on nothing in the record.
func (c *Core) Record(ctx context.Context, entries ...record.Entry) error {
	_, err := c.Append(ctx, func() ([]record.Entry, error) { return entries, nil })
	return err
}

// Writer returns the writer of the journal of this process; empty before its first line. Call it within Read or Append.
func (c *Core) Writer() string { return c.writer }

// JournalName returns the name of the journal that this installation writes to.
func (c *Core) JournalName() (string, error) { return c.cfg.Journal.Writer() }

// catchUp folds what is new in the record. The caller holds the lock.
func (c *Core) catchUp(ctx context.Context) error {
	lines, err := c.cfg.Journal.Lines(ctx)
	if err != nil {
		return err
	}
	return c.foldLines(ctx, lines)
}

func (c *Core) foldLines(ctx context.Context, lines []record.Line) error {
	if err := c.fold.Apply(lines); err != nil {
		c.fold.Reset()
		return Damaged(err)
	}
	if c.base.Rules.Now == nil && !c.base.Rights.Adopted() {
		if now, err := c.cfg.Settings.Load(ctx); err == nil { // who needs it to write a line loads it again, and says why not
			c.base.named = now.Owners
		}
	}
	return nil
}

// rely refuses entries that depend on a setting that is in doubt.
func (c *Core) rely(entries []record.Entry) error {
	if c.base.Rules.Now == nil {
		return nil
	}
	for _, e := range entries {
		if err := c.base.Rules.Now.Rely(c.relies[e.Type]...); err != nil {
			return err
		}
	}
	return nil
}

// Journal returns the whole record in fold order. A record that contradicts itself is a Damaged fault.
func (c *Core) Journal(ctx context.Context) ([]record.Line, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lines, err := c.cfg.Journal.Lines(ctx)
	if err != nil {
		return nil, err
	}
	return lines, c.foldLines(ctx, lines)
}

// Lines returns the whole record in fold order, as it is: it may contradict itself.
func (c *Core) Lines(ctx context.Context) ([]record.Line, error) { return c.cfg.Journal.Lines(ctx) }

// Torn returns the writers whose journal ends in a torn line, as a crash leaves it, or had one that was set aside.
func (c *Core) Torn(ctx context.Context) ([]string, error) { return c.cfg.Journal.Torn(ctx) }

// Length returns how many lines the record has, 0 if it cannot be read.
func (c *Core) Length(ctx context.Context) (n int) {
	_ = c.Read(ctx, func() error { n = c.fold.count; return nil })
	return n
}

// Warnings returns sentences about problems of the record that were repaired or ignored: a torn last line, a clock that
// jumped back, an act that was cut short.
func (c *Core) Warnings() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	warnings := c.cfg.Journal.Warnings()
	for _, l := range c.fold.ledgers {
		if some, ok := l.(interface{ Unfinished() []string }); ok {
			warnings = append(warnings, some.Unfinished()...)
		}
	}
	if c.copyUnmended != "" {
		warnings = append(warnings, c.copyUnmended)
	}
	return warnings
}

// FindHead returns the line of the record with that head code. A malformed code is a BadInput fault. A code that no
// line has is a Damaged fault: the record has changed since the code was given out.
func (c *Core) FindHead(ctx context.Context, code string) (record.Line, error) {
	digits, err := record.ParseHeadCode(code)
	if err != nil {
		return record.Line{}, fault.New(fault.BadInput, "%w", err)
	}
	lines, err := c.Journal(ctx)
	if err != nil {
		return record.Line{}, err
	}
	line, found := record.FindHead(lines, digits)
	if !found {
		return record.Line{}, fault.New(fault.Damaged, "no line has the head code %s: the record is not what it was when that code was given out", record.HeadCode(digits)).
			WithHint("is it the code of this workspace? if so, restore the record from a backup")
	}
	return line, nil
}

// CheckJournal verifies the whole record from disk, writer by writer: every line must be valid for its type, every SSH
// signature must verify, and the heads that a line names must exist. A connected workspace without a record is an
// error.
func (c *Core) CheckJournal(ctx context.Context) ([]record.WriterCheck, error) {
	checks, err := c.cfg.Journal.Check(ctx)
	if err != nil {
		return nil, err
	}
	connection, _, err := c.cfg.Settings.Connection(ctx)
	if err != nil {
		return nil, err
	}
	if len(checks) == 0 && !connection.ConnectedAt.IsZero() {
		return []record.WriterCheck{{Detail: "the workspace has been connected, but its record is gone"}}, nil
	}
	for _, check := range checks {
		if !check.OK {
			return checks, nil // what cannot be read cannot be folded
		}
	}
	lines, err := c.cfg.Journal.Lines(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.fold.Reset()
	err = c.fold.Apply(lines)
	c.mu.Unlock()
	if damage := (*record.Damage)(nil); errors.As(err, &damage) {
		for i := range checks {
			if checks[i].Writer == damage.Writer {
				checks[i].OK, checks[i].Detail = false, err.Error()
			}
		}
		return checks, nil
	}
	return checks, err
}
