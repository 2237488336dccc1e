package reconcile_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// office is a simulated Torq with somebody at its console.
type office struct {
	*rapid.T
	server *torqtest.Server
}

func newOffice(t *rapid.T) *office {
	server, err := torqtest.Start(torqtest.Options{Seed: rapid.Uint64Range(1, 3).Draw(t, "seed"), Users: 25, RateLimit: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return &office{t, server}
}

// client returns tuar's own; a new one each time, since one alone keeps to Torq's rate.
func (o *office) client() *torq.Client {
	key := o.server.OwnerKey()
	client, err := torq.New(torq.Config{
		Region: "us", ClientID: key.ClientID, Secret: key.Secret, APIURL: o.server.URL(), AuthURL: o.server.URL(), Now: o.server.Now,
	})
	if err != nil {
		o.Fatal(err)
	}
	return client
}

func (o *office) list() *population.Population {
	p, err := o.client().Extract(o.Context(), nil, false)
	if err != nil {
		o.Fatal(err)
	}
	return p
}

func (o *office) log(since time.Time) audit.Log {
	log, err := o.client().Audit(o.Context(), since, nil)
	if err != nil {
		o.Fatal(err)
	}
	return log
}

var names = []string{"ada@example.com", "bob@example.com", "cyd@example.com"}

// act does something at the console. What the console refuses has no effect.
func (o *office) act() {
	o.server.Advance(rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(rapid.IntRange(0, 7200).Draw(t, "seconds")) * time.Second
	}).Draw(o.T, "pause"))
	who := rapid.SampledFrom(append(o.server.Users(), names...)).Draw(o.T, "who")
	role := rapid.SampledFrom([]string{"Viewer", "Operator", "Contributor"}).Draw(o.T, "role")
	switch rapid.IntRange(0, 4).Draw(o.T, "what") {
	case 0:
		_ = o.server.Invite(who, role)
	case 1:
		_ = o.server.SetRole(who, role)
	case 2:
		if who != o.server.Admin() {
			_ = o.server.RemoveUser(who)
		}
	case 3:
		_ = o.server.SignIn(who)
	default:
		if who != o.server.Admin() && o.server.RemoveUser(who) == nil {
			_ = o.server.Invite(who, role)
		}
	}
}

// Whatever happens at the console, with readings right amid it, the log explains the listing.
func TestAnyHistoryReconciles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		for range rapid.IntRange(0, 6).Draw(t, "before") {
			o.act()
		}
		earlier := reconcile.ListingOf(o.list())
		for range rapid.IntRange(0, 15).Draw(t, "between") {
			o.act()
		}
		now := reconcile.ListingOf(o.list())
		for range rapid.IntRange(0, 3).Draw(t, "after") {
			o.act()
		}
		for name, start := range map[string]*reconcile.Listing{"from the listing": &earlier, "from the log": nil} {
			since := earlier.Start()
			if start == nil {
				since = o.server.Now().AddDate(-1, 0, 0)
			}
			r := reconcile.Replay(start, o.log(since), now)
			if len(r.Unexplained) > 0 || r.Derived+r.Earlier+r.SSO != len(now.Users) || start != nil && r.Earlier > 0 {
				t.Fatalf("%s: %+v", name, r)
			}
		}
	})
}

// Exactly what was tampered with in the listing does not fit.
func TestATamperedListingShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		earlier := reconcile.ListingOf(o.list())
		o.server.Advance(time.Hour)
		for range rapid.IntRange(0, 12).Draw(t, "between") {
			o.act()
		}
		o.server.Advance(time.Hour)
		now := reconcile.ListingOf(o.list())
		log := o.log(earlier.Start())

		want := map[string]reconcile.Kind{}
		tampered := reconcile.Listing{From: now.From, To: now.To}
		for _, u := range now.Users {
			known := slices.ContainsFunc(earlier.Users, func(e population.User) bool { return e.ID == u.ID })
			bySSO := u.SSO && !known
			switch rapid.IntRange(0, 9).Draw(t, "tamper") {
			case 0:
				if !bySSO {
					u.RoleID, want[u.Email] = "another", reconcile.Role
				}
			case 1:
				if bySSO {
					continue
				}
				want[u.Email] = reconcile.Absent
				if known {
					want[u.Email] = reconcile.Vanished
				}
				continue
			}
			tampered.Users = append(tampered.Users, u)
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "smuggled") {
			u := population.User{ID: fmt.Sprint("smuggled-", i), Email: fmt.Sprintf("smuggled-%d@example.com", i), RoleID: "any"}
			want[u.Email] = reconcile.Appeared
			tampered.Users = append(tampered.Users, u)
		}
		for _, u := range earlier.Users {
			gone := !slices.ContainsFunc(now.Users, func(n population.User) bool { return n.Email == u.Email })
			if gone && rapid.Bool().Draw(t, "kept") {
				want[u.Email] = reconcile.Undead
				tampered.Users = append(tampered.Users, u)
			}
		}

		got := map[string]reconcile.Kind{}
		for _, i := range reconcile.Replay(&earlier, log, tampered).Unexplained {
			got[i.Email] = i.Kind
			if i.Why == "" {
				t.Errorf("%s is unexplained for no reason", i.Item)
			}
		}
		if !maps.Equal(want, got) {
			t.Fatal(cmp.Diff(want, got))
		}
	})
}
