package audit

import (
	"slices"
	"time"
)

// Window bounds one look at the log in time: Torq may give nothing if asked for more at once.
const Window = 90 * 24 * time.Hour

// Span is a stretch of time of which the log is read.
type Span struct {
	From, To time.Time
	Begins   bool // the log has nothing before
}

// Spans returns the stretches of the log that readings cover, oldest first, with nothing known of the time between two.
func Spans(readings []Read) (spans []Span) {
	for i := range readings {
		if r := &readings[i]; r.Gap == "" && r.From.Before(r.To.Time) {
			spans = append(spans, Span{r.From.Time, r.To.Time, r.Begins})
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	n := 0
	for _, s := range spans {
		if n > 0 && !s.From.After(spans[n-1].To) {
			last := &spans[n-1]
			if s.To.After(last.To) {
				last.To = s.To
			}
			last.Begins = last.Begins || s.Begins
			continue
		}
		spans[n] = s
		n++
	}
	return spans[:n]
}

// Run is a part of the log to be read, from its newest entry backwards.
type Run struct {
	To    time.Time // zero: as far as there is
	Floor time.Time // zero: as far back as Torq goes
}

// mostAhead bounds by how much a reading can be later than now: clocks differ.
const mostAhead = time.Hour

// Plan returns what is to be read so that nothing is missing, the newest first. A reading that claims to be later than now,
// by Torq's clock, is not believed.
func Plan(readings []Read, now time.Time) (runs []Run) {
	spans := Spans(slices.DeleteFunc(slices.Clone(readings), func(r Read) bool { return r.To.After(now.Add(mostAhead)) }))
	var above time.Time
	for _, s := range slices.Backward(spans) {
		runs = append(runs, Run{To: above, Floor: s.To.Add(-Overlap)})
		above = s.From.Add(time.Second) // entries of one moment can be on two pages
	}
	if len(spans) == 0 || !spans[0].Begins {
		runs = append(runs, Run{To: above})
	}
	return runs
}
