package evidence

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/signature"
)

// PackOptions say how to make an evidence pack.
type PackOptions struct {
	Path      string           // of the file
	Overwrite bool             // replace a file that is there
	Sign      signature.Signer // signs the manifest; nil leaves it unsigned
	Company   string           // on the head of the report; may be empty
	Logo      string           // path of a PNG or SVG file, on the head of the report; empty for none
	PDF       bool             // print the report to PDF beside the pack, if a program for that is there
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
	Missing  []string    `json:"missing_files,omitempty"` // that lines rest on: not at hand, so that the pack does not check out
	PDF      string      `json:"pdf,omitempty"`           // the file of the report as PDF, if that was asked for
	PDFBy    string      `json:"pdf_by,omitempty"`        // the program that printed it
	NoPDF    string      `json:"no_pdf,omitempty"`        // why there is no PDF though it was asked for
}

// PackEvidence writes the evidence of a campaign that was opened, whatever its state, to a file a person named. It asks
// Torq nothing. Invalid journals are a Damaged fault, and nothing is written.
func (s *Service) PackEvidence(ctx context.Context, id string, o PackOptions) (PackResult, error) {
	defer lowGC()()
	facts, files, err := s.packOf(ctx, id, o)
	if err != nil {
		return PackResult{}, err
	}
	sign, key := o.signer(ctx)
	var written pack.Written
	err = s.files.Write(ctx, o.Path, o.Overwrite, func(out io.Writer) (err error) {
		written, err = pack.Write(out, files, sign)
		return err
	})
	if err != nil {
		return PackResult{}, err
	}
	index := facts.Index(nil)
	result := PackResult{
		File: o.Path, SHA256: written.SHA256, Bytes: written.Bytes, Files: written.Files, Campaign: index.Campaign,
		Final:  facts.Final(),
		Signed: o.Sign != nil, Key: *key, Heads: facts.Heads, Others: facts.Others, AsOf: index.AsOf, Missing: facts.Missing,
	}
	if o.PDF {
		if err := s.printReport(ctx, files, o, &result); err != nil {
			if ctx.Err() != nil {
				return result, err
			}
			result.NoPDF = err.Error()
		}
	}
	return result, nil
}

// WritePack writes the pack that PackEvidence would write, without a signature, and returns its pack.json.
func (s *Service) WritePack(ctx context.Context, out io.Writer, id string, o PackOptions) (pack.Index, error) {
	defer lowGC()()
	facts, files, err := s.packOf(ctx, id, o)
	if err != nil {
		return pack.Index{}, err
	}
	_, err = pack.Write(out, files, nil)
	return facts.Index(nil), err
}

// packOf returns the facts and the files of the pack of a campaign.
func (s *Service) packOf(ctx context.Context, id string, o PackOptions) (*pack.Facts, []pack.File, error) {
	if err := s.core.MayAct(); err != nil {
		return nil, nil, err
	}
	if err := s.witness.Witness(ctx); err != nil {
		return nil, nil, err
	}
	facts, err := s.facts(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if facts.Letterhead, err = s.letterhead(ctx, o); err != nil {
		return nil, nil, err
	}
	return facts, s.packFiles(ctx, facts), nil
}

// letterhead returns the company and the logo that the options name.
func (s *Service) letterhead(ctx context.Context, o PackOptions) (pack.Letterhead, error) {
	var logo []byte
	if o.Logo != "" {
		var err error
		if logo, err = s.files.Read(ctx, o.Logo, pack.MaxLogo); err != nil {
			return pack.Letterhead{}, err
		}
		if len(logo) == 0 {
			return pack.Letterhead{}, fault.New(fault.BadInput, "%s is empty", o.Logo)
		}
	}
	l, err := pack.NewLetterhead(o.Company, logo)
	return l, fault.Wrap(err, "%s", cmp.Or(o.Logo, "the company"))
}

// printReport prints the report of a pack that was written to a file beside it.
func (s *Service) printReport(ctx context.Context, files []pack.File, o PackOptions, result *PackResult) error {
	if s.printer == nil {
		return fault.New(fault.Failed, "there is nothing to print with")
	}
	at := slices.IndexFunc(files, func(f pack.File) bool { return f.Path == pack.ReportPath })
	var page bytes.Buffer
	if err := files[at].Write(&page); err != nil {
		return err
	}
	pdf, by, err := s.printer.Print(ctx, page.Bytes())
	if err != nil {
		return err
	}
	path := strings.TrimSuffix(o.Path, ".zip") + ".pdf"
	err = s.files.Write(ctx, path, o.Overwrite, func(out io.Writer) error {
		_, err := out.Write(pdf)
		return err
	})
	if err == nil {
		result.PDF, result.PDFBy = path, by
	}
	return err
}

// packFiles returns the files of the pack of a campaign, with the populations of the workspace.
func (s *Service) packFiles(ctx context.Context, f *pack.Facts) []pack.File {
	kept := s.core.Populations()
	attachment := func(name string) ([]byte, error) { return s.core.Attachments().Attachment(ctx, name) }
	for _, name := range f.Attachments() {
		if _, err := attachment(name); err != nil {
			f.Missing = append(f.Missing, name)
		}
	}
	return f.Files(func(name string) ([]byte, error) { return kept.Raw(ctx, name) },
		func(name string) ([]byte, error) { return kept.Answer(ctx, name) },
		func(name string) ([]byte, error) { return kept.Roster(ctx, name) }, attachment)
}

// signer returns what signs the manifest, nil for nothing; and where it leaves the fingerprint of the key.
func (o *PackOptions) signer(ctx context.Context) (sign func(manifest []byte) ([]byte, error), key *string) {
	key = new(string)
	if o.Sign == nil {
		return nil, key
	}
	return func(manifest []byte) ([]byte, error) {
		made, err := o.Sign.Sign(ctx, manifest)
		*key = made.Fingerprint
		return []byte(made.Armoured), err
	}, key
}
