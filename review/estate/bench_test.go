package estate_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// BenchmarkOpenQueue opens the queue of two workspaces, and of one with as many users as both, as a process does that
// starts: with nothing read before.
func BenchmarkOpenQueue(b *testing.B) {
	for _, users := range []int{20_000, 100_000} {
		for n := 1; n <= 2; n++ {
			b.Run(fmt.Sprintf("%d×%d", n, users/n), func(b *testing.B) {
				var worlds []*reviewtest.World
				for i := range n {
					w := reviewtest.New(b, torqtest.Options{Seed: 3, Users: users / n, RateLimit: -1})
					w.Workspace = fmt.Sprintf("w%d", i)
					by := w.Open(w.Torq.Admin())
					w.Sync(by)
					w.Campaign(by, campaign.Plan{Name: "Q4", Series: "q4-1", Reviewers: []string{w.Torq.Admin()}})
					worlds = append(worlds, w)
				}
				for b.Loop() {
					e := &estate.Estate{Workspaces: make([]*review.Workspace, n)}
					for i, w := range worlds {
						e.Workspaces[i] = w.Open(w.Torq.Admin())
					}
					if _, err := e.Queue("q4-1").Sheet(b.Context(), ""); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
