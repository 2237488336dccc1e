package pack

import (
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
	More    int // columns of the table that the report does not show
	Cells   [][]cell
	Left    int // rows that are not shown
}

// onPaper is a column of the report: its heading, and the columns of the table whose cells it joins.
type onPaper struct {
	Head string
	Of   []string
}

// forReaders lists what the report shows of each table: people and words first, IDs last, and no more than a page is
// wide. The files in tables/ and the workbook have all columns.
var forReaders = map[string][]onPaper{
	"population": {
		{"person, name", []string{"email", "name"}},
		{"kind", []string{"kind"}},
		{"role", []string{"role"}},
		{"privileged", []string{"privileged"}},
		{"external", []string{"external"}},
		{"status", []string{"status", "activity"}},
		{"last sign-in", []string{"last_login_at"}},
		{"ID", []string{"item"}},
	},
	"assignments": {
		{"at", []string{"at"}},
		{"what", []string{"act"}},
		{"from", []string{"from"}},
		{"to", []string{"to"}},
		{"rows", []string{"rows"}},
		{"rule", []string{"rule"}},
		{"until", []string{"until"}},
		{"by", []string{"by"}},
		{"known by", []string{"assurance"}},
		{"reason", []string{"reason"}},
	},
	"reviewers": {
		{"reviewer", []string{"reviewer"}},
		{"assigned", []string{"rows_assigned"}},
		{"decided", []string{"decided"}},
		{"certified", []string{"certified"}},
		{"reduced, moved, revoked", []string{"reduced", "moved", "revoked"}},
		{"abstained", []string{"abstained"}},
		{"outside assignment", []string{"outside_assignment"}},
		{"in bulk", []string{"in_bulk"}},
		{"under two seconds", []string{"under_two_seconds"}},
		{"role in Torq", []string{"torq_role"}},
		{"changes carried out", []string{"carried_out"}},
		{"reminded", []string{"reminded"}},
		{"signed off", []string{"signed_off_at"}},
	},
	"changes": {
		{"person, API key", []string{"email", "name"}},
		{"change", []string{"action"}},
		{"from, to", []string{"from_role", "to_role"}},
		{"carried out by", []string{"sent_by", "by_hand_by"}},
		{"result", []string{"counts_as"}},
		{"time to remediate", []string{"since_decision_seconds"}},
		{"detail", []string{"detail"}},
		{"ID", []string{"item"}},
	},
	"elevations": {
		{"person", []string{"email"}},
		{"role", []string{"role"}},
		{"requested by", []string{"requested_by"}},
		{"approved by", []string{"approved_by", "break_glass"}},
		{"active", []string{"active_at"}},
		{"ended", []string{"ended_at"}},
		{"late", []string{"late_seconds"}},
		{"result", []string{"state", "how"}},
		{"reason", []string{"reason", "ticket"}},
		{"review afterwards", []string{"after_review"}},
		{"ID", []string{"id"}},
	},
	"rule_changes": {
		{"at", []string{"at"}},
		{"when", []string{"during"}},
		{"setting or right", []string{"key"}},
		{"before", []string{"before"}},
		{"after", []string{"after"}},
		{"by", []string{"by"}},
		{"loosened", []string{"loosened"}},
	},
	"guards": {
		{"at", []string{"at"}},
		{"setting or right", []string{"key"}},
		{"before", []string{"before"}},
		{"after", []string{"after"}},
		{"by", []string{"by"}},
		{"proposed by", []string{"proposed_by"}},
		{"reason", []string{"reason"}},
		{"seen by", []string{"seen_by"}},
	},
	"writers": {
		{"journal", []string{"writer"}},
		{"computer", []string{"host"}},
		{"account", []string{"account"}},
		{"people", []string{"people"}},
		{"tuar", []string{"version"}},
		{"lines", []string{"lines"}},
		{"without effect", []string{"refused"}},
		{"last line", []string{"last_at"}},
	},
	"refused": {
		{"at", []string{"at"}},
		{"line", []string{"type"}},
		{"by", []string{"actor", "assurance"}},
		{"reason", []string{"reason"}},
		{"journal", []string{"journal_writer"}},
		{"number", []string{"journal_seq"}},
	},
	"roles": {
		{"role", []string{"role"}},
		{"description", []string{"description"}},
		{"custom", []string{"custom"}},
		{"privileged by", []string{"privileged_by"}},
		{"permissions", []string{"permissions"}},
		{"users", []string{"users"}},
		{"API keys", []string{"api_keys"}},
		{"claim mappings", []string{"claim_mappings"}},
	},
	"comments": {
		{"item", []string{"item"}},
		{"what", []string{"kind"}},
		{"text", []string{"text"}},
		{"asked", []string{"asked"}},
		{"by", []string{"by", "assurance"}},
		{"answer of", []string{"answer_of"}},
		{"at", []string{"at"}},
		{"open", []string{"open"}},
	},
	"attachments": {
		{"item", []string{"item"}},
		{"name", []string{"name"}},
		{"SHA-256", []string{"sha256"}},
		{"bytes", []string{"bytes"}},
		{"in the pack", []string{"kept"}},
		{"by", []string{"by"}},
	},
	"dismissals": {
		{"item", []string{"item"}},
		{"hint", []string{"hint"}},
		{"act", []string{"act"}},
		{"until", []string{"until"}},
		{"fact then", []string{"fact"}},
		{"reason", []string{"reason"}},
		{"by", []string{"by"}},
		{"at", []string{"at"}},
	},
	"notes": {
		{"item", []string{"item"}},
		{"responsible", []string{"owner"}},
		{"purpose", []string{"purpose"}},
		{"review every", []string{"review_every"}},
		{"next review", []string{"next_review"}},
		{"in force", []string{"in_force"}},
		{"noted by", []string{"by"}},
		{"at", []string{"at"}},
	},
	"settings":     {{"setting", []string{"setting"}}, {"at opening", []string{"at_opening"}}, {"at closing", []string{"at_closing"}}, {"changed", []string{"changed"}}},
	"not_reviewed": {{"what", []string{"what"}}, {"count", []string{"count"}}, {"why", []string{"why"}}},
}

// show returns a table for the report, with the columns for readers that say anything, and of the population only what
// the section of decisions does not show.
func show(t *tabular.Table) shown {
	s := shown{Name: t.Name, Title: titleOf(t.Name), None: "None.", Columns: []string{}}
	if t.Name == "population" {
		s.Title, s.None = "Population: what is outside the campaign", "None: every user and API key of the population is in the campaign."
	}
	at := map[string]int{}
	for i, c := range t.Columns {
		at[c.Name] = i
	}
	inScope, scoped := at["in_scope"]
	columns := forReaders[t.Name]
	used := make([]bool, len(columns))
	for row := range t.Rows {
		if scoped && row[inScope] == true {
			continue
		}
		if s.Len++; len(s.Cells) == shownRows {
			continue
		}
		cells := make([]cell, len(columns))
		for k, column := range columns {
			cells[k] = joined(row, column, at)
			used[k] = used[k] || cells[k].Text != ""
		}
		s.Cells = append(s.Cells, cells)
	}
	s.Left, s.More = s.Len-len(s.Cells), len(t.Columns)
	for k, column := range columns {
		if used[k] {
			s.Columns = append(s.Columns, column.Head)
			s.More -= len(column.Of)
		}
	}
	for n, cells := range s.Cells {
		k := -1
		s.Cells[n] = slices.DeleteFunc(cells, func(cell) bool { k++; return !used[k] })
	}
	return s
}

// joined returns the cells of a column for readers as one.
func joined(row []any, column onPaper, at map[string]int) cell {
	var out cell
	for _, name := range column.Of {
		of := row[at[name]]
		c := shownCell(of)
		switch {
		case c.Text == "":
			continue
		case name == "item" || name == "id":
			c = idCell(c.Text)
		case name == "break_glass":
			c.Text = "break-glass"
		case name == "late_seconds" && of == int64(0):
			c = cell{Text: "no"}
		case name == "late_seconds" || name == "since_decision_seconds":
			c = cell{Text: Span(time.Duration(of.(int64)) * time.Second)}
		}
		if out.Text != "" {
			c = cell{Text: out.Text + ", " + c.Text}
		}
		out = c
	}
	return out
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
