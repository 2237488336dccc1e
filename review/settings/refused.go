package settings

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Refused is a recorded value of a setting that this version of tuar does not follow: it may come from a newer version
// or from another program, or contradict an earlier one. The setting keeps its previous value, and nothing that depends
// on it is started.
type Refused struct {
	Setting
	Why string `json:"why"`
	By  string `json:"by"` // the line, as people name it
}

// String names the value that is not followed, and the reason.
func (r Refused) String() string {
	return r.By + " sets " + r.Key + " to " + strconv.Quote(r.Value) + ", which tuar does not follow: " + r.Why
}

// follow sets a setting to the value in the line, or notes that this value cannot be followed.
func (s *Settings) follow(l record.Line, key, value string) {
	if _, err := s.Get(key); err != nil {
		return // of a newer tuar, or of this installation alone
	}
	next := s.Clone()
	err := next.record(key, value) // what is set is refused no longer
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
	s.Refused = append(s.Refused, Refused{Setting{key, value}, why, l.Place()})
}

// refused returns the value of that setting if it cannot be followed.
func (s Settings) refused(key string) (Refused, bool) {
	i := slices.IndexFunc(s.Refused, func(r Refused) bool { return r.Key == key })
	if i < 0 {
		return Refused{}, false
	}
	return s.Refused[i], true
}

// accept ends that a setting is refused.
func (s *Settings) accept(key string) {
	s.Refused = slices.DeleteFunc(s.Refused, func(r Refused) bool { return r.Key == key })
}

// Rely refuses what depends on a setting that is refused.
func (s Settings) Rely(keys ...string) error {
	for _, r := range s.Refused {
		if slices.ContainsFunc(keys, func(key string) bool { return strings.HasPrefix(r.Key, key) }) {
			return fault.New(fault.Refused, "this depends on a setting that is in doubt: %s", r).
				WithHint("use the newest tuar, or give it a value with: %s", fault.SetSetting.On(r.Key, "VALUE"))
		}
	}
	return nil
}
