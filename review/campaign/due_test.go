package campaign_test

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

func TestParseDue(t *testing.T) {
	// Late in the day west of Greenwich it is tomorrow already: due dates are days in UTC.
	west := time.Date(2026, 11, 24, 20, 0, 0, 0, time.FixedZone("west", -5*3600))
	for text, want := range map[string]string{
		"14d": "2026-12-09", "2w": "2026-12-09", "0d": "2026-11-25", " 1D ": "2026-11-26", "2026-12-31": "2026-12-31", "2026-11-25": "2026-11-25",
		"2026-11-24": "", "2026-02-30": "", "31.12.2026": "", "soon": "", "": "", "d": "", "-3d": "", "99999d": "", "14": "",
	} {
		got, err := campaign.ParseDue(text, west)
		switch {
		case want == "" && fault.KindOf(err) != fault.BadInput:
			t.Errorf("%q: got %v and %v, want bad input", text, got, err)
		case want != "" && (err != nil || got.Format(campaign.DateLayout) != want):
			t.Errorf("%q: got %v and %v, want %s", text, got, err, want)
		}
	}
}

func FuzzParseDue(f *testing.F) {
	for _, s := range []string{"2026-11-30", "14d", "0d", "d", "4095d", "2026-13-01", "\x1b[2Jd", "1e3d"} {
		f.Add(s)
	}
	dueNow := time.Date(2026, 11, 23, 22, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		due, err := campaign.ParseDue(text, dueNow)
		switch {
		case err != nil && fault.KindOf(err) != fault.BadInput:
			t.Errorf("%q: %v", text, err)
		case err == nil && due.AddDate(0, 0, 1).Before(dueNow):
			t.Errorf("%q is %s, which has passed", text, due)
		case err == nil && !due.Equal(due.UTC().Truncate(24*time.Hour)):
			t.Errorf("%q is %s, not a day", text, due)
		}
	})
}
