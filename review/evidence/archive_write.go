package evidence

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review/evidence/archive"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
)

// ArchiveOptions say how to make an archive.
type ArchiveOptions struct {
	PackOptions
	Period    archive.Period
	Retention archive.Retention
}

// ArchiveResult describes an archive that was written.
type ArchiveResult struct {
	File       string           `json:"file"`
	SHA256     string           `json:"sha256"`
	Bytes      int64            `json:"bytes"`
	Files      int              `json:"files"`
	From       string           `json:"from"` // YYYY-MM-DD
	To         string           `json:"to"`   // YYYY-MM-DD
	Packs      []archive.Packed `json:"packs"`
	Elevations int              `json:"elevations"`
	Signed     bool             `json:"signed"`
	Key        string           `json:"key,omitempty"` // fingerprint of the SSH key that signed
	Heads      []pack.Head      `json:"heads"`
	AsOf       string           `json:"as_of"`
}

// ArchiveEvidence writes the packs of all campaigns that were open in a period, and its elevations, to one file that a
// person named. The facts of only one campaign at a time are in memory. It asks Torq nothing. Without such a campaign it is
// a Refused fault; invalid journals are a Damaged fault, and nothing is written.
func (s *Service) ArchiveEvidence(ctx context.Context, o ArchiveOptions) (ArchiveResult, error) {
	if err := s.core.MayAct(); err != nil {
		return ArchiveResult{}, err
	}
	if err := o.Retention.Check(); err != nil {
		return ArchiveResult{}, err
	}
	if err := s.witness.Witness(ctx); err != nil {
		return ArchiveResult{}, err
	}
	defer lowGC()()
	r, err := s.fold(ctx)
	if err != nil {
		return ArchiveResult{}, err
	}
	var ids []string
	for _, c := range r.book.All() {
		if o.Period.Campaign(c) {
			ids = append(ids, c.ID)
		}
	}
	b := archive.NewBuilder(o.Period, o.Retention)
	if len(ids) == 0 {
		x := b.Index()
		return ArchiveResult{}, fault.New(fault.Refused, "no campaign was open from %s to %s: there is nothing to archive", x.From, x.To).
			WithHint("take a period in which a campaign was open")
	}
	sign, key := o.signer(ctx)
	var written pack.Written
	err = s.files.Write(ctx, o.Path, o.Overwrite, func(out io.Writer) (err error) {
		written, err = s.archive(ctx, out, r, ids, b, sign)
		return err
	})
	if err != nil {
		return ArchiveResult{}, err
	}
	x := b.Index()
	return ArchiveResult{
		File: o.Path, SHA256: written.SHA256, Bytes: written.Bytes, Files: written.Files, From: x.From, To: x.To, Packs: x.Packs, Elevations: x.Elevations,
		Signed: o.Sign != nil, Key: *key, Heads: x.Journals, AsOf: x.AsOf,
	}, nil
}

// archive writes the packs of these campaigns one by one, and then the other files.
func (s *Service) archive(
	ctx context.Context, out io.Writer, r folded, ids []string, b *archive.Builder, sign func([]byte) ([]byte, error),
) (pack.Written, error) {
	torn, err := s.core.Torn(ctx)
	if err != nil {
		return pack.Written{}, err
	}
	stream := pack.NewStream(out)
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return pack.Written{}, err
		}
		f, err := r.factsOf(ctx, r.fold, r.whole, id, s.core.Populations(), s.shapes)
		if err != nil {
			return pack.Written{}, err
		}
		f.Torn = torn
		b.Add(f)
		if err := stream.Store(archive.PackPath(id), func(w io.Writer) error {
			_, err := pack.Write(w, s.packFiles(ctx, f), nil)
			return err
		}); err != nil {
			return pack.Written{}, err
		}
	}
	for _, f := range b.Files() {
		if err := stream.Add(f); err != nil {
			return pack.Written{}, err
		}
	}
	return stream.Close(sign)
}
