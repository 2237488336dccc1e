package elevation

import (
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

var clockTime = regexp.MustCompile(`^[0-2]?[0-9]:[0-5][0-9]$`)

// ParseStart reads the start of an elevation: RFC 3339; "2026-12-01 14:00" in UTC; "14:00" in UTC, the next time it is
// that late; or "30m" from now, as ParseDuration reads it. Any other text is a BadInput fault.
func ParseStart(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	now = now.UTC()
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	if clockTime.MatchString(text) {
		if t, err := time.Parse("15:04", text); err == nil {
			at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
			if at.Before(now.Truncate(time.Minute)) {
				at = at.AddDate(0, 0, 1)
			}
			return at, nil
		}
	}
	if d, err := settings.ParseDuration(text); err == nil {
		return now.Add(d).Truncate(time.Second), nil
	}
	return time.Time{}, fault.New(fault.BadInput, "%q is not a time", text).
		WithHint("write it such as 14:00, %q (both UTC), 2026-12-01T14:00:00+01:00, or 30m from now", now.AddDate(0, 0, 1).Format("2006-01-02 15:04"))
}
