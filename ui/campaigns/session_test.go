package campaigns

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// session drives the section as the root does: it runs every command to its end, carries out what screens ask of the
// root, and hands keys to the topmost dialog or the screen.
type session struct {
	*testing.T
	*Screen
	clock *clock
	stack overlay.Stack
	said  []string
}

// clock is a time that the test moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// start opens the section over a workspace that was synced once; its administrator, an owner, is at the keyboard.
func start(t *testing.T) *session {
	t.Helper()
	t.Parallel() // most of the time goes by in waiting until typing or the cursor rests
	server, err := torqtest.Start(torqtest.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c := &clock{torqtest.Epoch}
	disk, err := store.Open(t.TempDir(), "prod", c)
	if err != nil {
		t.Fatal(err)
	}
	key := server.OwnerKey()
	workspace := review.New(review.Config{
		Name: "prod", As: server.Admin(), Env: settings.Credentials{ClientID: key.ClientID, Secret: key.Secret},
		Clock: c, Journal: disk.Journal, Populations: disk.Populations, Settings: disk.Settings, Files: store.Files{},
		Dial: func(by settings.Credentials) (review.Source, error) {
			return torq.New(torq.Config{
				Region: by.Region, ClientID: by.ClientID, Secret: by.Secret, APIURL: server.URL(), AuthURL: server.URL(), Now: c.Now,
			})
		},
	})
	if _, err := workspace.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	desk := &screen.Desk{Context: t.Context(), Workspace: workspace, Now: c.Now, Send: func(tea.Msg) {}}
	s := &session{T: t, Screen: New(desk).(*Screen), clock: c}
	s.send(screen.Shown{})
	return s
}

func (s *session) send(msg tea.Msg) {
	s.Helper()
	for queue := []tea.Msg{msg}; len(queue) > 0; queue = queue[1:] {
		var cmd tea.Cmd
		switch msg := queue[0].(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				if c != nil {
					queue = append(queue, c())
				}
			}
		case screen.Asked:
			queue = append(queue, msg.Msg)
		case screen.Ask:
			s.stack.Push(msg.Dialog)
		case screen.Identify:
			cmd = msg.Then
		case screen.Say:
			s.said = append(s.said, msg.Text)
		case screen.Failed:
			s.said = append(s.said, "failed: "+msg.Err.Error())
		case screen.Recorded:
			queue = append(queue, screen.Changed{})
		default:
			if isInput(msg) && !s.stack.Empty() {
				var result overlay.Result
				result, cmd = s.stack.Update(msg)
				queue = append(queue, result.Action)
				break
			}
			cmd = s.Update(msg)
		}
		if cmd != nil {
			queue = append(queue, cmd())
		}
	}
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown},
	"up": {Code: tea.KeyUp}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl},
	"ctrl+x": {Code: 'x', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
}

// press presses keys one after the other.
func (s *session) press(keys ...string) {
	s.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		s.send(msg)
	}
}

// write replaces the text of the field with the focus.
func (s *session) write(text string) {
	s.Helper()
	s.press("ctrl+u")
	s.send(tea.PasteMsg{Content: text})
}

func (s *session) frame() string {
	return plain(s.stack.View(theme.New(true, true), s.View(theme.New(true, true), 120, 40), 120, 40))
}

func (s *session) sees(texts ...string) {
	s.Helper()
	frame := s.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.Fatalf("%q is not on the screen; said %q:\n%s", text, s.said, frame)
		}
	}
}

// hears holds what was said since the last time to the text.
func (s *session) hears(text string) {
	s.Helper()
	if !slices.ContainsFunc(s.said, func(said string) bool { return strings.Contains(said, text) }) {
		s.Fatalf("said %q, want %q", s.said, text)
	}
	s.said = nil
}

// barred is why a key does nothing now, as help and palette show it.
func (s *session) barred(key string) string {
	s.Helper()
	for _, g := range s.Keys() {
		for _, b := range g.Keys {
			if reflect.DeepEqual(b.Binding.Keys(), []string{key}) {
				return b.Disabled
			}
		}
	}
	s.Fatalf("%s is not among the keys", key)
	return ""
}
