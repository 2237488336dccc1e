// Package evidence has the use cases of evidence: making packs for an auditor, checking and opening them, the controls,
// the trace of a row, samples and tables.
package evidence

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/storage"
)

// Service has the use cases of evidence in one workspace.
type Service struct {
	core      *core.Core
	lookup    *campaign.Lookup
	campaigns *campaign.Service
	witness   Witness
	files     Files
	printer   Printer
	shapes    record.Shapes
	remake    population.Remake
}

// Witness puts on record what this machine knows and the record does not say yet.
type Witness interface {
	// Witness records what was refused of the shared repository, if anything was and it is not on record.
	Witness(ctx context.Context) error
}

// Files reads and writes what people name.
type Files interface {
	// Write makes the file with what write produces, whole or not at all. It replaces one only if overwrite is set.
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
	// Read returns the bytes of a file, at most limit of them.
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
	// Open opens a file for reading here and there.
	Open(ctx context.Context, path string) (storage.OpenFile, error)
}

// Printer prints pages.
type Printer interface {
	// Print returns a page of HTML as PDF, and the program that printed it.
	Print(ctx context.Context, page []byte) (pdf []byte, by string, err error)
}

// NewService makes the use cases of evidence. shapes define the valid lines of the record; remake makes populations of
// Torq's answers, and is nil where that is not known.
func NewService(
	c *core.Core, lookup *campaign.Lookup, campaigns *campaign.Service, witness Witness, files Files, printer Printer, shapes record.Shapes, remake population.Remake,
) *Service {
	return &Service{core: c, lookup: lookup, campaigns: campaigns, witness: witness, files: files, printer: printer, shapes: shapes, remake: remake}
}
