package share

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// take takes populations, and then the lines that fit.
func (x *exchange) take(ctx context.Context, v survey, at time.Time) error {
	x.brought = nil
	err := x.admit(ctx, v, at, x.state.Remote)
	if errors.Is(err, errStale) { // as after a backup was put back here
		err = x.admit(ctx, v, at, nil)
	}
	if err != nil {
		return err
	}
	x.refuse(v, at)
	return nil
}

// errStale reports that what is here is not what was here at the last sync.
var errStale = errors.New("the record here has changed")

// admit takes the lines that fit, and the populations that they name. Of the known journals, those that have not changed
// are not read.
func (x *exchange) admit(ctx context.Context, v survey, at time.Time, known map[string]share.Remote) error {
	x.refused = nil
	come, err := x.readJournals(ctx, v, known)
	if err != nil {
		return err
	}
	var contents mentions
	for _, j := range come {
		contents.read(j.Data)
	}
	if err := x.takeContents(ctx, v, contents, at); err != nil {
		return err
	}
	return x.o.Admit(ctx, func(here []record.Line, fits func([]record.Line) error) ([]record.Line, error) {
		x.here = map[string]bool{}
		for i := range here {
			x.here[here[i].Writer] = true
		}
		scale := share.Scale{Own: x.own, Fits: fits, Has: func(name string) bool { return x.populations.FileOf(name) != "" }, HasRoster: x.populations.Rosters().Has, Barred: x.barred}
		weighed, err := scale.Weigh(ctx, here, come)
		switch {
		case scale.Stale:
			return nil, errStale
		case ctx.Err() != nil:
			return nil, x.r.explain(&result{args: []string{"check"}, err: ctx.Err()}, "checking what came in")
		case err != nil:
			return nil, fault.New(fault.Damaged, "the record on this machine is damaged, so nothing is taken or sent: %w", err).
				WithHint("look at it with: %s", fault.VerifyJournal.With())
		}
		x.weighed = map[string]*share.Weighed{}
		for _, w := range weighed {
			if x.weighed[w.Writer] = w; x.joins && len(here) > 0 && w.Why != "" {
				return nil, doNotFit(w)
			}
		}
		fresh := scale.Lines()
		x.lines, x.hashes = slices.Concat(here, fresh), map[string][]string{}
		byWriter := map[string][]*record.Line{}
		for i := range x.lines {
			byWriter[x.lines[i].Writer] = append(byWriter[x.lines[i].Writer], &x.lines[i])
		}
		for writer, lines := range byWriter {
			slices.SortFunc(lines, func(a, b *record.Line) int { return cmp.Compare(a.Seq, b.Seq) })
			for _, l := range lines {
				x.hashes[writer] = append(x.hashes[writer], l.Hash)
			}
		}
		x.out.Taken += len(fresh)
		x.took = x.took || len(fresh) > 0
		return fresh, nil
	})
}

func doNotFit(w *share.Weighed) error {
	return fault.New(fault.Refused, "the record here and the one in the repository do not fit together: journal/%s.jsonl, line %d: %s", w.Writer, w.Line, w.Why).
		WithHint("take part in it with a workspace that is empty: tuar --workspace NAME share join URL; nothing was taken or sent")
}

// refusedBefore is the rank of journals of which the same content was refused before.
const refusedBefore = 4

// readJournals returns the journals of the commit. Of those whose content is known and was taken whole, it returns the
// number of lines alone. Of the others it reads as many as the limits allow: what is new of writers that are known here,
// then what was never looked at, then what waited, and a few that were refused before; what was looked at longest ago
// comes first.
func (x *exchange) readJournals(ctx context.Context, v survey, known map[string]share.Remote) ([]share.Journal, error) {
	before := map[string]share.Refusal{}
	for _, r := range x.state.Refused {
		if r.Writer != "" {
			before[r.Writer] = r
		}
	}
	var all []share.Journal
	var toRead []string
	tried := map[string]time.Time{}
	for writer, e := range v.journals {
		was, ok := known[writer]
		_, refused := before[writer]
		same := ok && was.Blob == e.id
		switch {
		case !e.isFile():
			all = append(all, share.Journal{Writer: writer, Why: "it is no plain file"})
			continue
		case same && was.More == 0 && was.Lines > 0 && !refused:
			all = append(all, share.Journal{Writer: writer, Known: record.Head{Writer: writer, Seq: was.Lines, Hash: was.Head}})
			continue
		case same && was.Tried != nil:
			tried[writer] = *was.Tried
		}
		toRead = append(toRead, writer)
	}
	rank := func(writer string) int {
		_, again := tried[writer]
		switch here := known[writer].Lines > 0 || x.here[writer]; {
		case writer == x.own:
			return 0
		case again && !before[writer].Waits:
			return refusedBefore
		case here:
			return 1
		case again:
			return 3
		}
		return 2
	}
	slices.SortFunc(toRead, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), tried[a].Compare(tried[b]), cmp.Compare(a, b))
	})
	var bytes int64
	unknown, again, contents := 0, 0, map[string][]byte{}
	for _, writer := range toRead {
		if err := ctx.Err(); err != nil {
			return nil, x.r.explain(&result{args: []string{"cat-file"}, err: err}, "reading the shared record")
		}
		e := v.journals[writer]
		_, ob, err := x.sizes.find(e.id)
		if err != nil {
			return nil, err
		}
		e.size = ob.size
		if e.size > x.limits.journal {
			all = append(all, share.Journal{
				Writer: writer, Known: record.Head{Writer: writer, Seq: known[writer].Lines, Hash: known[writer].Head},
				Why: fmt.Sprintf("it has %s, and no more than %s are read", size(e.size), size(x.limits.journal)),
			})
			continue
		}
		data, read := contents[e.id] // one content under several names is read once
		switch rank := rank(writer); {
		case rank == refusedBefore:
			again++
		case rank > 1:
			unknown++
		}
		if unknown > x.limits.unknown || again > max(1, x.limits.unknown/20) || !read && bytes+e.size > x.limits.journals {
			all = append(all, held(writer, known[writer], before[writer], known[writer].Blob == e.id))
			continue
		}
		if !read {
			if data, err = x.objects.read(e); err != nil {
				return nil, err
			}
			contents[e.id], bytes = data, bytes+e.size
		}
		all = append(all, share.Journal{Writer: writer, Data: data})
	}
	return all, nil
}

// held returns a journal that is not looked at in this sync: as it was refused, if that was the same content.
func held(writer string, was share.Remote, before share.Refusal, same bool) share.Journal {
	j := share.Journal{Writer: writer, Held: true, Known: record.Head{Writer: writer, Seq: was.Lines, Hash: was.Head}, Line: was.Lines + 1}
	if same && before.Why != "" {
		j.Why, j.Line, j.Waits, j.More = before.Why, before.Line, before.Waits, was.More
		return j
	}
	j.Why, j.Waits = "it is looked at in one of the next syncs, as very much is new at once", true
	return j
}

// refuse notes what was not taken of the journals, and keeps its bytes aside.
func (x *exchange) refuse(v survey, at time.Time) {
	before := map[string]share.Refusal{}
	for _, r := range x.state.Refused {
		before[r.File] = r
	}
	goods := map[string]record.Head{}
	for writer, w := range x.weighed {
		good := w.Same + int64(len(w.Fresh))
		if hash := x.hashOf(writer, good); hash != "" && w.Why != "" {
			goods[writer] = record.Head{Writer: writer, Seq: good, Hash: hash}
		}
	}
	witnesses := share.Witnesses(x.lines, goods)
	for _, writer := range slices.Sorted(maps.Keys(x.weighed)) {
		w := x.weighed[writer]
		if w.Why == "" {
			continue
		}
		r := share.Refusal{
			File: journals + "/" + writer + ".jsonl", Writer: writer, Line: w.Line, Why: brief(w.Why), Waits: w.Waits, At: at,
			Good: goods[writer], SeenBy: firstFew(witnesses[writer]), Blob: v.journals[writer].id,
		}
		switch was := before[r.File]; {
		case w.Held:
			r.Kept, r.Unkept, r.SHA256, r.Bytes = was.Kept, was.Unkept, was.SHA256, was.Bytes
		case !w.Waits:
			r.Kept, r.Unkept = x.keepAside(r.File, w.Data)
			r.SHA256, r.Bytes = sumOf(w.Data), int64(len(w.Data))
		}
		x.refused = append(x.refused, r)
	}
	if v.beyond > 0 {
		x.refused = append(x.refused, share.Refusal{
			File: journals, At: at, SeenBy: []string{},
			Why: fmt.Sprintf("it has %d journals, and no more than %d are read, those of known installations first; have the owner of the repository remove what no colleague's installation wrote",
				v.beyond+len(v.journals), len(v.journals)),
		})
	}
	for i := range x.refused { // what was found before keeps its time
		r := &x.refused[i]
		if was := before[r.File]; was.Line == r.Line && was.Why == r.Why {
			r.At = was.At
		}
	}
	slices.SortStableFunc(x.refused, func(a, b share.Refusal) int { return cmp.Compare(a.File, b.File) })
}

// keepAside sets bytes aside, and returns where, or why that was not possible.
func (x *exchange) keepAside(file string, data []byte) (place, why string) {
	place, err := x.setAside(file, data)
	if err != nil {
		return "", brief(err.Error())
	}
	return place, ""
}

// brief returns the beginning of a reason, which may repeat what came in.
func brief(why string) string {
	const longest = 500
	if runes := []rune(why); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return why
}

// firstFew returns so many names as a person reads.
func firstFew(names []string) []string {
	const most = 20
	if names == nil {
		return []string{}
	}
	return names[:min(len(names), most)]
}
