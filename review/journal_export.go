package review

import (
	"context"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/ocsf"
)

// ExportJournal writes the lines of the record since then as OCSF events, one a line, in fold order, and returns how
// many.
func (w *Workspace) ExportJournal(ctx context.Context, since time.Time, out io.Writer) (int, error) {
	lines, err := w.Journal(ctx)
	if err != nil {
		return 0, err
	}
	standing, err := w.Standing(ctx)
	if err != nil {
		return 0, err
	}
	j := ocsf.Journal{Workspace: w.Name(), Version: w.cfg.Machine.Version, Sentence: w.Sentences(ctx), Standing: standing}
	return j.Write(out, lines, since)
}

// ExportJournalFile writes the events to a file that the user named. It replaces a file only if overwrite is set.
func (w *Workspace) ExportJournalFile(ctx context.Context, since time.Time, path string, overwrite bool) (n int, err error) {
	err = w.cfg.Files.Write(ctx, path, overwrite, func(out io.Writer) error {
		n, err = w.ExportJournal(ctx, since, out)
		return err
	})
	return n, err
}
