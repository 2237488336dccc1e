package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/words"
)

// What a person can answer anywhere: errQuit ends everything, errBack leaves the question and what it belongs to.
var (
	errQuit = errors.New("quit")
	errBack = errors.New("back")
)

// longest bounds an answer, in bytes.
const longest = 64 << 10

// pageLines is the number of lines after which a list waits.
const pageLines = 20

// talk writes lines and reads answers. Nothing that was written is changed later.
type talk struct {
	ctx     context.Context
	now     func() time.Time
	in      *bufio.Scanner
	out     io.Writer
	charset safetext.Charset
	echo    bool
}

func newTalk(ctx context.Context, o Options) *talk {
	t := &talk{ctx: ctx, now: o.now(), in: bufio.NewScanner(o.In), out: o.Out, charset: o.Charset, echo: o.Echo}
	t.in.Buffer(nil, longest)
	return t
}

// say writes one fact as one harmless line.
func (t *talk) say(format string, args ...any) {
	fmt.Fprintln(t.out, t.charset.Clean(fmt.Sprintf(format, args...)))
}

// fact writes a name and its value; nothing without a value.
func (t *talk) fact(name, value string) {
	if value != "" {
		t.say("%s: %s", name, value)
	}
}

// remarks writes lines of which those that begin with ! need a look, which is said in a word.
func (t *talk) remarks(lines []string) {
	for _, line := range lines {
		if text, look := strings.CutPrefix(line, "! "); look {
			line = "Note: " + text
		}
		t.say("%s.", strings.TrimRight(strings.ReplaceAll(line, " · ", ", "), "."))
	}
}

// complain says what failed, and what to do about it.
func (t *talk) complain(err error) {
	for line := range strings.Lines(err.Error()) {
		t.say("Error: %s", strings.TrimSpace(line))
	}
	t.fact("What to do", fault.HintOf(err))
}

// read returns the next line. At the end of the input it returns errQuit.
func (t *talk) read() (string, error) {
	type result struct {
		line string
		err  error
	}
	got := make(chan result, 1)
	go func() {
		if t.in.Scan() {
			got <- result{line: t.in.Text()}
			return
		}
		err := errQuit
		if failed := t.in.Err(); failed != nil {
			err = fault.New(fault.Failed, "the answer could not be read: %w", failed)
		}
		got <- result{err: err}
	}()
	select {
	case r := <-got:
		return r.line, r.err
	case <-t.ctx.Done():
		return "", t.ctx.Err()
	}
}

// question asks for one line of text.
type question struct {
	text     string
	help     string // more about it, said at the word help
	more     func() // what help says beside that; may be nil
	optional bool   // an empty answer counts
	check    func(string) error
}

// ask asks until the answer is valid.
func (t *talk) ask(q question) (string, error) {
	for {
		fmt.Fprint(t.out, t.charset.Clean(q.text)+" ")
		line, err := t.read()
		if err != nil {
			fmt.Fprintln(t.out)
			return "", err
		}
		answer := strings.TrimSpace(line)
		if t.echo {
			t.say("%s", answer)
		}
		switch strings.ToLower(answer) {
		case "quit":
			return "", errQuit
		case "back":
			return "", errBack
		case "help", "?":
			t.fact("Help", q.help)
			if q.more != nil {
				q.more()
			}
			t.say("At every question: quit ends tuar, back leaves the question, help says what it is about.")
			continue
		}
		switch {
		case !utf8.ValidString(answer):
			err = errors.New("that is not text in UTF-8")
		case answer == "" && !q.optional:
			err = errors.New("an answer is needed; back leaves the question")
		case answer != "" && q.check != nil:
			err = q.check(answer)
		}
		if err == nil {
			return answer, nil
		}
		t.say("Not understood: %s", err)
	}
}

// yes asks for a clear yes or no.
func (t *talk) yes(format string, args ...any) (bool, error) {
	answer, err := t.ask(question{
		text: fmt.Sprintf(format, args...) + " Type yes or no:",
		check: func(text string) error {
			if !isOne(text, "yes", "y", "no", "n") {
				return errors.New("type yes or no")
			}
			return nil
		},
	})
	return isOne(answer, "yes", "y"), err
}

// confirm asks for a yes, and returns errBack without one.
func (t *talk) confirm(format string, args ...any) error {
	agreed, err := t.yes(format, args...)
	if err == nil && !agreed {
		t.say("Nothing was done.")
		err = errBack
	}
	return err
}

// number asks for the number that a large act needs, and returns errBack for another one.
func (t *talk) number(text string, wanted int) error {
	given, err := t.ask(question{text: text})
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(given); err != nil || n != wanted {
		t.say("That is not the number. Nothing was done.")
		return errBack
	}
	return nil
}

func isOne(answer string, of ...string) bool {
	for _, one := range of {
		if strings.EqualFold(answer, one) {
			return true
		}
	}
	return false
}

// choice is an answer to a menu: its key or its name. A key is one letter or a number; small and capital letters mean the same,
// since they sound the same.
type choice struct {
	key, name string
	do        func() error
}

// list says the choices.
func (t *talk) list(choices []choice) {
	for _, c := range choices {
		t.say("%s: %s", c.key, c.name)
	}
}

// find returns the choice that an answer names.
func find(choices []choice, answer string) (choice, bool) {
	for _, c := range choices {
		if strings.EqualFold(answer, c.key) || strings.EqualFold(answer, c.name) {
			return c, true
		}
	}
	return choice{}, false
}

// numbered gives the choices the numbers from 1 on as their keys.
func numbered(choices ...choice) []choice {
	for i := range choices {
		choices[i].key = strconv.Itoa(i + 1)
	}
	return choices
}

// menu shows something and offers choices about it, again and again, until the answer is back. The choices are said when they
// are new, and at the word help.
func (t *talk) menu(text string, show func() ([]choice, error)) error {
	for said := []choice(nil); ; {
		choices, err := show()
		if err != nil {
			return t.survive(err)
		}
		if !slices.EqualFunc(choices, said, func(a, b choice) bool { return a.key == b.key && a.name == b.name }) {
			t.list(choices)
			said = choices
		}
		answer, err := t.ask(question{
			text: text, help: "answer with a number or a word of the list", more: func() { t.list(choices) },
			check: func(text string) error {
				if _, ok := find(choices, text); !ok {
					return fmt.Errorf("%q is none of the choices", text)
				}
				return nil
			},
		})
		if err != nil {
			return t.survive(err)
		}
		chosen, _ := find(choices, answer)
		if err := t.survive(chosen.do()); err != nil {
			return err
		}
	}
}

// survive says what went wrong, and returns only what ends everything.
func (t *talk) survive(err error) error {
	switch {
	case err == nil, errors.Is(err, errBack):
		return nil
	case errors.Is(err, errQuit), t.ctx.Err() != nil:
		return err
	}
	t.complain(err)
	return nil
}

// pick lists numbered lines, page by page, and returns the place of the chosen one. Words in place of a number list the lines
// that have all of them.
func (t *talk) pick(what string, lines []string) (int, error) {
	shown := make([]int, len(lines))
	for i := range lines {
		shown[i] = i
	}
	for at := 0; ; {
		end := min(at+pageLines, len(shown))
		for _, i := range shown[at:end] {
			t.say("%d: %s", i+1, lines[i])
		}
		text := "Number of the " + what + ", words to find, or back:"
		if end < len(shown) {
			text = fmt.Sprintf("%d of %s. Number of the %s, more, words to find, or back:", end, words.Count(len(shown), "line"), what)
		}
		answer, err := t.ask(question{text: text, help: "more lists the next lines; words list the lines that have all of them"})
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(answer); err == nil {
			if n >= 1 && n <= len(lines) {
				return n - 1, nil
			}
			t.say("There is no number %d.", n)
			continue
		}
		if isOne(answer, "more") {
			at = end
			if at >= len(shown) {
				t.say("That was the last line; again from the first.")
				at = 0
			}
			continue
		}
		found := matching(lines, answer)
		if len(found) == 0 {
			t.say("No line has all of these words.")
			continue
		}
		t.say("%s.", words.Count(len(found), "line has these words", "lines have these words"))
		shown, at = found, 0
	}
}

// pages says lines page by page.
func (t *talk) pages(lines []string) error {
	for at := 0; at < len(lines); {
		end := min(at+pageLines, len(lines))
		for _, line := range lines[at:end] {
			t.say("%s", line)
		}
		if at = end; at == len(lines) {
			break
		}
		answer, err := t.ask(question{text: fmt.Sprintf("%d of %d. Type more or back:", at, len(lines)), check: func(text string) error {
			if !isOne(text, "more") {
				return errors.New("type more or back")
			}
			return nil
		}})
		if err != nil || answer == "" {
			return err
		}
	}
	return nil
}

// matching returns the places of the lines that have all words, whatever their case.
func matching(lines []string, text string) (found []int) {
	wanted := strings.Fields(strings.ToLower(text))
	for i, line := range lines {
		line = strings.ToLower(line)
		all := true
		for _, w := range wanted {
			all = all && strings.Contains(line, w)
		}
		if all {
			found = append(found, i)
		}
	}
	return found
}

// percent puts a part into words: "32 percent".
func percent(part, whole int) string {
	if whole == 0 {
		return "0 percent"
	}
	return fmt.Sprintf("%d percent", part*100/whole)
}

// day and moment put a time into words, in UTC.
func day(at time.Time) string    { return at.UTC().Format("2 Jan 2006") }
func moment(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") }
