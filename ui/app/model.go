// Package app is the root of the terminal app: the one tea.Model. It owns the sections, the dialogs over them, the
// header and the footer, and what belongs to no single section: the state of the workspace, the running sync, and the
// current user.
//
// Keys go, in this order, to: the few keys that always work, the topmost dialog, an input that has the focus, the
// screen's own bindings, the bindings of the root. See route.go.
package app

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/ui/connect"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

// tab is a section with its screen.
type tab struct {
	section screen.Section
	screen  screen.Screen
	stale   bool // something changed since the screen was told
}

type model struct {
	env       *screen.Env
	workspace *review.Workspace
	demo      bool
	beside    func(context.Context) (done bool, err error) // see Options
	among     *spaces                                      // the apps of all workspaces; nil for one

	th     *theme.Theme
	style  look
	dark   bool // the background, as far as it is known
	far    bool // the terminal is reached over SSH
	width  int
	height int
	window window
	layout layout

	bound  keymap.Choice // other keys, by action
	global globals

	noMouse   bool // the mouse is left to the terminal
	mouseless bool // it is so whatever the settings say
	mouseKept bool // this machine chose, whatever the settings say

	tabs  []tab
	front int   // in tabs
	past  []int // where ctrl+o leads back to, latest last

	recent []string // commands chosen in the palette, latest first

	overlays   overlay.Stack
	drafts     map[string]ruleDraft // forms of rules for elevations as they were left, by role
	connecting *connect.Dialog      // nil unless the dialog is open
	status     status
	working    *screen.Working // nil when nothing takes a while

	standing standing
	me       string // the current user; empty if not known
	sync     syncing
	reaping  reaping
	sharing  sharing
	term     terminal
	record   mark    // how far the record was read
	start    tea.Cmd // what to do first; may be nil
	leaving  bool    // the app ends as soon as everything is on disk

	ahead      []tea.Msg // what was typed while a dialog was on its way
	helpUnseen bool      // the user asked for help in a terminal without room for it
}

// look is the appearance of the app, as far as it is known before the terminal was asked.
type look struct {
	dark    bool
	pinned  bool // the user chose dark or light
	unicode bool
	palette theme.Palette
	named   bool // the user chose the palette
	bound   keymap.Choice
	still   bool          // messages stay until the next key
	refresh time.Duration // of the record; 0 is usual
}

// theme makes the theme for a background.
func (l look) theme(dark bool) *theme.Theme { return l.palette.Theme(dark, l.unicode) }

// newModel makes the root over all sections of a workspace. The first is in front.
func newModel(env *screen.Env, w *review.Workspace, l look) *model {
	env.Filters = savedFilters(env.Context, w)
	m := &model{env: env, workspace: w, tabs: sections(env, w), style: l, dark: l.dark, th: l.theme(l.dark), width: 80, height: 24}
	m.bound, m.global = l.bound, newGlobals(l.bound)
	m.drafts = map[string]ruleDraft{}
	m.reaping.told = map[string]time.Time{}
	for i := range m.tabs {
		m.tabs[i].stale = true
	}
	return m
}

// Init asks for everything that is needed and waits for nothing: the first frame is drawn before any of it is there.
func (m *model) Init() tea.Cmd {
	cmds := []tea.Cmd{m.look(), tick(), m.screen().Update(screen.Activated{}), m.start, m.goBeside(besideFirst)}
	if !m.style.pinned && !m.far && m.start == nil { // a late answer would come into the review
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// screen returns the screen in front.
func (m *model) screen() screen.Screen { return m.tabs[m.front].screen }

// Update handles one message. Nothing in it waits.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	if m.leaving && m.unwritten() == 0 {
		return m, tea.Quit
	}
	return m, cmd
}

func (m *model) update(msg tea.Msg) tea.Cmd {
	if isInput(msg) {
		return m.input(msg)
	}
	if m.overlays.Wants(msg) {
		return m.toDialog(msg)
	}
	if m.refused(msg) {
		return nil
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		if !m.style.pinned {
			m.dark = msg.IsDark()
			m.th = m.style.theme(m.dark)
		}
	case tea.ColorProfileMsg:
		if msg.Profile <= colorprofile.ANSI && !m.style.named { // brought down to 16, other colours could not be read
			m.style.palette = theme.Sixteen()
			m.th = m.style.theme(m.dark)
		}
	case tea.KeyboardEnhancementsMsg:
		m.enhanced(msg)
	case stuck:
		m.refuse(unfinished)
	case screen.Asked:
		return m.asked(msg)
	case screen.Delivery:
		return msg.Deliver()
	case ticked:
		return m.ticked(time.Time(msg))
	case chosen:
		return m.press(msg.press, true)
	case overlay.Picked:
		return m.picked(msg)
	case distant:
		return m.toAction(msg)
	case screen.Run:
		return m.env.Asks(tea.Cmd(msg))
	case screen.OpenDialog:
		m.overlays.Push(msg.Dialog)
	case screen.Notify:
		m.say(msg)
	case screen.Failed:
		m.fail(msg.Err)
	case screen.Working:
		m.work(msg)
	case screen.Recorded:
		return m.look()
	case screen.Navigate:
		if msg.Workspace != "" && m.among != nil {
			return m.among.visit(msg)
		}
		return m.visit(msg)
	case switched:
		return m.among.bring(msg.name)
	case screen.Sync:
		return m.startSync(review.SyncOptions{})
	case screen.Connect:
		return m.openConnect()
	case screen.Settings:
		return m.readSettings()
	case settingsRead:
		m.chooseSetting(msg)
	case settingPicked:
		return m.askSetting(msg)
	case rulesRead:
		m.chooseRule(msg)
	case rulePicked:
		m.askRule(msg)
	case ruleDropping:
		m.chooseDropped(msg)
	case rulesGiven:
		return m.weighRules(msg)
	case rulesWeighed:
		m.askRules(msg)
	case settingWeighed:
		m.askWeighed(msg)
	case settingGiven:
		return m.set(msg)
	case screen.Identify:
		return m.identify(msg.Then)
	case identified:
		return m.identified(msg)
	case named:
		return m.iAm(msg)
	case mark:
		return m.looked(msg)
	case stood:
		return m.stood(msg)
	case renamed:
		return m.changed()
	case step:
		m.stepped(msg)
	case synced:
		return m.synced(msg)
	case knownAs:
		m.me = string(msg)
		m.count()
	case screen.Reap:
		m.reaping.asked = true
		return m.reap()
	case lendingStep:
		m.lendingStep(msg)
	case reaped:
		return m.reaped(msg)
	case besideDone:
		return m.besideDone(msg)
	case carried:
		return m.carried(msg)
	case believed:
		return m.startSync(review.SyncOptions{AllowDrop: true})
	case patienceOver:
		m.patienceOver(msg)
	default:
		return tea.Batch(m.toDialog(msg), m.broadcast(msg))
	}
	return nil
}

// broadcast hands a message to every screen.
func (m *model) broadcast(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(m.tabs))
	for _, t := range m.tabs {
		cmds = append(cmds, t.screen.Update(msg))
	}
	return tea.Batch(cmds...)
}

// toDialog passes a message to the topmost dialog, and runs the action with which it closes.
func (m *model) toDialog(msg tea.Msg) tea.Cmd {
	result, cmd := m.overlays.Update(msg)
	if result.Closed && m.connecting != nil {
		m.connecting.Close()
		m.connecting = nil
	}
	if result.Action != nil {
		return tea.Batch(cmd, m.update(result.Action)) // at once: it may be the next dialog
	}
	return cmd
}

func (m *model) openConnect() tea.Cmd {
	if m.connecting == nil {
		m.connecting = connect.New(m.env, m.workspace, m.standing.now.Region)
		m.overlays.Push(m.connecting)
		return m.connecting.CheckKeyring()
	}
	return nil
}

// work shows in the header what takes a while.
func (m *model) work(w screen.Working) {
	m.working = &w
	if w.End {
		m.working = nil
	}
}
