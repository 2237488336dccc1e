package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/auditing"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// SyncOptions say how to sync.
type SyncOptions struct {
	AllowDrop bool // believe a list that became implausibly short
	Progress  population.Progress

	listing bool // only that: the audit log is left to another sync
}

// SyncResult is the result of a sync.
type SyncResult struct {
	core.Synced
	Diff  access.Diff // to the population before; empty at the first sync
	First bool
	Log   auditing.Outcome // of reading what is new in Torq's audit log
	Gaps  []population.Gap
	Notes []string
	Doubt string // what the listing lacks and nothing explains, as a sentence, which is a note, too; empty if that is nothing
	Long  bool   // that has been so for a while and is about few: access can be changed, though nothing is proven
}

// Sync reads everyone's access from Torq into a new population. Either all of it is read and plausible, or the
// population before stays the last one and the reason is recorded and returned.
func (w *Workspace) Sync(ctx context.Context, opt SyncOptions) (SyncResult, error) {
	creds, _, err := w.Credentials(ctx)
	if err != nil {
		return SyncResult{}, err // nothing was tried
	}
	w.syncing.Add(1)
	defer w.syncing.Add(-1)
	before, err := w.LatestName(ctx)
	if err != nil {
		return SyncResult{}, err
	}
	result, err := w.sync(ctx, creds, opt)
	switch {
	case err == nil:
		w.Accepted(creds.ClientID)
		if err := w.recordSync(ctx, creds, core.TypeSynced, result.Synced); err != nil {
			return result, err
		}
		for _, l := range w.listeners {
			if err := l.apply(ctx, before, result.Population); err != nil {
				result.Notes = append(result.Notes, "what became of "+l.what+" could not be told: "+err.Error())
			}
		}
		if opt.listing {
			return result, nil
		}
		return w.syncLog(ctx, creds, opt, result)
	case ctx.Err() != nil || fault.KindOf(err) == fault.Damaged:
		return SyncResult{}, err
	}
	if known, readErr := w.failedSo(ctx, err.Error()); known || readErr != nil {
		return SyncResult{}, err
	}
	if recordErr := w.recordSync(ctx, creds, core.TypeSyncFailed, core.SyncFailed{Reason: err.Error()}); recordErr != nil {
		return SyncResult{}, fault.Wrap(err, "%v; and while recording that the sync failed", recordErr)
	}
	return SyncResult{}, err
}

// syncLog reads what is new in the audit log. A sync is none the worse for a log that cannot be read.
func (w *Workspace) syncLog(ctx context.Context, creds settings.Credentials, opt SyncOptions, result SyncResult) (SyncResult, error) {
	source, err := w.SourceOf(creds)
	if err != nil {
		return result, err
	}
	result.Log, err = w.ReadAuditLog(ctx, source, creds.ClientID, opt.Progress)
	switch {
	case ctx.Err() != nil:
		return result, ctx.Err()
	case fault.KindOf(err) == fault.Damaged:
		return result, err
	case err != nil:
		result.Notes = append(result.Notes, "the audit log was not read to its end; the next sync reads on: "+err.Error())
	case result.Log.Gap == population.GapForbidden && !result.Log.Told:
		result.Notes = append(result.Notes, "this API key may not read Torq's audit log, so tuar cannot tell how access came about. "+
			"Torq shows the log to keys with the role Owner; all else works without it")
	case result.Log.Gap != "" && !result.Log.Told:
		result.Notes = append(result.Notes, "this API offers no audit log, so tuar cannot tell how access came about; all else works without it")
	case result.Log.More:
		result.Notes = append(result.Notes, "the audit log is read back to "+result.Log.Since.UTC().Format("2 Jan 2006")+"; the next sync reads on from there")
	}
	return result, nil
}

// sameFailure is the time in which a sync that fails again for the same reason is not recorded again.
const sameFailure = 15 * time.Minute

// failedSo reports whether the record already holds a recent failure of a sync for that reason, so that a retry every
// minute does not record it every minute.
func (w *Workspace) failedSo(ctx context.Context, reason string) (known bool, err error) {
	err = w.Read(ctx, func() error {
		f := w.Syncs().Failure
		known = f != nil && f.Reason == reason && w.Now().Sub(f.At).Abs() < sameFailure
		return nil
	})
	return known, err
}

func (w *Workspace) recordSync(ctx context.Context, creds settings.Credentials, lineType string, data any) error {
	return w.Record(ctx, record.Entry{Type: lineType, Actor: w.SystemActor(ctx, creds.ClientID), Data: data})
}

// sync reads a population and saves it, without recording the sync.
func (w *Workspace) sync(ctx context.Context, creds settings.Credentials, opt SyncOptions) (SyncResult, error) {
	before, err := w.toCompare(ctx, opt)
	if err != nil {
		return SyncResult{}, err
	}
	source, err := w.SourceOf(creds)
	if err != nil {
		return SyncResult{}, err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return SyncResult{}, err
	}
	asked := source.Requests()
	p, missing, err := w.extract(ctx, source, before, opt, chosen.Evidence.KeepAnswers)
	if err != nil {
		return SyncResult{}, err
	}
	if _, err := w.SawClock(ctx, source); err != nil {
		return SyncResult{}, err
	}
	p.Workspace = w.cfg.Name
	clientID := p.Tool.ClientID
	p.Tool = w.cfg.Tool
	p.Tool.ClientID = clientID
	result := SyncResult{First: before == nil, Gaps: p.Gaps, Notes: p.Notes}
	var unknown error
	if p.Account, unknown = w.account(ctx, source, clientID); unknown != nil {
		if ctx.Err() != nil {
			return SyncResult{}, ctx.Err()
		}
		result.Notes = append(result.Notes, "which Torq workspace this is could not be read: "+unknown.Error())
	}
	if before != nil {
		result.Diff = access.Compare(before, p)
	}
	if missing != nil {
		result.Notes, result.Doubt, result.Long = append(result.Notes, missing.text), missing.text, missing.long
	}
	name, err := w.cfg.Populations.Save(ctx, p)
	if err != nil {
		return SyncResult{}, err
	}
	result.Synced = core.Synced{
		Population: name, Region: creds.Region, ClientID: clientID, Users: len(p.Users), Roles: len(p.Roles), Keys: len(p.Keys),
		Mappings: len(p.Mappings), Requests: source.Requests() - asked, Added: result.Diff.Count(access.Added),
		Removed: result.Diff.Count(access.Removed), Changed: result.Diff.Count(access.Up, access.Down, access.Other),
		DropOK: opt.AllowDrop, Account: p.Account, At: p.TakenAt,
	}
	if missing != nil {
		result.Missing = missing.items
	}
	for _, g := range p.Gaps {
		result.Unread = append(result.Unread, g.Resource)
	}
	return result, nil
}

// account returns the Torq workspace of a key, as the record remembers it or else as the audit log names it now.
func (w *Workspace) account(ctx context.Context, source core.Auditor, clientID string) (a *population.Account, err error) {
	if err := w.Read(ctx, func() error { a = w.Syncs().Account(clientID); return nil }); err != nil || a != nil {
		return a, err
	}
	return source.Account(ctx)
}

// lack describes the unexplained gaps of a listing.
type lack struct {
	items []string
	text  string
	long  bool
}

// extract reads a plausible population. If it has unexplained gaps it is read a second time; gaps that remain are
// returned.
func (w *Workspace) extract(ctx context.Context, source interface {
	core.Reader
	core.Auditor
}, before *population.Population, opt SyncOptions, keepAnswers bool,
) (*population.Population, *lack, error) {
	var p *population.Population
	for again := false; ; again = true {
		var err error
		if p, err = source.Extract(ctx, opt.Progress, keepAnswers); err != nil || before == nil || opt.AllowDrop {
			return p, nil, err
		}
		var left *population.Population
		if err := w.Read(ctx, func() error { left = before.Without(w.askedToGo(before)); return nil }); err != nil {
			return nil, nil, err
		}
		if err = population.Plausible(left, p); err != nil {
			return nil, nil, err
		}
		items, titles, why, err := w.missing(ctx, source, p)
		switch {
		case err != nil:
			return nil, nil, err
		case len(items) == 0:
			return p, nil, nil
		}
		var long bool
		if err := w.Read(ctx, func() error { long = longMissing(w.Syncs().All, items, p); return nil }); err != nil {
			return nil, nil, err
		}
		if again || long {
			return p, &lack{items, missingText(titles, why, long), long}, nil
		}
	}
}

// toCompare returns the previous population, or nil. If it cannot be read any more the sync stops, unless the options
// allow it to continue.
func (w *Workspace) toCompare(ctx context.Context, opt SyncOptions) (*population.Population, error) {
	name, err := w.LatestName(ctx)
	if err != nil || name == "" {
		return nil, err
	}
	p, err := w.Population(ctx, name)
	switch {
	case err != nil && opt.AllowDrop && ctx.Err() == nil:
		return nil, nil
	case err != nil:
		return nil, cannotCompare(err)
	}
	return p, nil
}

func cannotCompare(err error) error {
	return fault.New(fault.KindOf(err), "comparing with the last sync: %w", err).
		WithHint("restore the file from a backup, or go on without comparing: %s", fault.Sync.With("--allow-drop"))
}

// listener is a noun that learns from each new population.
type listener struct {
	what  string
	apply func(ctx context.Context, before, name string) error
}

// reader reads Torq for the nouns.
type reader struct{ w *Workspace }

// OnListing has apply called for each new population.
func (r reader) OnListing(what string, apply func(ctx context.Context, before, name string) error) {
	r.w.listeners = append(r.w.listeners, listener{what, apply})
}

// ReadTorq reads everyone's access into a new population.
func (r reader) ReadTorq(ctx context.Context, progress population.Progress) (core.Reading, error) {
	got, err := r.w.Sync(ctx, SyncOptions{Progress: progress, listing: true})
	if err != nil {
		return core.Reading{}, err
	}
	p, err := r.w.Population(ctx, got.Population)
	return core.Reading{Name: got.Population, Population: p, Doubt: got.Doubt, Long: got.Long}, err
}
