package torqtest

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Workspace is the simulated workspace and the company that uses it. Its methods do what people do in the console; they
// are safe to call while the server answers.
type Workspace struct {
	mu    sync.Mutex
	rng   *rand.Rand
	epoch time.Time        // the time the company was made at
	tick  func() time.Time // nil: time stands still
	begun time.Time        // what tick said then
	moved time.Duration    // by Advance

	company     *company
	account     string // the workspace's own ID
	admin       string
	returns     string // who comes back in the next quarter
	users       []*user
	roles       []role
	keys        []*apiKey
	mappings    []*mapping
	audit       []entry
	auditSorted bool
	beginning   *beginning // until the log is asked for what came before the history; then nil
	seed        uint64
	aside       *rand.Rand // for what must not change the other random numbers
	silent      bool       // about claim mappings and custom roles

	owning, private, limited, viewing Credential
}

func newWorkspace(o Options) *Workspace {
	w := &Workspace{rng: rand.New(rand.NewPCG(o.Seed, 0x746f7271)), epoch: o.Now, tick: o.Clock, auditSorted: true, seed: o.Seed, aside: rand.New(rand.NewPCG(o.Seed, 0x6173696465))}
	if w.tick != nil {
		w.begun = w.tick()
	}
	w.account = w.newID()
	w.company = newCompany(w.rng, o.Users-len(strangers), o.Now)
	w.makeRoles(o.ExtraRoles)
	w.makeUsers(o.Now)
	w.makeKeys(o.Now)
	w.makeMappings()
	w.makeHistory(o.Now)
	return w
}

// Now returns the workspace's own time.
func (w *Workspace) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now()
}

func (w *Workspace) now() time.Time {
	t := w.epoch.Add(w.moved)
	if w.tick != nil {
		t = t.Add(w.tick().Sub(w.begun))
	}
	return t.UTC()
}

// Advance lets time pass in the workspace. Nothing else happens in it.
func (w *Workspace) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moved += d
}

// People returns the company's roster, leavers included.
func (w *Workspace) People() []Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.company.people)
}

// Admin returns the e-mail address of the Owner who runs the workspace.
func (w *Workspace) Admin() string { return w.admin }

// Users returns the e-mail addresses of all users with a role, pending invitations included.
func (w *Workspace) Users() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	emails := make([]string, len(w.users))
	for i, u := range w.users {
		emails[i] = u.Email
	}
	return emails
}

// Leavers returns the users who have left the company and still hold a role.
func (w *Workspace) Leavers() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.leavers()
}

func (w *Workspace) leavers() []string {
	var emails []string
	for _, u := range w.users {
		if p := w.company.find(u.Email); p != nil && p.Gone(w.now()) {
			emails = append(emails, u.Email)
		}
	}
	return emails
}

// OwnerKey returns a service key with the role Owner: it may do everything.
func (w *Workspace) OwnerKey() Credential { return w.owning }

// AdminKey returns the private key of the admin, an Owner.
func (w *Workspace) AdminKey() Credential { return w.private }

// LimitedKey returns a key that may read users, roles and claim mappings, and is refused API keys and the audit log.
func (w *Workspace) LimitedKey() Credential { return w.limited }

// ViewerKey returns a key with the role Viewer: it is refused everything that a review needs.
func (w *Workspace) ViewerKey() Credential { return w.viewing }

// newID returns a random UUID of the seed.
func (w *Workspace) newID() string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], w.rng.Uint64())
	binary.BigEndian.PutUint64(id[8:], w.rng.Uint64())
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
