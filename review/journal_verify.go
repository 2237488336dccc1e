package review

import (
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/record"
)

// CheckJournal verifies the whole record from disk, writer by writer: that every line says what lines of its type must, that
// what claims an SSH signature bears one that checks, and that the heads a line names are there. A workspace that was connected has a record: one without is not fine.
func (w *Workspace) CheckJournal(ctx context.Context) ([]record.WriterCheck, error) {
	checks, err := w.cfg.Journal.Check(ctx)
	if err != nil {
		return nil, err
	}
	connection, _, err := w.cfg.Settings.Connection(ctx)
	if err != nil {
		return nil, err
	}
	if len(checks) == 0 && !connection.ConnectedAt.IsZero() {
		return []record.WriterCheck{{Detail: "the workspace has been connected, but its record is gone"}}, nil
	}
	for _, c := range checks {
		if !c.OK {
			return checks, nil // what cannot be read cannot be folded
		}
	}
	lines, err := w.cfg.Journal.Lines(ctx)
	if err != nil {
		return nil, err
	}
	damage := (*record.Damage)(nil)
	switch err := newState().apply(lines); {
	case errors.As(err, &damage):
		return refute(checks, damage.Writer, err.Error()), nil
	case err != nil:
		return nil, err
	}
	return checks, nil
}

// refute marks a writer's journal as not fine.
func refute(checks []record.WriterCheck, writer, why string) []record.WriterCheck {
	for i := range checks {
		if checks[i].Writer == writer {
			checks[i].OK, checks[i].Detail = false, why
		}
	}
	return checks
}
