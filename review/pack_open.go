package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/storage"
)

// Pack is an evidence pack that is looked into. Close it in the end.
type Pack struct {
	File      string
	Index     evidence.Index // what pack.json says; zero if it cannot be read
	Campaign  string         // the one it is about; empty if it cannot be told
	AsOf      time.Time      // of its last line; what time it is in it
	Result    verify.Result
	Workspace *Workspace // to be looked at only: every act is a Refused fault

	contents *verify.Contents
	file     storage.OpenFile
}

// OpenPack opens the evidence pack in a file a person named, having checked it. What does not check out is in its Result,
// and left out of what it shows. A file that holds no line of a journal that checks out is a Damaged fault.
func OpenPack(ctx context.Context, files Files, path string) (*Pack, error) {
	file, err := files.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	p := &Pack{File: path, file: file}
	if err := p.read(ctx, files); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

func (p *Pack) read(ctx context.Context, files Files) (err error) {
	p.Result, p.contents, err = verify.Read(ctx, p.file, p.file.Size(), verify.Options{Derive: derive})
	if err != nil {
		return err
	}
	if p.contents == nil {
		return fault.New(fault.Damaged, "%s cannot be opened: %s", p.File, p.Wrong()).
			WithHint("see every check with: %s", fault.VerifyEvidence.On(p.File))
	}
	p.Index = p.contents.Index
	p.AsOf = p.contents.Lines[len(p.contents.Lines)-1].Time.Time
	s, fold := foldOf()
	if err := fold.Apply(p.contents.Lines); err != nil {
		return fault.New(fault.Damaged, "%s cannot be opened: %w", p.File, err).
			WithHint("see every check with: %s", fault.VerifyEvidence.On(p.File))
	}
	chosen := settings.Default()
	chosen.Region = cmp.Or(p.Index.Region, chosen.Region)
	if c, ok := s.book.Get(p.Index.Campaign); ok {
		p.Campaign, chosen.Rules = c.ID, c.Rules
	}
	p.Workspace = New(Config{
		Name: cmp.Or(p.Index.Workspace, "pack"), Pack: p, Clock: stoppedClock(p.AsOf), Journal: packedJournal{p}, Populations: packedPopulations{p.contents},
		Settings: packedSettings{chosen}, Secrets: noSecrets{}, Files: files, Keys: noKeys{},
		Dial: func(settings.Credentials) (core.Source, error) { return nil, core.ErrReadOnly() },
	})
	return nil
}

// Wrong is the first check that fails and why, in a sentence; empty if the pack checks out.
func (p *Pack) Wrong() string {
	i := slices.IndexFunc(p.Result.Checks, func(c verify.Check) bool { return !c.OK })
	if i < 0 {
		return ""
	}
	return p.Result.Checks[i].Name + ": " + p.Result.Checks[i].First()
}

// attention is what there is to know of the pack before anything that it shows.
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

// Holds reports whether a population can be read.
func (p *Pack) Holds(population string) bool {
	return slices.Contains(p.contents.Names, population)
}

// Close lets go of the file.
func (p *Pack) Close() error { return p.file.Close() }

// Pack is the evidence pack that the workspace is looked at in; nil for one in which work is done.
func (w *Workspace) Pack() *Pack { return w.cfg.Pack }

// stoppedClock always tells the same time.
type stoppedClock time.Time

func (s stoppedClock) Now() time.Time { return time.Time(s) }
