package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// VerifyOptions say what an evidence pack is checked against.
type VerifyOptions struct {
	AllowedSigners string   // path of an allowed signers file; empty if nobody named one
	Heads          []string // head codes, as people pass them on
}

// maxAllowed is the largest allowed signers file that is read, in bytes.
const maxAllowed = 4 << 20

// VerifyEvidence checks an evidence pack in a file a person named. It needs no workspace and no network. What is wrong with
// the pack is in the result; an error is about what was asked.
func VerifyEvidence(ctx context.Context, files Files, path string, o VerifyOptions) (verify.Result, error) {
	defer lowGC()()
	against := verify.Options{Derive: derive}
	for _, code := range o.Heads {
		digits, err := record.ParseHeadCode(code)
		if err != nil {
			return verify.Result{}, fault.New(fault.BadInput, "%w", err)
		}
		against.Heads = append(against.Heads, digits)
	}
	if o.AllowedSigners != "" {
		data, err := files.Read(ctx, o.AllowedSigners, maxAllowed)
		if err != nil {
			return verify.Result{}, err
		}
		if against.Allowed, err = signature.ParseAllowed(data); err != nil {
			return verify.Result{}, fault.Wrap(err, "%s", o.AllowedSigners)
		}
	}
	pack, err := files.Open(ctx, path)
	if err != nil {
		return verify.Result{}, err
	}
	defer func() { _ = pack.Close() }()
	return verify.Run(ctx, pack, pack.Size(), against)
}

// VerifyEvidence checks an evidence pack as the function of that name does; it need not be of this workspace.
func (w *Workspace) VerifyEvidence(ctx context.Context, path string, o VerifyOptions) (verify.Result, error) {
	return VerifyEvidence(ctx, w.cfg.Files, path, o)
}

func derive(ctx context.Context, lines []record.Line, campaign string, populations verify.Populations) (*evidence.Facts, error) {
	s, fold := foldOf() // what does not check out is told by name, and the rest of the pack compared all the same
	return factsOf(ctx, s, fold.Unchecked(), lines, campaign, populations)
}
