package evidence

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/signature"
)

// PackOptions say how to make an evidence pack.
type PackOptions struct {
	Path      string           // of the file
	Overwrite bool             // replace a file that is there
	Sign      signature.Signer // signs the manifest; nil leaves it unsigned
}

// PackResult describes an evidence pack that was written.
type PackResult struct {
	File     string      `json:"file"`
	SHA256   string      `json:"sha256"`
	Bytes    int64       `json:"bytes"`
	Files    int         `json:"files"`
	Campaign string      `json:"campaign"`
	Final    bool        `json:"final"` // the campaign is closed
	Signed   bool        `json:"signed"`
	Key      string      `json:"key,omitempty"` // fingerprint of the SSH key that signed
	Heads    []pack.Head `json:"heads"`
	Others   []string    `json:"other_campaigns"` // whose lines are in the pack too
	AsOf     string      `json:"as_of"`
}

// PackEvidence writes the evidence of a campaign that was opened, whatever its state, to a file a person named. It asks
// Torq nothing. Invalid journals are a Damaged fault, and nothing is written.
func (s *Service) PackEvidence(ctx context.Context, id string, o PackOptions) (PackResult, error) {
	if err := s.core.MayAct(); err != nil {
		return PackResult{}, err
	}
	defer lowGC()()
	facts, err := s.facts(ctx, id)
	if err != nil {
		return PackResult{}, err
	}
	kept := s.core.Populations()
	files := facts.Files(func(name string) ([]byte, error) { return kept.Raw(ctx, name) },
		func(name string) ([]byte, error) { return kept.Answer(ctx, name) })
	var sign func([]byte) ([]byte, error)
	var key string
	if o.Sign != nil {
		sign = func(manifest []byte) ([]byte, error) {
			made, err := o.Sign.Sign(ctx, manifest)
			key = made.Fingerprint
			return []byte(made.Armoured), err
		}
	}
	var written pack.Written
	err = s.files.Write(ctx, o.Path, o.Overwrite, func(out io.Writer) (err error) {
		written, err = pack.Write(out, files, sign)
		return err
	})
	if err != nil {
		return PackResult{}, err
	}
	index := facts.Index(nil)
	return PackResult{
		File: o.Path, SHA256: written.SHA256, Bytes: written.Bytes, Files: written.Files, Campaign: index.Campaign,
		Final:  facts.Final(),
		Signed: o.Sign != nil, Key: key, Heads: facts.Heads, Others: facts.Others, AsOf: index.AsOf,
	}, nil
}
