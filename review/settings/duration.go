package settings

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// Duration is a time.Duration that is written as people write it: "90m", "2h", "3d".
type Duration time.Duration

// String writes the duration as people do.
func (d Duration) String() string {
	v := time.Duration(d)
	switch {
	case v >= 48*time.Hour && v%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", v/(24*time.Hour))
	case v >= time.Hour && v%time.Hour == 0:
		return fmt.Sprintf("%dh", v/time.Hour)
	case v >= time.Minute && v%time.Minute == 0 && v < 2*time.Hour:
		return fmt.Sprintf("%dm", v/time.Minute)
	}
	return strings.TrimSuffix(v.Round(time.Second).String(), "m0s") + suffix(v)
}

func suffix(v time.Duration) string {
	if strings.HasSuffix(v.Round(time.Second).String(), "m0s") {
		return "m"
	}
	return ""
}

// MarshalText writes the duration as String does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDuration reads, and 0.
func (d *Duration) UnmarshalText(text []byte) error {
	if string(text) == "0" || string(text) == "0s" {
		*d = 0
		return nil
	}
	parsed, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = Duration(parsed)
	return nil
}

var days = regexp.MustCompile(`^([0-9]{1,4})d$`)

// ParseDuration parses the length of an elevation: "30m", "2h", "1h30m", "3d". A length of zero or less, or an
// implausibly long one, is a BadInput fault.
func ParseDuration(text string) (time.Duration, error) {
	text = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	var d time.Duration
	var err error
	if m := days.FindStringSubmatch(text); m != nil {
		d, err = time.ParseDuration(m[1] + "h")
		d *= 24
	} else {
		d, err = time.ParseDuration(text)
	}
	switch {
	case err != nil:
		return 0, fault.New(fault.BadInput, "%q is not a duration", text).WithHint("write it such as 30m, 2h, 1h30m or 3d")
	case d < time.Second:
		return 0, fault.New(fault.BadInput, "an elevation cannot last %s", text).WithHint("write it such as 30m, 2h, 1h30m or 3d")
	case d > 10*365*24*time.Hour:
		return 0, fault.New(fault.BadInput, "%s is longer than any elevation", text)
	}
	return d.Truncate(time.Second), nil
}

// WholeHours writes a duration in hours, or in days where that is exact.
func WholeHours(d time.Duration) string {
	if d%(24*time.Hour) == 0 && d > 24*time.Hour {
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	}
	return fmt.Sprintf("%d hours", int(d/time.Hour))
}
