package share

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// tries is how often a sync begins anew because another machine was first.
const tries = 8

// exchange is one sync.
type exchange struct {
	*Share
	r     *repository
	o     share.Options
	state *share.State
	joins bool // it is the first one

	own     string
	out     share.Outcome
	objects *objects            // of this round, with what is in them
	sizes   *objects            // of this round, with their sizes alone
	here    map[string]bool     // writers whose lines are here
	lines   []record.Line       // of the record, with those that were taken
	hashes  map[string][]string // of these lines, by writer, in their order
	weighed map[string]*share.Weighed
	refused []share.Refusal
	brought []string // files of populations that were written
	bytes   int64    // of populations that were taken in this sync
	took    bool     // lines were handed on to be written
	resend  bool     // the repository may lack populations that it had
}

func (x *exchange) run(ctx context.Context) (share.Outcome, error) {
	var err error
	if x.own, err = x.writer(); err != nil {
		return x.out, err
	}
	if err := x.r.make(ctx); err != nil {
		return x.out, err
	}
	if err := x.r.checkFolder(ctx); err != nil {
		return x.out, err
	}
	x.r.settle(ctx)
	x.resend = x.joins
	if x.state.Commit != "" { // the folder may have been removed
		if known, err := x.r.commit(ctx, x.state.Commit); err != nil || known == "" {
			x.state.Commit, x.state.Remote, x.resend = "", map[string]share.Remote{}, true
		}
	}
	for try := 1; ; try++ {
		err := x.round(ctx)
		if !errors.Is(err, errRace) {
			return x.out, err
		}
		if try == tries {
			return x.out, fault.New(fault.Unreachable, "other machines were first %d times; what is here was not sent yet", tries).
				WithHint("it goes out at the next sync: %s", fault.SyncShare.With())
		}
		select {
		case <-ctx.Done():
			return x.out, x.r.explain(&result{args: []string{"push"}, err: ctx.Err()}, "sending to the shared repository")
		case <-time.After(time.Duration(50+rand.IntN(150*try)) * time.Millisecond):
		}
	}
}

// round fetches, takes what fits, and pushes once.
func (x *exchange) round(ctx context.Context) error {
	commit, err := x.r.fetch(ctx, x.limits.fetched)
	if err != nil {
		return err
	}
	x.objects, x.sizes = x.r.begin(ctx, true), x.r.begin(ctx, false)
	defer func() { x.objects.close(); x.sizes.close() }()
	at := x.clock.Now().UTC()
	rewritten, err := x.compare(ctx, commit)
	if err != nil {
		return err
	}
	v, err := look(x.objects, commit, x.limits.writers, func(writer string) bool {
		return x.state.Remote[writer].Lines > 0 || writer == x.own
	})
	if err != nil {
		return err
	}
	if x.joins && commit != "" && !v.isRecord() {
		return fault.New(fault.Refused, "the repository has something else in it, and no record").WithHint("check the URL")
	}
	if err := x.take(ctx, v, at); err != nil {
		if !x.took { // else lines that name them may be on disk
			for _, path := range x.brought {
				_ = x.populations.Remove(path)
			}
		}
		return err
	}
	x.notice(v, rewritten, at)
	changed := x.state.Commit != commit
	x.state.Commit, x.state.FetchedAt, x.state.Refused, x.state.Ignored = commit, at, x.refused, v.notRead()
	x.state.Remote = x.remote(v, at)
	x.out.Refused, x.out.Ignored = x.refused, v.notRead()
	pushed := x.send(ctx, v, at)
	if x.joins && pushed != nil {
		return pushed
	}
	if pushed == nil && x.state.Commit != "" {
		if err := x.r.keep(ctx, x.state.Commit); err != nil {
			return err
		}
	}
	if err := x.save(x.state); err != nil {
		return err
	}
	if changed || pushed == nil && x.out.Sent > 0 {
		x.r.pack(ctx)
	}
	return pushed
}

// compare compares the history of the shared repository with that of the last sync. Where it no longer holds the commit of
// that, it was rewritten: what it held is then kept here, and is not sent again as it was. Lines and populations that the
// repository lacks now are.
func (x *exchange) compare(ctx context.Context, commit string) (rewritten bool, err error) {
	was := x.state.Commit
	if was == "" || was == commit {
		return false, nil
	}
	follows := false
	if commit != "" {
		if follows, err = x.r.follows(ctx, commit, was); err != nil {
			return false, err
		}
	}
	if follows {
		gone, ok := x.r.removed(ctx, was, commit)
		x.resend = x.resend || !ok || gone
		return false, nil
	}
	x.resend, x.out.Rewritten = true, true
	return true, x.r.remember(ctx, was)
}

// hashOf returns the hash of a line of the record; empty if there is none.
func (x *exchange) hashOf(writer string, seq int64) string {
	if all := x.hashes[writer]; seq >= 1 && seq <= int64(len(all)) {
		return all[seq-1]
	}
	return ""
}

// remote returns what the repository has of each journal.
func (x *exchange) remote(v survey, at time.Time) map[string]share.Remote {
	remote := map[string]share.Remote{}
	for writer, w := range x.weighed {
		good := w.Same + int64(len(w.Fresh))
		was := x.state.Remote[writer]
		now := share.Remote{Blob: v.journals[writer].id, Lines: good, Head: x.hashOf(writer, good), More: max(0, w.Lines-good)}
		switch {
		case w.Held || w.Left:
			now.Tried = was.Tried
		case w.Why != "":
			now.Tried = &at
		}
		remote[writer] = now
	}
	return remote
}

// mostIncidents bounds how many incidents are kept.
const mostIncidents = 50

// notice notes what the repository lost since the last sync, which this machine puts back.
func (x *exchange) notice(v survey, rewritten bool, at time.Time) {
	note := func(format string, args ...any) {
		if len(x.state.Incidents) < mostIncidents {
			x.state.Incidents = append(x.state.Incidents, share.Incident{At: at, Text: fmt.Sprintf(format, args...)})
		}
	}
	if rewritten {
		now := "it has no branch main now"
		if v.commit != "" {
			now = fmt.Sprintf("its newest commit is now %.12s", v.commit)
		}
		note("the history of the shared repository was rewritten: it no longer has the commit %.12s of the last sync, and %s; the lines that it lacks are sent again, and the old history is kept on this machine",
			x.state.Commit, now)
	}
	for _, writer := range slices.Sorted(maps.Keys(x.state.Remote)) {
		was := x.state.Remote[writer]
		w := x.weighed[writer]
		switch {
		case was.Lines == 0:
		case w == nil:
			note("the journal of %s, which had %d lines, was removed from the shared repository; it is sent again", writer, was.Lines)
		case !v.journals[writer].isFile():
			note("the journal of %s was replaced in the shared repository by what is no plain file; it is sent again", writer)
		case w.Why == "" && w.Lines < was.Lines:
			note("the journal of %s was shortened in the shared repository from %d lines to %d; it is sent again", writer, was.Lines, w.Lines)
		}
	}
}
