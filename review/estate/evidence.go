package estate

import (
	"context"
	"io"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/joint"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
)

// Export returns the results of the campaigns that id names, as Campaigns does.
func (e *Estate) Export(ctx context.Context, id string) (export.Joined, error) {
	members, err := e.Campaigns(ctx, id)
	if err != nil {
		return export.Joined{}, err
	}
	j := export.Joined{Name: members[0].Campaign.Name}
	for _, m := range members {
		t, err := m.Workspace.Export(ctx, m.Campaign.ID)
		if err != nil {
			return export.Joined{}, fault.Wrap(err, "workspace %s", m.name())
		}
		j.Tables = append(j.Tables, t)
	}
	return j, nil
}

// ExportFile writes the results of the campaigns to a file that a person named. It replaces one only if overwrite is set.
func (e *Estate) ExportFile(ctx context.Context, id string, format export.Format, path string, overwrite bool) error {
	j, err := e.Export(ctx, id)
	if err != nil {
		return err
	}
	return e.Files.Write(ctx, path, overwrite, func(out io.Writer) error { return j.Write(out, format) })
}

// PackResult describes the packs of several workspaces in one file.
type PackResult struct {
	File   string         `json:"file"`
	SHA256 string         `json:"sha256"`
	Bytes  int64          `json:"bytes"`
	Files  int            `json:"files"`
	Packs  []joint.Packed `json:"packs"`
	Signed bool           `json:"signed"`
	Key    string         `json:"key,omitempty"` // fingerprint of the SSH key that signed
}

// PackEvidence writes the evidence pack of each campaign that id names, as PackEvidence of its workspace does, a list and a
// cover to one file. Every workspace of the estate must have such a campaign, and an opened one: a pack that silently lacks
// a workspace would show more than is there. The journals of one workspace are in its own pack alone.
func (e *Estate) PackEvidence(ctx context.Context, id string, o evidence.PackOptions) (PackResult, error) {
	if o.PDF {
		return PackResult{}, fault.New(fault.BadInput, "the reports of several workspaces are not printed to one PDF").WithHint("unzip the file, and print the report.html of each pack")
	}
	members, err := e.Campaigns(ctx, id)
	if err != nil {
		return PackResult{}, err
	}
	if missing := e.without(members); len(missing) > 0 {
		return PackResult{}, fault.New(fault.BadInput, "%s: there is no campaign %q", strings.Join(missing, ", "), id).
			WithHint("leave these workspaces out with --workspace, or make the campaign there too")
	}
	var index joint.Index
	var key string
	sign := func(manifest []byte) ([]byte, error) {
		made, err := o.Sign.Sign(ctx, manifest)
		key = made.Fingerprint
		return []byte(made.Armoured), err
	}
	if o.Sign == nil {
		sign = nil
	}
	var written pack.Written
	err = e.Files.Write(ctx, o.Path, o.Overwrite, func(out io.Writer) error {
		stream := pack.NewStream(out)
		for _, m := range members {
			var of pack.Index
			if err := stream.Store(joint.PackPath(m.name()), func(w io.Writer) (err error) {
				of, err = m.Workspace.WritePack(ctx, w, m.Campaign.ID, o)
				return err
			}); err != nil {
				return fault.Wrap(err, "workspace %s", m.name())
			}
			index.Add(m.name(), of)
		}
		for _, f := range index.Files() {
			if err := stream.Add(f); err != nil {
				return err
			}
		}
		written, err = stream.Close(sign)
		return err
	})
	if err != nil {
		return PackResult{}, err
	}
	return PackResult{
		File: o.Path, SHA256: written.SHA256, Bytes: written.Bytes, Files: written.Files, Packs: index.Packs, Signed: o.Sign != nil, Key: key,
	}, nil
}

// without returns the workspaces of which no campaign is among the members.
func (e *Estate) without(members []Member) (names []string) {
	has := map[string]bool{}
	for _, m := range members {
		has[m.name()] = true
	}
	for _, name := range e.Names() {
		if !has[name] {
			names = append(names, name)
		}
	}
	return names
}
