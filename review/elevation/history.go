package elevation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/record"
)

// Moment is one event of an elevation.
type Moment struct {
	At        time.Time
	By        string
	Assurance record.Assurance
	Known     record.Known
	Text      string // a phrase
}

// ElevationHistory returns everything on record about the elevation that id names, oldest first.
func (s *Service) ElevationHistory(ctx context.Context, id string) ([]Moment, error) {
	row, err := s.Elevation(ctx, id)
	if err != nil {
		return nil, err
	}
	lines, err := s.core.Lines(ctx)
	if err != nil {
		return nil, err
	}
	standing, err := s.core.Standing(ctx)
	if err != nil {
		return nil, err
	}
	var out []Moment
	for _, l := range LinesAbout(lines, row.ID) {
		said := Events.Sentence(l, nil)
		said.About = ""
		known := standing.Known(l)
		out = append(out, Moment{At: l.Time.Time, By: l.Actor, Assurance: known.Assurance, Known: known, Text: said.String()})
	}
	return out, nil
}

// LinesAbout returns the lines about an elevation, in their order.
func LinesAbout(lines []record.Line, id string) (about []record.Line) {
	attempts := map[string]bool{}
	for _, l := range lines {
		if speaksOf(l, id, attempts) {
			about = append(about, l)
		}
	}
	return about
}

// speaksOf reports whether a line is about an elevation. attempts are those known to be, to which the line's is added.
func speaksOf(l record.Line, id string, attempts map[string]bool) bool {
	if !strings.HasPrefix(l.Type, "elevation.") {
		return false
	}
	about, ok := record.Glance[struct {
		Elevation  string   `json:"elevation"`
		Elevations []string `json:"elevations"`
		Attempt    string   `json:"attempt"`
	}](l)
	if !ok || about.Elevation != id && !slices.Contains(about.Elevations, id) && !attempts[about.Attempt] {
		return false
	}
	if about.Attempt != "" {
		attempts[about.Attempt] = true
	}
	return true
}

// Meanwhile returns the entries of Torq's audit log about the holder's acts while the elevation was active, oldest
// first. It needs a key of an Owner.
func (s *Service) Meanwhile(ctx context.Context, id string) ([]audit.Entry, error) {
	row, err := s.Elevation(ctx, id)
	if err != nil {
		return nil, err
	}
	if row.ActiveAt == nil {
		return nil, fault.New(fault.Refused, "the elevation %s was never active", row.ID)
	}
	end := s.core.Now()
	if row.EndedAt != nil {
		end = *row.EndedAt
	}
	source, err := s.core.Source(ctx)
	if err != nil {
		return nil, err
	}
	log, err := source.Audit(ctx, row.ActiveAt.Add(-audit.Lag), nil)
	if err != nil {
		return nil, err
	}
	if log.Cut {
		return nil, fault.New(fault.Failed, "the audit log has more entries since then than tuar reads: what was done before %s is not known",
			log.From.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	return slices.DeleteFunc(log.Entries, func(e audit.Entry) bool { return !person.Same(e.Actor, row.Email) || e.At.After(end) }), nil
}
