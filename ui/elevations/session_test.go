package elevations

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// clock is a time that the test moves. It never stands quite still, as no clock does: what was approved has begun.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(100 * time.Microsecond)
	return c.now
}

// session drives the section as the root does: it runs every command to its end, carries out what screens ask of the
// root, and hands keys to the topmost dialog or the screen.
type session struct {
	*testing.T
	*Screen
	server *torqtest.Server
	clock  *clock
	folder string
	me     string
	stack  overlay.Stack
	said   []string
}

// start opens the section over a workspace that was synced once. Somebody who is an Operator is at the keyboard.
func start(t *testing.T) *session {
	t.Helper()
	t.Parallel() // most of the time goes by in waiting until the cursor rests
	server, err := torqtest.Start(torqtest.Options{Seed: 1, RateLimit: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s := &session{T: t, server: server, clock: &clock{now: torqtest.Epoch}, folder: t.TempDir()}
	first := s.open("nobody@example.com")
	if _, err := first.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	s.me = s.holder("Operator", false)
	s.sit(s.me)
	return s
}

// open is what another process, or another person's, opens on the same record.
func (s *session) open(as string) *review.Workspace {
	s.Helper()
	disk, err := store.Open(s.folder, "prod", s.clock)
	if err != nil {
		s.Fatal(err)
	}
	key := s.server.OwnerKey()
	return review.New(review.Config{
		Name: "prod", As: as, Env: settings.Credentials{ClientID: key.ClientID, Secret: key.Secret},
		Clock: s.clock, Journal: disk.Journal, Populations: disk.Populations, Settings: disk.Settings, Files: store.Files{}, Turn: disk.Turn,
		Dial: func(by settings.Credentials) (review.Source, error) {
			return torq.New(torq.Config{
				Region: by.Region, ClientID: by.ClientID, Secret: by.Secret, APIURL: s.server.URL(), AuthURL: s.server.URL(), Now: s.clock.Now,
			})
		},
	})
}

// sit puts somebody at the keyboard, in front of a screen that knows nothing yet.
func (s *session) sit(as string) {
	s.Helper()
	workspace := s.open(as)
	desk := &screen.Desk{Context: s.Context(), Workspace: workspace, Now: s.clock.Now, Send: func(tea.Msg) {}}
	s.Screen, s.me, s.said = New(desk), as, nil
	s.stack.Clear()
	s.send(screen.Shown{})
}

// holder is somebody who holds the role, is verified, and signs in by SSO or not.
func (s *session) holder(role string, sso bool) string {
	s.Helper()
	view, err := s.open("nobody@example.com").Access(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for _, r := range view.Rows {
		if r.Role == role && r.Status == population.StatusVerified && r.SSO == sso && r.Email != s.server.Admin() {
			return r.Email
		}
	}
	s.Fatal("nobody holds the role " + role)
	return ""
}

// pass lets time pass, here and at Torq.
func (s *session) pass(by time.Duration) {
	s.clock.mu.Lock()
	s.clock.now = s.clock.now.Add(by)
	s.clock.mu.Unlock()
	s.server.Advance(by)
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
			s.frame()
		case screen.Identify:
			cmd = msg.Then
		case screen.Say:
			s.said = append(s.said, msg.Text)
		case screen.Failed:
			s.said = append(s.said, "failed: "+msg.Err.Error())
		case screen.Recorded:
			queue = append(queue, screen.Changed{})
		case screen.Reap:
			_, err := s.desk.Workspace.Reap(s.Context(), nil)
			queue = append(queue, screen.Reaped{Err: err}, screen.Changed{})
		default:
			if s.toDialog(msg) {
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

func (s *session) toDialog(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.MouseMsg:
		return !s.stack.Empty()
	}
	return false
}

var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "down": {Code: tea.KeyDown},
	"up": {Code: tea.KeyUp}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+s": {Code: 's', Mod: tea.ModCtrl},
	"ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+o": {Code: 'o', Mod: tea.ModCtrl}, "right": {Code: tea.KeyRight},
}

// press presses keys one after the other, unless the screen says that they do nothing now.
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

func (s *session) frameAt(width, height int) string {
	th := theme.New(true, true)
	return plain(s.stack.View(th, s.View(th, width, height), width, height))
}

func (s *session) frame() string { return s.frameAt(140, 42) }

// plain is a frame without colours and without the blanks at the ends of lines.
func plain(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// besides is what stands at the right of a frame, without the breaks of its lines.
func besides(frame string) string {
	var words []string
	for line := range strings.SplitSeq(frame, "\n") {
		parts := strings.Split(line, "│")
		words = append(words, strings.Fields(parts[len(parts)-1])...)
	}
	return strings.Join(words, " ")
}

func (s *session) sees(texts ...string) {
	s.Helper()
	frame := s.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(besides(frame), text) {
			s.Fatalf("%q is not on the screen; said %q:\n%s", text, s.said, frame)
		}
	}
}

// hears holds what was said since the last time to the text.
func (s *session) hears(text string) {
	s.Helper()
	if !slices.ContainsFunc(s.said, func(said string) bool { return strings.Contains(said, text) }) {
		s.Fatalf("said %q, want %q; the screen shows\n%s", s.said, text, s.frame())
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

// holds is the role of somebody as Torq has it.
func (s *session) holds(email, want string) {
	s.Helper()
	if role, _ := s.server.RoleOf(email); role != want {
		s.Errorf("%s holds %s in Torq, want %s", email, role, want)
	}
}

// only is the one elevation there is.
func (s *session) only() elevation.Row {
	s.Helper()
	rows, err := s.desk.Workspace.Elevations(s.Context())
	if err != nil || len(rows) != 1 {
		s.Fatalf("%d elevations, %v", len(rows), err)
	}
	return rows[0]
}

// asks fills in the form for a role and sends it.
func (s *session) asks(role, why string) {
	s.Helper()
	s.press("n", "enter")
	s.send(tea.PasteMsg{Content: role})
	s.press("enter", "down")
	s.press("2") // one hour
	s.write(why)
	s.press("ctrl+s")
}
