package record

import (
	"cmp"
	"maps"
	"slices"
)

// past holds how far a seal knew each journal, by itself or through the lines it knew. It knew its own line, too.
type past struct {
	seal  *Line
	known map[string]int64 // writer to the number of the last line
	lines int64            // their sum
}

// closes returns 1 for the closing of a campaign, else 0.
func (p past) closes() int {
	if p.seal.Type == TypeClosed {
		return 1
	}
	return 0
}

// knows reports whether the seal knew that line.
func (p past) knows(l *Line) bool { return p.known[l.Writer] >= l.Seq }

// pasts returns the pasts of all seals among the lines, in the order in which the seals come. places are an order of
// the lines in which each comes after those it names.
func (o *sorter) pasts(places []int) []past {
	named := map[Head]map[string]int64{} // what the lines knew that others name
	for i := range o.lines {
		heads, _ := o.lines[i].Knows()
		for _, h := range heads {
			named[Head{h.Writer, h.Seq, ""}] = nil
		}
	}
	var seals []past
	knew := map[string]map[string]int64{} // by writer, up to its last line so far
	for _, place := range places {
		l := &o.lines[place]
		known := knew[l.Writer]
		if known == nil {
			known = map[string]int64{}
			knew[l.Writer] = known
		}
		heads, _ := l.Knows()
		for _, h := range heads {
			for writer, seq := range named[Head{h.Writer, h.Seq, ""}] {
				known[writer] = max(known[writer], seq)
			}
			known[h.Writer] = max(known[h.Writer], h.Seq)
		}
		known[l.Writer] = l.Seq
		if key := (Head{l.Writer, l.Seq, ""}); isNamed(named, key) {
			named[key] = maps.Clone(known)
		}
		if l.Seals() {
			p := past{seal: l, known: maps.Clone(known)}
			for _, seq := range known {
				p.lines += seq
			}
			seals = append(seals, p)
		}
	}
	return inOrder(seals)
}

func isNamed(named map[Head]map[string]int64, h Head) bool {
	_, is := named[h]
	return is
}

// inOrder sorts seals: the closing that knew most comes first of all, behind those seals that it knew, which are sorted
// likewise; then of the others the one that knew most, and so on, sign-offs after closings. A seal that was forged to come
// first puts lines before others that did not know them: the fold of campaigns finds that.
func inOrder(seals []past) []past {
	slices.SortFunc(seals, func(a, b past) int {
		return cmp.Or(-cmp.Compare(a.closes(), b.closes()), cmp.Compare(b.lines, a.lines), Compare(*a.seal, *b.seal))
	})
	ordered := make([]past, 0, len(seals))
	placed := make([]bool, len(seals))
	var place func(n int)
	place = func(n int) {
		placed[n] = true // first, since forged lines can know each other
		for m := n + 1; m < len(seals); m++ {
			if !placed[m] && seals[n].knows(seals[m].seal) {
				place(m)
			}
		}
		ordered = append(ordered, seals[n])
	}
	for n := range seals {
		if !placed[n] {
			place(n)
		}
	}
	return ordered
}

// behindSeals takes for each seal what it knew and then the seal, and at the end what no seal knew.
func (o *sorter) behindSeals(seals []past) []int {
	places := make([]int, 0, len(o.lines))
	takeUpTo := func(limit func(writer string, s *strand) int64) {
		o.ready = nil
		left := int64(0)
		for writer, s := range o.strands {
			s.awaited, s.limit = nil, max(s.done, min(s.end, limit(writer, s)))
			left += s.limit - s.done
		}
		for _, s := range o.strands {
			o.ask(s)
		}
		for range left {
			places = append(places, o.take())
		}
	}
	for _, p := range seals {
		takeUpTo(func(writer string, _ *strand) int64 { return p.known[writer] })
	}
	takeUpTo(func(_ string, s *strand) int64 { return s.end })
	return places
}
