package form

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/uitest"
)

var now = time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC)

func env() *screen.Env {
	return &screen.Env{Context: context.Background(), Now: func() time.Time { return now }}
}

func valid() *Model {
	m := New(env(), nil, campaign.Plan{Name: "Q4 2026 access review", Reviewers: []string{"p.lang@example.com", "m.cho@example.com"}}, "")
	m.Init()
	m.Update(counted{preview: campaign.Preview{
		Items: 143, Users: 121, Keys: 22, Privileged: 12, Flagged: 31, OwnAccess: []string{"user/1", "user/2"},
		Assignments: []campaign.Assignment{
			{Reviewer: "p.lang@example.com", Items: make([]string, 72)}, {Reviewer: "m.cho@example.com", Items: make([]string, 71)},
		},
	}})
	return m
}

// wrong is a form with that scope, which cannot be understood.
func wrong(t *testing.T, source string) *Model {
	t.Helper()
	_, err := scope.Parse(source)
	if err == nil {
		t.Fatalf("%q can be understood", source)
	}
	m := New(env(), nil, campaign.Plan{Name: "Q4 2026 access review", Scope: source, Reviewers: []string{"p.lang@example.com"}}, "Q3 2026 access review")
	m.form.At = scoped
	m.Init()
	m.Update(counted{err: err})
	return m
}

// bodies are what the root leaves of a terminal of 80×24 and of 160×45.
var bodies = map[string][2]int{"80x24": {80, 21}, "160x45": {160, 42}}

func TestFormFrames(t *testing.T) {
	for name, size := range bodies {
		t.Run("valid "+name, func(t *testing.T) {
			uitest.Golden(t, plain(valid().View(theme.New(true, true), size[0], size[1])))
		})
		t.Run("scope error "+name, func(t *testing.T) {
			uitest.Golden(t, plain(wrong(t, `privileged && inactiv_days > 60`).View(theme.New(true, true), size[0], size[1])))
		})
	}
}

// plain is a frame without colours and without the blanks at the ends of lines.
func plain(frame string) string {
	lines := strings.Split(ansi.Strip(frame), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestFormFitsEverySizeAndShowsTheFieldWithTheFocus(t *testing.T) {
	refusedForm := valid()
	refusedForm.Update(refused{fmt.Errorf("the campaign needs a name")})
	for name, m := range map[string]*Model{
		"valid": valid(), "wrong": wrong(t, `privileged && inactiv_days > 60`), "refused": refusedForm,
		"hostile": wrong(t, "\"é名\u202e\" == "+strings.Repeat("x", 200)),
	} {
		for _, unicode := range []bool{true, false} {
			th := theme.New(true, unicode)
			for _, w := range []int{40, 60, 80, 111, 112, 160} {
				for _, h := range []int{7, 14, 21, 42} {
					for m.form.At = range m.form.Fields {
						check(t, fmt.Sprintf("%s %d×%d, field %d, unicode %v", name, w, h, m.form.At, unicode), m.View(th, w, h), w, h, th)
					}
				}
			}
		}
	}
}

func check(t *testing.T, what, frame string, w, h int, th *theme.Theme) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%s: %d lines", what, len(lines))
	}
	focus := false
	for i, line := range lines {
		text := ansi.Strip(line)
		if got := ansi.StringWidth(text); got != w {
			t.Fatalf("%s: line %d is %d cells: %q", what, i, got, text)
		}
		focus = focus || strings.HasPrefix(text, " "+th.Cursor+" ")
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\u202e' }) {
			t.Fatalf("%s: line %d is not clean: %q", what, i, text)
		}
	}
	if !focus {
		t.Fatalf("%s: the field with the focus is out of sight:\n%s", what, ansi.Strip(frame))
	}
}

// TestTheCaretPointsAtTheMistake looks for the mark under the first letter of what is wrong, in any width.
func TestTheCaretPointsAtTheMistake(t *testing.T) {
	for _, source := range []string{
		`inactiv_days > 60`, `privileged && inactiv_days > 60`, `"名前" == role && inactiv_days > 1`,
		strings.Repeat(`privileged && `, 12) + `inactiv_days > 60`,
	} {
		for _, width := range []int{40, 60, 120} {
			_, err := scope.Parse(source)
			lines := mistake(theme.New(true, true), err, width)
			for i, line := range lines {
				lines[i] = ansi.Strip(line)
			}
			at := -1
			for i, line := range lines {
				if strings.TrimSpace(line) == "^" {
					at = i
				}
			}
			if at < 1 {
				t.Fatalf("no mark in %d cells:\n%s", width, strings.Join(lines, "\n"))
			}
			column := strings.Index(lines[at], "^")
			if under := ansi.Cut(lines[at-1], column, column+4); under != "inac" {
				t.Errorf("in %d cells the mark stands under %q:\n%s", width, under, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestTheCountIsOfWhatIsTyped(t *testing.T) {
	m := valid()
	m.form.At = scoped
	for _, k := range "privileged" {
		m.Update(keymap.Press(string(k)))
	}
	if m.count.known {
		t.Error("the count of an older scope is taken for the one typed")
	}
	if cmd := m.Update(paused{}); cmd == nil {
		t.Error("no count starts after the pause")
	}
	m.Update(counted{preview: campaign.Preview{Items: 12}})
	if !m.count.known || m.count.preview.Items != 12 {
		t.Error("the count asked for last is not shown")
	}
}

func TestExamplesCanAllBeUnderstoodAndComeRound(t *testing.T) {
	m := valid()
	seen := map[string]bool{}
	for range examples {
		m.Update(keymap.Press("ctrl+x"))
		source := m.form.Value(scoped)
		if _, err := scope.Parse(source); err != nil || seen[source] {
			t.Errorf("%q: seen %v, %v", source, seen[source], err)
		}
		seen[source] = true
	}
	if len(seen) != len(examples) || m.form.Value(scoped) != scope.All {
		t.Errorf("%d examples, the last %q", len(seen), m.form.Value(scoped))
	}
}

func TestReviewersAreWrittenAnyWay(t *testing.T) {
	m := New(env(), nil, campaign.Plan{}, "")
	m.form.Fields[reviewers].Input.SetValue(" a@example.com,b@example.com;  c@example.com d@example.com, ")
	if got := strings.Join(m.people(), "|"); got != "a@example.com|b@example.com|c@example.com|d@example.com" {
		t.Error(got)
	}
}

func TestWrongDueDateIsShownAtItsField(t *testing.T) {
	m := valid()
	m.form.Fields[due].Input.SetValue("30.11.2026")
	cmd := m.save()
	frame := ansi.Strip(m.View(theme.New(true, true), 80, 24))
	if cmd != nil || m.form.At != due || strings.Count(frame, "! \"30.11.2026\" is not a due date") != 1 {
		t.Errorf("on field %d, the refusal is not beside it once:\n%s", m.form.At, frame)
	}
}

func TestWhenDecisionsAreCarriedOutIsChosen(t *testing.T) {
	m := valid()
	m.form.At = applied
	for _, want := range []campaign.Apply{campaign.AtSignoff, campaign.AtOnce, campaign.AtClose, campaign.AtSignoff} {
		m.Update(tea.KeyPressMsg{Code: tea.KeyRight})
		if plan, _ := m.planned(); plan.Apply != want {
			t.Errorf("chosen %s, want %s", plan.Apply, want)
		}
	}
	m.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	if plan, _ := m.planned(); plan.Apply != campaign.AtClose {
		t.Errorf("back: %s", plan.Apply)
	}
	if frame := ansi.Strip(m.View(theme.New(true, true), 80, 24)); !strings.Contains(frame, "at-close") || !strings.Contains(frame, "when the whole campaign is closed") {
		t.Errorf("it does not say what is chosen:\n%s", frame)
	}
}

// The kinds as typed say what they leave out, reach the preview and the plan, and an unknown one is not saved.
func TestFormAsksForKindsAndForTheLapse(t *testing.T) {
	m := valid()
	th := theme.New(true, true)
	m.form.Fields[kinds].Input.SetValue("roles, Mapping roles")
	if got := m.typedKinds(); !slices.Equal(got, []access.Kind{access.Role, access.Mapping}) {
		t.Errorf("%v", got)
	}
	if said := strings.Join(m.kindNotes(th, 80), " "); !strings.Contains(said, "left out: users, API keys") {
		t.Error(said)
	}
	m.form.Fields[lapse].Chosen = 1
	plan, err := m.planned()
	if err != nil || plan.Lapse != campaign.LapseRevoke || len(plan.Kinds) != 2 {
		t.Errorf("%+v, %v", plan, err)
	}
	m.form.Fields[kinds].Input.SetValue("roles, robots")
	if m.save() != nil || m.form.At != kinds {
		t.Error("an unknown kind is saved")
	}
	if said := strings.Join(m.kindNotes(th, 80), " "); !strings.Contains(said, "robots is no kind of item; kinds are user, key, mapping, role") {
		t.Error(said)
	}
	if again := New(env(), nil, campaign.Plan{Kinds: []access.Kind{access.Key}, Lapse: campaign.LapseRevoke}, "Q3"); again.form.Value(kinds) != "key" || again.form.Value(lapse) != "revoke" {
		t.Error("a duplicate forgets kinds or lapse")
	}
}
