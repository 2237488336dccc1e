package record

import (
	"cmp"
	"slices"
	"strings"
)

// Order returns the lines of whole journals, or of the ends of journals, in the order of the fold: a line comes after the one
// before it in its own journal and after all lines whose heads it names; of the lines that may come next it is the first by
// Compare. So a clock decides only between lines of which neither has seen the other. The order is the same however the lines
// are given. Lines that name what is not there are damage, which CheckHeads tells; here they wait for nothing.
func Order(lines []Line) []Line {
	strands := strandsOf(lines)
	if len(strands) < 2 && slices.IsSortedFunc(lines, func(a, b Line) int { return cmp.Compare(a.Seq, b.Seq) }) {
		return lines
	}
	places, moved := make([]int, len(lines)), false
	for n := range places {
		next := strands.next(lines)
		places[n] = next.take(lines)
		moved = moved || places[n] != n
	}
	if !moved {
		return lines
	}
	ordered := make([]Line, len(lines))
	for n, place := range places {
		ordered[n] = lines[place]
	}
	return ordered
}

// strand is what is left of one writer's journal. Its lines are told by their place in the whole.
type strand struct {
	writer string
	left   []int
	done   int64  // number of the line taken last
	end    int64  // number of the last line
	awaits []Head // of the next line, as far as they are not known to be taken
	asked  bool   // whether that was looked up
}

type strands []*strand

func strandsOf(lines []Line) strands {
	byWriter := map[string]*strand{}
	var all strands
	for i := range lines {
		s, ok := byWriter[lines[i].Writer]
		if !ok {
			s = &strand{writer: lines[i].Writer}
			byWriter[s.writer], all = s, append(all, s)
		}
		s.left = append(s.left, i)
	}
	for _, s := range all {
		slices.SortStableFunc(s.left, func(a, b int) int { return cmp.Compare(lines[a].Seq, lines[b].Seq) })
		s.done, s.end = lines[s.left[0]].Seq-1, lines[s.left[len(s.left)-1]].Seq
	}
	slices.SortFunc(all, func(a, b *strand) int { return strings.Compare(a.writer, b.writer) })
	return all
}

func (s *strand) take(lines []Line) int {
	place := s.left[0]
	s.left, s.done, s.asked = s.left[1:], lines[place].Seq, false
	return place
}

// next is the strand whose line comes next. Where all wait for each other, as only forged lines can, none is waited for.
func (all strands) next(lines []Line) *strand {
	var best, first *strand
	for _, s := range all {
		if len(s.left) == 0 {
			continue
		}
		l := &lines[s.left[0]]
		if !s.asked {
			s.awaits, _ = l.Knows() // what cannot be read is not waited for
			s.asked = true
		}
		if first == nil || Compare(*l, lines[first.left[0]]) < 0 {
			first = s
		}
		if all.ready(s) && (best == nil || Compare(*l, lines[best.left[0]]) < 0) {
			best = s
		}
	}
	return cmp.Or(best, first)
}

// ready says whether all that the next line of a strand names has been taken.
func (all strands) ready(s *strand) bool {
	for len(s.awaits) > 0 {
		h := s.awaits[0]
		i, found := slices.BinarySearchFunc(all, h.Writer, func(s *strand, writer string) int { return strings.Compare(s.writer, writer) })
		if found && all[i] != s && all[i].done < min(h.Seq, all[i].end) {
			return false
		}
		s.awaits = s.awaits[1:]
	}
	return true
}
