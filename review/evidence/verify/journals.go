package verify

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
)

// maxLine is the longest line of a journal that is read: opening a campaign names every item.
const maxLine = 64 << 20

// checkJournals reads every journal, and follows its chain from the first line to the last.
func (v *verification) checkJournals() string {
	var lines []record.Line
	n, ok := 0, true
	for _, path := range v.paths() {
		writer, is := strings.CutSuffix(strings.TrimPrefix(path, "journal/"), ".jsonl")
		if !is {
			continue
		}
		n++
		own, err := readJournal(v.files[path], writer)
		if err != nil {
			ok = false
			v.wrong("%s, line %d: %v", path, len(own)+1, err)
		}
		lines = append(lines, own...)
	}
	if n == 0 {
		v.wrong("there is no journal in the pack, and so nothing that the rest could rest on")
		return ""
	}
	lines = record.Order(lines)
	if v.intact = intactLines(lines); ok {
		v.lines = lines
	}
	return fmt.Sprintf("%s in %s: each is as it was written, and follows the one before it", some(len(lines), "line"),
		some(n, "journal"))
}

// intactLines returns the lines of each journal up to the first that refers to a missing line.
func intactLines(lines []record.Line) []record.Line {
	hashes, broken := record.Hashes{}, map[string]bool{}
	kept := make([]record.Line, 0, len(lines))
	for i := range lines {
		l := &lines[i]
		if broken[l.Writer] = broken[l.Writer] || l.CheckHeads(hashes.Of) != nil; !broken[l.Writer] {
			kept = append(kept, *l)
			hashes.Apply(*l)
		}
	}
	return kept
}

// readJournal returns the valid lines, and the error of the first invalid one. As in the record, a last line without
// its newline is valid.
func readJournal(f *file, writer string) (lines []record.Line, err error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	reader := bufio.NewReaderSize(in, 64<<10)
	var prev *record.Line
	for {
		raw, err := readLine(reader)
		switch {
		case errors.Is(err, io.EOF) && len(raw) == 0 && prev != nil:
			return lines, nil
		case errors.Is(err, io.EOF) && len(raw) == 0:
			return lines, errors.New("the journal has no lines")
		case err != nil && !errors.Is(err, io.EOF):
			return lines, fmt.Errorf("it cannot be read: %w", err)
		}
		cut := errors.Is(err, io.EOF)
		l, err := record.Parse(bytes.TrimSuffix(raw, []byte{'\n'}))
		switch {
		case err != nil && cut:
			return lines, fmt.Errorf("the journal ends in the middle of it: %w", err)
		case err != nil:
			return lines, err
		}
		if l.Writer != writer {
			return lines, fmt.Errorf("it was written by %q", l.Writer)
		}
		if err := l.Follows(prev); err != nil {
			return lines, err
		}
		lines = append(lines, l)
		prev = &l
	}
}

// readLine returns the next line with its newline.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxLine {
			return nil, fmt.Errorf("it is longer than %d bytes", maxLine)
		}
	}
}

// checkHeads checks that the heads named by lines exist, and that no line was inserted before a sign-off or closing.
func (v *verification) checkHeads() string {
	if v.lines == nil {
		v.wrong("not checked, since a journal does not check out")
		return ""
	}
	hashes, n := record.Hashes{}, 0
	for i := range v.lines {
		l := &v.lines[i]
		if heads, _ := l.Knows(); len(heads) > 0 {
			n++
		}
		if err := l.CheckHeads(hashes.Of); err != nil {
			v.wrong("%v", err)
		}
		hashes.Apply(*l)
	}
	base := core.NewBase()
	fold := core.NewFold(base, campaign.NewBook(base)).Unchecked()
	if err := fold.Apply(v.lines); err != nil {
		v.wrong("%v", err)
	} else {
		standing := fold.Standing()
		v.people, v.standing = &base.People, &standing
	}
	return fmt.Sprintf("%s where other journals ended when they were written; those lines are there",
		someSay(n, "line", "names", "name"))
}

// checkHeadCodes looks for the head codes that were kept outside.
func (v *verification) checkHeadCodes() string {
	var found []string
	for _, digits := range v.Heads {
		code := record.HeadCode(digits)
		l, there := record.FindHead(v.lines, digits)
		switch {
		case v.lines == nil:
			v.wrong("%s is not looked for, since a journal does not check out", code)
		case !there:
			v.wrong("no line has the head code %s: the record is not what it was when that code was handed out", code)
		default:
			found = append(found, fmt.Sprintf("%s is line %d of %s, %s by %s; it and all before it are what they were when the code was given",
				code, l.Seq, l.Writer, l.Type, l.Actor))
		}
	}
	if len(v.Heads) == 0 {
		return "none was given; without one, or a signature, nothing shows that the whole record was not written anew"
	}
	return strings.Join(found, "\n")
}

func some(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func someSay(n int, word, one, many string) string {
	if n == 1 {
		return some(n, word) + " " + one
	}
	return some(n, word) + " " + many
}
