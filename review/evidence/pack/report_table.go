package pack

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/tabular"
)

// shownRows limits the rows of a table in the report. More are for programs and spreadsheets.
const shownRows = 1000

// shown is a table as far as the report shows it.
type shown struct {
	Name    string
	Title   string
	Alert   string // about where the populations came from
	None    string // said if no row is shown
	Len     int    // rows that the report has to show
	Columns []string
	Out     []string // columns that are left out: for programs, or with nothing in any row that is shown
	Cells   [][]cell
	Left    int // rows that are not shown
}

// forPrograms lists columns that the report leaves out: other columns say the same in plainer words, or readers need
// them only in the tables.
var forPrograms = []string{
	"kind", "role_id", "to_role_id", "from_role_id", "key_type", "journal_hash", "final_at", "attempts", "http_status",
	"call", "outcome", "lead_seconds", "confirmed_at", "custom", "permissions",
	"confirmed_population", "returned_population", "audit_entry", "audit_action", "audit_actor",
}

// forReaders lists the columns of tables that have more than a page is wide.
var forReaders = map[string][]string{
	"changes": {
		"email", "name", "action", "undo", "from_role", "to_role", "decided_by", "sent_by", "by_hand_by", "listed_at", "since_decision_seconds",
		"counts_as", "detail", "item",
	},
}

// isForReaders reports whether the report shows a column.
func isForReaders(table, column string) bool {
	if only := forReaders[table]; only != nil {
		return slices.Contains(only, column)
	}
	return column != sourceColumn.Name && !slices.Contains(forPrograms, column)
}

// Turned returns 1 for a table that is printed on a page in landscape, else 0.
func (s shown) Turned() int {
	if len(s.Columns) > 7 {
		return 1
	}
	return 0
}

// show returns a table for the report: without the columns that readers do not need, IDs last, and of the population only
// what the section of decisions does not show.
func show(t *tabular.Table) shown {
	s := shown{Name: t.Name, Title: titleOf(t.Name), None: "None."}
	if t.Name == "population" {
		s.Title, s.None = "Population: what is outside the campaign", "None: every user and API key of the population is in the campaign."
	}
	inScope := slices.IndexFunc(t.Columns, func(c tabular.Column) bool { return c.Name == "in_scope" })
	used := make([]bool, len(t.Columns))
	for row := range t.Rows {
		if inScope >= 0 && row[inScope] == true {
			continue
		}
		if s.Len++; len(s.Cells) == shownRows {
			continue
		}
		cells := make([]cell, len(row))
		for i := range row {
			cells[i] = shownCell(row[i])
			if name := t.Columns[i].Name; strings.HasSuffix(name, "_seconds") && cells[i].Text != "" {
				cells[i] = cell{Text: Span(time.Duration(row[i].(int64)) * time.Second)}
			}
			used[i] = used[i] || cells[i].Text != ""
		}
		s.Cells = append(s.Cells, cells)
	}
	s.Left = s.Len - len(s.Cells)
	order := []int{}
	for i, c := range t.Columns {
		if used[i] && i != inScope && isForReaders(t.Name, c.Name) {
			order = append(order, i)
		} else {
			s.Out = append(s.Out, c.Name)
		}
	}
	isID := func(i int) int {
		if name := t.Columns[i].Name; name == "item" || name == "id" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(isID(a), isID(b)) })
	for _, i := range order {
		s.Columns = append(s.Columns, strings.ReplaceAll(strings.TrimSuffix(t.Columns[i].Name, "_seconds"), "_", " "))
	}
	for n, cells := range s.Cells {
		kept := make([]cell, len(order))
		for k, i := range order {
			if kept[k] = cells[i]; isID(i) == 1 {
				kept[k] = idCell(cells[i].Text)
			}
		}
		s.Cells[n] = kept
	}
	return s
}

// titleOf returns the name of a table as a heading.
func titleOf(name string) string {
	text := strings.ReplaceAll(strings.ReplaceAll(name, "_", " "), "-", " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// cell is a cell as the report shows it.
type cell struct {
	Text, Class string
	Full        string // what Text is short for; empty if it is whole
}

func shownCell(of any) cell {
	switch v := of.(type) {
	case time.Time:
		return cell{Text: v.UTC().Format("2006-01-02 15:04:05"), Class: "at"}
	case int64:
		return cell{Text: tabular.String(v), Class: "n"}
	case bool:
		if !v {
			return cell{}
		}
		return cell{Text: "yes"}
	}
	text := tabular.SpelledOut(tabular.String(of))
	for word := range strings.FieldsSeq(text) {
		if len(word) > longWord {
			return cell{Text: text, Class: "any"}
		}
	}
	return cell{Text: text}
}

// longWord is the length in bytes from which a word may be broken anywhere, so that it does not push columns off the page.
const longWord = 44

// uuid matches what Torq names users, keys and roles by.
var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// shortID returns the first 8 digits of the UUID in a name, or the name without its kind where it holds none.
func shortID(item string) string {
	if found := uuid.FindString(item); found != "" {
		return found[:8]
	}
	if _, id, ok := strings.Cut(item, "/"); ok {
		return id
	}
	return item
}

func idCell(item string) cell {
	c := cell{Text: shortID(item), Class: "id"}
	if c.Text != item {
		c.Full = item
	}
	return c
}
