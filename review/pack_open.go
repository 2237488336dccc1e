package review

import (
	"context"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
)

// Pack is an evidence pack that is looked into. Close it in the end.
type Pack struct {
	*evidence.Opened
	Workspace *Workspace // to be looked at only: every act is a Refused fault
}

// OpenPack opens an evidence pack as evidence.Open does, as a read-only workspace.
func OpenPack(ctx context.Context, files Files, path string) (*Pack, error) {
	opened, err := evidence.Open(ctx, files, Events().Shapes(), path)
	if err != nil {
		return nil, err
	}
	p, c := &Pack{Opened: opened}, opened.Core()
	p.Workspace = New(Config{
		Name: c.Name, Pack: p, Clock: c.Clock, Journal: c.Journal, Populations: c.Populations, Attachments: c.Attachments, Settings: c.Settings,
		Secrets: c.Secrets, Files: files, Keys: c.Keys, Dial: c.Dial,
	})
	return p, nil
}

// VerifyEvidence checks an evidence pack as evidence.Verify does.
func VerifyEvidence(ctx context.Context, files Files, path string, o evidence.VerifyOptions) (verify.Result, error) {
	return evidence.Verify(ctx, files, Events().Shapes(), path, o)
}

// Pack returns the evidence pack of a read-only workspace; nil for an ordinary one.
func (w *Workspace) Pack() *Pack { return w.cfg.Pack }

// attention returns the warnings about the pack that come before its content.
func (p *Pack) attention() (found []Attention) {
	for _, c := range p.Result.Checks {
		if !c.OK {
			found = append(found, Attention{
				Kind: NeedsCheck, Text: "the pack does not check out: " + c.Name + ": " + c.First(),
				Hint: fault.NewHint("%s", fault.VerifyEvidence.On(p.File)),
			})
		}
	}
	return found
}
