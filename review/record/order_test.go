package record_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/record"
)

// world is what several writers write, each with its own clock, and each knowing as much of the others as it was shown.
type world struct {
	t     interface{ Fatal(...any) }
	lines []record.Line          // as they were written
	last  map[string]record.Line // of each writer
}

func newWorld(t interface{ Fatal(...any) }) *world {
	return &world{t: t, last: map[string]record.Line{}}
}

// sealed is the data of a line that names where the journals ended.
type sealed struct {
	Heads []record.Head `json:"heads,omitempty"`
}

// write has a writer add a line that names those heads as seen.
func (w *world) write(writer string, at time.Time, seen ...record.Head) record.Line {
	return w.seal(writer, at, sealed{}, seen...)
}

// seal has a writer add a line that names heads in its data, too.
func (w *world) seal(writer string, at time.Time, data sealed, seen ...record.Head) record.Line {
	prev, kind := w.last[writer], "test.noted"
	if len(data.Heads) > 0 {
		kind = []string{record.TypeClosed, record.TypeSignedOff}[len(w.lines)%2]
	}
	l, raw, err := record.Make(record.Entry{Type: kind, Data: data}, fmt.Sprint(len(w.lines)), writer, prev.Hash, prev.Seq+1, at, seen...)
	if err != nil {
		w.t.Fatal(err)
	}
	parsed, err := record.Parse(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	if !slices.Equal(parsed.Seen, l.Seen) {
		w.t.Fatal("seen", l.Seen, "read as", parsed.Seen)
	}
	w.last[writer], w.lines = parsed, append(w.lines, parsed)
	return parsed
}

func head(l record.Line) record.Head {
	return record.Head{Writer: l.Writer, Seq: l.Seq, Hash: l.Hash}
}

func hashes(lines []record.Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.Hash)
	}
	return all
}

// drawn returns a random world.
func drawn(t *rapid.T) *world {
	w := newWorld(t)
	writers := []string{"a", "b", "c", "d"}[:rapid.IntRange(1, 4).Draw(t, "writers")]
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for n := range rapid.IntRange(1, 25).Draw(t, "lines") {
		writer := rapid.SampledFrom(writers).Draw(t, "writer")
		var seen []record.Head
		for _, other := range writers {
			if l, wrote := w.last[other]; wrote && other != writer && rapid.Bool().Draw(t, "looks") {
				seen = append(seen, head(l))
			}
		}
		var data sealed
		if rapid.IntRange(0, 4).Draw(t, "seals") == 0 {
			for _, writer := range writers {
				if l, wrote := w.last[writer]; wrote && rapid.IntRange(0, 3).Draw(t, "knows") > 0 {
					data.Heads = append(data.Heads, head(l))
				}
			}
		}
		w.seal(writer, start.Add(time.Duration(n+rapid.IntRange(-9, 9).Draw(t, "skew"))*time.Second), data, seen...)
	}
	return w
}

// Whatever the clocks say and in whatever order lines are given: a line comes after all it knew, the order is one, and
// time decides only where no line knew the other.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawn(t)
		ordered := record.Order(slices.Clone(w.lines))
		mixed := record.Order(rapid.Permutation(w.lines).Draw(t, "given as"))
		if !slices.Equal(hashes(ordered), hashes(mixed)) {
			t.Fatalf("%v, and given otherwise %v", hashes(ordered), hashes(mixed))
		}
		known := record.Hashes{}
		taken := record.Heads{}
		for i, l := range ordered {
			if err := l.CheckHeads(known.Of); err != nil {
				t.Fatal(err)
			}
			if l.Seq != taken[l.Writer].Seq+1 {
				t.Fatalf("line %d of %s comes after line %d", l.Seq, l.Writer, taken[l.Writer].Seq)
			}
			known.Apply(l)
			taken.Apply(l)
			if i == 0 {
				continue
			}
			before := ordered[i-1]
			if before.Seals() || l.Seals() {
				continue // the next test has these
			}
			heads, _ := l.Knows()
			knew := l.Prev == before.Hash || slices.Contains(heads, head(before))
			if !knew && record.Compare(before, l) > 0 {
				t.Fatalf("line %d of %s, %s, comes after line %d of %s, %s, which it did not know", l.Seq, l.Writer, l.Time, before.Seq, before.Writer, before.Time)
			}
		}
	})
}

// What a seal knew comes before it, in an order of its own; what it did not know comes after it, unless a seal that knew
// more knew it.
func TestOrderBehindSeals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawn(t)
		if got, want := hashes(record.Order(slices.Clone(w.lines))), hashes(byPasts(w.lines)); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// byPasts is Order as its definition has it, step by step. The lines are in the order in which they were written.
func byPasts(lines []record.Line) []record.Line {
	pasts := map[string]map[string]bool{} // by hash: what the line knew, and itself
	byHash := map[string]record.Line{}
	for _, l := range lines {
		past := map[string]bool{l.Hash: true}
		knows, _ := l.Knows()
		for _, h := range append(slices.Clone(knows), record.Head{Hash: l.Prev}) {
			maps.Copy(past, pasts[h.Hash])
		}
		pasts[l.Hash], byHash[l.Hash] = past, l
	}
	var ordered []record.Line
	done := map[string]bool{}
	take := func(among map[string]bool) { // by what each knew, then by time
		for {
			var next []record.Line
			for hash := range among {
				ready := !done[hash]
				for known := range pasts[hash] {
					ready = ready && (known == hash || done[known])
				}
				if ready {
					next = append(next, byHash[hash])
				}
			}
			if len(next) == 0 {
				return
			}
			first := slices.MinFunc(next, record.Compare)
			done[first.Hash], ordered = true, append(ordered, first)
		}
	}
	var follow func(among map[string]bool)
	follow = func(among map[string]bool) {
		for {
			var seals []record.Line
			for hash := range among {
				if l := byHash[hash]; l.Seals() && !done[hash] {
					seals = append(seals, l)
				}
			}
			if len(seals) == 0 {
				return
			}
			most := slices.MinFunc(seals, func(a, b record.Line) int {
				// "campaign.closed" comes before "campaign.signed-off".
				return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(len(pasts[b.Hash]), len(pasts[a.Hash])), record.Compare(a, b))
			})
			before := maps.Clone(pasts[most.Hash])
			delete(before, most.Hash)
			follow(before)
			take(pasts[most.Hash])
		}
	}
	all := map[string]bool{}
	for hash := range byHash {
		all[hash] = true
	}
	follow(all)
	take(all)
	return ordered
}

// A laptop two days fast hides nothing: who knew its line comes after it.
func TestAFastClockHidesNothing(t *testing.T) {
	w := newWorld(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	w.write("slow", now)
	fast := w.write("fast", now.Add(48*time.Hour), head(w.last["slow"]))
	w.write("slow", now.Add(time.Minute), head(fast))
	w.write("fast", now.Add(2*time.Minute), head(w.last["slow"])) // its clock was set right
	if got := record.Order(slices.Clone(w.lines)); !slices.Equal(hashes(got), hashes(w.lines)) {
		t.Errorf("%v, written as %v", hashes(got), hashes(w.lines))
	}
}

// Lines of before, which name nothing, are ordered by time, writer and number.
func TestOrderOfLinesThatNameNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 20).Draw(t, "lines") {
			at = at.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "seconds")) * time.Second)
			w.write(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "writer"), at)
		}
		want := slices.SortedFunc(slices.Values(w.lines), record.Compare)
		if got := record.Order(rapid.Permutation(w.lines).Draw(t, "given as")); !slices.Equal(hashes(got), hashes(want)) {
			t.Fatalf("%v, want %v", hashes(got), hashes(want))
		}
	})
}

// A line that names what is not there, or waits for one that waits for it, is told, and does not keep the rest from an
// order.
func TestHeadsThatCannotBe(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for why, seen := range map[string]record.Head{
		"its line 2 is missing": {Writer: "b", Seq: 2, Hash: record.Genesis},
		"its line 0 is missing": {Writer: "b", Seq: 0, Hash: record.Genesis},
		"its line 1 is missing": {Writer: "c", Seq: 1, Hash: record.Genesis},
		"now it has":            {Writer: "b", Seq: 1, Hash: record.Genesis},
		"its own journal":       {Writer: "a", Seq: 1, Hash: record.Genesis},
	} {
		w := newWorld(t)
		w.write("a", now.Add(time.Hour), seen)
		w.write("b", now, record.Head{Writer: "a", Seq: 1, Hash: record.Genesis})
		ordered := record.Order(slices.Clone(w.lines))
		if len(ordered) != 2 {
			t.Errorf("%s: %d lines", why, len(ordered))
		}
		known, found := record.Hashes{}, ""
		for _, l := range ordered {
			if err := l.CheckHeads(known.Of); err != nil && l.Writer == "a" {
				found = err.Error()
			}
			known.Apply(l)
		}
		if want := "journal/a.jsonl, line 1: "; len(found) < len(want) || found[:len(want)] != want {
			t.Errorf("%s: told %q", why, found)
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	for _, writers := range []int{1, 2, 20} {
		b.Run(fmt.Sprint(writers, " writers"), func(b *testing.B) {
			w := newWorld(b)
			at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
			for n := range 100_000 {
				var seen []record.Head
				if n > 0 && writers > 1 {
					seen = append(seen, head(w.lines[n-1]))
				}
				prev := w.last[fmt.Sprint(n%writers)]
				l, _, err := record.Make(record.Entry{Type: "t", Data: struct{}{}}, "id", fmt.Sprint(n%writers), prev.Hash, prev.Seq+1, at.Add(time.Duration(n)), seen...)
				if err != nil {
					b.Fatal(err)
				}
				w.last[l.Writer], w.lines = l, append(w.lines, l)
			}
			for b.Loop() {
				if got := record.Order(w.lines); got[len(got)-1].Hash != w.lines[len(w.lines)-1].Hash {
					b.Fatal("another order")
				}
			}
		})
	}
}
