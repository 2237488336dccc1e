package calendar

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(text string) time.Time {
	d, err := time.Parse(Layout, text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		every             Every
		at                string
		name, first, last string
		working           string
	}{
		{Month, "2028-02-29", "February 2028", "2028-02-01", "2028-02-29", "2028-02-01"},
		{Month, "2100-02-28", "February 2100", "2100-02-01", "2100-02-28", "2100-02-01"}, // no leap year
		{Month, "2027-05-31", "May 2027", "2027-05-01", "2027-05-31", "2027-05-03"},      // begins on a Saturday
		{Quarter, "2026-11-30", "Q4 2026", "2026-10-01", "2026-12-31", "2026-10-01"},
		{Quarter, "2027-01-01", "Q1 2027", "2027-01-01", "2027-03-31", "2027-01-01"}, // a Friday; no holiday is known
		{Quarter, "2028-01-01", "Q1 2028", "2028-01-01", "2028-03-31", "2028-01-03"},
		{Quarter, "2029-06-30", "Q2 2029", "2029-04-01", "2029-06-30", "2029-04-02"}, // a Sunday
		{HalfYear, "2027-06-30", "H1 2027", "2027-01-01", "2027-06-30", "2027-01-01"},
		{HalfYear, "2027-07-01", "H2 2027", "2027-07-01", "2027-12-31", "2027-07-01"},
		{Year, "2028-12-31", "2028", "2028-01-01", "2028-12-31", "2028-01-03"},
	} {
		p := c.every.At(day(c.at))
		got := fmt.Sprint(p, p.First.Format(Layout), p.Last().Format(Layout), p.FirstWorkingDay().Format(Layout))
		if want := fmt.Sprint(c.name, c.first, c.last, c.working); got != want {
			t.Errorf("%s of %s: %s, want %s", c.every, c.at, got, want)
		}
	}
}

func TestOpenings(t *testing.T) {
	for _, c := range []struct {
		opens Opening
		every Every
		in    string
		want  string
	}{
		{"2027-01-15", Quarter, "2027-04-01", "2027-04-15"},
		{"2027-02-10", Quarter, "2027-12-01", "2027-11-10"}, // in the second month of each
		{"2027-01-31", Month, "2027-02-01", "2027-02-28"},
		{"2027-01-31", Month, "2028-02-01", "2028-02-29"},
		{"2028-02-29", Year, "2029-07-01", "2029-02-28"},
		{"2028-02-29", Year, "2032-07-01", "2032-02-29"},
		{"2027-12-31", HalfYear, "2027-03-01", "2027-06-30"},
		{FirstWorkingDay, Month, "2027-08-20", "2027-08-02"},
	} {
		if got := c.opens.In(c.every.At(day(c.in))).Format(Layout); got != c.want {
			t.Errorf("%s of each %s, in that of %s: %s, want %s", c.opens, c.every, c.in, got, c.want)
		}
	}
	for _, wrong := range []Opening{"", "monday", "2027-02-29", "15", "0000-01-01", "2027-1-5", "2027-01-05T00:00:00Z"} {
		if wrong.Check() == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// Periods lie side by side without gaps, every moment is in one of them whatever the time zone it is written in, and an
// opening is a day of its own period, the first working day within its first three.
func TestEveryMomentIsInOnePeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(Lengths).Draw(t, "every")
		moment := time.Unix(rapid.Int64Range(0, 32503680000).Draw(t, "unix"), 0).UTC()
		there := moment.In(time.FixedZone("there", rapid.IntRange(-14, 14).Draw(t, "zone")*3600))
		p := e.At(moment)
		if e.At(there) != p || !Day(there).Equal(Day(moment)) {
			t.Errorf("%s and %s are in different periods or days", moment, there)
		}
		if moment.Before(p.First) || !moment.Before(p.Next().First) {
			t.Errorf("%s is not in %s", moment, p)
		}
		if p.Next().Before() != p || p.Before().Next() != p || e.At(p.Last()) != p || e.At(p.First) != p || e.At(p.Last().AddDate(0, 0, 1)) != p.Next() {
			t.Errorf("%s has a gap beside it", p)
		}
		if p.String() == p.Next().String() || p.String() == p.Before().String() {
			t.Errorf("%s has the name of its neighbour", p)
		}
		working := p.FirstWorkingDay()
		if w := working.Weekday(); w == time.Saturday || w == time.Sunday || working.Before(p.First) || working.Sub(p.First) > 48*time.Hour {
			t.Errorf("%s is not the first working day of %s", working, p)
		}
		for d := p.First; d.Before(working); d = d.AddDate(0, 0, 1) {
			if w := d.Weekday(); w != time.Saturday && w != time.Sunday {
				t.Errorf("%s comes before %s", d, working)
			}
		}
		opens := Opening(time.Unix(rapid.Int64Range(0, 32503680000).Draw(t, "opens"), 0).UTC().Format(Layout))
		if opens.Check() == nil {
			if got := opens.In(p); e.At(got) != p || !Day(got).Equal(got) {
				t.Errorf("%s opens on %s, outside %s", opens, got, p)
			}
			if got := opens.In(e.At(opens.From())); !got.Equal(opens.From()) {
				t.Errorf("%s is not itself in its own period, but %s", opens, got)
			}
		}
	})
}

func FuzzOpening(f *testing.F) {
	for _, text := range []string{"first-working-day", "2027-01-31", "2028-02-29", "", "9999-12-31"} {
		f.Add(text, int64(1796083200))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		o := Opening(text)
		if o.Check() != nil {
			return
		}
		for _, e := range Lengths {
			p := e.At(time.Unix(unix%(1<<36), 0))
			if got := o.In(p); e.At(got) != p {
				t.Errorf("%s of %s is %s", text, p, got)
			}
		}
	})
}
