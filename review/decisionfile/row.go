// Package decisionfile reads decisions from a table that a person filled in, and compares them with a campaign.
package decisionfile

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Row is a row of a file of decisions, as written. Missing values are empty.
type Row struct {
	Line int // where it begins in the file, from 1

	// What it is about: any of these that the file has must agree.
	Item, Email, Kind, Name, Role, RoleID string
	Campaign, Population                  string

	Verdict          campaign.Verdict
	ToRole, ToRoleID string
	ToScopes         string // of a custom role: the permissions that it keeps, with blanks or commas between them
	Reason           string

	Exported bool   // the file says on which decision each row rests
	Hash     string // of the journal line of that decision; empty if there was none

	fault error // why it cannot be a row of this table
}

// decides reports whether the row decides anything.
func (r *Row) decides() bool { return r.Verdict != "" && r.Verdict != campaign.Undecided }

// scopes returns the permissions that a custom role keeps, sorted; nil if the row names none. A name that stands twice is
// returned twice.
func (r *Row) scopes() []string {
	return slices.Sorted(slices.Values(strings.FieldsFunc(r.ToScopes, func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == ';' })))
}

// columns maps the columns that are read to the fields of a row. Others are ignored.
var columns = map[string]func(*Row) *string{
	"item": func(r *Row) *string { return &r.Item }, "email": func(r *Row) *string { return &r.Email },
	"kind": func(r *Row) *string { return &r.Kind }, "name": func(r *Row) *string { return &r.Name },
	"role": func(r *Row) *string { return &r.Role }, "role_id": func(r *Row) *string { return &r.RoleID },
	"campaign": func(r *Row) *string { return &r.Campaign }, "population": func(r *Row) *string { return &r.Population },
	"decision": func(r *Row) *string { return (*string)(&r.Verdict) },
	"to_role":  func(r *Row) *string { return &r.ToRole }, "to_role_id": func(r *Row) *string { return &r.ToRoleID },
	"to_scopes": func(r *Row) *string { return &r.ToScopes },
	"reason":    func(r *Row) *string { return &r.Reason }, "journal_hash": func(r *Row) *string { return &r.Hash },
}

// Read reads a file of decisions in CSV, as tabular.ReadCSV takes it. An invalid file is a BadInput fault.
func Read(data []byte) ([]Row, error) {
	sheet, err := tabular.ReadCSV(data)
	if err != nil {
		return nil, withExample(err)
	}
	at, err := placesOf(sheet.Header)
	if err != nil {
		return nil, err
	}
	_, exported := at["journal_hash"]
	rows := make([]Row, len(sheet.Rows))
	for i, from := range sheet.Rows {
		r := Row{Line: from.Line, Exported: exported}
		for name, place := range at {
			if place < len(from.Cells) {
				*columns[name](&r) = strings.TrimSpace(tabular.Restore(strings.TrimSpace(from.Cells[place])))
			}
		}
		r.Verdict = campaign.Verdict(strings.ToLower(string(r.Verdict)))
		switch decision := at["decision"]; {
		case len(from.Cells) > len(sheet.Header):
			r.fault = fault.New(fault.BadInput, "it has more cells than the first line names columns").WithHint("put a cell that has a comma in it between quotes")
		case len(from.Cells) <= decision:
			r.fault = fault.New(fault.BadInput, "it ends before the column decision, which is column %d", decision+1).
				WithHint("give every row as many cells as the first line has, with the same sign between them")
		}
		rows[i] = r
	}
	return rows, nil
}

const example = "its first line names the columns, for example: item,decision,to_role,reason"

func withExample(err error) error {
	if fault.HintOf(err) != "" {
		return err
	}
	return fault.New(fault.BadInput, "%w", err).WithHint(example)
}

// placesOf returns the position of each column.
func placesOf(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if columns[name] == nil {
			continue
		}
		if _, twice := at[name]; twice {
			return nil, fault.New(fault.BadInput, "line 1: the column %s stands twice",
				name).WithHint("keep the one that is filled in")
		}
		at[name] = i
	}
	has := func(name string) bool { _, ok := at[name]; return ok }
	if !has("decision") || !has("item") && !has("email") {
		return nil, fault.New(fault.BadInput,
			"line 1 names the columns, and needs item (or email) and decision").WithHint(example)
	}
	return at, nil
}

// checkShape checks the row by itself, without the campaign.
func (r *Row) checkShape() error {
	toRole := r.ToRole != "" || r.ToRoleID != ""
	toScopes := len(r.scopes()) > 0
	known := slices.Contains([]campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}, r.Verdict)
	switch {
	case r.fault != nil:
		return r.fault
	case toRole && (known || !r.decides()):
		return fault.New(fault.BadInput, "it names a role in the column to_role, but the decision is %q", r.Verdict).
			WithHint("write reduce or move as the decision, or leave to_role empty")
	case toScopes && r.Verdict != campaign.Reduce:
		return fault.New(fault.BadInput, "it names permissions in the column to_scopes, but the decision is %q", r.Verdict).
			WithHint("write reduce as the decision, or leave to_scopes empty")
	case toScopes && toRole:
		return fault.New(fault.BadInput, "it names permissions in to_scopes and a role in to_role").
			WithHint("a custom role keeps permissions; a user, a key and a mapping get another role")
	case r.decides() && r.Item == "" && r.Email == "":
		return fault.New(fault.BadInput, "it names no item")
	case access.KindOf(r.Item) == access.Role && r.Verdict == campaign.Reduce && !toScopes:
		return fault.New(fault.BadInput, "reduce of a custom role needs the permissions that it keeps, in the column to_scopes").
			WithHint("separate them with blanks; those that the role grants stand in the column permissions of an export")
	case (r.Verdict == campaign.Reduce || r.Verdict == campaign.Move) && !toRole && !toScopes:
		return fault.New(fault.BadInput, "%s needs a role in the column to_role", r.Verdict)
	}
	return nil
}
