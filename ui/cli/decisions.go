package cli

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// decisionLine is a row of a file of decisions.
type decisionLine struct {
	line    int    // where it begins in the file, from 1
	item    string // item id, or else an e-mail address
	verdict campaign.Verdict
	toRole  string // name or ID
	reason  string
	extra   bool // it has more cells than the header has columns
}

// decides says whether the row decides anything.
func (l decisionLine) decides() bool { return l.verdict != "" && l.verdict != campaign.Undecided }

// mistake says what is wrong with the row by itself.
func (l decisionLine) mistake() error {
	other := !l.decides() || l.verdict == campaign.Certify || l.verdict == campaign.Revoke || l.verdict == campaign.Abstain
	switch {
	case l.extra:
		return fault.New(fault.BadInput, "it has more cells than the first line names columns").WithHint("a cell with a comma in it is quoted")
	case l.toRole != "" && other:
		return fault.New(fault.BadInput, "it names a role in the column to_role, but the decision is %q", l.verdict).
			WithHint("write reduce as the decision, or leave to_role empty")
	case l.decides() && l.item == "":
		return fault.New(fault.BadInput, "it names no item")
	case l.verdict == campaign.Reduce && l.toRole == "":
		return fault.New(fault.BadInput, "reduce needs a role in the column to_role")
	}
	return nil
}

// decisionColumns are the columns that are read; others are left alone.
var decisionColumns = []string{"item", "email", "decision", "to_role", "to_role_id", "reason"}

// parseDecisions reads a CSV file with a header row. Cells are separated by commas or, as spreadsheets do where the comma
// is in numbers, by semicolons; the header tells which. What cannot be read as such is a BadInput fault that names the line.
func parseDecisions(data []byte) ([]decisionLine, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, fault.New(fault.BadInput, "the file is not in UTF-8").WithHint(`save it from the spreadsheet as "CSV UTF-8"`)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	if first, _, _ := bytes.Cut(data, []byte("\n")); !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, ';') {
		r.Comma = ';'
	}
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.BadInput, "the file is empty").WithHint("its first line names the columns: item,decision,to_role,reason")
	}
	if err != nil {
		return nil, notCSV(err)
	}
	at, err := columnsOf(header)
	if err != nil {
		return nil, err
	}
	var lines []decisionLine
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, notCSV(err)
		}
		line, _ := r.FieldPos(0)
		row := lineOf(line, record, at)
		row.extra = len(record) > len(header)
		lines = append(lines, row)
	}
}

func lineOf(line int, record []string, at map[string]int) decisionLine {
	cell := func(names ...string) string {
		for _, name := range names {
			if i, ok := at[name]; ok && i < len(record) {
				if text := tabular.Restore(strings.TrimSpace(record[i])); text != "" {
					return text
				}
			}
		}
		return ""
	}
	return decisionLine{
		line: line, item: cell("item", "email"), verdict: campaign.Verdict(strings.ToLower(cell("decision"))),
		toRole: cell("to_role_id", "to_role"), reason: cell("reason"),
	}
}

// columnsOf says where each column stands.
func columnsOf(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		for _, known := range decisionColumns {
			if name != known {
				continue
			}
			if _, twice := at[name]; twice {
				return nil, fault.New(fault.BadInput, "line 1: the column %s stands twice", name)
			}
			at[name] = i
		}
	}
	_, item := at["item"]
	_, email := at["email"]
	_, decision := at["decision"]
	if !decision || !item && !email {
		return nil, fault.New(fault.BadInput, "line 1 names the columns, and needs item (or email) and decision").
			WithHint("for example: item,decision,to_role,reason")
	}
	return at, nil
}

func notCSV(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return fault.New(fault.BadInput, "line %d is not CSV: %w", at.Line, at.Err).WithHint("a cell with a quote in it is quoted, and the quote doubled")
	}
	return fault.New(fault.BadInput, "it is not CSV: %w", err)
}
