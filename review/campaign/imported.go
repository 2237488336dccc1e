package campaign

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// ImportedData is the data of a campaign.imported line: an earlier review that was made without tuar, as a file states
// it. It is no campaign: nothing in it was measured.
type ImportedData struct {
	Import string        `json:"import"` // its ID
	Name   string        `json:"name"`
	File   string        `json:"file"`   // its name, without a folder
	SHA256 string        `json:"sha256"` // of the file
	Rows   []ImportedRow `json:"rows"`
}

// ImportedRow is a decision as the file states it.
type ImportedRow struct {
	Line     int     `json:"line"` // of the file, from 1
	Email    string  `json:"email"`
	Role     string  `json:"role,omitempty"`
	Decision Verdict `json:"decision"`
	Reviewer string  `json:"reviewer"`
	On       string  `json:"on"` // YYYY-MM-DD
	Reason   string  `json:"reason,omitempty"`
}

// Sentence returns what the line says.
func (d ImportedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "imported " + d.Import + ": " + d.Name + ", " + some(len(d.Rows), "decision", "decisions") + " stated by " + d.File}
}

// Imported is an earlier review as a file states it.
type Imported struct {
	ImportedData
	By string
	At time.Time

	place int            // in the fold
	of    map[string]int // row by person
}

// Last returns the last day on which a decision was made, as the file states it: YYYY-MM-DD.
func (i *Imported) Last() string {
	last := ""
	for _, r := range i.Rows {
		last = max(last, r.On)
	}
	return last
}

// Reviewers returns the reviewers whom the file names, sorted.
func (i *Imported) Reviewers() []string {
	var all []string
	for _, r := range i.Rows {
		all = append(all, r.Reviewer)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Summary returns the import in one row, in the state "imported".
func (i *Imported) Summary() Summary {
	s := Summary{ID: i.Import, Name: i.Name, State: "imported", Items: len(i.Rows), Decided: len(i.Rows), Reviewers: i.Reviewers(), SignedOff: []string{}, Owner: i.By}
	for _, r := range i.Rows {
		switch r.Decision {
		case Certify:
			s.Certified++
		case Reduce:
			s.Reduced++
		case Move:
			s.Moved++
		case Revoke:
			s.Revoked++
		case Abstain:
			s.Abstained++
		case Undecided:
		}
	}
	return s
}

// previous returns what the file states about a row.
func (i *Imported) previous(r access.Row) (access.PreviousRow, bool) {
	at, ok := i.of[person.Key(r.Email)]
	if !ok || r.Kind != access.User {
		return access.PreviousRow{}, false
	}
	is := i.Rows[at]
	on, _ := time.Parse(DateLayout, is.On)
	return access.PreviousRow{
		Row:      access.Row{Item: r.Item, Kind: r.Kind, Email: is.Email, Role: is.Role},
		Decision: string(is.Decision), Reason: is.Reason, Reviewer: is.Reviewer, DecidedAt: on, Campaign: i.Import, In: i.Name, Imported: true,
	}, true
}

// imported folds an import. One of the same name replaces the one before.
func (b *Book) imported(l record.Line, d ImportedData) error {
	one := &Imported{ImportedData: d, By: l.Actor, At: l.Time.Time, place: b.folded, of: make(map[string]int, len(d.Rows))}
	for i, r := range d.Rows {
		one.of[person.Key(r.Email)] = i
	}
	b.imports = slices.DeleteFunc(b.imports, func(i *Imported) bool { return strings.EqualFold(i.Name, d.Name) })
	b.imports = append(b.imports, one)
	return nil
}

// Imports returns the imports in the order in which they were recorded.
func (b *Book) Imports() []*Imported { return b.imports }

// ImportsBefore returns the imports that were on record when the campaign was opened, the last one first.
func (b *Book) ImportsBefore(c *Campaign) []*Imported {
	var before []*Imported
	for _, i := range slices.Backward(b.imports) {
		if i.place < c.openedAs {
			before = append(before, i)
		}
	}
	return before
}

// ImportReview records an earlier review that was made without tuar, and returns it. Its ID is made here.
func (s *Service) ImportReview(ctx context.Context, d ImportedData) (*Imported, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	d.Import = Slug(d.Name) + "-" + core.RandomHex(2)
	if _, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		if i := slices.IndexFunc(s.book.All(), func(c *Campaign) bool { return strings.EqualFold(c.Name, d.Name) }); i >= 0 {
			return nil, fault.New(fault.Refused, "there is a campaign with the name %q", d.Name).WithHint("give the import another name")
		}
		return []record.Entry{{Type: TypeImported, Actor: actor, Data: d}}, nil
	}); err != nil {
		return nil, err
	}
	return s.Import(ctx, d.Import)
}

// ListImports returns the earlier reviews that were imported, the newest first.
func (s *Service) ListImports(ctx context.Context) (all []*Imported, err error) {
	err = s.core.Read(ctx, func() error { all = slices.Clone(s.book.Imports()); return nil })
	slices.Reverse(all)
	return all, err
}

// Import returns the import that id names: its ID, an unambiguous beginning of it, or its exact name.
func (s *Service) Import(ctx context.Context, id string) (*Imported, error) {
	all, err := s.ListImports(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for n, i := range all {
		if ids[n] = i.Import; strings.EqualFold(i.Name, id) {
			return i, nil
		}
	}
	full, err := core.Resolve("import", id, ids)
	if err != nil {
		return nil, err
	}
	return all[slices.Index(ids, full)], nil
}

// namesOf returns the IDs of imports.
func namesOf(imports []*Imported) string {
	ids := make([]string, len(imports))
	for n, i := range imports {
		ids[n] = i.Import
	}
	return strings.Join(ids, " ")
}
