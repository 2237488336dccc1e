package form

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

var now = time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC)

func TestParseDue(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-30": "2026-11-30", "2026-11-23": "2026-11-23", "14d": "2026-12-07", "0d": "2026-11-23",
		"2026-11-22": "", "30.11.2026": "", "d": "", "-3d": "", "99999d": "", "": "", "2026-02-30": "",
	} {
		due, err := parseDue(text, now)
		if want == "" {
			if fault.KindOf(err) != fault.BadInput {
				t.Errorf("%q: %v, want bad input", text, err)
			}
			continue
		}
		if got := due.Format(campaign.DateLayout); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
}

func FuzzParseDue(f *testing.F) {
	for _, s := range []string{"2026-11-30", "14d", "0d", "d", "4095d", "2026-13-01", "\x1b[2Jd", "1e3d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		due, err := parseDue(text, now)
		switch {
		case err != nil && fault.KindOf(err) != fault.BadInput:
			t.Errorf("%q: %v", text, err)
		case err == nil && due.AddDate(0, 0, 1).Before(now):
			t.Errorf("%q is %s, which has passed", text, due)
		case err == nil && !due.Equal(due.UTC().Truncate(24*time.Hour)):
			t.Errorf("%q is %s, not a day", text, due)
		}
	})
}
