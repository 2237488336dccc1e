package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Styles are the styles of a workbook's cells.
type Styles struct {
	Head int
	time int
}

// NewStyles adds the styles to a workbook.
func NewStyles(book *excelize.File) (s Styles, err error) {
	if s.Head, err = book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return s, err
	}
	layout := "yyyy-mm-dd hh:mm:ss"
	s.time, err = book.NewStyle(&excelize.Style{CustomNumFmt: &layout})
	return s, err
}

// Cell is a cell as a workbook holds it: texts defused, times as dates in UTC to the second, nothing for the empty text.
// Style 0 is the usual one.
func (s Styles) Cell(cell any, style int) any {
	switch c := cell.(type) {
	case nil:
		return nil
	case string:
		if c == "" {
			return nil
		}
		if safe := withoutEscapes(Defuse(c)); safe != c {
			cell = safe
		}
	case time.Time:
		serial, ok := serialOf(c)
		if !ok {
			return String(c)
		}
		return excelize.Cell{StyleID: s.time, Value: serial}
	}
	if style == 0 {
		return cell
	}
	return excelize.Cell{StyleID: style, Value: cell}
}

// escape is how workbooks write a character that XML cannot hold. They read it wherever it stands, also where one follows
// another with one underscore between them: so its underscore is spelled out.
var escape = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

func withoutEscapes(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		if r == '_' && escape.MatchString(text[i:]) {
			b.WriteString(spell(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// serialOf is a time as spreadsheets count it, in days, to the second; false if they cannot. Half a millisecond more keeps
// those that cut off what they do not show from showing the second before. One division of whole numbers gives the same on
// every processor.
func serialOf(t time.Time) (float64, bool) {
	const day, epoch = 24 * 60 * 60, 25569 // days from their beginning to that of Unix
	seconds := t.Unix() + epoch*day
	return float64(seconds*2000+1) / (day * 2000), seconds > 61*day
}

// AddSheet adds the table to a workbook as a sheet: a header that stays, with filters.
func (t *Table) AddSheet(book *excelize.File, styles Styles) error {
	if _, err := book.NewSheet(t.Name); err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := t.layOut(sheet); err != nil {
		return err
	}
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = excelize.Cell{StyleID: styles.Head, Value: c.Name}
	}
	if err := sheet.SetRow("A1", cells); err != nil {
		return err
	}
	n := 1
	for row := range t.Rows {
		n++
		for i, cell := range row {
			cells[i] = styles.Cell(cell, 0)
		}
		if err := sheet.SetRow("A"+strconv.Itoa(n), cells); err != nil {
			return fmt.Errorf("row %d of %s does not fit into a workbook: %w", n, t.Name, err)
		}
	}
	corner, err := excelize.CoordinatesToCellName(len(t.Columns), max(n, 2))
	if err != nil {
		return err
	}
	if err := sheet.AddTable(&excelize.Table{Range: "A1:" + corner, Name: t.Name, StyleName: "TableStyleLight1"}); err != nil {
		return err
	}
	return sheet.Flush()
}

// layOut freezes the header and gives each column the width of what the first rows hold.
func (t *Table) layOut(sheet *excelize.StreamWriter) error {
	const some, narrow, wide = 200, 8, 60
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = max(narrow, len(c.Name)+4) // the filter's button covers the end
		if c.Kind == Time {
			widths[i] = max(widths[i], len(time.DateTime)+1)
		}
	}
	n := 0
	for row := range t.Rows {
		for i, cell := range row {
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
