package evidence

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/storage"
)

// Opened is an evidence pack that is looked into. Close it in the end.
type Opened struct {
	File     string
	Index    pack.Index // what pack.json says; zero if it cannot be read
	Campaign string     // the one it is about; empty if it cannot be told
	AsOf     time.Time  // of its last line; what time it is in it
	Result   verify.Result

	contents *verify.Contents
	settings settings.Settings
	file     storage.OpenFile
}

// Open opens the evidence pack in a file a person named, whose lines look like shapes, having checked it. Invalid parts
// are in its Result, and are not shown. A file without a valid journal line is a Damaged fault.
func Open(ctx context.Context, files Files, shapes record.Shapes, path string) (*Opened, error) {
	file, err := files.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	o := &Opened{File: path, file: file}
	if err := o.read(ctx, shapes); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return o, nil
}

func (o *Opened) read(ctx context.Context, shapes record.Shapes) (err error) {
	if verify.IsArchive(o.file, o.file.Size()) {
		return fault.New(fault.BadInput, "%s is an archive of evidence packs", o.File).
			WithHint("unzip it, and open one of the packs in its folder packs")
	}
	o.Result, o.contents, err = verify.Read(ctx, o.file, o.file.Size(), verify.Options{Derive: deriveUnchecked(shapes)})
	if err != nil {
		return err
	}
	if o.contents == nil {
		return fault.New(fault.Damaged, "%s cannot be opened: %s", o.File, o.Wrong()).
			WithHint("see every check with: %s", fault.VerifyEvidence.On(o.File))
	}
	o.Index = o.contents.Index
	o.AsOf = o.contents.Lines[len(o.contents.Lines)-1].Time.Time
	all, fold := newLedgers()
	if err := fold.Apply(o.contents.Lines); err != nil {
		return fault.New(fault.Damaged, "%s cannot be opened: %w", o.File, err).
			WithHint("see every check with: %s", fault.VerifyEvidence.On(o.File))
	}
	o.settings = settings.Default()
	o.settings.Region = cmp.Or(o.Index.Region, o.settings.Region)
	if c, ok := all.book.Get(o.Index.Campaign); ok {
		o.Campaign, o.settings.Rules = c.ID, c.Rules
	}
	return nil
}

// Wrong returns the first check that fails and why, in a sentence; empty if the pack is valid.
func (o *Opened) Wrong() string {
	return o.first(func(c verify.Check) bool { return !c.OK })
}

// Damaged returns the first check by which the pack contradicts itself, so that nothing in it can be relied on; empty if
// there is none. A pack that is not made from Torq may be whole.
func (o *Opened) Damaged() string {
	return o.first(func(c verify.Check) bool { return !c.OK && c.Name != verify.SourceCheck })
}

func (o *Opened) first(matches func(verify.Check) bool) string {
	i := slices.IndexFunc(o.Result.Checks, matches)
	if i < 0 {
		return ""
	}
	return o.Result.Checks[i].Name + ": " + o.Result.Checks[i].First()
}

// Simulated reports whether the pack is made from a simulated Torq.
func (o *Opened) Simulated() bool {
	return strings.HasPrefix(o.Index.Source, population.Simulated.String())
}

// Holds reports whether a population can be read.
func (o *Opened) Holds(population string) bool { return slices.Contains(o.contents.Names, population) }

// Close lets go of the file.
func (o *Opened) Close() error { return o.file.Close() }

// Core returns the parts of a workspace that can only be looked at: its time is fixed, and every act is a Refused
// fault.
func (o *Opened) Core() core.Config {
	return core.Config{
		Name: cmp.Or(o.Index.Workspace, "pack"), Pack: o, Clock: stoppedClock(o.AsOf), Journal: packedJournal{o},
		Populations: packedPopulations{o.contents}, Attachments: packedAttachments{o.contents}, Settings: packedSettings{o.settings}, Secrets: noSecrets{},
		Keys: noKeys{},
		Dial: func(settings.Credentials) (core.Source, error) { return nil, core.ErrReadOnly() },
	}
}

// stoppedClock always tells the same time.
type stoppedClock time.Time

func (s stoppedClock) Now() time.Time { return time.Time(s) }
