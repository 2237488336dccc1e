package review_test

import (
	"context"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/settings"
)

// deaf is a Torq whose listings can be read and whose changes cannot be asked for.
type deaf struct {
	*fakeTorq
	outcome order.Outcome
	status  int
	asked   int
}

func (d *deaf) ChangeRole(context.Context, string, string) order.Reply {
	d.asked++
	return order.Reply{Outcome: d.outcome, Status: d.status, Call: "PATCH", Detail: "no"}
}

// What cannot be taken back for hours, and is tried every minute, must not fill the record.
func TestTryingForHoursDoesNotFillTheRecord(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*deaf{
		"refused":              {outcome: order.Refused, status: 403},
		"too many":             {outcome: order.Refused, status: 429},
		"accepted, not done":   {outcome: order.Accepted, status: 200},
		"not sent":             {outcome: order.NotSent},
		"failing":              {outcome: order.Unclear, status: 503},
		"lost":                 {outcome: order.Unclear},
		"missing, though here": {outcome: order.Missing, status: 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, ctx := newWorld(), context.Background()
			_, err := w.machines[0].Sync(ctx, review.SyncOptions{})
			check(t, err)
			w.lends(t, "ann", "lead", time.Hour)
			d.fakeTorq = w.torq
			m := review.New(review.Config{
				Name: "default", As: "one@example.com", Env: settings.Credentials{Region: "us", ClientID: "key", Secret: "secret"},
				Clock: w.torq, Journal: memoryJournal{w.shelf, "machine-0"}, Populations: w.shelf, Settings: memorySettings{w.shelf},
				Dial: func(settings.Credentials) (core.Source, error) { return d, nil },
			})
			before := len(w.shelf.lines)
			for range 6 * 60 {
				w.torq.now = w.torq.now.Add(time.Minute)
				_, _ = reaped(m.Reap(ctx, nil))
			}
			if lines, listings := len(w.shelf.lines)-before, len(w.shelf.populations); lines > 200 || listings > 80 || d.asked > 40 {
				t.Errorf("%d lines, %d populations, asked %d times", lines, listings, d.asked)
			}
		})
	}
}
