// Package demo is a company to try tuar on: a simulated Torq workspace on this machine, a store to go with it, a review
// a quarter ago and one to do now.
package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Workspace is the local name of the demo's workspace.
const Workspace = "demo"

// quarter passes in the demo between its two reviews.
const quarter = 90 * 24 * time.Hour

// World is a simulated workspace and a store to go with it.
type World struct {
	// Open opens the demo's workspace as a person. It must be set before anything is made.
	Open func(ctx context.Context, email string) (*review.Workspace, error)
	// OpenElsewhere opens the workspace as it is on the colleague's machine, whose home is Elsewhere.
	OpenElsewhere func(ctx context.Context, email string) (*review.Workspace, error)

	torq   *torqtest.Server
	beside []*torqtest.Server // of further workspaces
	clock  shiftedClock
	folder string // of the store
	kept   bool
	passed bool              // the quarter between the two reviews
	busy   sync.Mutex        // held while the colleague does something
	far    *review.Workspace // of the colleague; nil before they take part
}

// Start starts a simulated workspace a quarter ago, which answers as fast as it can: a quarter passes in a second. Its store is that folder, or a throw-away one if it is empty.
func Start(folder string) (*World, error) {
	w, err := serve(folder, torqtest.Options{Seed: 1, Now: time.Now().Add(-quarter - lately), Clock: time.Now, RateLimit: -1})
	if err == nil {
		w.clock.shift.Store(int64(-quarter - lately))
	}
	return w, err
}

// Serve starts a simulated workspace of today with that many users, 140 if it is 0, for commands of other processes. Its
// store is that folder, or a throw-away one if it is empty.
func Serve(folder string, users int) (*World, error) {
	return serve(folder, torqtest.Options{Seed: 1, Now: time.Now(), Clock: time.Now, Users: users, ExtraRoles: min(users/500, mostRoles)})
}

// ServeBeside starts another workspace of the same company beside the one that Serve started, with half as many users. It has
// an address, keys and roles of its own.
func (d *World) ServeBeside(users int) error {
	server, err := torqtest.Start(torqtest.Options{Seed: 1, Now: time.Now(), Clock: time.Now, Users: max(users/2, 25), ExtraRoles: len(d.beside) + 1})
	if err != nil {
		return fault.New(fault.Failed, "the second simulated workspace does not start: %w", err)
	}
	d.beside = append(d.beside, server)
	return nil
}

func serve(folder string, o torqtest.Options) (*World, error) {
	server, err := torqtest.Start(o)
	if err != nil {
		return nil, fault.New(fault.Failed, "the simulated workspace does not start: %w", err)
	}
	if err := configure(server.Workspace, o.Users); err != nil {
		server.Close()
		return nil, fault.New(fault.Failed, "the simulated workspace cannot be configured: %w", err)
	}
	w := &World{torq: server, folder: folder, kept: folder != ""}
	if !w.kept {
		if w.folder, err = os.MkdirTemp("", "tuar-demo-store-"); err != nil {
			server.Close()
			return nil, fault.New(fault.Failed, "there is no room for a throw-away store: %w", err)
		}
	}
	return w, nil
}

// Close stops the simulated workspace and removes a throw-away store.
func (d *World) Close() error {
	d.busy.Lock()
	defer d.busy.Unlock()
	d.torq.Close()
	for _, server := range d.beside {
		server.Close()
	}
	if d.kept {
		return nil
	}
	return os.RemoveAll(d.folder)
}

// URL returns the address that stands for both of Torq's.
func (d *World) URL() string { return d.torq.URL() }

// Admin returns the e-mail address of the person who tries tuar.
func (d *World) Admin() string { return d.torq.Admin() }

// Secret returns the secret of the admin's API key.
func (d *World) Secret() string { return d.torq.AdminKey().Secret }

// colleague returns the e-mail address of another Owner, the head of security.
func (d *World) colleague() string { return d.torq.People()[0].Email }

// guest returns the e-mail address of a reviewer who has no tuar.
func (d *World) guest() string {
	for _, p := range d.torq.People() {
		if p.Email != d.Admin() && p.Email != d.colleague() {
			return p.Email
		}
	}
	return ""
}

// Folder returns the folder of the store.
func (d *World) Folder() string { return d.folder }

// Kept reports whether the store stays when the demo ends.
func (d *World) Kept() bool { return d.kept }

// Clock returns the clock of the demo.
func (d *World) Clock() core.Clock { return &d.clock }

// Environment returns the variables by which commands find the simulated workspace and its store. Of several workspaces
// each has variables of its own, which end in its name.
func (d *World) Environment() map[string]string {
	all := map[string]string{"TUAR_HOME": d.folder, "TUAR_WORKSPACE": Workspace, "TUAR_AS": d.Admin()}
	add := func(server *torqtest.Server, end string) {
		key := server.AdminKey()
		for name, value := range map[string]string{
			"TORQ_REGION": region, "TORQ_CLIENT_ID": key.ClientID, "TORQ_CLIENT_SECRET": key.Secret, "TORQ_API_URL": server.URL(), "TORQ_AUTH_URL": server.URL(),
		} {
			all[name+end] = value
		}
	}
	if len(d.beside) == 0 {
		add(d.torq, "")
		return all
	}
	add(d.torq, "_"+strings.ToUpper(Workspace))
	for i, server := range d.beside {
		name := fmt.Sprintf("%s%d", Workspace, i+2)
		all["TUAR_WORKSPACE"] += "," + name
		add(server, "_"+strings.ToUpper(name))
	}
	return all
}

// Getenv returns the environment in which commands run in the demo, over the one outside.
func (d *World) Getenv(outside func(string) string) func(string) string {
	inside := d.Environment()
	return func(name string) string {
		if value, ok := inside[name]; ok || strings.HasPrefix(name, "TORQ_") {
			return value
		}
		return outside(name)
	}
}

const region = "us"

// Exports makes the folder for the files that the user keeps, and returns its name.
func (d *World) Exports() (string, error) {
	if !d.kept {
		return os.MkdirTemp("", "tuar-demo-")
	}
	folder := filepath.Join(d.folder, "exports")
	return folder, os.MkdirAll(folder, 0o700)
}

// shiftedClock is the machine's clock, some time ago.
type shiftedClock struct{ shift atomic.Int64 }

// Now returns the time in the demo.
func (c *shiftedClock) Now() time.Time { return time.Now().Add(time.Duration(c.shift.Load())) }

// pass lets time pass in the demo, never beyond the present.
func (c *shiftedClock) pass(d time.Duration) {
	c.shift.Store(min(0, c.shift.Load()+int64(d)))
}

// campaignName returns what a review at that time is called.
func campaignName(t time.Time) string {
	return fmt.Sprintf("Q%d %d access review", (int(t.Month())+2)/3, t.Year())
}
