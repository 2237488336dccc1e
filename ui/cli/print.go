package cli

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/scrub"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// printer writes lines for people.
type printer struct {
	w      io.Writer
	width  int // of the terminal; 0 where lines may be of any length
	styled bool
	quiet  bool      // without the next step
	rows   bool      // tables as sentences, for screen readers
	out    io.Writer // of tables as CSV

	// joined and files take tables, to write them with those of other workspaces; nil: they are written.
	joined  func([]column, [][]string)
	files   func(*tabular.Table)
	charset safetext.Charset
	shape   listed // the columns and the order of lists
}

// printer returns a printer for one of the session's streams.
func (s *session) printer(o *outlet) *printer {
	p := &printer{w: o, rows: s.accessible, quiet: s.quiet, shape: s.list, out: s.exported()}
	fd, ok := terminal(o)
	p.styled = !s.noColor && (s.forceColor || ok && s.Getenv("TERM") != "dumb")
	if !ok {
		return p
	}
	if width, _, err := term.GetSize(fd); err == nil {
		p.width = width
	}
	if !theme.DetectUnicode(s.Getenv) {
		p.charset = safetext.ASCII
	}
	return p
}

// note writes a remark beside the result for people, and nothing for programs.
func (s *session) note(format string, args ...any) {
	if !s.json && !s.quiet {
		s.printer(s.err).linef(format, args...)
	}
}

// beside returns the stream for remarks beside the result: stdout, or nowhere if a program reads it.
func (s *session) beside() *outlet {
	if s.json {
		return &outlet{w: io.Discard}
	}
	return s.out
}

// aside returns a printer for output that is not the result.
func (s *session) aside() *printer { return s.printer(s.beside()) }

// writeJSON writes a value for programs.
func (s *session) writeJSON(v any) error {
	return tabular.WriteJSON(s.out, v)
}

// trace writes a request to Torq for people who look for the reason of something.
func (s *session) trace(method, address string, status int, took time.Duration, err error) {
	p := s.printer(s.err)
	if err != nil {
		p.linef("%s %s failed after %s: %s", p.dim(method), scrub.Text(address), took.Round(time.Millisecond), scrub.Text(err.Error()))
		return
	}
	p.linef("%s %s %d in %s", p.dim(method), scrub.Text(address), status, took.Round(time.Millisecond))
}

// styledText is text that was made harmless already and may carry styles.
type styledText string

func (p *printer) style(style ansi.Style, text any) styledText {
	clean := p.clean(text)
	if !p.styled || clean == "" {
		return styledText(clean)
	}
	return styledText(style.Styled(clean))
}

func (p *printer) bold(text any) styledText { return p.style(ansi.Style{}.Bold(), text) }
func (p *printer) dim(text any) styledText  { return p.style(ansi.Style{}.Faint(), text) }
func (p *printer) good(text any) styledText {
	return p.style(ansi.Style{}.ForegroundColor(ansi.Green), text)
}

func (p *printer) warn(text any) styledText {
	return p.style(ansi.Style{}.ForegroundColor(ansi.Yellow), text)
}

func (p *printer) bad(text any) styledText {
	return p.style(ansi.Style{}.Bold().ForegroundColor(ansi.Red), text)
}

// clean returns any value as one harmless line.
func (p *printer) clean(v any) string {
	if done, ok := v.(styledText); ok {
		return string(done)
	}
	return p.charset.Clean(fmt.Sprint(v))
}

// linef writes a line, in a terminal wrapped at words under its own beginning. Every text among the arguments is made
// harmless.
func (p *printer) linef(format string, args ...any) { p.hang("", format, args...) }

// hang writes a title and a text beside it. Further lines of the text are indented, so that no text can pretend to be
// another title.
func (p *printer) hang(title styledText, format string, args ...any) {
	for i, a := range args {
		if _, isError := a.(error); isError || reflect.ValueOf(a).Kind() == reflect.String {
			args[i] = p.clean(a)
		}
	}
	line := fmt.Sprintf(format, args...)
	if title != "" {
		title += " "
	}
	text := strings.TrimLeft(line, " ")
	title += styledText(line[:len(line)-len(text)])
	if indent := ansi.StringWidth(string(title)); p.width > indent+20 {
		text = strings.ReplaceAll(safetext.Wrap(text, p.width-indent), "\n", "\n"+strings.Repeat(" ", indent))
	}
	fmt.Fprintf(p.w, "%s%s\n", title, text)
}

// titled writes a text that may have several lines beside its title.
func (p *printer) titled(title styledText, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		p.hang(title, "%s", line)
		title = styledText(strings.Repeat(" ", ansi.StringWidth(string(title))))
	}
}

// export writes a table as CSV.
func (p *printer) export(t *tabular.Table) {
	if p.files != nil {
		p.files(t)
		return
	}
	_ = t.WriteMarkedCSV(p.out) // the outlet tells its error at the end
}

// gap writes an empty line.
func (p *printer) gap() { fmt.Fprintln(p.w) }

// fact writes a name and its value, aligned with the facts above and below.
func (p *printer) fact(name, format string, args ...any) {
	p.hang(p.dim(safetext.Fit(name, 12)), format, args...)
}

// next writes the command that comes next.
func (p *printer) next(command string) {
	if !p.quiet {
		p.hang(p.dim("next:"), "%s", p.bold(command))
	}
}

// step writes the next step of this user, or what is pending.
func (p *printer) step(step review.Step, err error) {
	switch {
	case p.quiet:
	case err != nil: // what was done is done; the next command will say what is wrong
	case step.Way.Act != "":
		p.next(step.Way.String())
		if step.Why != "" {
			p.linef("      (%s)", step.Why)
		}
	case step.Waiting != "":
		p.hang(p.dim("waiting:"), "%s", step.Waiting)
	}
}

// text writes a user's text, wrapped and indented.
func (p *printer) text(indent, text string) {
	width := 100
	if p.width > 0 {
		width = min(width, p.width)
	}
	for _, line := range p.charset.Block(text, width-len(indent)) {
		p.linef("%s%s", indent, strings.TrimRight(line, " "))
	}
}

// day returns a date as people read it.
func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// moment returns a time as people read it.
func moment(t time.Time) string { return t.UTC().Format(momentLayout) }

const momentLayout = "2 Jan 2006 15:04 UTC"

// count returns n with its word: "1 item", "3 items".
func count(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// stamp returns a time in the format for programs; nil if there is none.
func stamp(t *time.Time) *string {
	if t == nil || t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339Nano)
	return &text
}
