package review

import (
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// dependent are the settings on which lines of a type depend, as beginnings of their keys. What ends something, takes a role
// back or proves a change depends on none.
var dependent = map[string][]string{
	campaign.TypeCreated:    {"rules.", "owners"},
	campaign.TypeOpened:     {"rules.", "owners"},
	campaign.TypeClosed:     {"owners"},
	elevation.TypeRequested: {"elevation.rules", "elevation.open_for", "remediation.methods"},
	elevation.TypeApproved:  {"elevation.rules", "elevation.open_for", "remediation.methods"},
	elevation.TypeExtended:  {"elevation.rules"},
	remediation.TypePlanned: {"remediation.", "rules.privileged_scopes"},
	remediation.TypeSending: {"remediation."},
}

// relyOn refuses entries that depend on a setting that is refused.
func (s *state) relyOn(entries []record.Entry) error {
	if s.settings.Now == nil {
		return nil
	}
	for _, e := range entries {
		if err := s.settings.Now.Rely(dependent[e.Type]...); err != nil {
			return err
		}
	}
	return nil
}
