package campaign

import (
	"context"
	"slices"
	"time"
)

// Progress describes how far a reviewer of an opened campaign is.
type Progress struct {
	Reviewer string
	Items    int       // assigned to them
	Decided  int       // of these, by them or others
	PerHour  int       // rows that they decided in an hour of activity; 0 if that is not known
	LastAt   time.Time // when they last decided, took a decision back or signed off; zero if never
	Signed   *Signoff  // nil as long as it is not
	Late     int       // whole days since the due day, as long as they have not signed off; 0 if they are not late
}

// Bounds of the pace.
const (
	longestBreak  = 10 * time.Minute // between two acts; after a longer one the reviewer was away
	leastForPace  = 5                // rows
	leastActivity = time.Minute
)

// Progress returns how far each reviewer is, in the order in which the campaign names them.
func (c *Campaign) Progress(now time.Time) []Progress {
	at := make(map[string]int, len(c.Reviewers))
	all := make([]Progress, len(c.Reviewers))
	acts, ofDecisions := make([][]time.Time, len(all)), make([][]time.Time, len(all))
	for i, r := range c.Reviewers {
		all[i].Reviewer = r
		at[c.people.Key(r)] = i
	}
	keys := map[string]string{} // by address
	find := func(email string) (int, bool) {
		key, ok := keys[email]
		if !ok {
			key = c.people.Key(email)
			keys[email] = key
		}
		i, ok := at[key]
		return i, ok
	}
	note := func(list [][]time.Time, email string, when time.Time) {
		if i, ok := find(email); ok {
			list[i] = append(list[i], when)
		}
	}
	part := func(email, item string, stage Stage) {
		if i, ok := find(email); ok {
			all[i].Items++
			if c.Part(item, stage).Verdict != Undecided {
				all[i].Decided++
			}
		}
	}
	for _, item := range c.Items {
		part(c.ReviewerAt(item, now), item, FirstStage)
		if second, staged := c.second[item]; staged {
			part(second, item, SecondStage)
		}
		for _, made := range [][]Decision{c.decisions[item], c.seconds[item]} {
			for _, d := range made {
				note(ofDecisions, d.Reviewer, d.At)
			}
		}
	}
	for _, u := range c.Undoings {
		note(ofDecisions, u.Decision.Reviewer, u.Decision.At)
		note(acts, u.By, u.At)
	}
	for i := range c.Signoffs {
		s := &c.Signoffs[i]
		note(acts, s.Reviewer, s.At)
		if i, ok := find(s.Reviewer); ok {
			all[i].Signed = s
		}
	}
	for i := range all {
		p := &all[i]
		slices.SortFunc(ofDecisions[i], time.Time.Compare)
		p.PerHour = perHour(ofDecisions[i])
		for _, when := range append(acts[i], ofDecisions[i]...) {
			if when.After(p.LastAt) {
				p.LastAt = when
			}
		}
		if over := now.Sub(c.Due.AddDate(0, 0, 1)); c.State == Open && p.Signed == nil && p.Items > 0 && over >= 0 {
			p.Late = 1 + int(over/(24*time.Hour))
		}
	}
	return all
}

// perHour returns the pace of decisions made at these times, which are in order: rows in an hour, without the breaks and
// the first row after each, for which it is not known when the reviewer began. It is 0 for too few.
func perHour(at []time.Time) int {
	var active time.Duration
	rows := 0
	for i := 1; i < len(at); i++ {
		if pause := at[i].Sub(at[i-1]); pause <= longestBreak {
			active += pause
			rows++
		}
	}
	if rows < leastForPace || active < leastActivity {
		return 0
	}
	return int(float64(rows)/active.Hours() + 0.5)
}

// Progress returns how far each reviewer of the campaign that id names is, which must have been opened.
func (s *Service) Progress(ctx context.Context, id string) (all []Progress, err error) {
	err = s.core.Read(ctx, func() error {
		c, err := s.book.FindOpened(id)
		if err == nil {
			all = c.Progress(s.core.Now())
		}
		return err
	})
	return all, err
}
