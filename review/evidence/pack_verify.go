package evidence

import (
	"context"

	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// VerifyOptions tell what an evidence pack is checked against.
type VerifyOptions struct {
	AllowedSigners string            // path of an allowed signers file; empty if none was named
	RevokedKeys    string            // path of a file of public keys that may not sign any more; empty if none was named
	Heads          []string          // head codes, as people pass them on
	Remake         population.Remake // nil where it is not known how populations are made of Torq's answers
}

// maxAllowed limits the size of an allowed signers file, in bytes.
const maxAllowed = 4 << 20

// Verify checks an evidence pack, or an archive of them, in a file a person named, whose lines look like shapes. It needs no workspace and no
// network. Problems of the pack are in the result; an error means that it could not be checked.
func Verify(ctx context.Context, files Files, shapes record.Shapes, path string, o VerifyOptions) (verify.Result,
	error,
) {
	defer lowGC()()
	against := verify.Options{Derive: deriveUnchecked(shapes), Remake: o.Remake}
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
	if o.RevokedKeys != "" {
		data, err := files.Read(ctx, o.RevokedKeys, maxAllowed)
		if err != nil {
			return verify.Result{}, err
		}
		if against.Revoked, err = signature.ParseRevoked(data); err != nil {
			return verify.Result{}, fault.Wrap(err, "%s", o.RevokedKeys)
		}
	}
	file, err := files.Open(ctx, path)
	if err != nil {
		return verify.Result{}, err
	}
	defer func() { _ = file.Close() }()
	switch {
	case verify.IsArchive(file, file.Size()):
		return verify.RunArchive(ctx, file, file.Size(), against)
	case verify.IsJoint(file, file.Size()):
		return verify.RunJoint(ctx, file, file.Size(), against)
	}
	return verify.Run(ctx, file, file.Size(), against)
}

// VerifyEvidence checks an evidence pack as Verify does; it need not be of this workspace.
func (s *Service) VerifyEvidence(ctx context.Context, path string, o VerifyOptions) (verify.Result, error) {
	if o.Remake == nil {
		o.Remake = s.remake
	}
	return Verify(ctx, s.files, s.shapes, path, o)
}
