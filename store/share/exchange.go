package share

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/population"
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
	lines   []record.Line // of the record, with those that were taken
	weighed []*share.Weighed
	refused []share.Refusal
	brought []string // files of populations that were written
	took    bool     // lines were handed on to be written
	lost    string   // the commit of the last sync, if the history was rewritten
}

func (x *exchange) run(ctx context.Context) (share.Outcome, error) {
	var err error
	if x.own, err = x.writer(); err != nil {
		return x.out, err
	}
	if err := x.r.make(ctx); err != nil {
		return x.out, err
	}
	if x.state.Commit != "" { // the folder may have been removed
		if known, err := x.r.commit(ctx, x.state.Commit); err != nil || known == "" {
			x.state.Commit, x.state.Remote = "", map[string]share.Remote{}
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
	commit, err := x.r.fetch(ctx)
	if err != nil {
		return err
	}
	at := x.clock.Now().UTC()
	rewritten, err := x.rewritten(ctx, commit)
	if err != nil {
		return err
	}
	v, err := x.r.look(ctx, commit)
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
	if rewritten {
		x.lost, x.out.Rewritten = x.state.Commit, true
	}
	x.notice(v, rewritten, at)
	x.state.Commit, x.state.FetchedAt, x.state.Refused, x.state.Ignored = commit, at, x.refused, v.ignored
	x.state.Remote = x.remote(v)
	x.out.Refused, x.out.Ignored = x.refused, v.ignored
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
	return pushed
}

// rewritten reports whether the history of the shared repository no longer holds the commit of the last sync.
func (x *exchange) rewritten(ctx context.Context, commit string) (bool, error) {
	switch x.state.Commit {
	case "", commit:
		return false, nil
	}
	if commit == "" {
		return true, nil
	}
	follows, err := x.r.follows(ctx, commit, x.state.Commit)
	return !follows, err
}

// take takes populations, and then the lines that fit.
func (x *exchange) take(ctx context.Context, v survey, at time.Time) error {
	x.refused, x.brought = nil, nil
	have, err := x.populations.List()
	if err != nil {
		return err
	}
	if err := x.takePopulations(ctx, v, have, at); err != nil {
		return err
	}
	if err := x.takeAttachments(ctx, v, at); err != nil {
		return err
	}
	known := maps.Clone(x.state.Remote)
	for _, r := range x.state.Refused {
		delete(known, r.Writer) // to be looked at again
	}
	err = x.admit(ctx, v, known, have)
	if errors.Is(err, errStale) { // as after a backup was put back here
		err = x.admit(ctx, v, nil, have)
	}
	if err != nil {
		return err
	}
	return x.refuse(at)
}

// errStale reports that what is here is not what was here at the last sync.
var errStale = errors.New("the record here has changed")

// admit takes the lines that fit. Of the known journals, those that have not changed are not read.
func (x *exchange) admit(ctx context.Context, v survey, known map[string]share.Remote, have map[string]string) error {
	come, err := x.r.readJournals(ctx, v, known)
	if err != nil {
		return err
	}
	return x.o.Admit(ctx, func(here []record.Line, fits func([]record.Line) error) ([]record.Line, error) {
		scale := share.Scale{Own: x.own, Fits: fits, Has: func(name string) bool { return have[name] != "" }}
		weighed, err := scale.Weigh(here, come)
		switch {
		case scale.Stale:
			return nil, errStale
		case err != nil:
			return nil, fault.New(fault.Damaged, "the record on this machine is damaged, so nothing is taken or sent: %w", err).
				WithHint("look at it with: %s", fault.VerifyJournal.With())
		}
		if x.joins && len(here) > 0 {
			for _, w := range weighed {
				if w.Why != "" {
					return nil, doNotFit(w)
				}
			}
		}
		fresh := scale.Lines()
		x.weighed, x.lines = weighed, slices.Concat(here, fresh)
		x.out.Taken += len(fresh)
		x.took = x.took || len(fresh) > 0
		return fresh, nil
	})
}

func doNotFit(w *share.Weighed) error {
	return fault.New(fault.Refused, "the record here and the one in the repository do not fit together: journal/%s.jsonl, line %d: %s", w.Writer, w.Line, w.Why).
		WithHint("take part in it with a workspace that is empty: tuar --workspace NAME share join URL; nothing was taken or sent")
}

// takePopulations keeps the populations that are not here, and adds them to have.
func (x *exchange) takePopulations(ctx context.Context, v survey, have map[string]string, at time.Time) error {
	var missing []entry
	for _, name := range slices.Sorted(maps.Keys(v.populations)) {
		e := v.populations[name]
		switch {
		case have[name] != "":
		case e.size > mostPopulation:
			x.refused = append(x.refused, share.Refusal{
				File: populations + "/" + e.path, At: at, SeenBy: []string{},
				Why: fmt.Sprintf("it has %d bytes, and no more than %d are read", e.size, mostPopulation),
			})
		default:
			missing = append(missing, e)
		}
	}
	return x.r.read(ctx, missing, func(e entry, data []byte) error {
		file := populations + "/" + e.path
		if err := population.CheckFile(e.path, data); err != nil {
			aside, keepErr := x.setAside(file, data)
			x.refused = append(x.refused, share.Refusal{
				File: file, Why: err.Error(), Kept: aside, At: at, SeenBy: []string{}, SHA256: sumOf(data), Bytes: int64(len(data)),
			})
			return keepErr
		}
		if err := x.populations.Take(ctx, e.path, data); err != nil {
			return err
		}
		x.brought = append(x.brought, e.path)
		have[strings.SplitN(e.path, ".", 2)[0]] = e.path
		x.out.Populations++
		return nil
	})
}

// refuse notes what was not taken of the journals, and keeps its bytes aside.
func (x *exchange) refuse(at time.Time) error {
	for _, w := range x.weighed {
		if w.Why == "" {
			continue
		}
		r := share.Refusal{File: journals + "/" + w.Writer + ".jsonl", Writer: w.Writer, Line: w.Line, Why: w.Why, Waits: w.Waits, At: at}
		good := w.Same + int64(len(w.Fresh))
		if hash := x.hashOf(w.Writer, good); hash != "" {
			r.Good = record.Head{Writer: w.Writer, Seq: good, Hash: hash}
		}
		r.SeenBy = []string{}
		if r.Good.Seq > 0 {
			r.SeenBy = append(r.SeenBy, share.SeenBy(x.lines, w.Writer, r.Good)...)
		}
		if !w.Waits {
			aside, err := x.setAside(r.File, w.Data)
			if err != nil {
				return err
			}
			r.Kept, r.SHA256, r.Bytes = aside, sumOf(w.Data), int64(len(w.Data))
		}
		x.refused = append(x.refused, r)
	}
	for i := range x.refused { // what was found before keeps its time
		for _, was := range x.state.Refused {
			if was.File == x.refused[i].File && was.Line == x.refused[i].Line && was.Why == x.refused[i].Why {
				x.refused[i].At = was.At
			}
		}
	}
	slices.SortFunc(x.refused, func(a, b share.Refusal) int { return cmp.Compare(a.File, b.File) })
	return nil
}

// remote returns what the repository has of each journal.
func (x *exchange) remote(v survey) map[string]share.Remote {
	remote := map[string]share.Remote{}
	for _, w := range x.weighed {
		good := w.Same + int64(len(w.Fresh))
		remote[w.Writer] = share.Remote{Blob: v.journals[w.Writer].id, Lines: good, Head: x.hashOf(w.Writer, good), More: max(0, w.Lines-good)}
	}
	return remote
}

// hashOf returns the hash of a line of the record; empty if there is none.
func (x *exchange) hashOf(writer string, seq int64) string {
	i := slices.IndexFunc(x.lines, func(l record.Line) bool { return l.Seq == seq && l.Writer == writer })
	if i < 0 {
		return ""
	}
	return x.lines[i].Hash
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
		note("the history of the shared repository was rewritten; what it lacks is sent again, and nothing is lost here")
	}
	for _, writer := range slices.Sorted(maps.Keys(x.state.Remote)) {
		was := x.state.Remote[writer]
		i := slices.IndexFunc(x.weighed, func(w *share.Weighed) bool { return w.Writer == writer })
		switch {
		case i < 0 && was.Lines > 0:
			note("the journal of %s, which had %d lines, was removed from the shared repository; it is sent again", writer, was.Lines)
		case i >= 0 && was.Lines > 0 && !v.journals[writer].isFile():
			note("the journal of %s was replaced in the shared repository by what is no plain file; it is sent again", writer)
		case i >= 0 && x.weighed[i].Why == "" && x.weighed[i].Lines < was.Lines:
			note("the journal of %s was shortened in the shared repository from %d lines to %d; it is sent again", writer, was.Lines, x.weighed[i].Lines)
		}
	}
}

// send pushes what the repository lacks, and the history that it lost.
func (x *exchange) send(ctx context.Context, v survey, at time.Time) error {
	files, sent, err := x.missing(ctx, v)
	if err != nil || len(files) == 0 && x.lost == "" {
		return err
	}
	var parents []string
	if v.commit != "" {
		parents = append(parents, v.commit)
	}
	if x.lost != "" {
		parents = append(parents, x.lost)
	}
	carried := 0
	for _, f := range files {
		if strings.HasPrefix(f.path, populations+"/") {
			carried++
		}
	}
	message := fmt.Sprintf("%s: %d lines, %d populations", x.own, sum(sent), carried)
	commit, err := x.r.write(ctx, x.own, message, at, parents, files)
	if err != nil {
		return err
	}
	if err := x.r.push(ctx, commit); err != nil {
		return err
	}
	x.state.Commit, x.lost = commit, ""
	x.out.Sent, x.out.Populations = x.out.Sent+int(sum(sent)), x.out.Populations+carried
	now, err := x.r.list(ctx, commit, journals)
	if err != nil {
		return err
	}
	for _, e := range now {
		writer := strings.TrimSuffix(e.path, ".jsonl")
		if n, ok := sent[writer]; ok {
			n += x.state.Remote[writer].Lines
			x.state.Remote[writer] = share.Remote{Blob: e.id, Lines: n, Head: x.hashOf(writer, n)}
		}
	}
	x.r.pack(ctx)
	return nil
}

func sum(counts map[string]int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// missing returns the files that the repository lacks, or has shorter than they are here, and how many lines of each
// writer are new to it. A journal there that is no beginning of the one here is left as it is: it is evidence.
func (x *exchange) missing(ctx context.Context, v survey) (files []file, sent map[string]int64, err error) {
	sent = map[string]int64{}
	if !v.readme {
		files = append(files, file{readme, about})
	}
	byWriter := map[string][]*record.Line{}
	for i := range x.lines {
		byWriter[x.lines[i].Writer] = append(byWriter[x.lines[i].Writer], &x.lines[i])
	}
	for _, writer := range slices.Sorted(maps.Keys(byWriter)) {
		lines := byWriter[writer]
		slices.SortFunc(lines, func(a, b *record.Line) int { return cmp.Compare(a.Seq, b.Seq) })
		there := int64(0)
		if i := slices.IndexFunc(x.weighed, func(w *share.Weighed) bool { return w.Writer == writer }); i >= 0 {
			w := x.weighed[i]
			if !w.Behind && v.journals[writer].isFile() || w.Why != "" && v.journals[writer].isFile() {
				continue
			}
			there = w.Same
		}
		var data []byte
		for _, l := range lines {
			data = append(l.AppendTo(data), '\n')
		}
		if len(data) > mostJournal {
			return nil, nil, fault.New(fault.Failed, "the journal of %s has %d bytes, and no more than %d can be shared", writer, len(data), mostJournal)
		}
		files = append(files, file{journals + "/" + writer + ".jsonl", data})
		sent[writer] = int64(len(lines)) - there
	}
	have, err := x.populations.List()
	if err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if _, there := v.populations[name]; there {
			continue
		}
		data, stored, err := x.populations.Bytes(name)
		if err != nil {
			if fault.KindOf(err) == fault.Damaged {
				continue // who needs it says so
			}
			return nil, nil, err
		}
		files = append(files, file{populations + "/" + stored, data})
	}
	carried, err := x.unsentAttachments(ctx, v)
	return append(files, carried...), sent, err
}
