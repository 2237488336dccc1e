package core

import (
	"context"
	"maps"

	"github.com/tuar-dev/tuar/review/record"
)

// Standing tells which lines of the record have no effect for lack of rights, and which are older than the rights.
type Standing struct {
	refused map[string]string // by the hash of the line, why it has no effect
	known   map[string]record.Known
	gate    gate
}

// Standing returns how the lines of the record stand now.
func (c *Core) Standing(ctx context.Context) (s Standing, err error) {
	err = c.Read(ctx, func() error { s = c.fold.Standing(); return nil })
	return s, err
}

// Standing returns how the folded lines stand.
func (f *Fold) Standing() Standing {
	s := Standing{map[string]string{}, maps.Clone(f.known), f.gate}
	for _, r := range f.gate.refused {
		if _, known := s.refused[r.Line.Hash]; !known {
			s.refused[r.Line.Hash] = r.Reason
		}
	}
	return s
}

// Refused returns why the line has no effect; empty if it may have.
func (s Standing) Refused(l record.Line) string { return s.refused[l.Hash] }

// Known returns how the author of the line is known.
func (s Standing) Known(l record.Line) record.Known {
	if k, ok := s.known[l.Hash]; ok {
		return k
	}
	return l.Known()
}

// FromBefore reports whether the line is an act from before rights counted, which needed none.
func (s Standing) FromBefore(l record.Line) bool {
	_, needs := s.gate.needs[l.Type]
	return needs && s.gate.adopted != nil && l.Hash != s.gate.adopted.Hash && s.gate.known.From(*s.gate.adopted, l)
}
