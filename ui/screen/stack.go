package screen

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Stack holds the pages that a section shows instead of its own, such as a form or a trace. The last is in front.
type Stack[P Screen] struct {
	pages   []P
	writing []P // closed before all that they record was on disk
}

// Left reports that a page wants to be closed. The section with the page on its stack takes it off.
type Left struct{ Page Screen }

// Push brings a page to the front.
func (s *Stack[P]) Push(page P) {
	s.writing = slices.DeleteFunc(s.writing, func(p P) bool { return Screen(p) == Screen(page) })
	s.pages = append(s.pages, page)
}

// Writing returns the page that passes among those that were closed before all that they record was on disk.
func (s *Stack[P]) Writing(pass func(P) bool) (page P, ok bool) {
	for _, p := range s.writing {
		if unwritten(p) > 0 && pass(p) {
			return p, true
		}
	}
	return page, false
}

// Pop closes the page in front.
func (s *Stack[P]) Pop() {
	if front, ok := s.Front(); ok {
		s.Leave(Left{front})
	}
}

// Clear closes all pages.
func (s *Stack[P]) Clear() { s.Remove(func(P) bool { return true }) }

// Front returns the page in front; false if there is none.
func (s *Stack[P]) Front() (page P, ok bool) {
	if len(s.pages) == 0 {
		return page, false
	}
	return s.pages[len(s.pages)-1], true
}

// Remove closes the pages that drop names, and reports whether there was one.
func (s *Stack[P]) Remove(drop func(P) bool) bool {
	before := len(s.pages)
	s.writing = slices.DeleteFunc(s.writing, func(p P) bool { return unwritten(p) == 0 })
	s.pages = slices.DeleteFunc(s.pages, func(p P) bool {
		dropped := drop(p)
		if dropped && unwritten(p) > 0 {
			s.writing = append(s.writing, p)
		}
		return dropped
	})
	return len(s.pages) < before
}

// Leave closes the page that says it is left, and reports whether it was on the stack.
func (s *Stack[P]) Leave(left Left) bool {
	return s.Remove(func(p P) bool { return Screen(p) == left.Page })
}

// Unwritten returns the number of acts of the pages that are not on disk yet, closed pages included.
func (s *Stack[P]) Unwritten() int {
	n := 0
	for _, p := range slices.Concat(s.pages, s.writing) {
		n += unwritten(p)
	}
	return n
}

func unwritten[P Screen](page P) int {
	if w, ok := Screen(page).(Writer); ok {
		return w.Unwritten()
	}
	return 0
}

// Update hands keys, pastes and the mouse to the page in front, and all other messages to every page.
func (s *Stack[P]) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg:
		if front, ok := s.Front(); ok {
			return front.Update(msg)
		}
		return nil
	}
	cmds := make([]tea.Cmd, len(s.pages))
	for i, p := range s.pages {
		cmds[i] = p.Update(msg)
	}
	return tea.Batch(cmds...)
}
