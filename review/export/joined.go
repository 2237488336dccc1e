package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// Joined is the result of the campaigns of several workspaces, with the workspace in the first column. Names of
// populations and lines of the record are those of each workspace.
type Joined struct {
	Name   string
	Tables []*Table // one for each workspace
}

// parts returns a table of each workspace, to be joined.
func (j Joined) parts(table func(*Table) *tabular.Table) []tabular.Part {
	parts := make([]tabular.Part, len(j.Tables))
	for i, t := range j.Tables {
		parts[i] = tabular.Part{Place: t.Workspace, Table: table(t)}
	}
	return parts
}

func (j Joined) decisions() *tabular.Table {
	return tabular.Join("decisions", "workspace", j.parts((*Table).decisions))
}

func (j Joined) signoffs() *tabular.Table {
	return tabular.Join("signoffs", "workspace", j.parts(func(t *Table) *tabular.Table {
		return tabular.Of("signoffs", campaign.StatementFields, t.Signoffs)
	}))
}

// Write writes the tables as Table.Write does. In the columns of others, which have a place for the workspace or none at
// all, there is no further column.
func (j Joined) Write(w io.Writer, f Format) error {
	switch f {
	case CSV:
		return j.decisions().WriteMarkedCSV(w)
	case Entra:
		return tabular.Join("entra", "", j.parts((*Table).entra)).WriteMarkedCSV(w)
	case GRC:
		return tabular.Join("grc", "", j.parts((*Table).grc)).WriteMarkedCSV(w)
	case JSON:
		return j.writeJSON(w)
	case XLSX:
		return j.writeWorkbook(w)
	case HTML:
		out := bufio.NewWriter(w)
		if err := pageTemplates.ExecuteTemplate(out, "page_joined.gohtml", j); err != nil {
			return err
		}
		return out.Flush()
	case Markdown:
		return j.writeMarkdown(w)
	}
	return fault.New(fault.BadInput, "%q is not a format", f)
}

func (j Joined) writeJSON(w io.Writer) error {
	type part struct {
		Workspace string `json:"workspace"`
		*Table
	}
	parts := make([]part, len(j.Tables))
	for i, t := range j.Tables {
		parts[i] = part{t.Workspace, t}
	}
	return tabular.WriteJSON(w, struct {
		Name       string         `json:"campaign_name"`
		Workspaces []part         `json:"workspaces"`
		Decisions  *tabular.Table `json:"decisions"`
	}{j.Name, parts, j.decisions()})
}

func (j Joined) writeWorkbook(w io.Writer) error {
	book, err := workbook.New()
	if err != nil {
		return err
	}
	defer book.Close()
	for _, sheet := range []*tabular.Table{j.decisions(), j.signoffs()} {
		if err := book.AddTable(sheet.Name, sheet); err != nil {
			return err
		}
	}
	return book.Write(w, j.Name)
}

func (j Joined) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", inline(j.Name))
	for _, t := range j.Tables {
		fmt.Fprintf(&b, "- workspace %s: campaign %s, %s, due %s; population %s, taken %s; items: %d\n", inline(t.Workspace), code(t.Campaign), t.State, t.Due,
			code(t.Population), tabular.String(t.TakenAt), len(t.Rows))
	}
	b.WriteString("\n## Sign-offs\n\n")
	for _, t := range j.Tables {
		for _, s := range t.Signoffs {
			fmt.Fprintf(&b, "- %s: %s (%s), %s, %s: %s\n", inline(t.Workspace), inline(s.By), inline(s.Known.String()), s.Part, s.At, inline(s.Text))
			if text := s.Standing(); text != "" {
				fmt.Fprintf(&b, "  - %s\n", inline(text))
			}
		}
	}
	b.WriteString("\n## Decisions\n\n| workspace | who | role | hints | decision | reason | reviewer | assigned to | decided at |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, t := range j.Tables {
		for i := range t.Rows {
			fmt.Fprintf(&b, "| %s |%s\n", inline(t.Workspace), t.Rows[i].markdown())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
