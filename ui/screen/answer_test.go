package screen

import (
	"errors"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
)

type hearer struct{ heard []tea.Msg }

func (h *hearer) Update(msg tea.Msg) tea.Cmd { h.heard = append(h.heard, msg); return nil }

// run runs a command and delivers its answer as the root does, or returns what is for the root.
func run(cmd tea.Cmd) tea.Msg {
	msg := cmd()
	if a, ok := msg.(Addressed); ok {
		a.Deliver()
		return nil
	}
	return msg
}

func TestOnlyTheAnswerToTheNewestRequestIsDelivered(t *testing.T) {
	var h hearer
	var latest Latest
	answer := func(n int) tea.Cmd { return func() tea.Msg { return n } }
	if latest.Begun() {
		t.Error("a request was made before the first")
	}
	first := latest.Fetch(&h, answer(1))
	along := latest.Along(&h, answer(2))
	run(along)
	second := latest.Fetch(&h, answer(3))
	late := latest.Along(&h, answer(4))
	stale := first()
	run(second)
	run(func() tea.Msg { return stale })
	run(along)
	run(late)
	run(Fetch(&h, answer(5)))
	run(Send(For(&h, 6)))
	if want := []tea.Msg{2, 3, 4, 5, 6}; !slices.Equal(h.heard, want) {
		t.Errorf("delivered were %v, not %v", h.heard, want)
	}
}

func TestWhatACommandTellsTheRootGoesThere(t *testing.T) {
	var h hearer
	failed := Failed{Err: errors.New("no")}
	if got := run(Fetch(&h, Send(failed))); got != failed || h.heard != nil {
		t.Errorf("the root got %v, the screen %v", got, h.heard)
	}
	if got := run(Fetch(&h, Send(nil))); got != nil || h.heard != nil {
		t.Errorf("the root got %v, the screen %v", got, h.heard)
	}
}
