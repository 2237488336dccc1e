// Package joint describes the evidence of one review in several workspaces: one ZIP file with the evidence pack of each, a
// list of them and a cover. Its content follows from the packs and the names of the workspaces alone.
package joint

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/archive"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/tabular"
)

// The files beside the manifest, its signature and the packs.
const (
	IndexPath = "workspaces.json"
	CoverPath = "cover.html"
)

// Paths are the files that are always there, but for the manifest and the packs.
var Paths = []string{pack.CheckPath, pack.VerifyPath, IndexPath, CoverPath}

// PackPath returns the path of the pack of a workspace.
func PackPath(workspace string) string { return archive.PackPath(workspace) }

// PackForm is the form of the path of a pack.
var PackForm = archive.PackForm

// Format is the version of the format. It changes whenever the same packs give other bytes.
const Format = 1

// Index is workspaces.json. Times are RFC 3339 UTC, empty if unset.
type Index struct {
	V     int      `json:"v"` // Format
	Name  string   `json:"campaign_name"`
	Packs []Packed `json:"packs"`
}

// Packed is the pack of one workspace, with what its pack.json says.
type Packed struct {
	Path       string         `json:"path"`
	Workspace  string         `json:"workspace"` // its local name where the file was made
	Region     string         `json:"region"`
	Account    string         `json:"torq_account"`
	Campaign   string         `json:"campaign"` // its id
	Name       string         `json:"campaign_name"`
	State      campaign.State `json:"state"`
	Final      bool           `json:"final"`
	Scope      string         `json:"scope"`
	Due        string         `json:"due"`
	OpenedAt   string         `json:"opened_at"`
	ClosedAt   string         `json:"closed_at"`
	Items      int            `json:"items"`
	Decided    int            `json:"decided"`
	Population string         `json:"population"`
	Source     string         `json:"source"`
	Journals   []pack.Head    `json:"journals"`
	AsOf       string         `json:"as_of"`
}

// Add adds the pack of a workspace, which says x of itself. The first one names the whole.
func (x *Index) Add(workspace string, of pack.Index) {
	x.V, x.Name = Format, cmp.Or(x.Name, of.Name)
	x.Packs = append(x.Packs, Packed{
		Path: PackPath(workspace), Workspace: workspace, Region: of.Region, Account: of.Account, Campaign: of.Campaign, Name: of.Name, State: of.State,
		Final: of.Final, Scope: of.Scope, Due: of.Due, OpenedAt: of.OpenedAt, ClosedAt: of.ClosedAt, Items: of.Items, Decided: of.Decided,
		Population: of.Population, Source: of.Source, Journals: of.Journals, AsOf: of.AsOf,
	})
	slices.SortFunc(x.Packs, func(a, b Packed) int { return cmp.Compare(a.Path, b.Path) })
}

// Open returns the workspaces whose campaign is not closed.
func (x Index) Open() []string { return x.where(func(p Packed) bool { return !p.Final }) }

// NotTorq returns the workspaces whose populations came from another server than Torq's, or from a simulated Torq.
func (x Index) NotTorq() []string {
	return x.where(func(p Packed) bool { return strings.HasSuffix(p.Source, "not Torq") })
}

func (x Index) where(holds func(Packed) bool) (names []string) {
	for _, p := range x.Packs {
		if holds(p) {
			names = append(names, p.Workspace)
		}
	}
	return names
}

var (
	//go:embed VERIFY.md
	verifyText string
	//go:embed head.py
	headScript string
	//go:embed workspaces.py
	workspacesScript string
	//go:embed cover.gohtml
	coverText string
)

var cover = template.Must(template.New("cover").Funcs(template.FuncMap{
	"text": func(text any) string { return tabular.SpelledOut(fmt.Sprint(text)) },
}).Parse(coverText))

// Files returns the files that are not packs.
func (x Index) Files() []pack.File {
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	return []pack.File{
		{Path: IndexPath, Write: func(w io.Writer) error { return tabular.WriteJSON(w, x) }},
		{Path: CoverPath, Write: func(w io.Writer) error { return cover.Execute(w, x) }},
		{Path: pack.CheckPath, Write: text(headScript + archive.PacksScript + workspacesScript)},
		{Path: pack.VerifyPath, Write: text(verifyText)},
	}
}

// Workspace returns the local name of the workspace whose pack has that path.
func Workspace(path string) string {
	return strings.TrimSuffix(strings.TrimPrefix(path, "packs/"), ".zip")
}
