package packet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

const (
	mostUnpacked = 256 << 20 // bytes that a workbook can unpack to
	mostRows     = 50_000
)

// source is a row of a packet, as the hidden sheet of a workbook has it.
type source struct {
	item, who string
	roles     map[string]string // ID by the text of the list
}

// ReadWorkbook reads a packet that was filled in as a workbook, in whatever program. All of its decisions count as made
// together, and how long rows were looked at is not known. Columns are found by their headings. What cannot be read is a
// BadInput fault; faults of rows are a *campaign.Rejected that names each by its line in the sheet.
func ReadWorkbook(data []byte) (*Answers, error) {
	if len(data) > MaxAnswers {
		return nil, fault.New(fault.BadInput, "the workbook is larger than the %d MB that answers can have", MaxAnswers>>20)
	}
	sheets, err := workbook.Open(data, mostUnpacked)
	if err != nil {
		return nil, fault.New(fault.BadInput, "the workbook cannot be read: %s", told(err)).WithHint("ask the reviewer to save it as .xlsx, without a password")
	}
	defer sheets.Close()
	if sheets.HasMacros() {
		return nil, fault.New(fault.BadInput, "the workbook has macros, which no packet has").WithHint("ask the reviewer to save it as .xlsx without macros")
	}
	for _, name := range []string{sheetHelp, sheetRows, sheetPacket} {
		if !slices.Contains(sheets.Names(), name) {
			return nil, fault.New(fault.BadInput, "this is no packet: the workbook has no sheet %q", name).
				WithHint("ask the reviewer to fill in the workbook that they got, and to send it whole")
		}
	}
	a := &Answers{Version: Version}
	rows, err := readHidden(sheets, a)
	if err != nil {
		return nil, err
	}
	if err := readName(sheets, a); err != nil {
		return nil, err
	}
	if a.FinishedAt, err = time.Parse(time.RFC3339, sheets.ModifiedAt()); err != nil {
		return nil, fault.New(fault.BadInput, "the workbook does not say when it was saved").WithHint("ask the reviewer to save it in a spreadsheet as .xlsx")
	}
	if err := readRows(sheets, rows, a); err != nil {
		return nil, err
	}
	for i := range a.Decisions {
		a.Decisions[i].Bulk = len(a.Decisions)
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	return a, nil
}

// each calls take with the cells of each line of a sheet, as they were written, and its number.
func each(sheets workbook.Sheets, sheet string, take func(line int, cells []string) error) error {
	next, done, err := sheets.Rows(sheet)
	if err != nil {
		return fault.New(fault.BadInput, "the sheet %q cannot be read: %s", sheet, told(err))
	}
	defer done()
	for line := 1; ; line++ {
		cells, err := next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fault.New(fault.BadInput, "the sheet %q cannot be read: %s", sheet, told(err))
		case line > mostRows:
			return fault.New(fault.BadInput, "the sheet %q has more than %d lines", sheet, mostRows)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(tabular.Restore(strings.TrimSpace(cells[i])))
		}
		if err := take(line, cells); err != nil {
			return err
		}
	}
}

// readHidden reads which packet the workbook is, and its rows by their numbers.
func readHidden(sheets workbook.Sheets, a *Answers) (map[string]source, error) {
	rows := map[string]source{}
	fields := map[string]*string{"packet": &a.Packet, "campaign": &a.Campaign, "population": &a.Population, "reviewer": &a.Reviewer, "statement": &a.Statement}
	err := each(sheets, sheetPacket, func(_ int, cells []string) error {
		if len(cells) < 2 {
			return nil
		}
		if field, ok := fields[cells[0]]; ok {
			*field = cells[1]
			return nil
		}
		if _, err := strconv.Atoi(cells[0]); err != nil || len(cells) < 3 {
			return nil // the heading
		}
		if _, twice := rows[cells[0]]; twice {
			return changed("it has row " + cells[0] + " twice")
		}
		one := source{cells[1], cells[2], map[string]string{}}
		for i := 3; i+1 < len(cells); i += 2 {
			one.roles[cells[i]] = cells[i+1]
		}
		rows[cells[0]] = one
		return nil
	})
	if err == nil && (len(rows) == 0 || !isHash(a.Packet)) {
		err = changed("it does not say which packet it is")
	}
	return rows, err
}

// changed says that the hidden sheet is not as tuar wrote it.
func changed(why string) error {
	return fault.New(fault.BadInput, "the hidden sheet of the workbook was changed: %s", why).WithHint("ask the reviewer to fill in the workbook that they got")
}

// readName reads the name that the reviewer typed.
func readName(sheets workbook.Sheets, a *Answers) error {
	return each(sheets, sheetHelp, func(line int, cells []string) error {
		if len(cells) == 0 || cells[0] != labelName {
			return nil
		}
		if len(cells) > 1 {
			a.Name = cells[1]
		}
		if sheets.IsFormula(sheetHelp, 2, line) {
			return fault.New(fault.BadInput, "the name on the sheet %q is a formula", sheetHelp)
		}
		return nil
	})
}

// readRows reads the decisions.
func readRows(sheets workbook.Sheets, rows map[string]source, a *Answers) error {
	at := map[string]int{}
	lines := map[string]int{} // by number of row
	var rejected campaign.Rejected
	reject := func(line int, item string, err error) {
		rejected.Problems = append(rejected.Problems, campaign.Problem{Index: line, Item: item, Err: fault.Wrap(err, "line %d of the sheet %q", line, sheetRows)})
	}
	err := each(sheets, sheetRows, func(line int, cells []string) error {
		if len(at) == 0 {
			return placesOf(cells, at)
		}
		cell := func(column string) string {
			if i := at[column]; i < len(cells) {
				return cells[i]
			}
			return ""
		}
		if strings.Join(cells, "") == "" {
			return nil
		}
		from, known := rows[cell(columnNumber)]
		switch first, twice := lines[cell(columnNumber)]; {
		case !known:
			reject(line, "", fault.New(fault.BadInput, "the packet has no row %q", cell(columnNumber)))
			return nil
		case twice:
			reject(line, from.item, fault.New(fault.BadInput, "row %s stands in line %d already", cell(columnNumber), first))
			return nil
		}
		lines[cell(columnNumber)] = line
		for _, column := range []string{columnDecision, columnRole, columnReason} {
			if sheets.IsFormula(sheetRows, at[column]+1, line) {
				reject(line, from.item, fault.New(fault.BadInput, "the %s of %s is a formula; it has to be typed or chosen", column, from.who))
				return nil
			}
		}
		d, err := decisionOf(from, cell)
		if err != nil {
			reject(line, from.item, err)
		} else if d.Decision != "" {
			a.Decisions = append(a.Decisions, d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(at) == 0 {
		return fault.New(fault.BadInput, "the sheet %q is empty", sheetRows)
	}
	for n, from := range rows {
		if _, there := lines[n]; !there {
			reject(0, from.item, fault.New(fault.BadInput, "row %s, %s, is missing", n, from.who).WithHint("leave the decision empty for rows that stay undecided"))
		}
	}
	if len(rejected.Problems) > 0 {
		slices.SortStableFunc(rejected.Problems, func(a, b campaign.Problem) int {
			if a.Index != b.Index {
				return a.Index - b.Index
			}
			return strings.Compare(a.Item, b.Item)
		})
		return &rejected
	}
	return nil
}

// placesOf finds the columns by their headings, wherever they were moved to.
func placesOf(header []string, at map[string]int) error {
	for i, name := range header {
		if _, twice := at[name]; twice {
			return fault.New(fault.BadInput, "the sheet %q has the column %q twice", sheetRows, name)
		}
		if name != "" {
			at[name] = i
		}
	}
	for _, must := range []string{columnNumber, columnWho, columnDecision, columnRole, columnReason} {
		if _, ok := at[must]; !ok {
			return fault.New(fault.BadInput, "the sheet %q has no column %q; its first line names the columns", sheetRows, must).
				WithHint("ask the reviewer to keep all columns of the workbook that they got")
		}
	}
	return nil
}

// decisionOf returns the decision of a row; its zero value if there is none.
func decisionOf(from source, cell func(column string) string) (Decision, error) {
	if is := cell(columnWho); is != from.who {
		return Decision{}, fault.New(fault.BadInput, "row %s is about %s in the packet, and about %s here", cell(columnNumber), from.who, is).
			WithHint("rows were moved apart; ask the reviewer to fill in the workbook anew")
	}
	d := Decision{Item: from.item, Decision: campaign.Verdict(strings.ToLower(cell(columnDecision))), Reason: cell(columnReason)}
	role := cell(columnRole)
	switch d.Decision {
	case campaign.Undecided, ownWords:
		d.Decision = ""
	case campaign.Reduce, campaign.Move:
		if access.KindOf(from.item) == access.Role {
			return d, keepsPermissions(from.who)
		}
		if role == "" {
			return d, fault.New(fault.BadInput, "%s of %s needs a role in the column %q", d.Decision, from.who, columnRole)
		}
		id, known := from.roles[role]
		if !known {
			return d, fault.New(fault.BadInput, "%q is no role that %s can be given; choose one of the list", role, from.who)
		}
		if !strings.Contains(role, fmt.Sprintf(" (%s)", d.Decision)) {
			return d, fault.New(fault.BadInput, "the decision on %s is %s, and the role is %q", from.who, d.Decision, role).
				WithHint("write the decision that stands behind the role")
		}
		d.ToRole = id
	case campaign.Certify, campaign.Revoke, campaign.Abstain, "":
	default:
		return d, fault.New(fault.BadInput, "%q is not a decision about %s", string(d.Decision), from.who).
			WithHint("decisions are certify, reduce, move, revoke and abstain")
	}
	switch {
	case d.ToRole == "" && role != "":
		return d, fault.New(fault.BadInput, "%s has a new role, but the decision is not reduce or move", from.who)
	case d.Decision == "" && d.Reason != "":
		return d, fault.New(fault.BadInput, "%s has a reason, but no decision", from.who)
	}
	return d, decisionfile.Garbled(d.Reason)
}
