package share

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/tuar-dev/tuar/review/record"
)

// Journal is a journal as the shared repository has it.
type Journal struct {
	Writer string // as its file is named
	Data   []byte
	Known  record.Head // in place of Data: its last line, which was here at the last sync
	Why    string      // why it is not looked at; else empty
	// Held is true where Why is the reason of an earlier sync, or that there is too much. Then Line and Waits are as in
	// Weighed, Known is the last line that was here at the last sync, and More says how many lines follow it.
	Held  bool
	Line  int64
	Waits bool
	More  int64
}

// Scale weighs journals that come in against the record that is here.
type Scale struct {
	Own string                       // this installation's writer
	Has func(population string) bool // whether a population is here or comes in
	// HasRoster reports the same of a roster; nil if none is looked for.
	HasRoster func(roster string) bool
	Fits      func(all []record.Line) error // see Choose
	// Barred says why no lines of a writer can be taken in here; empty if they can. It may be nil.
	Barred func(writer string) string
	// Stale is true after Weigh if a known journal is not here as it was, so that its bytes are needed.
	Stale bool

	here map[string][]record.Line         // by writer, in their order
	come map[string]*Weighed              // by writer
	seen map[string]map[int64][]testimony // what lines say about those of other writers
	// named are the writers whose lines name lines of a writer.
	named map[string]map[string]bool

	folded int // lines that Fits was given
}

// Weighed is the result for one journal that came in.
type Weighed struct {
	Journal
	Same  int64         // lines that are here as well, at the same place
	Fresh []record.Line // to be taken; they follow what is here
	Lines int64         // in the file, as far as it can be read
	Line  int64         // the first that is not taken; 0: none, or it is no matter of lines
	Why   string        // why; empty if all fits
	Waits bool          // see Refusal
	// Behind is true if what is here goes on where the file ends.
	Behind bool
	// Left is true if it was not looked at to its end, as too much of what came in contradicts the record.
	Left bool
}

// testimony is what a line says about a line of another writer.
type testimony struct {
	hash string
	by   record.Head // the line that says so
}

// Weigh says of each journal what fits and what does not. The lines to take follow those that are here, have seen
// nothing that is missing, and contradict nothing. If what is here contradicts itself, and not because something of
// what comes in was missing, it returns that error; and that of the context when it ends.
func (s *Scale) Weigh(ctx context.Context, here []record.Line, journals []Journal) ([]*Weighed, error) {
	s.here, s.come = map[string][]record.Line{}, map[string]*Weighed{}
	s.seen, s.named = map[string]map[int64][]testimony{}, map[string]map[string]bool{}
	for _, l := range here {
		s.here[l.Writer] = append(s.here[l.Writer], l)
		s.hear(&l)
	}
	// Small letters first: installations have such names, and a twin in capital letters is refused then.
	for _, j := range slices.SortedFunc(slices.Values(journals), func(a, b Journal) int { return -cmp.Compare(a.Writer, b.Writer) }) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := s.compare(j)
		s.come[j.Writer] = w
		for i := range w.Fresh {
			s.hear(&w.Fresh[i])
		}
	}
	s.confront()
	s.await(ctx)
	err := s.fold(ctx, here)
	return slices.SortedFunc(maps.Values(s.come), func(a, b *Weighed) int { return cmp.Compare(a.Writer, b.Writer) }), err
}

// Lines returns the lines to take, in fold order.
func (s *Scale) Lines() (fresh []record.Line) {
	for _, w := range s.come {
		fresh = append(fresh, w.Fresh...)
	}
	return record.Order(fresh)
}

var writerName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$`)

// IsWriter reports whether a writer may have that name.
func IsWriter(name string) bool { return writerName.MatchString(name) }

// compare reads a journal and compares it with the one that is here.
func (s *Scale) compare(j Journal) *Weighed {
	w := &Weighed{Journal: j, Why: j.Why, Line: j.Line, Waits: j.Waits}
	if w.Why != "" {
		w.Same = min(j.Known.Seq, int64(len(s.here[j.Writer])))
		w.Lines = w.Same + j.More
		return w
	}
	if twin := s.twin(j.Writer); twin != "" {
		w.Why = fmt.Sprintf("its name differs from that of %s in capital letters alone, and some disks take both for one", twin)
		return w
	}
	have := s.here[j.Writer]
	if n := j.Known.Seq; n > 0 {
		w.Lines, w.Same, w.Behind = n, n, n < int64(len(have))
		s.Stale = s.Stale || n > int64(len(have)) || have[n-1].Hash != j.Known.Hash
		return w
	}
	rest := j.Data
	w.Lines = int64(bytes.Count(rest, []byte{'\n'}))
	for i := 0; ; i++ {
		raw, after, whole := bytes.Cut(rest, []byte{'\n'})
		if !whole {
			break
		}
		rest = after
		if i < len(have) {
			if !bytes.Equal(have[i].AppendTo(nil), raw) {
				w.stop(int64(i+1), s.another(j.Writer, raw))
				return w
			}
			w.Same++
			continue
		}
		if j.Writer == s.Own {
			w.stop(int64(i+1), fmt.Sprintf("it has %d lines, and the journal of this installation has %d: another installation writes under our name, or an old copy was put back here",
				w.Lines, len(have)))
			return w
		}
		if why := w.read(raw, have); why != "" {
			w.stop(int64(i+1), why)
			return w
		}
	}
	w.Behind = w.Same < int64(len(have))
	if len(rest) > 0 {
		w.stop(w.Lines+1, "it ends with a line that is not whole")
	}
	if s.Barred != nil && len(w.Fresh) > 0 {
		if why := s.Barred(j.Writer); why != "" {
			w.wait(w.Same+1, why)
		}
	}
	return w
}

// another says why a line is not the one that is here.
func (s *Scale) another(writer string, raw []byte) string {
	if _, err := record.Parse(raw); err != nil {
		return "it is not the line that was read before: " + err.Error()
	}
	if writer == s.Own {
		return "it is not the line that this installation wrote: another installation writes under our name"
	}
	return "it is not the line that was read before: the journal was rewritten or forked"
}

// read reads the next line that is not here; it returns why it cannot be taken.
func (w *Weighed) read(raw []byte, have []record.Line) string {
	line, err := record.Parse(raw)
	if err != nil {
		return err.Error()
	}
	if line.Writer != w.Writer {
		return fmt.Sprintf("it was written by %q in the journal of %q", line.Writer, w.Writer)
	}
	var prev *record.Line
	switch {
	case len(w.Fresh) > 0:
		prev = &w.Fresh[len(w.Fresh)-1]
	case len(have) > 0:
		prev = &have[len(have)-1]
	}
	if err := line.Follows(prev); err != nil {
		return err.Error()
	}
	w.Fresh = append(w.Fresh, line)
	return ""
}

// stop takes no line of the journal from that one on.
func (w *Weighed) stop(line int64, why string) {
	w.Line, w.Why, w.Waits = line, why, false
	w.Fresh = w.Fresh[:max(0, min(int64(len(w.Fresh)), line-1-w.Same))]
}

// wait takes no line of the journal from that one on, as something is missing.
func (w *Weighed) wait(line int64, why string) {
	if w.Why == "" || w.Line > line || w.Line == 0 {
		w.stop(line, why)
		w.Waits = true
		return
	}
	w.Fresh = w.Fresh[:max(0, min(int64(len(w.Fresh)), line-1-w.Same))]
}

// twin returns a writer whose name is the same but for capital letters.
func (s *Scale) twin(writer string) string {
	if s.here[writer] != nil || writer == s.Own {
		return ""
	}
	for other := range s.here {
		if strings.EqualFold(other, writer) {
			return other
		}
	}
	for other, w := range s.come {
		if strings.EqualFold(other, writer) && (w.Why == "" || len(w.Fresh) > 0) {
			return other
		}
	}
	if strings.EqualFold(s.Own, writer) {
		return s.Own
	}
	return ""
}

// hear notes what a line says about lines of other writers.
func (s *Scale) hear(l *record.Line) {
	heads, _ := l.Knows() // what cannot be read is damage, which the fold reports
	for _, h := range heads {
		if h.Writer == l.Writer {
			continue
		}
		if s.seen[h.Writer] == nil {
			s.seen[h.Writer], s.named[h.Writer] = map[int64][]testimony{}, map[string]bool{}
		}
		s.named[h.Writer][l.Writer] = true
		s.seen[h.Writer][h.Seq] = append(s.seen[h.Writer][h.Seq], testimony{h.Hash, record.Head{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash}})
	}
}

// confront compares the new lines of each journal with what others saw of it.
func (s *Scale) confront() {
	for _, w := range s.come {
		if w.Writer == s.Own {
			continue
		}
		good, end := w.Same, w.Same+int64(len(w.Fresh))
		for _, seq := range slices.Sorted(maps.Keys(s.seen[w.Writer])) {
			for _, t := range s.seen[w.Writer][seq] {
				switch {
				case seq <= int64(len(s.here[w.Writer])):
				case seq <= end && w.Fresh[seq-w.Same-1].Hash == t.hash:
					good = seq
				case seq <= end:
					w.stop(good+1, fmt.Sprintf("line %d is not the one that %s had seen when it wrote its line %d: one of the two journals was rewritten",
						seq, t.by.Writer, t.by.Seq))
					end = good
				case w.Why == "" && seq > w.Lines && !w.Behind:
					w.Why = fmt.Sprintf("it has %d lines; when %s wrote its line %d it had %d: it was cut off, or that line is false",
						w.Lines, t.by.Writer, t.by.Seq, seq)
				}
			}
		}
	}
}

// await takes no line that has seen a line which is neither here nor taken, or names such a population. Where a journal is
// cut off by that, those that name lines of it are looked at again.
func (s *Scale) await(ctx context.Context) {
	todo := slices.Sorted(maps.Keys(s.come))
	queued := map[string]bool{}
	for _, writer := range todo {
		queued[writer] = true
	}
	for len(todo) > 0 && ctx.Err() == nil {
		w := s.come[todo[0]]
		todo, queued[w.Writer] = todo[1:], false
		for i := range w.Fresh {
			why, wrong := s.lacks(&w.Fresh[i])
			if why == "" {
				continue
			}
			if line := w.Fresh[i].Seq; wrong {
				w.stop(line, why)
			} else {
				w.wait(line, why)
			}
			for by := range s.named[w.Writer] {
				if s.come[by] != nil && !queued[by] {
					todo, queued[by] = append(todo, by), true
				}
			}
			break
		}
	}
}

// lacks returns why a line cannot be taken, given what is here and what is taken, and whether it is wrong; else it waits
// for something.
func (s *Scale) lacks(l *record.Line) (why string, wrong bool) {
	heads, _ := l.Knows()
	for _, h := range heads {
		if h.Writer == l.Writer {
			continue
		}
		hash, there := s.hashOf(h.Writer, h.Seq)
		switch {
		case there && hash == h.Hash:
		case there && h.Seq <= int64(len(s.here[h.Writer])):
			return fmt.Sprintf("it names another line %d of %s than the one that is here: one of the two journals was rewritten", h.Seq, h.Writer), true
		case h.Writer == s.Own:
			return fmt.Sprintf("it names line %d of our own journal, which has %d lines here: another installation writes under our name, or an old copy was put back here",
				h.Seq, len(s.here[h.Writer])), true
		default:
			return fmt.Sprintf("it waits for line %d of %s, which is not here", h.Seq, h.Writer), false
		}
	}
	if s.HasRoster != nil && bytes.Contains(l.Data, []byte(`"roster":"`)) {
		if d, ok := record.Glance[struct {
			Roster string `json:"roster"`
		}](*l); ok && len(d.Roster) == 64 && !s.HasRoster(d.Roster) {
			return fmt.Sprintf("it waits for the roster %.12s…, which is not here", d.Roster), false
		}
	}
	if !bytes.Contains(l.Data, []byte(`"population":"`)) {
		return "", false
	}
	if d, ok := record.Glance[struct {
		Population string `json:"population"`
	}](*l); ok && d.Population != "" && !s.Has(d.Population) {
		return fmt.Sprintf("it waits for the population %.12s…, which is not here", d.Population), false
	}
	return "", false
}

// hashOf returns the hash of a line that is here or taken.
func (s *Scale) hashOf(writer string, seq int64) (hash string, there bool) {
	if have := s.here[writer]; seq >= 1 && seq <= int64(len(have)) {
		return have[seq-1].Hash, true
	}
	w := s.come[writer]
	if w == nil || seq <= w.Same || seq > w.Same+int64(len(w.Fresh)) {
		return "", false
	}
	return w.Fresh[seq-w.Same-1].Hash, true
}

// mostFolded bounds how many lines are folded to find out which of those that came in contradict the record. It is some
// seconds' work, in which others wait for the record.
const mostFolded = 300_000

// fold takes no line that contradicts the others by what it says. Where too much contradicts them to find all of it in
// one go, it takes none of the writers that are new here, or none at all.
func (s *Scale) fold(ctx context.Context, here []record.Line) error {
	s.folded = 0
	fits := func(lines []record.Line) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.folded += len(lines)
		return s.Fits(lines)
	}
	sound := false
	for {
		fresh := s.Lines()
		err := fits(slices.Concat(here, fresh))
		if err == nil || len(fresh) == 0 || ctx.Err() != nil {
			return err
		}
		if !sound {
			if alone := fits(here); alone != nil {
				return alone
			}
			sound = true
		}
		if s.folded > mostFolded {
			s.giveUp(ctx)
			continue
		}
		guilty, why := s.guilty(fits, here, fresh, err)
		w := s.come[guilty.Writer]
		w.stop(guilty.Seq, why)
		s.await(ctx)
	}
}

// giveUp lets all that came in wait, of writers that are new here; if there is nothing of those, of all.
func (s *Scale) giveUp(ctx context.Context) {
	for _, all := range []bool{false, true} {
		some := false
		for _, w := range s.come {
			if len(w.Fresh) > 0 && (all || len(s.here[w.Writer]) == 0) {
				some, w.Left = true, true
				w.wait(w.Same+1, "too much of what came in contradicts the record, so it is looked at in one of the next syncs")
			}
		}
		if some {
			break
		}
	}
	s.await(ctx)
}

// guilty returns the line that brings in the contradiction err, and the reason. Often it is the one that the error
// names; but a new line can take its place before one that is here, which then is the one that contradicts.
func (s *Scale) guilty(fits func([]record.Line) error, here, fresh []record.Line, err error) (record.Line, string) {
	var damage *record.Damage
	if errors.As(err, &damage) {
		for _, l := range fresh {
			if l.Writer == damage.Writer && l.Seq == damage.Seq {
				return l, damage.Why.Error()
			}
		}
	}
	why := err
	n := sort.Search(len(fresh)-1, func(i int) bool {
		found := fits(slices.Concat(here, fresh[:i+1]))
		if found != nil {
			why = found
		}
		return found != nil
	})
	return fresh[n], fmt.Sprintf("with it the record contradicts itself: %v", why)
}

// Witnesses returns for each of these lines the writers whose own lines name it or a later one of its journal; a writer is
// a witness only of lines that it named as they are.
func Witnesses(lines []record.Line, goods map[string]record.Head) map[string][]string {
	hashes := map[string]map[int64]string{}
	for i := range lines {
		l := &lines[i]
		if _, asked := goods[l.Writer]; !asked {
			continue
		}
		if hashes[l.Writer] == nil {
			hashes[l.Writer] = map[int64]string{}
		}
		hashes[l.Writer][l.Seq] = l.Hash
	}
	found := map[string][]string{}
	if len(hashes) == 0 {
		return found
	}
	for i := range lines {
		heads, _ := lines[i].Knows()
		for _, h := range heads {
			good, asked := goods[h.Writer]
			if asked && h.Writer != lines[i].Writer && h.Seq >= good.Seq && hashes[h.Writer][h.Seq] == h.Hash && !slices.Contains(found[h.Writer], lines[i].Writer) {
				found[h.Writer] = append(found[h.Writer], lines[i].Writer)
			}
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// SeenBy returns the witnesses of one line.
func SeenBy(lines []record.Line, of string, good record.Head) []string {
	return Witnesses(lines, map[string]record.Head{of: good})[of]
}
