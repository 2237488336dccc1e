package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

type page struct {
	hearer
	acts int // on their way to the record
}

func (*page) View(*theme.Theme, int, int) string { return "" }
func (*page) Keys() []Group                      { return nil }
func (*page) Typing() bool                       { return false }
func (p *page) Unwritten() int                   { return p.acts }

func TestStackCountsWhatClosedPagesHaveNotWrittenYet(t *testing.T) {
	for how, closes := range map[string]func(*Stack[*page], *page){
		"Leave": func(s *Stack[*page], p *page) { s.Leave(Left{p}) },
		"Pop":   func(s *Stack[*page], _ *page) { s.Pop() },
		"Clear": func(s *Stack[*page], _ *page) { s.Clear() },
	} {
		var s Stack[*page]
		p := &page{acts: 2}
		s.Push(&page{acts: 1})
		s.Push(p)
		if s.Unwritten() != 3 {
			t.Errorf("%d in open pages, want 3", s.Unwritten())
		}
		if closes(&s, p); s.Unwritten() != 3 {
			t.Errorf("%d after %s, want 3", s.Unwritten(), how)
		}
		s.Clear()
		if p.acts = 0; s.Unwritten() != 1 {
			t.Errorf("%d when the page has written, want that of the other", s.Unwritten())
		}
	}
}

func TestStackHandsInputToTheFrontAndTheRestToAll(t *testing.T) {
	var s Stack[*page]
	below, front := &page{}, &page{}
	s.Push(below)
	s.Push(front)
	s.Update(tea.PasteMsg{})
	s.Update(Changed{})
	if len(below.heard) != 1 || len(front.heard) != 2 {
		t.Errorf("the page below heard %v, the one in front %v", below.heard, front.heard)
	}
	if s.Leave(Left{&page{}}) || !s.Leave(Left{below}) {
		t.Error("Leave does not tell its pages from others")
	}
	if p, ok := s.Front(); !ok || p != front {
		t.Error("another page is in front")
	}
	s.Pop()
	s.Pop()
	if _, ok := s.Front(); ok {
		t.Error("there is a page left")
	}
	s.Update(tea.PasteMsg{})
}
