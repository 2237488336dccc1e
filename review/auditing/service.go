// Package auditing reads Torq's audit log little by little, keeps what it read, and tells from it how each access came
// about.
package auditing

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timeline"
)

// Service reads and keeps the audit log.
type Service struct {
	core *core.Core
	rows Rows

	mu   sync.Mutex
	kept map[string]*timeline.Log // by the segments it was made from; two at most
	last string
}

// NewService returns the service.
func NewService(c *core.Core, rows Rows) *Service {
	return &Service{core: c, rows: rows, kept: map[string]*timeline.Log{}}
}

// AuditLog returns all that is kept of the log; nil if nothing is.
func (s *Service) AuditLog(ctx context.Context) (*timeline.Log, error) {
	var newest []string
	if err := s.core.Read(ctx, func() error {
		newest = slices.Clone(s.core.Base().Audit.Newest())
		return nil
	}); err != nil {
		return nil, err
	}
	return s.AuditLogUntil(ctx, newest)
}

// AuditLogUntil returns what those segments and all before them hold; nil if there is none. What is missing here or damaged
// is left out, and the log says how much.
func (s *Service) AuditLogUntil(ctx context.Context, newest []string) (*timeline.Log, error) {
	if len(newest) == 0 {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.Join(slices.Sorted(slices.Values(newest)), " ")
	if known := s.kept[key]; known != nil {
		return known, nil
	}
	var readings, all []audit.Read
	if err := s.core.Read(ctx, func() error {
		ledger := &s.core.Base().Audit
		readings, all = ledger.Until(newest), slices.Clone(ledger.All)
		return nil
	}); err != nil {
		return nil, err
	}
	var entries []audit.Raw
	missing := 0
	for i := range readings {
		some, err := s.segment(ctx, readings[i].Segment)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			missing++
		}
		entries = append(entries, some...)
	}
	if len(readings) == 0 {
		return nil, nil
	}
	log := timeline.NewLog(entries, audit.Spans(covering(all, readings)), missing)
	if missing == 0 { // what is missing can come with the next sync of the shared record
		maps.DeleteFunc(s.kept, func(other string, _ *timeline.Log) bool { return other != s.last })
		s.kept[key], s.last = log, key
	}
	return log, nil
}

// covering returns the readings up to the last of those, also the ones that found nothing new.
func covering(all, until []audit.Read) []audit.Read {
	last := until[len(until)-1]
	for i := range all {
		if all[i].Segment == last.Segment {
			return all[:i+1]
		}
	}
	return until
}

// segment returns the entries in a segment.
func (s *Service) segment(ctx context.Context, name string) ([]audit.Raw, error) {
	data, err := s.core.Attachments().Attachment(ctx, name)
	if err != nil {
		return nil, err
	}
	return audit.DecodeSegment(data, name)
}

// Check is the result of checking one segment that the record names.
type Check struct {
	Segment string `json:"segment"`
	OK      bool   `json:"ok"`
	Detail  string `json:"detail,omitempty"` // what is wrong
}

// CheckAuditLog checks every segment that the record names: it must be there, bear its name and be valid, and have as many
// entries as its line says. In an evidence pack it checks none: the pack's own check does.
func (s *Service) CheckAuditLog(ctx context.Context) ([]Check, error) {
	checks := []Check{}
	if s.core.Packed() {
		return checks, nil
	}
	var readings []audit.Read
	if err := s.core.Read(ctx, func() error {
		readings = s.core.Base().Audit.Until(s.core.Base().Audit.Newest())
		return nil
	}); err != nil {
		return nil, err
	}
	for i := range readings {
		d := &readings[i]
		entries, err := s.segment(ctx, d.Segment)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil && len(entries) != d.Entries {
			err = fault.New(fault.Damaged, "it has %d entries, and its line says %d", len(entries), d.Entries)
		}
		c := Check{Segment: d.Segment, OK: err == nil}
		if err != nil {
			c.Detail = err.Error()
		}
		checks = append(checks, c)
	}
	return checks, nil
}
