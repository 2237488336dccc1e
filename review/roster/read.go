package roster

import (
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Bounds of a roster. Whatever is longer is no roster of people.
const (
	MaxBytes = 64 << 20
	maxText  = 300 // characters of one field
	maxAlso  = 50  // addresses of one line
)

// Options say how to read a file.
type Options struct {
	Columns    map[string]string // headers by field, which count before all others; NoColumn leaves a field out
	Remembered map[string]string // headers by field, as the last file had them
	Dates      Dates             // empty: as the dates show
}

// Reading is a file that was read. Its roster has only the good lines; it is not to be used if there are bad ones.
type Reading struct {
	Roster
	Read      int               // lines in the file, bad ones included
	Encoding  string            // "UTF-8", "UTF-16" or "Windows-1252"
	Assumed   bool              // nothing in the file says that encoding
	Order     Dates             // of its dates; empty if no date needs one
	Ambiguous string            // a date of which the order must be asked for; then no line was judged
	Unused    []string          // headers of columns that were not read
	Bad       []tabular.BadLine // by line
}

// Read reads a roster from a CSV file. What the whole file lacks is a BadInput fault; what a line lacks is in Bad.
func Read(data []byte, o Options) (*Reading, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.BadInput, "the file has %d bytes; a roster may have %d", len(data), MaxBytes)
	}
	r := &Reading{Roster: Roster{V: 1, File: Name(data), Lines: []Line{}}, Encoding: "UTF-8"}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.IndexByte(data, 0) >= 0:
		r.Encoding = "UTF-16"
	case !utf8.Valid(data):
		text, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return nil, fault.New(fault.BadInput, "the file is neither UTF-8 nor Windows-1252: %w", err)
		}
		data, r.Encoding, r.Assumed = text, "Windows-1252", true
	}
	sheet, bad, err := tabular.ReadLines(data)
	if err != nil {
		return nil, err
	}
	c, err := columnsOf(sheet.Header, o.Columns, o.Remembered)
	if err != nil {
		return nil, err
	}
	r.Columns, r.Unused, r.Bad, r.Read = c.header, c.unused, bad, len(sheet.Rows)+len(bad)
	p := parser{c, sheet, o.Dates}
	if p.order == "" {
		if p.order, r.Ambiguous = orderOf(p.dates()); r.Ambiguous != "" {
			return r, nil
		}
	}
	r.Order = p.order
	p.read(r)
	slices.SortFunc(r.Bad, func(a, b tabular.BadLine) int { return a.Line - b.Line })
	slices.SortFunc(r.Lines, func(a, b Line) int { return strings.Compare(person.Key(a.Email), person.Key(b.Email)) })
	return r, nil
}

// parser makes lines of rows.
type parser struct {
	columns
	sheet *tabular.Sheet
	order Dates
}

// cell returns the text of a field, with one blank for any white space; empty if there is none.
func (p *parser) cell(row tabular.SheetRow, field string) string {
	i, ok := p.at[field]
	if !ok || i >= len(row.Cells) {
		return ""
	}
	return strings.Join(strings.Fields(row.Cells[i]), " ")
}

// dates returns the cells of dates.
func (p *parser) dates() []string {
	var cells []string
	for _, row := range p.sheet.Rows {
		for _, field := range []string{fieldStart, fieldEnd} {
			if cell := p.cell(row, field); cell != "" {
				cells = append(cells, cell)
			}
		}
	}
	return cells
}

// read fills the reading with good lines and bad ones.
func (p *parser) read(r *Reading) {
	first := map[string]int{}       // the line of each address, by person.Key
	byName := map[string][]string{} // addresses, by name
	managers := map[string]string{} // of each good line the name of the manager, where that is no address
	at := map[string]int{}          // its place in the file
	for _, row := range p.sheet.Rows {
		line, manager, err := p.line(row)
		if err == nil {
			err = taken(&line, row.Line, first)
		}
		if line.Name != "" && line.Email != "" {
			byName[nameKey(line.Name)] = append(byName[nameKey(line.Name)], line.Email)
		}
		if err != nil {
			r.Bad = append(r.Bad, tabular.BadLine{Line: row.Line, Why: err.Error()})
			continue
		}
		if manager != "" {
			managers[line.Email] = manager
		}
		at[line.Email] = row.Line
		r.Lines = append(r.Lines, line)
	}
	good := r.Lines[:0]
	for _, line := range r.Lines {
		if name := managers[line.Email]; name != "" {
			found := byName[nameKey(name)]
			if len(found) != 1 {
				r.Bad = append(r.Bad, tabular.BadLine{Line: at[line.Email], Why: noManager(name, len(found))})
				continue
			}
			line.Manager = found[0]
		}
		good = append(good, line)
	}
	r.Lines = good
}

func noManager(name string, found int) string {
	if found == 0 {
		return fmt.Sprintf("the manager %q is neither an e-mail address nor the name on a line", short(name))
	}
	return fmt.Sprintf("the manager %q is the name on %d lines", short(name), found)
}

// taken notes the addresses of a line; an error if one of them stands on an earlier one.
func taken(l *Line, line int, first map[string]int) error {
	all := append([]string{l.Email}, l.Also...)
	for _, email := range all {
		if other, known := first[person.Key(email)]; known {
			return fmt.Errorf("%s stands on line %d, too", short(email), other)
		}
	}
	for _, email := range all {
		first[person.Key(email)] = line
	}
	return nil
}

// line returns what a row says. A manager who is not named by an address is returned beside it.
func (p *parser) line(row tabular.SheetRow) (l Line, manager string, err error) {
	if len(row.Cells) > len(p.sheet.Header) && strings.TrimSpace(strings.Join(row.Cells[len(p.sheet.Header):], "")) != "" {
		return l, "", fmt.Errorf("it has %d cells below a header of %d", len(row.Cells), len(p.sheet.Header))
	}
	for field := range p.at {
		if why := unfit(p.cell(row, field)); why != "" && field != fieldAlso {
			return l, "", fmt.Errorf("%s: %s", p.header[field], why)
		}
	}
	l.Name = p.cell(row, fieldName)
	if l.Name == "" {
		l.Name = strings.TrimSpace(p.cell(row, fieldGiven) + " " + p.cell(row, fieldFamily))
	}
	l.Department, l.Title = p.cell(row, fieldDepartment), p.cell(row, fieldTitle)
	if l.Email, err = addressOf(p.cell(row, fieldEmail)); err != nil {
		return l, "", err
	}
	if l.Email == "" {
		return l, "", fmt.Errorf("it has no e-mail address below %s", p.header[fieldEmail])
	}
	if l.Also, err = furtherOf(p.cell(row, fieldAlso), l.Email); err != nil {
		return l, "", err
	}
	if l.Status, err = statusOf(p.header[fieldStatus], p.cell(row, fieldStatus)); err != nil {
		return l, "", err
	}
	if l.Type, err = typeOf(p.cell(row, fieldType)); err != nil {
		return l, "", err
	}
	if l.Start, err = dayOf(p.cell(row, fieldStart), p.order); err != nil {
		return l, "", err
	}
	if l.End, err = dayOf(p.cell(row, fieldEnd), p.order); err != nil {
		return l, "", err
	}
	if l.Start != "" && l.End != "" && l.End < l.Start {
		return l, "", fmt.Errorf("it ends on %s, before it starts on %s", l.End, l.Start)
	}
	if l.Type != Employee {
		l.Company = p.cell(row, fieldCompany)
	}
	manager = p.cell(row, fieldManager)
	if email, err := addressOf(manager); err == nil {
		l.Manager, manager = email, ""
	} else if strings.Contains(manager, "@") {
		return l, "", fmt.Errorf("the manager: %w", err)
	}
	return l, manager, nil
}

// addressOf returns the e-mail address in a cell, without what some exports put around it; empty for an empty cell.
func addressOf(cell string) (string, error) {
	text := strings.TrimSpace(cell)
	if rest, ok := cutPrefixFold(text, "mailto:"); ok {
		text = rest
	}
	if named, err := mail.ParseAddress(text); err == nil && strings.HasSuffix(text, ">") {
		text = named.Address
	}
	if text == "" {
		return "", nil
	}
	if err := person.Check(text); err != nil || person.Key(text) == "" {
		return "", fmt.Errorf("%q is not an e-mail address", short(cell))
	}
	return text, nil
}

// furtherOf returns the further addresses in a cell, as lists and directories write them, without the first one.
func furtherOf(cell, first string) ([]string, error) {
	var also []string
	for _, one := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,| []\"", r) }) {
		kind, rest, prefixed := strings.Cut(one, ":")
		switch {
		case prefixed && strings.EqualFold(kind, "smtp"):
			one = rest
		case prefixed && !strings.EqualFold(kind, "mailto"):
			continue // X500:, SIP: and the like are no addresses of mail
		}
		email, err := addressOf(one)
		if err != nil {
			return nil, err
		}
		if email != "" && !person.Same(email, first) && !person.In(also, email) {
			also = append(also, email)
		}
	}
	if len(also) > maxAlso {
		return nil, fmt.Errorf("it has %d further addresses; a person may have %d", len(also), maxAlso)
	}
	return also, nil
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		return text[len(prefix):], true
	}
	return text, false
}

// unfit returns why a text cannot be kept; empty if it can.
func unfit(text string) string {
	switch {
	case utf8.RuneCountInString(text) > maxText:
		return fmt.Sprintf("it is longer than %d characters", maxText)
	case strings.ContainsRune(text, utf8.RuneError):
		return "it holds a character that could not be read"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "it holds a control character"
	}
	return ""
}

// short returns the beginning of a cell, for a sentence.
func short(cell string) string {
	runes := []rune(cell)
	if len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return cell
}

// nameKey returns a name in the form in which names of managers are found: "Ng, Ann", "CN=Ann Ng,OU=x" and "ann ng" are
// one.
func nameKey(name string) string {
	if rest, ok := cutPrefixFold(name, "CN="); ok {
		name, _, _ = strings.Cut(rest, ",")
	} else if family, given, ok := strings.Cut(name, ","); ok {
		name = given + " " + family
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}
