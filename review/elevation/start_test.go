package elevation_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
)

// startNow is late in the day west of Greenwich: there it is still the 24th, in UTC the 25th.
var startNow = time.Date(2026, 11, 24, 20, 30, 40, 0, time.FixedZone("west", -5*3600))

func TestParseStart(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-01T14:00:00+01:00": "2026-12-01T13:00:00Z",
		"2026-12-01T14:00:00.5Z":    "2026-12-01T14:00:00.5Z",
		"2026-12-01 14:00":          "2026-12-01T14:00:00Z",
		"2026-12-01T14:00":          "2026-12-01T14:00:00Z",
		"14:00":                     "2026-11-25T14:00:00Z",
		"01:30":                     "2026-11-25T01:30:00Z", // this minute
		"1:29":                      "2026-11-26T01:29:00Z", // has passed today
		" 30m ":                     "2026-11-25T02:00:40Z",
		"1h30m":                     "2026-11-25T03:00:40Z",
		"3d":                        "2026-11-28T01:30:40Z",
		"":                          "", "now": "", "24:00": "", "14": "", "-30m": "", "0m": "", "14:60": "", "2026-02-30 14:00": "", "tomorrow": "",
		"2026-12-01": "", "14:00:00": "", "14:00\n": "2026-11-25T14:00:00Z",
	} {
		got, err := elevation.ParseStart(text, startNow)
		switch {
		case want == "" && fault.KindOf(err) != fault.BadInput:
			t.Errorf("%q: got %v and %v, want bad input", text, got, err)
		case want != "" && (err != nil || got.Format(time.RFC3339Nano) != want):
			t.Errorf("%q: got %v and %v, want %s", text, got.Format(time.RFC3339Nano), err, want)
		}
	}
}

func FuzzParseStart(f *testing.F) {
	for _, s := range []string{"14:00", "2026-12-01 14:00", "30m", "9999d", "2026-12-01T14:00:00+01:00", "\x1b[2J", "0:00", "29:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := elevation.ParseStart(text, startNow)
		switch {
		case err != nil && fault.KindOf(err) != fault.BadInput:
			t.Errorf("%q: %v", text, err)
		case err == nil && at.Location() != time.UTC:
			t.Errorf("%q is %s, not in UTC", text, at)
		}
		if again, err := elevation.ParseStart(at.Format(time.RFC3339Nano), startNow); err == nil && !at.IsZero() && !again.Equal(at) {
			t.Errorf("%q is %s, which is read as %s", text, at, again)
		}
	})
}
