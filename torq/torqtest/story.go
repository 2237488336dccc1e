package torqtest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sort"
	"time"
)

// The actions whose names are assumed: Torq's list of events, as far as it was seen, has none for them.
const (
	userProvisioned = "User provisioned by SSO"
	workspaceMade   = "Workspace created"
)

// origin is a user as the workspace was made, before anything else happened.
type origin struct {
	user
	lately bool // their role was given in the last historyDays, and they were Operator before
}

// beginning is the workspace as it was made.
type beginning struct {
	users    []origin
	roles    []role
	keys     []apiKey
	mappings []mapping
}

// remember keeps the workspace as it was made; lately are the users whose role was given in the last historyDays.
func (w *Workspace) remember(lately map[*user]bool) {
	b := &beginning{users: make([]origin, len(w.users)), roles: slices.Clone(w.roles)}
	for i, u := range w.users {
		b.users[i] = origin{*u, lately[u]}
	}
	for _, k := range w.keys {
		b.keys = append(b.keys, *k)
	}
	for _, m := range w.mappings {
		b.mappings = append(b.mappings, *m)
	}
	w.beginning = b
}

// past writes what came before the history that newWorkspace made, when the log is asked for first: who brought in
// each person, with which role, and who gave them the one they had when the workspace was made. It has random numbers of its
// own, so that nothing else depends on when that is.
func (w *Workspace) past() {
	if w.beginning == nil {
		return
	}
	b := w.beginning
	w.beginning = nil
	rng := rand.New(rand.NewPCG(w.seed, 0x70617374))
	kept := w.rng
	w.rng = rng // also for the IDs of entries
	defer func() { w.rng = kept }()

	start := w.epoch.AddDate(0, 0, -historyDays)
	byAge := make([]*origin, len(b.users))
	for i := range b.users {
		byAge[i] = &b.users[i]
	}
	slices.SortStableFunc(byAge, func(a, b *origin) int { return cmp.Compare(a.Created.Unix(), b.Created.Unix()) })
	elders := w.elders(byAge)
	elders = elders[:min(3, len(elders))]
	inCharge := func(at time.Time) actor {
		i := sort.Search(len(elders), func(i int) bool { return elders[i].Created.After(at.Add(-time.Hour)) })
		if i == 0 {
			return actor{email: byAge[0].Email, name: byAge[0].Name}
		}
		o := elders[i-1]
		return actor{email: o.Email, name: o.Name}
	}
	w.recordThings(b, byAge[0], inCharge)
	for _, o := range byAge {
		self := actor{email: o.Email, name: o.Name}
		first, raised := o.RoleID, time.Time{}
		switch from := w.roleID(before[w.roleNameOf(&o.user)]); {
		case o.lately:
			first = w.roleID(operator)
		case !slices.Contains(elders, o) && before[w.roleNameOf(&o.user)] != "" && o.Status == verified && start.Sub(o.Created) > 90*24*time.Hour &&
			(o.RoleID == w.roleID(owner) || rng.IntN(3) == 0):
			first = from
			raised = o.Created.Add(30*24*time.Hour + time.Duration(rng.Int64N(int64(start.Sub(o.Created)-60*24*time.Hour)))).Truncate(time.Second)
		}
		switch {
		case o == byAge[0]:
			w.record(o.Created, self, workspaceMade, w.account, "acme-security", nil)
			w.record(o.Created, self, userProvisioned, o.ID, o.Email, map[string]string{"role_id": first})
		case o.SSO:
			w.record(o.Created, actor{email: o.Email, name: "SSO"}, userProvisioned, o.ID, o.Email, map[string]string{"role_id": first})
		case !o.Created.After(start):
			w.record(o.Created, inCharge(o.Created), userInvited, o.ID, o.Email, map[string]string{"role_id": first})
			if o.Status == verified {
				w.record(o.Created.Add(time.Duration(rng.IntN(70)+1)*time.Minute), self, userAccepted, o.ID, o.Email, nil)
			}
		}
		if !raised.IsZero() {
			w.record(raised, inCharge(raised), userRoleUpdated, o.ID, o.Email, roleChange(first, o.RoleID))
		}
	}
	for _, k := range b.keys {
		if !k.Created.After(start) {
			w.record(k.Created, actor{email: k.CreatedBy, name: k.CreatedBy}, keyEnabled, k.ClientID, k.Name, map[string]string{"role_id": k.RoleID})
		}
	}
	w.auditSorted = false
}

// before tells which role people usually had before they were raised to another.
var before = map[string]string{owner: contributor, contributor: operator, creator: operator, playbookAuthor: operator, serviceDesk: interactOnly}

// elders returns the Owners who were there first, who invite and raise the others.
func (w *Workspace) elders(byAge []*origin) (elders []*origin) {
	for _, o := range byAge {
		if o.RoleID == w.roleID(owner) && o.Status == verified {
			elders = append(elders, o)
		}
	}
	return elders
}

// recordThings tells of the custom roles and claim mappings that the workspace was made with.
func (w *Workspace) recordThings(b *beginning, first *origin, inCharge func(time.Time) actor) {
	at := first.Created.Add(24 * time.Hour)
	for i := range b.roles {
		if r := &b.roles[i]; r.IsCustom {
			at = at.Add(3 * time.Hour)
			w.recordConfiguration(at, inCharge(at), roleCreated, r.ID, r.Name, nil)
		}
	}
	for _, m := range b.mappings {
		at = at.Add(5 * time.Hour)
		w.recordConfiguration(at, inCharge(at), mappingCreated, m.ID, m.title(), map[string]string{"role_id": m.RoleID})
	}
}

// recordAside adds an entry whose ID is no random number that anything else would have got.
func (w *Workspace) recordAside(at time.Time, by actor, action, resourceID, resourceName string, extra map[string]string) {
	kept := w.rng
	w.rng = w.aside
	w.record(at, by, action, resourceID, resourceName, extra)
	w.rng = kept
}
