package evidence

import (
	"context"
	"io"
	"slices"

	"github.com/tuar-dev/tuar/review/evidence/trend"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// TableFormats lists the formats in which a table of the evidence can be written by itself.
var TableFormats = []string{"csv", "json"}

// WriteTable writes one table of the evidence of a campaign, as in a pack, to a file that the user named.
func (s *Service) WriteTable(ctx context.Context, id, name, format, path string, overwrite bool) error {
	facts, err := s.facts(ctx, id)
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
	return s.files.Write(ctx, path, overwrite, write)
}

// WriteSample writes a sample as CSV to a file a person named.
func (s *Service) WriteSample(ctx context.Context, drawn Sample, path string, overwrite bool) error {
	return s.files.Write(ctx, path, overwrite, func(out io.Writer) error { return drawn.Table().WriteMarkedCSV(out) })
}

// WriteTrend writes a trend as CSV to a file a person named.
func (s *Service) WriteTrend(ctx context.Context, t trend.Trend, path string, overwrite bool) error {
	return s.files.Write(ctx, path, overwrite, func(out io.Writer) error { return t.Table().WriteMarkedCSV(out) })
}
