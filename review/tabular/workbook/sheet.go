package workbook

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/tabular"
)

// AddTable adds a table as a sheet: a header that stays in view, with filters.
func (b *Book) AddTable(t *tabular.Table) error {
	if _, err := b.file.NewSheet(t.Name); err != nil {
		return err
	}
	sheet, err := b.file.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := layOut(t, sheet); err != nil {
		return err
	}
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = excelize.Cell{StyleID: b.bold, Value: c.Name}
	}
	if err := sheet.SetRow("A1", cells); err != nil {
		return err
	}
	n := 1
	for row := range t.Rows {
		n++
		for i, cell := range row {
			cells[i] = b.cell(cell, plain)
		}
		if err := sheet.SetRow("A"+strconv.Itoa(n), cells); err != nil {
			return fmt.Errorf("row %d of %s does not fit into a workbook: %w", n, t.Name, err)
		}
	}
	corner, err := excelize.CoordinatesToCellName(len(t.Columns), max(n, 2))
	if err != nil {
		return err
	}
	if err := sheet.AddTable(&excelize.Table{
		Range: "A1:" + corner, Name: t.Name,
		StyleName: "TableStyleLight1",
	}); err != nil {
		return err
	}
	return sheet.Flush()
}

// Line is a line of a page.
type Line struct {
	Bold  bool
	Cells []any // as those of a table
}

// AddPage adds a sheet for people: lines of cells in columns of these widths. The first page takes the place of the
// sheet that a new workbook has.
func (b *Book) AddPage(name string, widths []float64, lines []Line) error {
	if err := b.file.SetSheetName(firstSheet, name); err != nil {
		return err
	}
	sheet, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	for n, line := range lines {
		style, cells := plain, make([]any, len(line.Cells))
		if line.Bold {
			style = b.bold
		}
		for i, c := range line.Cells {
			cells[i] = b.cell(c, style)
		}
		err = errors.Join(err, sheet.SetRow("A"+strconv.Itoa(n+1), cells))
	}
	return errors.Join(err, sheet.Flush())
}

// plain is the style that a workbook gives every cell.
const plain = 0

// cell returns a cell as a workbook holds it: texts defused, times as dates in UTC to the second, nothing for no text.
func (b *Book) cell(cell any, style int) any {
	switch c := cell.(type) {
	case nil:
		return nil
	case []string:
		return b.cell(tabular.String(c), style)
	case string:
		if c == "" {
			return nil
		}
		if safe := withoutEscapes(tabular.Defuse(c)); safe != c {
			cell = safe
		}
	case time.Time:
		serial, ok := serialOf(c)
		if !ok {
			return tabular.String(c)
		}
		return excelize.Cell{StyleID: b.date, Value: serial}
	}
	if style == plain {
		return cell
	}
	return excelize.Cell{StyleID: style, Value: cell}
}

// escape matches the notation of workbooks for a character that XML cannot hold. They read it anywhere, even if two
// share one underscore: so its underscore is spelled out.
var escape = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

func withoutEscapes(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		if r == '_' && escape.MatchString(text[i:]) {
			b.WriteString(tabular.Spell(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// serialOf returns a time as spreadsheets count it, in days, to the second; false if they cannot. Half a millisecond is
// added, because spreadsheets that truncate would otherwise show the second before. One division of whole numbers gives
// the same on every processor.
func serialOf(t time.Time) (float64, bool) {
	const day, epoch = 24 * 60 * 60, 25569 // days from their beginning to that of Unix
	seconds := t.Unix() + epoch*day
	return float64(seconds*2000+1) / (day * 2000), seconds > 61*day
}

// layOut freezes the header and sets the width of each column by the content of the first rows.
func layOut(t *tabular.Table, sheet *excelize.StreamWriter) error {
	const some, narrow, wide = 200, 8, 60
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = max(narrow, len(c.Name)+4) // the filter's button covers the end
		if c.Kind == tabular.Time {
			widths[i] = max(widths[i], len(time.DateTime)+1)
		}
	}
	n := 0
	for row := range t.Rows {
		for i, cell := range row {
			if list, is := cell.([]string); is {
				cell = tabular.String(list)
			}
			if text, ok := cell.(string); ok {
				widths[i] = min(wide, max(widths[i], utf8.RuneCountInString(text)+1))
			}
		}
		if n++; n == some {
			break
		}
	}
	for i, width := range widths {
		if err := sheet.SetColWidth(i+1, i+1, float64(width)); err != nil {
			return err
		}
	}
	return sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
