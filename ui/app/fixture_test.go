package app

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/cryptotest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// office is a workspace with a simulated Torq behind it and the app in front.
type office struct {
	*review.Workspace
	t     testing.TB
	world *reviewtest.World
	clock *reviewtest.Clock
	torq  *torqtest.Server
	name  string               // who says they are at the keyboard
	key   settings.Credentials // in the environment
	env   *screen.Env
	app   *model
	after []tea.Msg // what was sent from inside commands
}

// newOffice opens an app that knows nothing yet. env says whether the credentials are in the environment.
func newOffice(t testing.TB, env bool) *office {
	t.Helper()
	world := reviewtest.New(t, torqtest.Options{})
	if test, ok := t.(*testing.T); ok {
		cryptotest.SetGlobalRandom(test, 1) // for IDs that are the same in every run
	}
	if err := os.WriteFile(filepath.Join(world.Home, "installation.json"), []byte(`{"writer":"laptop-1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, world: world, clock: world.Clock, torq: world.Torq, name: "p.lang@example.com"}
	if env {
		o.key = reviewtest.Credentials(o.torq.OwnerKey())
	}
	o.reopen()
	o.open()
	return o
}

// reopen opens the workspace as another process does.
func (o *office) reopen() { o.Workspace = review.New(o.world.Config(o.name, o.key)) }

// nobody opens the app for somebody who did not say who they are.
func (o *office) nobody() {
	o.name, o.key = "", reviewtest.Credentials(o.torq.OwnerKey()) // a service key belongs to nobody
	o.reopen()
	o.open()
}

// open starts the app anew on the same workspace.
func (o *office) open() {
	o.env = &screen.Env{
		Context: context.Background(), Now: o.clock.Now,
		Send: func(msg tea.Msg) { o.after = append(o.after, msg) },
	}
	o.app = newModel(o.env, o.Workspace, look{dark: true, unicode: true})
}

// year gives the workspace a history: a campaign closed in summer, changes in Torq, and a campaign half done.
func (o *office) year() {
	o.t.Helper()
	ctx := context.Background()
	must := func(err error) {
		o.t.Helper()
		if err != nil {
			o.t.Fatal(err)
		}
	}
	o.sync()
	summer := o.campaign("Q3 2026 access review", o.clock.Now().AddDate(0, 0, 20))
	sheet, err := o.Sheet(ctx, summer)
	must(err)
	for i, r := range sheet.Rows {
		verdict := campaign.Certify
		if i%17 == 0 {
			verdict = campaign.Revoke
		}
		if !r.Own {
			_, err = o.Decide(ctx, summer, []campaign.Choice{{Item: r.Item, Verdict: verdict, Reason: "seen with the manager"}})
			must(err)
		}
	}
	_, err = o.SignOff(ctx, summer, "reviewed")
	must(err)
	_, err = o.CloseCampaign(ctx, summer, "done")
	must(err)

	o.torq.AdvanceQuarter()
	o.clock.Set(o.torq.Now())
	o.sync()
	autumn := o.campaign("Q4 2026 access review", o.clock.Now().AddDate(0, 0, 7))
	sheet, err = o.Sheet(ctx, autumn)
	must(err)
	for _, r := range sheet.Rows[:46] {
		if !r.Own {
			_, err = o.Decide(ctx, autumn, []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for current duties"}})
			must(err)
		}
	}
	o.clock.Advance(2 * time.Hour)
}

func (o *office) sync() {
	o.t.Helper()
	if _, err := o.Sync(context.Background(), review.SyncOptions{}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) campaign(name string, due time.Time) string {
	o.t.Helper()
	ctx := context.Background()
	c, err := o.NewCampaign(ctx, campaign.Plan{Name: name, Scope: "all", Due: due, Reviewers: []string{"p.lang@example.com"}})
	if err == nil {
		c, err = o.OpenCampaign(ctx, c.ID, false)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return c.ID
}

// start runs what the app asks for at the start to its end.
func (o *office) start(width, height int) {
	o.send(tea.WindowSizeMsg{Width: width, Height: height})
	o.run(o.app.Init())
}

// send hands the app a message and runs the commands it gives, and those that come of them.
func (o *office) send(msg tea.Msg) {
	_, cmd := o.app.Update(msg)
	o.app.View() // as a terminal would: what was drawn decides what a click hits and which keys there are
	o.run(cmd)
}

// press sends keys by their names.
func (o *office) press(keys ...string) {
	for _, k := range keys {
		o.send(keymap.Press(k))
	}
}

// write types text.
func (o *office) write(text string) {
	for _, r := range text {
		o.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// run runs a command and all that follow from it. What waits for time to pass is left out: tests move the clock.
func (o *office) run(cmd tea.Cmd) {
	if cmd == nil || uitest.Waits(cmd) {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			o.run(c)
		}
	default:
		o.send(msg)
	}
	for len(o.after) > 0 {
		msg := o.after[0]
		o.after = o.after[1:]
		o.send(msg)
	}
}

// frame is the screen as a person without colours sees it. The record's own IDs carry the time of day, and its hashes
// follow from them; the system chooses the port of the simulated Torq: they are shown as zeros.
func (o *office) frame() string {
	frame := random.ReplaceAllStringFunc(ansi.Strip(o.app.View().Content), func(s string) string {
		return digits.ReplaceAllString(s, "0")
	})
	return port.ReplaceAllString(suffix.ReplaceAllString(frame, "review-0000"), "127.0.0.1:00000")
}

var (
	random = regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8,64}\b`)
	digits = regexp.MustCompile(`[0-9a-f]`)
	suffix = regexp.MustCompile(`\breview-[0-9a-f]{4}\b`)
	port   = regexp.MustCompile(`127\.0\.0\.1:[0-9]{5}`)
)

// closeDialogs closes what popped up: it would not listen before it was quiet for a moment.
func (o *office) closeDialogs() {
	o.app.overlays.Clear()
	o.app.connecting = nil
}
