package decisionfile

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// checkOrigin refuses a file whose rows were exported from another campaign or population.
func (to Against) checkOrigin(rows []Row) error {
	c := to.Campaign
	ours := func(r *Row) string {
		switch {
		case r.Campaign != "" && !strings.EqualFold(r.Campaign, c.ID) && !strings.EqualFold(r.Campaign, c.Name):
			return fmt.Sprintf("the campaign %s, not from %s", r.Campaign, c.ID)
		case r.Population != "" && !strings.EqualFold(r.Population, c.Population):
			return fmt.Sprintf("the population %.12s, not from %.12s, which %s reviews", r.Population, c.Population, c.ID)
		}
		return ""
	}
	first, line, n := "", 0, 0
	for i := range rows {
		if why := ours(&rows[i]); why != "" {
			if n++; n == 1 {
				first, line = why, rows[i].Line
			}
		}
	}
	if n == 0 {
		return nil
	}
	more := ""
	if n > 1 {
		more = fmt.Sprintf(" (and %d more rows)", n-1)
	}
	return fault.New(fault.BadInput, "line %d%s is from %s", line, more, first).
		WithHint("export this campaign and fill in that file: %s", fault.Export.On(c.ID, "--format csv"))
}

// identify returns the item of the row; empty for a row without a decision whose item is unknown. All facts in the row
// must match the item.
func (to Against) identify(r *Row) (string, error) {
	name := r.Item
	if name == "" {
		name = r.Email
	}
	if name == "" {
		return "", nil
	}
	item, err := to.Item(name)
	if err != nil {
		if !r.decides() {
			return "", nil
		}
		return "", err
	}
	row := to.Basis.Rows[item]
	if d, known := to.Campaign.Made(strings.ToLower(r.Hash)); known && r.Hash != "" && d.Item != item {
		return "", mismatch("it is about %s, but its journal_hash is of the decision about %s", row.Title(),
			to.Basis.Rows[d.Item].Title())
	}
	for _, claim := range []struct {
		column, said string
		is           []string
	}{
		{"kind", r.Kind, []string{string(row.Kind)}},
		{"email", r.Email, []string{row.Email}},
		{"role", r.Role, []string{row.Role, row.RoleID}},
		{"role_id", r.RoleID, []string{row.RoleID, row.Role}},
		{"name", r.Name, []string{row.Name, row.Email}},
	} {
		if claim.said == "" || isOneOf(claim.said, claim.is) || claim.column == "email" &&
			to.People.Same(claim.said, row.Email) {
			continue
		}
		if claim.column == "name" && row.Name == "" && !to.namesAnother(claim.said) {
			continue // Torq knows no name for it; the file may
		}
		if text, ok := unmisread(claim.said); ok && isOneOf(text, claim.is) {
			return "", fault.New(fault.BadInput, "the %s %q was %q before a program read the file in a wrong encoding",
				claim.column, claim.said, text).
				WithHint(`open the exported file through the import of the spreadsheet, as UTF-8, and save it as "CSV UTF-8"`)
		}
		return "", mismatch("its %s is %q, but %s has %q", claim.column, claim.said, row.Title(), claim.is[0])
	}
	return item, nil
}

// namesAnother reports whether the name is of something in the campaign.
func (to Against) namesAnother(name string) bool {
	for _, item := range to.Campaign.Items {
		row := to.Basis.Rows[item]
		if isOneOf(name, []string{row.Name, row.Email, row.Item}) {
			return true
		}
	}
	return false
}

func isOneOf(said string, texts []string) bool {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" && strings.EqualFold(said, text) {
			return true
		}
	}
	return false
}

func mismatch(format string, args ...any) error {
	return fault.New(fault.BadInput, format, args...).
		WithHint("a column may have moved against the others, or a spreadsheet rewrote a cell; compare with a new export")
}
