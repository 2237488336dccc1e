package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

type page struct{ hearer }

func (*page) View(*theme.Theme, int, int) string { return "" }
func (*page) Keys() []Group                      { return nil }
func (*page) Typing() bool                       { return false }

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
