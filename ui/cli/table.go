package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/safetext"
)

// column is a column of a table.
type column struct {
	name  string
	right bool     // numbers
	keep  bool     // never cut to fit the terminal
	least int      // not cut below this width while others can be cut; 6 if zero
	order []string // by row: what sorts it, where the cell does not
}

// table writes rows in aligned columns that fit the terminal. Nothing is cut where the output is not a terminal.
func (p *printer) table(columns []column, rows [][]string) {
	if p.joined != nil {
		p.joined(columns, rows)
		return
	}
	columns, rows = p.shape.of(columns, rows)
	if p.rows {
		p.spoken(columns, rows)
		return
	}
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = ansi.StringWidth(c.name)
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = p.charset.Clean(cell)
			widths[i] = max(widths[i], ansi.StringWidth(row[i]))
		}
	}
	p.squeeze(columns, widths)
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.name
	}
	fmt.Fprintln(p.w, p.dim(p.row(columns, widths, head)))
	for _, row := range rows {
		fmt.Fprintln(p.w, p.row(columns, widths, row))
	}
}

func (p *printer) row(columns []column, widths []int, cells []string) string {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		if columns[i].right {
			b.WriteString(p.charset.FitRight(cell, widths[i]))
		} else {
			b.WriteString(p.charset.Fit(cell, widths[i]))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// squeeze takes width from the columns that can best spare it until the row fits the terminal.
func (p *printer) squeeze(columns []column, widths []int) {
	if p.width <= 0 {
		return
	}
	for {
		total, widest, spare := 2*(len(widths)-1), -1, 0
		for i, w := range widths {
			total += w
			if over := w - cmp.Or(columns[i].least, 6); !columns[i].keep && w > 3 && (widest < 0 || over > spare) {
				widest, spare = i, over
			}
		}
		if total <= p.width || widest < 0 {
			return
		}
		widths[widest]--
	}
}

// spoken writes each row as a sentence with the columns' names, for users of screen readers.
func (p *printer) spoken(columns []column, rows [][]string) {
	for _, row := range rows {
		parts := make([]string, 0, len(row))
		for i, cell := range row {
			if cell != "" {
				parts = append(parts, columns[i].name+": "+safetext.Clean(cell))
			}
		}
		p.linef("%s", strings.Join(parts, ", "))
	}
}
