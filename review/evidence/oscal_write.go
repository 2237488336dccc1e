package evidence

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review/evidence/oscal"
	"github.com/tuar-dev/tuar/review/tabular"
)

// OSCAL returns the results of the controls of a campaign that was opened as OSCAL assessment results.
func (s *Service) OSCAL(ctx context.Context, id string) (oscal.Document, error) {
	facts, err := s.facts(ctx, id)
	if err != nil {
		return oscal.Document{}, err
	}
	return oscal.From(facts), nil
}

// OSCALFile writes the OSCAL assessment results of a campaign to a file that the user named. It replaces a file only if
// overwrite is set.
func (s *Service) OSCALFile(ctx context.Context, id, path string, overwrite bool) (oscal.Document, error) {
	document, err := s.OSCAL(ctx, id)
	if err != nil {
		return document, err
	}
	return document, s.files.Write(ctx, path, overwrite, func(out io.Writer) error { return tabular.WriteJSON(out, document) })
}
