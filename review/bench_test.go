package review_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// made is a source of a population that was made rather than read, as large as no simulated workspace.
type made struct {
	core.Source // for what is not asked of it
	*population.Population
}

func (made) Authenticate(context.Context) error                     { return nil }
func (made) Requests() int                                          { return 1 }
func (made) Probe(context.Context) ([]population.Permission, error) { return nil, nil }
func (made) Audit(context.Context, time.Time, population.Progress) (audit.Log, error) {
	return audit.Log{}, errors.New("this key may not read the audit log")
}

func (made) Account(context.Context) (*population.Account, error) { return nil, nil }

func (m made) Extract(context.Context, population.Progress, bool) (*population.Population, error) {
	return m.Population, nil
}

// large is an open campaign over that many users, on a real store.
func large(b *testing.B, users int) (w *review.Workspace, id string, items []string) {
	b.Helper()
	_, _, w, id, items = largeOf(b, users, rita, sam)
	return w, id, items
}

// largeOf is large with those reviewers, in that home. open opens the workspace of a home as one of them.
func largeOf(b *testing.B, users int, reviewers ...string) (
	home string, open func(home, as string) *review.Workspace, w *review.Workspace, id string, items []string,
) {
	b.Helper()
	d := newDesk(b)
	now := d.clock.Now().UTC()
	p := &population.Population{V: 1, Region: "us", TakenAt: now}
	for i := range 130 {
		r := population.Role{ID: fmt.Sprint("role-", i), Name: fmt.Sprint("Role ", i), Scopes: []string{}}
		for s := range 40 {
			r.Scopes = append(r.Scopes, fmt.Sprintf("thing%d.read", (i+s)%120))
		}
		p.Roles = append(p.Roles, r)
	}
	for i := range 20 {
		p.Mappings = append(p.Mappings, population.Mapping{ID: fmt.Sprint(i), ClaimName: "groups", ClaimValue: fmt.Sprint("team", i), RoleID: "role-1", Rank: int64(i)})
	}
	for i := range users {
		last := now.AddDate(0, 0, -i%100)
		p.Users = append(p.Users, population.User{
			ID: fmt.Sprintf("%08d", i), Email: fmt.Sprintf("person%d@example.com", i), RoleID: p.Roles[i%130].ID,
			Status: population.StatusVerified, SSO: i%2 == 0, CreatedAt: &last, LastLoginAt: &last,
		})
		items = append(items, fmt.Sprintf("user/%08d", i))
	}
	p.Sort()
	open = func(home, as string) *review.Workspace {
		s, err := store.Open(home, "default", d.clock)
		if err != nil {
			b.Fatal(err)
		}
		return review.New(review.Config{
			Name: "default", As: as, Env: settings.Credentials{Region: "us", ClientID: "c", Secret: "s"},
			Clock: d.clock, Journal: s.Journal, Populations: s.Populations, Settings: s.Settings, Secrets: d.ring, Files: store.Files{},
			Carrier: s.Share, Dial: func(settings.Credentials) (core.Source, error) { return made{Population: p}, nil },
		})
	}
	w = open(d.home, reviewers[0])
	if _, err := w.Sync(b.Context(), review.SyncOptions{}); err != nil {
		b.Fatal(err)
	}
	id = d.opened(w, "all", reviewers...).ID
	if _, err := w.Sheet(b.Context(), id); err != nil { // as the review screen does before anything is decided
		b.Fatal(err)
	}
	return d.home, open, w, id, items
}

// most is the number of users of the large benchmarks: 100,000, or with -short, to see that they run, a twentieth.
func most() int {
	if testing.Short() {
		return 5_000
	}
	return 100_000
}

func BenchmarkSheet100k(b *testing.B) {
	w, id, _ := large(b, most())
	for b.Loop() {
		if _, err := w.Sheet(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAccess100k(b *testing.B) {
	w, _, _ := large(b, most())
	for b.Loop() {
		if _, err := w.Access(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExport100k(b *testing.B) {
	w, id, _ := large(b, most())
	for b.Loop() {
		if _, err := w.Export(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExportCSV100k(b *testing.B) {
	w, id, _ := large(b, most())
	path := b.TempDir() + "/out.csv"
	for b.Loop() {
		if err := w.ExportFile(b.Context(), id, export.CSV, path, true); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecide is one decision, on disk when it returns, in a campaign of that many items: what it costs beyond a
// write and fsync must not grow with the campaign.
func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w, id, items := large(b, n)
			i := 0
			for b.Loop() {
				i++
				if _, err := w.Decide(b.Context(), id, []campaign.Choice{{Item: items[i%n], Verdict: campaign.Revoke, Reason: "left the company"}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUndoLast(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w, id, items := large(b, n)
			i := 0
			for b.Loop() {
				i++
				if _, err := w.Decide(b.Context(), id, []campaign.Choice{{Item: items[i%n], Verdict: campaign.Revoke, Reason: "left the company"}}); err != nil {
					b.Fatal(err)
				}
				if _, err := w.Undo(b.Context(), id, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Skew reports no difference: there is no clock here.
func (made) Skew() (ahead time.Duration, at time.Time) { return 0, time.Time{} }
