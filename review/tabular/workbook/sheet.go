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

// AddTable adds a table as a sheet of that name: a header and a first column that stay in view, with filters.
func (b *Book) AddTable(name string, t *tabular.Table) error {
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	sheet, corner, err := b.begin(name, len(t.Columns), max(1+t.Len, 2)) // a table has a row at least
	if err != nil {
		return err
	}
	widths, err := layOut(t, sheet)
	if err != nil {
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
		lines := 1
		for i, cell := range row {
			cells[i] = b.cell(cell, plain)
			lines = max(lines, linesOf(cell, widths[i]))
		}
		if err := sheet.SetRow("A"+strconv.Itoa(n), cells, height(lines)...); err != nil {
			return fmt.Errorf("row %d of %s does not fit into a workbook: %w", n, t.Name, err)
		}
	}
	if err := sheet.AddTable(&excelize.Table{
		Range: "A1:" + corner, Name: t.Name,
		StyleName: "TableStyleLight1",
	}); err != nil {
		return err
	}
	return sheet.Flush()
}

// begin begins the content of a sheet of so many columns and rows, and returns the name of its last cell. The sheet
// states how far it reaches, without which some programs take it for empty, and is printed in landscape.
func (b *Book) begin(name string, columns, rows int) (sheet *excelize.StreamWriter, corner string, err error) {
	landscape, percent := "landscape", uint(65)
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, AdjustTo: &percent}); err != nil {
		return nil, "", err
	}
	if corner, err = excelize.CoordinatesToCellName(columns, rows); err != nil {
		return nil, "", err
	}
	if err := b.file.SetSheetDimension(name, "A1:"+corner); err != nil {
		return nil, "", err
	}
	sheet, err = b.file.NewStreamWriter(name)
	return sheet, corner, err
}

// Line is a line of a page.
type Line struct {
	Heading bool // above what follows
	Bold    bool
	Cells   []any // as those of a table
}

// AddPage adds a sheet for people: lines of cells in columns of these widths. The first page takes the place of the
// sheet that a new workbook has.
func (b *Book) AddPage(name string, widths []float64, lines []Line) error {
	if err := b.file.SetSheetName(firstSheet, name); err != nil {
		return err
	}
	sheet, _, err := b.begin(name, max(1, len(widths)), max(1, len(lines)))
	if err != nil {
		return err
	}
	for i, width := range widths {
		if err := sheet.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	for n, line := range lines {
		style, cells, high := b.left, make([]any, len(line.Cells)), 1
		switch {
		case line.Heading:
			style = b.heading
		case line.Bold:
			style = b.bold
		}
		for i, c := range line.Cells {
			cells[i] = b.cell(c, style)
			if i < len(widths) && style == b.left {
				high = max(high, linesOf(c, int(widths[i])))
			}
		}
		err = errors.Join(err, sheet.SetRow("A"+strconv.Itoa(n+1), cells, height(high)...))
	}
	return errors.Join(err, sheet.Flush())
}

// linesOf returns how many lines a cell takes in a column of that width, in letters. Only long texts go on in further
// lines.
func linesOf(cell any, width int) int {
	text, ok := cell.(string)
	if !ok || len(text) <= widest {
		return 1
	}
	return 1 + utf8.RuneCountInString(text)*11/10/max(width, widest) // words do not fill their lines
}

// height returns the options of a row of so many lines. Not every program finds out the height by itself.
func height(lines int) []excelize.RowOpts {
	if lines == 1 {
		return nil
	}
	return []excelize.RowOpts{{Height: float64(min(lines, 27)) * 15}} // the most that programs take is 409
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
		if (style == plain || style == b.left) && len(c) > widest {
			style = b.long
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

// widest is the width of the widest columns of a table, in letters. Longer texts go on in further lines of their cell.
const widest = 60

// layOut freezes the header and the first column, and sets the width of each column by the content of the first rows. It
// returns the widths, in letters.
func layOut(t *tabular.Table, sheet *excelize.StreamWriter) ([]int, error) {
	const some, narrow = 200, 8
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
				widths[i] = min(widest, max(widths[i], utf8.RuneCountInString(text)+1))
			}
		}
		if n++; n == some {
			break
		}
	}
	for i, width := range widths {
		if err := sheet.SetColWidth(i+1, i+1, float64(width)); err != nil {
			return nil, err
		}
	}
	return widths, sheet.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
}
