package record

import (
	"cmp"
	"container/heap"
	"slices"
)

// Order returns the lines of whole journals, or of the ends of journals, in the order of the fold: a line comes after
// the one before it in its own journal and after all lines whose heads it names; it comes after a seal, which is a
// sign-off or closing that names where the journals ended, if neither knew the other; of the lines that may come next it is
// the first by Compare. So a clock decides only between lines of which neither has seen the other, and slips none in before
// a sign-off or closing. Of seals that did not know each other closings come first, then the one that knew more lines. The order is the same
// however the lines are given. References to missing lines are damage that CheckHeads reports; here they are ignored.
func Order(lines []Line) []Line {
	o := newOrdering(lines)
	if len(o.strands) == 1 && slices.IsSorted(o.strands[lines[0].Writer].left) {
		return lines
	}
	places, sealed := o.places()
	if !sealed {
		places = newOrdering(lines).behindSeals(o.pasts(places))
	}
	for n, place := range places {
		if n != place {
			return at(lines, places)
		}
	}
	return lines
}

// at returns the lines at those places.
func at(lines []Line, places []int) []Line {
	ordered := make([]Line, len(places))
	for n, place := range places {
		ordered[n] = lines[place]
	}
	return ordered
}

// places takes all lines without regard to seals. sealed is false if a line comes before a seal that did not know it.
func (o *sorter) places() (places []int, sealed bool) {
	places, sealed = make([]int, 0, len(o.lines)), true
	for range o.lines {
		place := o.take()
		places, sealed = append(places, place), sealed && o.covers(&o.lines[place])
	}
	return places, sealed
}

// covers reports whether a line that was taken just now knew all that were taken before, if it is a seal.
func (o *sorter) covers(l *Line) bool {
	if !l.Seals() {
		return true
	}
	known := l.Horizon()
	for writer, s := range o.strands {
		if s.done > known[writer] && s.done >= s.first {
			return false
		}
	}
	return true
}

// strand holds the rest of one writer's journal. Its lines are known by their place in the whole.
type strand struct {
	left    []int
	first   int64     // number of the first line
	done    int64     // number of the line taken last
	end     int64     // number of the last line
	limit   int64     // number of the last line that may come now
	awaited []*strand // strands whose next line comes after one of this
}

// sorter holds the state of Order. As a heap it holds the strands whose next line may come now.
type sorter struct {
	lines   []Line
	strands map[string]*strand // by writer
	ready   []*strand
}

func newOrdering(lines []Line) *sorter {
	o := &sorter{lines: lines, strands: map[string]*strand{}}
	for i := range lines {
		s, ok := o.strands[lines[i].Writer]
		if !ok {
			s = &strand{}
			o.strands[lines[i].Writer] = s
		}
		s.left = append(s.left, i)
	}
	for _, s := range o.strands {
		slices.SortStableFunc(s.left, func(a, b int) int { return cmp.Compare(lines[a].Seq, lines[b].Seq) })
		s.first, s.end = lines[s.left[0]].Seq, lines[s.left[len(s.left)-1]].Seq
		s.done, s.limit = s.first-1, s.end
	}
	for _, s := range o.strands {
		o.ask(s)
	}
	return o
}

// ask makes a strand ready, or lets it wait for the first line that its next line has seen and that is not taken yet.
func (o *sorter) ask(s *strand) {
	if len(s.left) == 0 || s.done >= s.limit {
		return
	}
	heads, _ := o.lines[s.left[0]].Knows() // what cannot be read is not waited for
	for _, h := range heads {
		if other, ok := o.strands[h.Writer]; ok && other != s && other.done < min(h.Seq, other.end) {
			other.awaited = append(other.awaited, s)
			return
		}
	}
	heap.Push(o, s)
}

// take gives the place of the line that comes next. If all wait for each other, as only forged lines can, it waits for
// none.
func (o *sorter) take() int {
	if len(o.ready) == 0 {
		for _, s := range o.strands {
			if s.awaited = nil; len(s.left) > 0 && s.done < s.limit {
				heap.Push(o, s)
			}
		}
	}
	s := heap.Pop(o).(*strand)
	place := s.left[0]
	s.left, s.done = s.left[1:], o.lines[place].Seq
	woken := s.awaited
	s.awaited = nil
	for _, other := range append(woken, s) {
		o.ask(other)
	}
	return place
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (o *sorter) Len() int { return len(o.ready) }

func (o *sorter) Less(i, j int) bool {
	a, b := &o.lines[o.ready[i].left[0]], &o.lines[o.ready[j].left[0]]
	if c := a.Time.Compare(b.Time.Time); c != 0 {
		return c < 0
	}
	return a.Writer < b.Writer
}

func (o *sorter) Swap(i, j int) { o.ready[i], o.ready[j] = o.ready[j], o.ready[i] }

func (o *sorter) Push(s any) { o.ready = append(o.ready, s.(*strand)) }

func (o *sorter) Pop() any {
	last := o.ready[len(o.ready)-1]
	o.ready = o.ready[:len(o.ready)-1]
	return last
}
