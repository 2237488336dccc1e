package app

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// slow is a journal on a disk that writes when it is let.
type slow struct {
	core.Journal
	wait, let chan struct{} // an Append waits, until let is closed
}

func (s *slow) Append(ctx context.Context, decide func([]record.Line) ([]record.Entry, error)) ([]record.Line, error) {
	select {
	case s.wait <- struct{}{}:
	case <-s.let:
	}
	<-s.let
	return s.Journal.Append(ctx, decide)
}

// loop runs commands beside the app, as its program does.
type loop struct {
	*office
	answers chan tea.Msg
	quit    bool
}

func (l *loop) run(cmd tea.Cmd) {
	if cmd != nil && !uitest.Waits(cmd) {
		go func() { l.answers <- cmd() }()
	}
}

func (l *loop) send(msg tea.Msg) {
	_, cmd := l.app.Update(msg)
	l.app.View()
	l.run(cmd)
}

// until takes what commands answer until something holds.
func (l *loop) until(holds func() bool) {
	l.t.Helper()
	for !holds() {
		switch msg := (<-l.answers).(type) {
		case nil:
		case tea.QuitMsg:
			l.quit = true
		case tea.BatchMsg:
			for _, cmd := range msg {
				l.run(cmd)
			}
		default:
			l.send(msg)
		}
	}
}

func TestDecisionsOfAReviewThatWasLeftAreOnDiskBeforeTheAppEnds(t *testing.T) {
	o := newOffice(t, true)
	o.sync()
	id := o.campaign("Q4 2026 access review", o.clock.Now().AddDate(0, 0, 20))
	config, disk := o.world.Config(o.name, o.key), &slow{wait: make(chan struct{}), let: make(chan struct{})}
	disk.Journal, config.Journal = config.Journal, disk
	o.Workspace = review.New(config)
	o.open()
	o.start(100, 30)
	o.send(screen.Navigate{Section: screen.Reviews, Campaign: id})

	l := &loop{office: o, answers: make(chan tea.Msg, 1000)}
	l.send(keymap.Press("c"))
	l.send(keymap.Press("c"))
	<-disk.wait
	l.send(keymap.Press("esc"))
	l.until(func() bool { return o.app.screen().(screen.Resumer).Resume() == "" })
	l.send(keymap.Press("q"))
	o.shows("still writing to the record (2)")

	close(disk.let)
	l.until(func() bool { return l.quit })
	lines, err := o.Journal(t.Context())
	if n := countType(lines, campaign.TypeDecided); err != nil || n != 2 {
		t.Errorf("%d decisions are on disk, %v", n, err)
	}
}

func countType(lines []record.Line, typ string) (n int) {
	for _, l := range lines {
		if l.Type == typ {
			n++
		}
	}
	return n
}
