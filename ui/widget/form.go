package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/ui/theme"
)

// Form shows fields one below the other and lets a person fill them in. The screen that owns it passes keys and pastes
// to it and acts on the Event.
type Form struct {
	Title   string
	Warning string // shown below the title where little of the aside is in sight
	Fields  []Field
	At      int    // the field with the focus
	Saving  string // shown while something is under way: "asking…"
	Kept    bool   // it holds what was typed when it was left last; ctrl+r asks the owner for an empty one

	touched       bool // something was changed
	cramped       bool // there is little room
	complete      completion
	refusal, hint string
	refused       int // the field the refusal stands at
}

// Field is one line of a form: a text if it has an Input, a choice if it has Options, otherwise a field drawn by Show
// and handled by Press.
type Field struct {
	Label   string
	Input   *Input
	Options []string
	Chosen  int // of Options
	// Show draws the field where no text is being typed; "" shows the text as it is.
	Show func(th *theme.Theme, width int) string
	// Press gets the keys that do not move between fields, leave or save, and reports whether it used one.
	Press func(tea.KeyPressMsg) (bool, tea.Cmd)
	// Rule says below the field with the focus what is right in it: format, range, whether it is needed.
	Rule string
	// Complete returns the texts that a word of the field can become, those used last first; nil for a field without.
	Complete func() []string
	// Notes draws the lines below the field.
	Notes func(th *theme.Theme, width int) []string
}

// Text makes a field to type in; the hint shows while it is empty.
func Text(label, hint, value string) Field {
	in := NewInput(hint)
	in.SetValue(value)
	return Field{Label: label, Input: in}
}

// Choose makes a field in which the arrows choose one of a few.
func Choose[T ~string](label string, all []T, chosen T) Field {
	f := Field{Label: label, Chosen: max(0, slices.Index(all, chosen))}
	for _, o := range all {
		f.Options = append(f.Options, string(o))
	}
	return f
}

// Event tells the owner of a form what a key or a paste did.
type Event int

// The events.
const (
	Moved   Event = iota // the focus, the cursor, or nothing
	Changed              // a text or a choice
	Save                 // asks the owner to save: ctrl+s, or enter on the last field
	Leave                // asks the owner to close the form: esc
	Anew                 // asks the owner for an empty form in the place of a kept one: ctrl+r
)

// Value returns the text or the choice of a field.
func (f *Form) Value(field int) string {
	switch it := f.Fields[field]; {
	case it.Input != nil:
		return it.Input.Value()
	case len(it.Options) > 0:
		return it.Options[it.Chosen]
	}
	return ""
}

// Last reports whether the last field has the focus, where enter saves.
func (f *Form) Last() bool { return f.At == len(f.Fields)-1 }

// Refuse moves the focus to a field and shows there, instead of its notes, why the form was not saved,
// until something changes.
func (f *Form) Refuse(field int, why error, hint string) {
	f.At, f.refused, f.refusal, f.hint = field, field, why.Error(), hint
}

// Accept takes the refusal away.
func (f *Form) Accept() { f.refusal, f.hint = "", "" }

// Update takes a key or a paste.
func (f *Form) Update(msg tea.Msg) (Event, tea.Cmd) {
	at, before := f.At, f.Value(f.At)
	event, cmd := f.update(msg)
	if event == Moved && f.Value(at) != before {
		event = Changed
	}
	if event == Changed {
		f.touched = true
		f.Accept()
	}
	return event, cmd
}

// Touched reports whether a person changed something in it.
func (f *Form) Touched() bool { return f.touched }

func (f *Form) update(msg tea.Msg) (Event, tea.Cmd) {
	it, n := &f.Fields[f.At], len(f.Fields)
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if f.take(press) {
			return Moved, nil // Update sees what became of the text
		}
		switch press.String() {
		case "esc":
			return Leave, nil
		case "ctrl+r":
			if f.Kept {
				return Anew, nil
			}
		case "ctrl+s":
			return Save, nil
		case "tab", "down":
			f.At = (f.At + 1) % n
			return Moved, nil
		case "shift+tab", "up":
			f.At = (f.At + n - 1) % n
			return Moved, nil
		}
		if it.Press != nil {
			if used, cmd := it.Press(press); used {
				return Changed, cmd
			}
		}
		switch key := press.String(); {
		case key == "enter" && f.Last():
			return Save, nil
		case key == "enter":
			f.At++
			return Moved, nil
		case len(it.Options) > 0 && (key == "left" || key == "h"):
			it.Chosen = (it.Chosen + len(it.Options) - 1) % len(it.Options)
		case len(it.Options) > 0 && (key == "right" || key == "l" || key == "space"):
			it.Chosen = (it.Chosen + 1) % len(it.Options)
		}
	}
	if it.Input != nil {
		return Moved, it.Input.Update(msg)
	}
	return Moved, nil
}

const (
	labelled   = 16  // cells before the text of a field: cursor, label, blanks
	besideFrom = 112 // cells from which on the aside stands beside the fields
	airyFrom   = 30  // lines from which on empty ones stand between the fields
	shortUnder = 20  // lines under which the warning stands below the title
)

// View draws the form, exactly height lines of width cells, with an aside that explains: beside the fields where there
// is room, else below them. The field with the focus is always in sight.
func (f *Form) View(th *theme.Theme, width, height int, aside func(width int, beside bool) []string) string {
	left, right := width, 0
	if width >= besideFrom {
		right = min(width*2/5, 64)
		left = width - right - 1
	}
	lines := []string{th.Title.Render(th.Fit(" "+f.Title, left))}
	if f.Warning != "" && right == 0 && height < shortUnder {
		lines = append(lines, th.Warn.Render(th.Fit(" "+th.Alert+" "+f.Warning, left)))
	}
	f.cramped = height < shortUnder
	if f.Kept {
		lines = append(lines, th.Dim.Render(th.Fit(" as you left it; ctrl+r starts an empty one", left)))
	}
	fields, first, last := f.lines(th, left-1, height >= airyFrom)
	first, last = first+len(lines), last+len(lines)
	for _, line := range fields {
		lines = append(lines, " "+line)
	}
	if right == 0 {
		lines = append(lines, aside(width, false)...)
	}
	shown := strings.Join(inSight(lines, first, last, height), "\n")
	if right == 0 {
		return Clip(shown, left, height)
	}
	return Split(th, shown, strings.Join(aside(right, true), "\n"), left, right, height)
}

// Lines draws the fields alone, width cells wide.
func (f *Form) Lines(th *theme.Theme, width int) []string {
	lines, _, _ := f.lines(th, width, false)
	return lines
}

// Within draws the fields alone, in at most height lines of width cells, with the focus in sight.
func (f *Form) Within(th *theme.Theme, width, height int) []string {
	lines, first, last := f.lines(th, width, false)
	return inSight(lines, first, last, height)
}

// inSight returns the height lines around those from first to last.
func inSight(lines []string, first, last, height int) []string {
	top := max(0, min(first-height/2, len(lines)-height))
	top = max(top, min(first, last+1-height))
	return lines[top:min(top+height, len(lines))]
}

// lines also tells the first and last line of the field with the focus.
func (f *Form) lines(th *theme.Theme, width int, airy bool) (lines []string, first, last int) {
	for i, it := range f.Fields {
		if airy {
			lines = append(lines, "")
		}
		at := len(lines)
		lines = append(lines, f.field(th, i, width))
		switch {
		case f.refusal != "" && i == f.refused:
			why := Block(th, th.Error, th.Alert+" "+f.refusal, width-2)
			for _, line := range append(why, Block(th, th.Dim, f.hint, width-2)...) {
				lines = append(lines, "  "+line)
			}
		case i == f.At && f.refusal == "":
			for _, note := range f.below(th, width-labelled) {
				lines = append(lines, strings.Repeat(" ", labelled)+note)
			}
		case it.Notes != nil:
			for _, note := range it.Notes(th, width-labelled) {
				lines = append(lines, strings.Repeat(" ", labelled)+note)
			}
		}
		if i == f.At {
			first, last = at, len(lines)-1
		}
	}
	if f.Saving != "" {
		lines = append(lines, Block(th, th.Info, f.Saving, width)...)
	}
	return lines, first, last
}

// below draws what stands below the field with the focus: completions, its rule, its notes.
func (f *Form) below(th *theme.Theme, width int) []string {
	it := f.Fields[f.At]
	lines := append(f.offers(th, width), Block(th, th.Dim, it.Rule, width)...)
	if it.Notes != nil {
		lines = append(lines, it.Notes(th, width)...)
	}
	return lines
}

func (f *Form) field(th *theme.Theme, i, width int) string {
	it := f.Fields[i]
	label := th.Dim.Render("  " + th.Fit(it.Label, labelled-2))
	if i == f.At {
		label = th.Accent.Render(th.Cursor+" ") + th.KeyName.Render(th.Fit(it.Label, labelled-2))
	}
	width -= labelled
	switch {
	case i == f.At && it.Input != nil:
		return label + it.Input.View(th, "", width)
	case len(it.Options) > 0:
		return label + options(th, it.Options, it.Chosen)
	}
	if it.Show != nil {
		if shown := it.Show(th, width); shown != "" {
			return label + shown
		}
	}
	return label + th.Fit(it.Input.Shown(), width)
}

// options draws the choices of a field, with the chosen one highlighted.
func options(th *theme.Theme, all []string, chosen int) string {
	var b strings.Builder
	for i, option := range all {
		sign, style := th.Ring, th.Dim
		if i == chosen {
			sign, style = th.Dot, th.KeyName
		}
		b.WriteString(style.Render(sign+" "+option) + "   ")
	}
	return b.String()
}

// Block draws a text in lines of at most width cells, all in one style; none for an empty text.
func Block(th *theme.Theme, style lipgloss.Style, text string, width int) []string {
	if text == "" {
		return nil
	}
	lines := th.Block(text, max(1, width))
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}
