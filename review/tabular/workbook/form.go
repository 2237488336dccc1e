package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Form is a sheet that a person fills in: a table that is locked but for its open cells.
type Form struct {
	Name   string
	Header []string
	Widths []float64
	Rows   [][]FormCell
}

// FormCell is a cell of a form.
type FormCell struct {
	Value   any      // as in a table
	Open    bool     // it can be filled in
	Choices []string // what it can be filled in with; none means any text
}

// listSheet is the hidden sheet that holds the choices of forms.
const listSheet = "lists"

// protection lets people move, filter and resize, and change open cells. It guards against slips, and has no password.
var protection = &excelize.SheetProtectionOptions{
	SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
}

// AddForm adds a form as a sheet of its name. Its head stays in view.
func (b *Book) AddForm(f Form) error {
	if _, err := b.file.NewSheet(f.Name); err != nil {
		return err
	}
	open, err := b.file.NewStyle(&excelize.Style{
		Protection: &excelize.Protection{Locked: false}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF7DB"}}, Border: []excelize.Border{
			{Type: "left", Color: "B8A55A", Style: 1}, {Type: "right", Color: "B8A55A", Style: 1}, {Type: "top", Color: "B8A55A", Style: 1}, {Type: "bottom", Color: "B8A55A", Style: 1},
		},
	})
	if err != nil {
		return err
	}
	for i, width := range f.Widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := b.file.SetColWidth(f.Name, column, column, width); err != nil {
			return err
		}
	}
	for i, name := range f.Header {
		if err := b.put(f.Name, i+1, 1, name, b.bold); err != nil {
			return err
		}
	}
	lists := map[string][]string{} // cells, by their choices
	for y, row := range f.Rows {
		lines := 1
		for x, cell := range row {
			style := b.long
			if cell.Open {
				style = open
			}
			if err := b.put(f.Name, x+1, y+2, cell.Value, style); err != nil {
				return err
			}
			if x < len(f.Widths) {
				lines = max(lines, linesOf(cell.Value, int(f.Widths[x])))
			}
			if cell.Open && len(cell.Choices) > 0 {
				at, err := excelize.CoordinatesToCellName(x+1, y+2)
				if err != nil {
					return err
				}
				key := strings.Join(cell.Choices, "\x00")
				lists[key] = append(lists[key], at)
			}
		}
		if err := b.file.SetRowHeight(f.Name, y+2, min(16*float64(lines)+2, 400)); err != nil {
			return err
		}
	}
	if err := b.addChoices(f.Name, lists); err != nil {
		return err
	}
	landscape, percent := "landscape", uint(55)
	if err := b.file.SetPageLayout(f.Name, &excelize.PageLayoutOptions{Orientation: &landscape, AdjustTo: &percent}); err != nil {
		return err
	}
	if err := b.file.SetPanes(f.Name, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	return b.file.ProtectSheet(f.Name, protection)
}

// addChoices lets cells be filled in from lists, which go into columns of a hidden sheet.
func (b *Book) addChoices(sheet string, lists map[string][]string) error {
	if len(lists) == 0 {
		return nil
	}
	if i, err := b.file.GetSheetIndex(listSheet); err != nil || i < 0 {
		if _, err := b.file.NewSheet(listSheet); err != nil {
			return err
		}
		if err := b.file.SetSheetVisible(listSheet, false); err != nil {
			return err
		}
	}
	columns, err := b.file.GetCols(listSheet)
	if err != nil {
		return err
	}
	used := len(columns)
	keys := make([]string, 0, len(lists))
	for key := range lists {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		used++
		choices := strings.Split(key, "\x00")
		for i, choice := range choices {
			if err := b.put(listSheet, used, i+1, choice, b.left); err != nil {
				return err
			}
		}
		column, err := excelize.ColumnNumberToName(used)
		if err != nil {
			return err
		}
		valid := excelize.NewDataValidation(true)
		valid.SetSqref(strings.Join(lists[key], " "))
		valid.SetSqrefDropList(listSheet + "!$" + column + "$1:$" + column + "$" + strconv.Itoa(len(choices)))
		valid.SetError(excelize.DataValidationErrorStyleStop, "not on the list", "Choose one of the list, or leave the cell empty.")
		if err := b.file.AddDataValidation(sheet, valid); err != nil {
			return err
		}
	}
	return nil
}

// AddHidden adds a sheet that programs read and people do not see.
func (b *Book) AddHidden(name string, rows [][]string) error {
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	for y, row := range rows {
		for x, text := range row {
			if err := b.put(name, x+1, y+1, text, b.left); err != nil {
				return err
			}
		}
	}
	if err := b.file.ProtectSheet(name, protection); err != nil {
		return err
	}
	return b.file.SetSheetVisible(name, false)
}

// put writes a cell as a table would.
func (b *Book) put(sheet string, x, y int, value any, style int) error {
	at, err := excelize.CoordinatesToCellName(x, y)
	if err != nil {
		return err
	}
	cell, is := b.cell(value, style).(excelize.Cell)
	if !is {
		cell = excelize.Cell{Value: b.cell(value, style)}
	}
	if err := b.file.SetCellValue(sheet, at, cell.Value); err != nil {
		return err
	}
	return b.file.SetCellStyle(sheet, at, at, style)
}

// HasMacros reports whether the workbook brings programs with it.
func (s Sheets) HasMacros() bool {
	found := false
	s.file.Pkg.Range(func(name, _ any) bool {
		path, _ := name.(string)
		found = strings.HasSuffix(strings.ToLower(path), "vbaproject.bin") || strings.Contains(strings.ToLower(path), "macrosheets/")
		return !found
	})
	return found
}

// IsFormula reports whether a cell, counted from 1, is computed.
func (s Sheets) IsFormula(sheet string, x, y int) bool {
	at, err := excelize.CoordinatesToCellName(x, y)
	if err != nil {
		return false
	}
	formula, err := s.file.GetCellFormula(sheet, at)
	return err == nil && formula != ""
}

// ModifiedAt returns when the workbook was saved last, as it says; empty if it does not.
func (s Sheets) ModifiedAt() string {
	if props, err := s.file.GetDocProps(); err == nil {
		return props.Modified
	}
	return ""
}
