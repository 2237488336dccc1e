package review

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// RefusedSetting is a value that the record gives a setting and this tuar does not follow: it may be of a newer tuar, of no
// tuar at all, or contradict another that came before it. The value that the setting had before stays, and nothing is begun that depends on it.
type RefusedSetting struct {
	Setting
	Why string `json:"why"`
	By  string `json:"by"` // the line, as people name it
}

// String says which value is not followed, and why.
func (r RefusedSetting) String() string {
	return r.By + " sets " + r.Key + " to " + strconv.Quote(r.Value) + ", which tuar does not follow: " + r.Why
}

// follow sets a setting as the line says, or notes that this cannot be followed.
func (s *Settings) follow(l record.Line, key, value string) {
	if _, err := s.Get(key); err != nil {
		return // of a newer tuar, or of this installation alone
	}
	next := s.clone()
	err := next.Set(key, value) // what is set is refused no longer
	if err == nil {
		err = next.Check()
	}
	if err == nil {
		*s = next
		return
	}
	s.doubt(l, key, value, err.Error())
}

// doubt notes that a line gives a setting a value that is not followed.
func (s *Settings) doubt(l record.Line, key, value, why string) {
	s.accept(key)
	s.Refused = append(s.Refused, RefusedSetting{Setting{key, value}, why, l.Place()})
}

// refused is the value of that setting that cannot be followed, if there is one.
func (s Settings) refused(key string) (RefusedSetting, bool) {
	i := slices.IndexFunc(s.Refused, func(r RefusedSetting) bool { return r.Key == key })
	if i < 0 {
		return RefusedSetting{}, false
	}
	return s.Refused[i], true
}

// accept ends that a setting is refused.
func (s *Settings) accept(key string) {
	s.Refused = slices.DeleteFunc(s.Refused, func(r RefusedSetting) bool { return r.Key == key })
}

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

// rely refuses what depends on a setting that is refused.
func (s Settings) rely(keys ...string) error {
	for _, r := range s.Refused {
		if slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(r.Key, key) }) {
			return fault.New(fault.Refused, "this depends on a setting that is in doubt: %s", r).
				WithHint("use the newest tuar, or give it a value with: tuar settings set %s VALUE", r.Key)
		}
	}
	return nil
}

// relyOn refuses entries that depend on a setting that is refused.
func (r *ruling) relyOn(entries []record.Entry) error {
	if r.now == nil {
		return nil
	}
	for _, e := range entries {
		if err := r.now.rely(dependent[e.Type]...); err != nil {
			return err
		}
	}
	return nil
}
