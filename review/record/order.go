package record

import (
	"cmp"
	"container/heap"
	"slices"
)

// Order returns the lines of whole journals, or of the ends of journals, in the order of the fold: a line comes after
// the one before it in its own journal and after all lines whose heads it names; of the lines that may come next it is
// the first by Compare. So a clock decides only between lines of which neither has seen the other. The order is the
// same however the lines are given. References to missing lines are damage that CheckHeads reports; here they are
// ignored.
func Order(lines []Line) []Line {
	o := newOrdering(lines)
	if len(o.strands) == 1 && slices.IsSorted(o.strands[lines[0].Writer].left) {
		return lines
	}
	places, moved := make([]int, 0, len(lines)), false
	for range lines {
		place := o.take()
		moved = moved || place != len(places)
		places = append(places, place)
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

// strand holds the rest of one writer's journal. Its lines are known by their place in the whole.
type strand struct {
	left    []int
	done    int64     // number of the line taken last
	end     int64     // number of the last line
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
		s.done, s.end = lines[s.left[0]].Seq-1, lines[s.left[len(s.left)-1]].Seq
	}
	for _, s := range o.strands {
		o.ask(s)
	}
	return o
}

// ask makes a strand ready, or lets it wait for the first line that its next line has seen and that is not taken yet.
func (o *sorter) ask(s *strand) {
	if len(s.left) == 0 {
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
			if s.awaited = nil; len(s.left) > 0 {
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
