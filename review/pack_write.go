package review

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/controls"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/signature"
)

// PackOptions say how to make an evidence pack.
type PackOptions struct {
	Path      string           // of the file
	Overwrite bool             // replace a file that is there
	Sign      signature.Signer // signs the manifest; nil leaves it unsigned
}

// PackResult is an evidence pack that was written.
type PackResult struct {
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Bytes    int64           `json:"bytes"`
	Files    int             `json:"files"`
	Campaign string          `json:"campaign"`
	Final    bool            `json:"final"` // the campaign is closed
	Signed   bool            `json:"signed"`
	Key      string          `json:"key,omitempty"` // fingerprint of the SSH key that signed
	Heads    []evidence.Head `json:"heads"`
	Others   []string        `json:"other_campaigns"` // whose lines are in the pack too
	AsOf     string          `json:"as_of"`
}

// PackEvidence writes the evidence of a campaign that was opened, whatever its state, to a file a person named. It asks
// Torq nothing. Journals that do not check out are a Damaged fault, and nothing is written.
func (w *Workspace) PackEvidence(ctx context.Context, id string, o PackOptions) (PackResult, error) {
	if err := w.MayAct(); err != nil {
		return PackResult{}, err
	}
	defer lowGC()()
	lines, err := w.Lines(ctx)
	if err != nil {
		return PackResult{}, err
	}
	facts, err := w.factsOf(ctx, lines, id)
	if err != nil {
		return PackResult{}, err
	}
	if facts.Torn, err = w.Torn(ctx); err != nil {
		return PackResult{}, err
	}
	files := facts.Files(func(name string) ([]byte, error) { return w.cfg.Populations.Raw(ctx, name) })
	var sign func([]byte) ([]byte, error)
	var key string
	if o.Sign != nil {
		sign = func(manifest []byte) ([]byte, error) {
			made, err := o.Sign.Sign(ctx, manifest)
			key = made.Fingerprint
			return []byte(made.Armoured), err
		}
	}
	var written evidence.Written
	err = w.cfg.Files.Write(ctx, o.Path, o.Overwrite, func(out io.Writer) (err error) {
		written, err = evidence.Write(out, files, sign)
		return err
	})
	if err != nil {
		return PackResult{}, err
	}
	index := facts.Index(nil)
	return PackResult{
		File: o.Path, SHA256: written.SHA256, Bytes: written.Bytes, Files: written.Files, Campaign: index.Campaign, Final: facts.Final(),
		Signed: o.Sign != nil, Key: key, Heads: facts.Heads, Others: facts.Others, AsOf: index.AsOf,
	}, nil
}

func (w *Workspace) factsOf(ctx context.Context, lines []record.Line, id string) (*evidence.Facts, error) {
	s, fold := foldOf()
	return factsOf(ctx, s, fold, lines, id, w.cfg.Populations)
}

// factsOf are the facts of the campaign that id names, from journal lines in any order, which an empty state folds, and
// populations alone.
func factsOf(ctx context.Context, s *state, fold *core.Fold, lines []record.Line, id string, populations verify.Populations) (*evidence.Facts, error) {
	f, err := evidence.From(lines)
	if err != nil {
		return nil, err
	}
	if err := fold.Apply(f.Lines); err != nil {
		return nil, core.Damaged(err)
	}
	c, err := s.book.FindOpened(id)
	if err != nil {
		return nil, err
	}
	f.Campaign, f.CutShort, f.Elevations, f.Controls = c, s.book.Unfinished(), s.elevations.Rows(f.AsOf), controls.Run
	f.Shapes = Events().Shapes()
	if r, ok := s.reconciled.Of(c.Population); ok {
		f.Reconciled = &r
	}
	for _, other := range s.book.All() {
		if other != c {
			f.Others = append(f.Others, other.ID)
		}
	}
	if f.Population, err = populations.Load(ctx, c.Population); err != nil {
		return nil, err
	}
	f.Names, f.Rows = []string{c.Population}, access.Rows(f.Population, c.Rules, f.Population.TakenAt, nil, c.Marks)
	if previous, ok := s.book.Get(c.Previous); ok && previous.Population != "" {
		f.Previous = previous
		f.Names = append(f.Names, previous.Population)
		if f.Before, err = populations.Load(ctx, previous.Population); err != nil {
			return nil, err
		}
	}
	proofs, syncs, err := proofsOf(f.Lines, c.ID)
	if err != nil {
		return nil, err
	}
	f.Names, f.Syncs = slices.Concat(f.Names, proofs, lentBy(f.Lines)), syncs
	slices.Sort(f.Names)
	f.Names = slices.Compact(f.Names)
	if len(proofs) > 0 {
		if f.After, err = populations.Load(ctx, proofs[len(proofs)-1]); err != nil {
			return nil, err
		}
	}
	if f.Final() || c.EarlyApply() {
		f.Changes = caseFrom(f, s.book).Recorded(s.ledger)
	}
	return f, nil
}

// caseFrom is what a closed campaign decided to take away.
func caseFrom(f *evidence.Facts, book *campaign.Book) *remediation.Case {
	rows := make(map[string]access.Row, len(f.Rows))
	for _, row := range f.Rows {
		rows[row.Item] = row
	}
	return remediation.CaseOf(f.Campaign, book, rows, f.Population.Roles)
}

// rest is what lines rest on.
type rest struct {
	Campaign   string `json:"campaign"`
	Population string `json:"population"`
}

// proofsOf are the populations that lines about changes of the campaign name, in fold order, and all readings of Torq.
func proofsOf(lines []record.Line, id string) (proofs []string, syncs []evidence.Sync, err error) {
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Type == core.TypeSynced:
			d, err := record.Decode[core.Synced](*l)
			if err != nil {
				return nil, nil, err
			}
			syncs = append(syncs, evidence.Sync{
				At: l.Time.Time, By: l.Actor, Population: d.Population, ClientID: d.ClientID, AllowedDrop: d.DropOK, Unread: d.Unread,
			})
		case l.Type == core.TypeSyncFailed:
			d, err := record.Decode[core.SyncFailed](*l)
			if err != nil {
				return nil, nil, err
			}
			syncs = append(syncs, evidence.Sync{At: l.Time.Time, By: l.Actor, Failed: d.Reason})
		case l.Type == remediation.TypePlanned || strings.HasPrefix(l.Type, "change."):
			d, _ := record.Glance[rest](*l)
			if d.Campaign == id && d.Population != "" {
				proofs = append(proofs, d.Population)
			}
		}
	}
	return proofs, syncs, nil
}

// lentBy are the populations that show what became of roles that were lent. They are no proofs of the campaign's changes.
func lentBy(lines []record.Line) (names []string) {
	for i := range lines {
		switch l := &lines[i]; l.Type {
		case elevation.TypeActive, elevation.TypeEnded, elevation.TypeDrifted:
			if d, _ := record.Glance[rest](*l); d.Population != "" {
				names = append(names, d.Population)
			}
		}
	}
	return names
}
