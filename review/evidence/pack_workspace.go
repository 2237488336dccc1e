package evidence

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
)

// packedJournal reads the record in a pack.
type packedJournal struct{ *Opened }

func (j packedJournal) Lines(context.Context) ([]record.Line, error) { return j.contents.Lines, nil }

func (packedJournal) Append(context.Context, func([]record.Line) ([]record.Entry, error)) ([]record.Line, error) {
	return nil, core.ErrReadOnly()
}

func (packedJournal) Take(context.Context, func([]record.Line) ([]record.Line, error)) error {
	return core.ErrReadOnly()
}

// Check returns the result of the check at the opening of the pack.
func (j packedJournal) Check(context.Context) ([]record.WriterCheck, error) {
	heads := record.Heads{}
	for _, l := range j.contents.Lines {
		heads.Apply(l)
	}
	var checks []record.WriterCheck
	for _, h := range heads.List() {
		c := record.WriterCheck{Writer: h.Writer, Lines: int(h.Seq), Head: h.Hash, OK: true}
		for _, found := range j.Result.Checks {
			for line := range strings.SplitSeq(found.Detail, "\n") {
				if !found.OK && strings.HasPrefix(line, "journal/"+h.Writer+".jsonl, ") {
					c.OK, c.Detail = false, line
				}
			}
		}
		checks = append(checks, c)
	}
	return checks, nil
}

func (j packedJournal) Torn(context.Context) ([]string, error) { return j.Index.Torn, nil }
func (packedJournal) Warnings() []string                       { return nil }
func (packedJournal) Writer() (string, error)                  { return "", core.ErrReadOnly() }

// packedPopulations reads those in a pack.
type packedPopulations struct{ *verify.Contents }

func (packedPopulations) Save(context.Context, *population.Population) (string, error) {
	return "", core.ErrReadOnly()
}

func (packedPopulations) SaveRoster(context.Context, *roster.Roster) (string, error) {
	return "", core.ErrReadOnly()
}

// packedAttachments reads the files in a pack that lines name.
type packedAttachments struct{ *verify.Contents }

func (packedAttachments) Keep(context.Context, []byte) (string, error) { return "", core.ErrReadOnly() }

// packedSettings reads the settings in a pack.
type packedSettings struct{ settings settings.Settings }

func (s packedSettings) Load(context.Context) (settings.Settings, error) { return s.settings, nil }
func (packedSettings) Save(context.Context, settings.Settings) error     { return core.ErrReadOnly() }

func (packedSettings) SaveConnection(context.Context, settings.Connection) error {
	return core.ErrReadOnly()
}

func (s packedSettings) Connection(context.Context) (settings.Connection, bool, error) {
	return s.settings.Connection, true, nil
}

// noSecrets is the keyring of a pack, which has none.
type noSecrets struct{}

func (noSecrets) Get(context.Context, string) (string, error) { return "", settings.ErrNoSecret }
func (noSecrets) Set(context.Context, string, string) error   { return core.ErrReadOnly() }
func (noSecrets) Delete(context.Context, string) error        { return core.ErrReadOnly() }

// noKeys signs nothing.
type noKeys struct{}

func (noKeys) Open(context.Context, string, func(context.Context, string) (string, error)) (signature.Signer, error) {
	return nil, core.ErrReadOnly()
}
