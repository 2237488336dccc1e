// Picture runs tuar demo in a terminal of its own, presses keys, and draws what the screen shows as SVG: the review screen, dark
// or light, and in the dark also an animation of the way there. `go run ./.ci/picture TUAR dark FOLDER` writes review-dark.svg
// and review.svg.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/tuar-dev/tuar/store/child"
)

const (
	columns, lines   = 120, 32
	cellWide, cellUp = 8.4, 18.0 // of a cell, at a letter size of 14
)

// step waits for a text, keeps the screen for the animation, and presses a key.
type step struct {
	sees string        // what the screen shows first
	show time.Duration // how long the animation stays
	key  string
}

var way = []step{
	{"needs attention", 2 * time.Second, "3"},
	{"mine", 1500 * time.Millisecond, "\r"},
	{"new or raised", 2 * time.Second, "r"},
	{"left the company", 1500 * time.Millisecond, "4"},
	{"", 900 * time.Millisecond, "r"},
	{"", 900 * time.Millisecond, "3"},
	{"", 900 * time.Millisecond, "r"},
	{"", 900 * time.Millisecond, "3"},
	{"", 900 * time.Millisecond, "j"},
	{"", 3 * time.Second, ""},
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 || args[1] != "dark" && args[1] != "light" {
		return errors.New("usage: go run ./.ci/picture TUAR dark|light FOLDER")
	}
	program, theme, folder := args[0], args[1], args[2]
	cmd := child.Command(context.Background(), program, "demo")
	cmd.Env = append(os.Environ(), "TUAR_THEME="+theme, "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8")
	screen := vt.NewSafeEmulator(columns, lines)
	keys, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: lines, Cols: columns})
	if err != nil {
		return err
	}
	defer func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() }()
	go func() { _, _ = io.Copy(keys, screen) }()
	go func() { _, _ = io.Copy(screen, keys) }()

	d := &drawing{dark: theme == "dark", classes: map[string]string{}, rows: map[string]int{}}
	for _, s := range way {
		if err := await(screen, s.sees); err != nil {
			return err
		}
		time.Sleep(700 * time.Millisecond) // what follows a key is drawn
		d.keep(screen, s.show)
		if _, err := io.WriteString(keys, s.key); err != nil {
			return err
		}
	}
	time.Sleep(6 * time.Second) // the last message at the bottom has gone
	still := &drawing{dark: d.dark, classes: map[string]string{}, rows: map[string]int{}}
	still.keep(screen, 0)
	if err := os.WriteFile(filepath.Join(folder, "review-"+theme+".svg"), []byte(still.svg()), 0o644); err != nil || !d.dark {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "review.svg"), []byte(d.svg()), 0o644)
}

// await waits until the screen shows a text.
func await(screen *vt.SafeEmulator, text string) error {
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		shown := ansi.Strip(screen.Render())
		if strings.Contains(shown, text) {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the screen never showed %q:\n%s", text, shown)
		}
	}
}

// drawing is screens, one after the other. A row that several of them share is drawn once.
type drawing struct {
	dark    bool
	classes map[string]string // by style in CSS
	css     strings.Builder
	rows    map[string]int
	defs    strings.Builder
	frames  [][]int // of each screen the rows
	shown   []time.Duration
}

func (d *drawing) keep(screen *vt.SafeEmulator, show time.Duration) {
	frame := make([]int, lines)
	for y := range frame {
		row := d.row(screen, y)
		at, known := d.rows[row]
		if !known {
			at = len(d.rows)
			d.rows[row] = at
			fmt.Fprintf(&d.defs, "<g id=\"r%d\">%s</g>\n", at, row)
		}
		frame[y] = at
	}
	d.frames, d.shown = append(d.frames, frame), append(d.shown, show)
}

// words finds words with single spaces in between: not every viewer keeps more.
var words = regexp.MustCompile(`[^ ]+( [^ ]+)*`)

// row draws a row of the screen at the top: grounds first, then letters, each run of one style at its place and width.
func (d *drawing) row(screen *vt.SafeEmulator, y int) string {
	var grounds, letters strings.Builder
	for x := 0; x < columns; {
		first := cellAt(screen, x, y)
		text, end := "", x
		for end < columns {
			c := cellAt(screen, end, y)
			if !c.Style.Equal(&first.Style) {
				break
			}
			text += cmp.Or(c.Content, " ")
			end += max(1, c.Width)
		}
		fg, bg := first.Style.Fg, first.Style.Bg
		if first.Style.Attrs&uv.AttrReverse != 0 {
			fg, bg = cmpColor(bg, d.ground()), cmpColor(fg, d.ink())
		}
		if bg != nil {
			fmt.Fprintf(&grounds, `<rect x="%.1f" width="%.1f" height="%g" fill="%s"/>`, float64(x)*cellWide, float64(end-x)*cellWide, cellUp, hex(bg))
		}
		for _, at := range words.FindAllStringIndex(text, -1) {
			word := text[at[0]:at[1]]
			fmt.Fprintf(&letters, `<text x="%.1f" y="13.5" textLength="%.1f" class="%s">%s</text>`,
				float64(x+ansi.StringWidth(text[:at[0]]))*cellWide, float64(ansi.StringWidth(word))*cellWide, d.class(first.Style, fg), html.EscapeString(word))
		}
		x = end
	}
	return grounds.String() + letters.String()
}

func cellAt(screen *vt.SafeEmulator, x, y int) uv.Cell {
	if c := screen.CellAt(x, y); c != nil {
		return *c
	}
	return uv.Cell{Content: " ", Width: 1}
}

// class returns the name of a style of letters.
func (d *drawing) class(s uv.Style, fg color.Color) string {
	css := "fill:" + hex(cmpColor(fg, d.ink()))
	if s.Attrs&uv.AttrBold != 0 {
		css += ";font-weight:bold"
	}
	if s.Attrs&uv.AttrFaint != 0 {
		css += ";opacity:.6"
	}
	if s.Attrs&uv.AttrItalic != 0 {
		css += ";font-style:italic"
	}
	if s.Underline != 0 {
		css += ";text-decoration:underline"
	}
	name, known := d.classes[css]
	if !known {
		name = fmt.Sprintf("c%d", len(d.classes))
		d.classes[css] = name
		fmt.Fprintf(&d.css, ".%s{%s}\n", name, css)
	}
	return name
}

func (d *drawing) ink() color.Color {
	if d.dark {
		return color.RGBA{0xc8, 0xcc, 0xd4, 0xff}
	}
	return color.RGBA{0x24, 0x29, 0x2e, 0xff}
}

func (d *drawing) ground() color.Color {
	if d.dark {
		return color.RGBA{0x16, 0x16, 0x1e, 0xff}
	}
	return color.RGBA{0xff, 0xff, 0xff, 0xff}
}

func cmpColor(c, otherwise color.Color) color.Color {
	if c == nil {
		return otherwise
	}
	return c
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// svg draws all screens. Whoever wants no motion sees the last one.
func (d *drawing) svg() string {
	var total, began time.Duration
	for _, s := range d.shown {
		total += s
	}
	var b, frames strings.Builder
	last := len(d.frames) - 1
	for i, frame := range d.frames {
		if last > 0 {
			from, to := 100*began.Seconds()/total.Seconds(), 100*(began+d.shown[i]).Seconds()/total.Seconds()
			began += d.shown[i]
			fmt.Fprintf(&d.css, "@keyframes k%d{0%%{visibility:%s}%.2f%%{visibility:visible}%.2f%%{visibility:hidden}}\n",
				i, map[bool]string{true: "visible", false: "hidden"}[i == 0], from, min(to, 100))
			fmt.Fprintf(&d.css, "#f%d{visibility:%s;animation:k%d %gs steps(1,end) infinite}\n", i, map[bool]string{true: "visible", false: "hidden"}[i == last], i, total.Seconds())
		}
		fmt.Fprintf(&frames, "<g id=\"f%d\">", i)
		for y, row := range frame {
			fmt.Fprintf(&frames, `<use href="#r%d" y="%g"/>`, row, float64(y)*cellUp)
		}
		frames.WriteString("</g>\n")
	}
	wide, high := columns*cellWide+24, lines*cellUp+24
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-size="14" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace">`+"\n", wide, high)
	fmt.Fprintf(&b, "<style>text{white-space:pre}\n%s@media (prefers-reduced-motion){g{animation:none!important}}</style>\n", d.css.String())
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"%s\"/>\n<defs>\n%s</defs>\n<g transform=\"translate(12 12)\">\n%s</g>\n</svg>\n", hex(d.ground()), d.defs.String(), frames.String())
	return b.String()
}
