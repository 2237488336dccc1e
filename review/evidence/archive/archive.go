// Package archive describes the evidence of a period: one ZIP file with the evidence pack of every campaign that was open
// in it, the elevations of the period, and what is known of how long it is kept and where. Its content follows from the
// packs, the period and that statement alone.
package archive

import (
	"cmp"
	_ "embed"
	"io"
	"regexp"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// The files of an archive, beside the manifest, its signature and the packs.
const (
	IndexPath     = "archive.json"
	RetentionPath = "RETENTION.md"
	TableName     = "elevations"
)

// Paths are the files of every archive, but for the manifest and the packs.
var Paths = []string{
	pack.CheckPath, RetentionPath, pack.VerifyPath, IndexPath, pack.TablePath(TableName, "csv"), pack.TablePath(TableName, "json"),
}

// PackPath returns the path of the pack of a campaign.
func PackPath(campaign string) string { return "packs/" + campaign + ".zip" }

// PackForm is the form of the path of a pack.
var PackForm = regexp.MustCompile(`^packs/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\.zip$`)

// Format is the version of the format of archives. It changes whenever the same packs give other bytes.
const Format = 1

// Period is a number of whole days in UTC, the first and the last among them.
type Period struct{ From, To time.Time }

// NewPeriod returns the period between two dates, YYYY-MM-DD. It is a BadInput fault if one is none, or the last is before
// the first.
func NewPeriod(from, to string) (p Period, err error) {
	for _, of := range []struct {
		text string
		date *time.Time
	}{{from, &p.From}, {to, &p.To}} {
		if *of.date, err = time.Parse(campaign.DateLayout, of.text); err != nil {
			return Period{}, fault.New(fault.BadInput, "%q is not a date", of.text).WithHint("write it such as 2026-12-31")
		}
	}
	if p.To.Before(p.From) {
		return Period{}, fault.New(fault.BadInput, "the period ends on %s, before it begins on %s", to, from)
	}
	return p, nil
}

// touches reports whether something that lasted from a time to another was going on in the period; end is zero if it has
// not ended.
func (p Period) touches(begin, end time.Time) bool {
	return begin.Before(p.To.AddDate(0, 0, 1)) && (end.IsZero() || !end.Before(p.From))
}

// Campaign reports whether a campaign was open at some time in the period.
func (p Period) Campaign(c *campaign.Campaign) bool {
	var end time.Time
	switch {
	case c.Closing != nil:
		end = c.Closing.At
	case c.Voiding != nil:
		end = c.Voiding.At
	}
	return c.Population != "" && p.touches(c.OpenedAt, end)
}

// elevation reports whether an elevation was requested, waited for or held in the period. One that was not granted counts
// for the time of its request alone.
func (p Period) elevation(e *elevation.Row) bool {
	var end time.Time
	switch {
	case e.EndedAt != nil:
		end = *e.EndedAt
	case slices.Contains(refused, e.State):
		end = e.RequestedAt
	}
	return p.touches(e.RequestedAt, end)
}

// refused are the states of elevations that never gave a role.
var refused = []elevation.State{elevation.Denied, elevation.Withdrawn, elevation.Expired, elevation.Failed}

// Retention says how an archive is kept, as the person said who made it. Texts are empty if they said nothing.
type Retention struct {
	Until string `json:"until"` // YYYY-MM-DD
	Where string `json:"where"`
}

// maxWhere limits the length of the place where an archive is kept, in characters.
const maxWhere = 300

var whereForm = regexp.MustCompile(`^[^\p{C}\p{Zl}\p{Zp}]*$`)

// Check reports a date that is none, and a place that is no line of text.
func (r Retention) Check() error {
	if _, err := time.Parse(campaign.DateLayout, r.Until); r.Until != "" && err != nil {
		return fault.New(fault.BadInput, "%q is not a date until when to keep the archive", r.Until).WithHint("write it such as 2033-12-31")
	}
	if len([]rune(r.Where)) > maxWhere || !whereForm.MatchString(r.Where) {
		return fault.New(fault.BadInput, "where the archive is kept must be one line of at most %d characters", maxWhere)
	}
	return nil
}

// Index is archive.json, which describes an archive. Times are RFC 3339 UTC, empty if unset.
type Index struct {
	V          int         `json:"v"` // Format
	Workspace  string      `json:"workspace"`
	Region     string      `json:"region"`
	From       string      `json:"from"`  // YYYY-MM-DD, the first day
	To         string      `json:"to"`    // YYYY-MM-DD, the last day
	AsOf       string      `json:"as_of"` // time of the last journal line
	Journals   []pack.Head `json:"journals"`
	Packs      []Packed    `json:"packs"`
	Elevations int         `json:"elevations"`
	Source     string      `json:"source"` // where the populations of all packs came from
	Retention  Retention   `json:"retention"`
}

// Packed is a campaign of the archive.
type Packed struct {
	Path     string         `json:"path"`
	Campaign string         `json:"campaign"` // its id
	Name     string         `json:"campaign_name"`
	State    campaign.State `json:"state"`
	Final    bool           `json:"final"`
	Scope    string         `json:"scope"`
	Due      string         `json:"due"`
	OpenedAt string         `json:"opened_at"`
	ClosedAt string         `json:"closed_at"`
	Items    int            `json:"items"`
	Decided  int            `json:"decided"`
}

// Builder makes the files of an archive from the packs, one after the other. It does not keep their facts.
type Builder struct {
	Period
	index      Index
	origin     pack.Origin
	elevations *tabular.Table // without source; nil before the first pack
}

// NewBuilder returns a builder without packs.
func NewBuilder(p Period, r Retention) *Builder {
	return &Builder{Period: p, index: Index{
		V: Format, From: p.From.Format(campaign.DateLayout), To: p.To.Format(campaign.DateLayout), Packs: []Packed{}, Retention: r,
	}}
}

// Add adds the pack of a campaign.
func (b *Builder) Add(f *pack.Facts) {
	x := f.Index(nil)
	b.index.Packs = append(b.index.Packs, Packed{
		Path: PackPath(x.Campaign), Campaign: x.Campaign, Name: x.Name, State: x.State, Final: x.Final, Scope: x.Scope, Due: x.Due, OpenedAt: x.OpenedAt,
		ClosedAt: x.ClosedAt, Items: x.Items, Decided: x.Decided,
	})
	slices.SortFunc(b.index.Packs, func(a, b Packed) int { return cmp.Compare(a.Path, b.Path) })
	b.index.Workspace, b.index.Region, b.index.AsOf, b.index.Journals = x.Workspace, x.Region, x.AsOf, x.Journals
	if len(b.index.Packs) == 1 {
		b.origin = f.Origin
	} else {
		b.origin.Source = b.origin.And(f.Origin.Source)
	}
	b.elevations = f.ElevationTable(b.elevation)
}

// Index returns the description of the archive.
func (b *Builder) Index() Index {
	b.index.Source = b.origin.Source.String()
	if b.elevations != nil {
		b.index.Elevations = b.elevations.Len
	}
	return b.index
}

//go:embed VERIFY.md
var verifyText string

// The script that checks an archive is these three, one after the other. PacksScript is what any file of packs is checked
// with: it defines check, attempt, check_manifest, check_pack and table.
var (
	//go:embed check/1_archive.py
	headScript string
	//go:embed check/2_packs.py
	PacksScript string
	//go:embed check/3_period.py
	periodScript string
)

// Files returns the files of the archive that are not packs. There must be one.
func (b *Builder) Files() []pack.File {
	index, table := b.Index(), pack.WithSource(b.elevations, b.origin.Source.String())
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	return []pack.File{
		{Path: IndexPath, Write: func(w io.Writer) error { return tabular.WriteJSON(w, index) }},
		{Path: RetentionPath, Write: text(index.retention())},
		{Path: pack.CheckPath, Write: text(headScript + PacksScript + periodScript)},
		{Path: pack.VerifyPath, Write: text(verifyText)},
		{Path: pack.TablePath(TableName, "csv"), Write: table.WriteCSV},
		{Path: pack.TablePath(TableName, "json"), Write: table.WriteJSON},
	}
}

// Len returns the number of packs that were added.
func (b *Builder) Len() int { return len(b.index.Packs) }
