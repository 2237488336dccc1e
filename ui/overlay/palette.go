package overlay

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Command is an entry of a Palette.
type Command struct {
	Entry
	ID string // names it as long as the process runs

	text string // the name and what else is searched, lower case
	name int    // bytes of text that are the name
}

// NewCommand makes a command that is found by its name, its note and its key.
func NewCommand(id string, e Entry) Command {
	name := strings.ToLower(e.Name)
	return Command{Entry: e, ID: id, text: name + "\n" + strings.ToLower(e.Note+" "+e.Key), name: len(name)}
}

// Palette finds one command among any number of them. The best fit comes first, and among equal fits what was chosen
// before. At most mostFound are listed; a letter more looks only at what the text before it found.
type Palette struct {
	*Choice
	all     []Command
	recent  []string // IDs, the latest first
	reading int      // sources that have not answered yet
	faults  []string

	found   []findings     // one for each part of the text, the shortest first
	best    [ranks][]int32 // of the last text, by rank
	matched int            // commands that fit the text
	rows    []numbered     // what is listed
}

// findings are the commands that fit a text.
type findings struct {
	text    string
	matches []int32 // in Palette.all
}

const (
	mostFound = 100
	ranks     = 32
)

// Messages of a Palette.
type (
	// Found brings the commands of a source, or says why there are none.
	Found struct {
		Palette  *Palette
		Commands []Command
		Fault    string
	}
	// Picked is the Action with which a Palette closes: that of the command with the ID.
	Picked struct {
		ID     string
		Action tea.Msg
	}
)

// NewPalette makes a palette of commands to which so many sources will add. recent are the IDs of commands chosen
// before, the latest first.
func NewPalette(commands []Command, recent []string, sources int) *Palette {
	p := &Palette{Choice: NewChoice("Commands", nil), all: commands, recent: recent, reading: sources}
	p.keyed()
	p.narrow, p.total = p.find, most
	p.find("")
	return p
}

// Update implements Dialog.
func (p *Palette) Update(msg tea.Msg) (Result, tea.Cmd) {
	if f, ok := msg.(Found); ok {
		if f.Palette == p {
			p.add(f)
		}
		return Result{}, nil
	}
	result, cmd := p.Choice.Update(msg)
	if e, ok := p.table.Current(); ok && result.Action != nil {
		result.Action = Picked{p.all[e.n].ID, result.Action}
	}
	return result, cmd
}

// add takes the answer of a source. The cursor stays on its command.
func (p *Palette) add(f Found) {
	p.reading--
	if f.Fault != "" {
		p.faults = append(p.faults, f.Fault)
	}
	p.all = append(p.all, f.Commands...)
	p.found = p.found[:0]
	p.find(p.input.Value())
}

// find lists what fits a text best.
func (p *Palette) find(text string) {
	text = strings.ToLower(text)
	for n := len(p.found); n > 0 && !strings.HasPrefix(text, p.found[n-1].text); n-- {
		p.found = p.found[:n-1]
	}
	for i := range p.best {
		p.best[i] = p.best[i][:0]
	}
	p.matched = 0
	words := strings.Fields(text)
	n := len(p.found)
	if n < cap(p.found) {
		p.found = p.found[:n+1]
	} else {
		p.found = append(p.found, findings{})
	}
	next := &p.found[n]
	next.text, next.matches = text, next.matches[:0]
	if n == 0 {
		for i := range p.all {
			p.try(next, int32(i), words)
		}
	} else {
		for _, i := range p.found[n-1].matches {
			p.try(next, i, words)
		}
	}
	p.list()
}

// try keeps a command that fits all words.
func (p *Palette) try(to *findings, i int32, words []string) {
	rank := 0
	for _, word := range words {
		r, ok := filter.Rank(p.all[i].text, p.all[i].name, word)
		if !ok {
			return
		}
		rank += 2 * r
	}
	if !slices.Contains(p.recent, p.all[i].ID) {
		rank++
	}
	rank = min(rank, ranks-1)
	p.matched++
	to.matches = append(to.matches, i)
	if len(p.best[rank]) < mostFound {
		p.best[rank] = append(p.best[rank], i)
	}
}

// list shows the best commands.
func (p *Palette) list() {
	p.rows, p.wide = p.rows[:0], 0
	for _, found := range p.best {
		slices.SortStableFunc(found, func(a, b int32) int { return cmp.Compare(p.age(a), p.age(b)) })
		for _, i := range found[:min(len(found), mostFound-len(p.rows))] {
			e := numbered{p.all[i].Entry, int(i)}
			p.rows = append(p.rows, e)
			p.wide = max(p.wide, ansi.StringWidth(e.Name)+ansi.StringWidth(note(e))+ansi.StringWidth(e.Key))
		}
	}
	p.table.Empty = "nothing matches"
	if p.reading > 0 {
		p.table.Empty = "nothing matches so far"
	}
	p.table.SetRows(p.rows)
}

// age returns the place among the commands chosen before; those that were not come last.
func (p *Palette) age(i int32) int {
	if at := slices.Index(p.recent, p.all[i].ID); at >= 0 {
		return at
	}
	return len(p.recent)
}

// View implements Dialog. The last line says how many there are, and what is missing.
func (p *Palette) View(th *theme.Theme, width, height int) string {
	text := fmt.Sprintf("%d of %d", p.matched, len(p.all))
	if p.matched > mostFound {
		text += fmt.Sprintf(", the first %d; type more", mostFound)
	}
	if p.reading > 0 {
		text += " · still reading people and campaigns"
	}
	for _, fault := range p.faults {
		text += " · " + fault
	}
	return p.Choice.View(th, width, height-1) + "\n" + th.Dim.Render(th.Fit(text, width))
}
