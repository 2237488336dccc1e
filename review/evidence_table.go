package review

import (
	"context"
	"io"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableFormats are those in which a table of the evidence can be written by itself.
var TableFormats = []string{"csv", "json"}

// WriteTable writes one table of the evidence of a campaign, as it stands in a pack, to a file a person named.
func (w *Workspace) WriteTable(ctx context.Context, id, name, format, path string, overwrite bool) error {
	lines, err := w.Lines(ctx)
	if err != nil {
		return err
	}
	facts, err := w.factsOf(ctx, lines, id)
	if err != nil {
		return err
	}
	tables := facts.Tables()
	i := slices.IndexFunc(tables, func(t *tabular.Table) bool { return t.Name == name })
	if i < 0 || !slices.Contains(TableFormats, format) {
		return fault.New(fault.BadInput, "there is no table %s.%s in the evidence", name, format)
	}
	write := tables[i].WriteMarkedCSV
	if format == "json" {
		write = tables[i].WriteJSON
	}
	return w.cfg.Files.Write(ctx, path, overwrite, write)
}

// WriteSample writes a sample as CSV to a file a person named.
func (w *Workspace) WriteSample(ctx context.Context, s Sample, path string, overwrite bool) error {
	return w.cfg.Files.Write(ctx, path, overwrite, func(out io.Writer) error { return s.Table().WriteMarkedCSV(out) })
}
