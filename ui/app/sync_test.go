package app

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

func TestSyncSaysWhatChanged(t *testing.T) {
	o := ready(t)
	if err := o.torq.Invite("new.person@example.com", "Viewer"); err != nil {
		t.Fatal(err)
	}
	o.press("S")
	o.shows("1 new, 0 gone, 0 changed")
	o.press("2", "/")
	o.write("new.person")
	o.shows("1 of ")
}

func TestSyncThatFailsSaysWhyAndKeepsTheLastPopulation(t *testing.T) {
	o := ready(t)
	o.torq.Break(torqtest.UsersPath, torqtest.Always, torqtest.EmptyList())
	o.press("S")
	o.shows("! ")
	o.press("2")
	o.shows("182 items")
	o.press("1")
	o.shows("error: ")
}

func TestASecondSyncIsNotBegun(t *testing.T) {
	o := ready(t)
	o.app.Update(screen.Sync{})
	o.app.Update(screen.Sync{})
	o.shows("a sync is running already")
	o.shows("syncing")
}

func TestEscCancelsASync(t *testing.T) {
	o := ready(t)
	_, cmd := o.app.Update(screen.Sync{})
	o.press("esc")
	o.run(cmd)
	o.shows("cancelled")
	o.press("2")
	o.shows("182 items")
}

func TestAnImplausibleDropIsBelievedOnlyOnAPersonsWord(t *testing.T) {
	o := ready(t)
	o.torq.Break(torqtest.KeysPath, torqtest.Always, torqtest.EmptyList())
	o.press("S")
	o.shows("Torq listed 0 API keys where there were 29")
	o.shows("keep the one before")
	o.app.overlays.Clear() // nobody answers
	o.press("2")
	o.shows("182 items")
	o.send(believed{})
	o.shows("153 items")
}

func TestTheAppStaysUntilEverythingIsOnDisk(t *testing.T) {
	o := ready(t)
	o.app.tabs[0].screen = &busy{Screen: o.app.tabs[0].screen, acts: 1}
	if o.quits("q") {
		t.Fatal("it quits while an act is on its way")
	}
	o.shows("still writing to the record (1)")
	o.app.tabs[0].screen.(*busy).acts = 0
	_, cmd := o.app.Update(screen.Tick{})
	if cmd == nil {
		t.Fatal("it stays although everything is on disk")
	}
	if _, quit := cmd().(tea.QuitMsg); !quit {
		t.Error("it stays although everything is on disk")
	}
}

func TestInsistingLeavesAtOnce(t *testing.T) {
	o := ready(t)
	o.app.tabs[0].screen = &busy{Screen: o.app.tabs[0].screen, acts: 1}
	if o.quits("ctrl+c") || !o.quits("ctrl+c") {
		t.Error("ctrl+c must wait the first time and leave the second")
	}
}

// busy is a screen with acts on their way to the record.
type busy struct {
	screen.Screen
	acts int
}

func (b *busy) Unwritten() int { return b.acts }

func TestAKeyringThatWaitsIsSaid(t *testing.T) {
	o := ready(t)
	_, sync := o.app.Update(screen.Sync{})
	o.send(patienceOver{syncing: true, gen: o.app.sync.gen})
	o.shows("waiting for your keyring")
	o.send(step{screen.Working{What: "users"}})
	o.shows("… users")
	o.run(sync)
	o.press("j") // away with what the sync found

	read := o.app.stand()
	o.send(patienceOver{gen: o.app.standing.gen})
	o.app.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	o.shows("waiting for your keyring")
	o.press("esc")
	o.run(read)
	if o.app.forKeyring() {
		t.Error("it still waits")
	}
}

func TestIdentifyAsksOnce(t *testing.T) {
	o := newOffice(t, true)
	o.nobody()
	o.sync()
	o.start(100, 30)
	done := 0
	then := func() tea.Msg { done++; return nil }
	o.send(screen.Identify{Then: then})
	o.shows("Who are you?")
	o.write("somebody")
	o.press("enter")
	o.shows("that is not an e-mail address")
	o.write("@example.com")
	o.press("enter")
	o.send(screen.Identify{Then: then})
	if done != 2 || !o.app.overlays.Empty() {
		t.Errorf("ran %d times, want 2 after one question", done)
	}
	o.press("1")
	o.shows("you are somebody@example.com (self-declared)")
}

func TestStatusGoesByItself(t *testing.T) {
	o := ready(t)
	o.send(screen.Notify{Text: "all is well"})
	o.shows("all is well")
	o.clock.Advance(statusFor + time.Second)
	o.app.Update(ticked(o.clock.Now()))
	if o.app.status.text != "" {
		t.Error("it is still there")
	}
}

func TestWheelFloodIsThinned(t *testing.T) {
	at := time.Unix(0, 0)
	w := &wheel{now: func() time.Time { return at }}
	passed := 0
	for range 100 {
		at = at.Add(time.Millisecond)
		if w.filter(nil, tea.MouseWheelMsg{}) != nil {
			passed++
		}
		if w.filter(nil, keymap.Press("j")) == nil {
			t.Fatal("a key was dropped")
		}
	}
	if passed < 5 || passed > 8 {
		t.Errorf("%d of 100 turns in 100 ms passed", passed)
	}
}
