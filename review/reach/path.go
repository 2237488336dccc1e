package reach

import (
	"cmp"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/population"
)

// Kind classifies paths to a permission.
type Kind string

// The kinds of paths.
const (
	ByRole      Kind = "role"      // the role of the account, as Torq lists it
	ByKey       Kind = "key"       // an API key
	ByMapping   Kind = "mapping"   // an SSO claim mapping, at the next sign-in
	ByElevation Kind = "elevation" // a role for a limited time that is approved and has not begun
)

// Path is one way to the permissions of a role. Scripts rely on the names.
type Path struct {
	Email   string `json:"email"`   // of the account; of a key its owner's; empty for a mapping by another claim than e-mail
	Through string `json:"through"` // the name of the role or of the key, or the claim of the mapping
	Kind    Kind   `json:"kind"`
	Item    string `json:"item"` // user/<id>, key/<client_id>, mapping/<id>; of an elevation the user's
	Role    string `json:"role"`
	RoleID  string `json:"role_id"`
	// Certain is false where a mapping gives the role only if the identity provider sends the claim, or if they sign in
	// through SSO at all.
	Certain     bool       `json:"certain"`
	Note        string     `json:"note"` // how, as a phrase; may be empty
	KeyType     string     `json:"key_type,omitempty"`
	Accounts    int        `json:"accounts,omitempty"`  // of a mapping by group: how many known SSO accounts it may concern
	Elevation   string     `json:"elevation,omitempty"` // by which the role is held for a limited time
	Until       *time.Time `json:"until,omitempty"`     // the end of that
	Permissions []string   `json:"permissions"`         // that were asked for, else all of the role

	alone bool // the key acts for itself
}

// Now reports whether the path is open now, and not only from the next sign-in on.
func (p *Path) Now() bool { return p.Kind == ByRole || p.Kind == ByKey }

// Serves reports whether the path is a service key, which acts for itself and not for the person who made it.
func (p *Path) Serves() bool { return p.alone }

func (w *World) ofUser(u *population.User) Path {
	p := Path{
		Email: u.Email, Through: w.roleName(u.RoleID), Kind: ByRole, Item: "user/" + u.ID, Role: w.roleName(u.RoleID), RoleID: u.RoleID, Certain: true,
		Permissions: w.scopes(u.RoleID),
	}
	if u.Status == population.StatusInvited {
		p.Note = "invited; once they accept"
	}
	for _, e := range w.elevations[u.ID] {
		if e.Begun && e.RoleID == u.RoleID {
			until := e.Until
			p.Elevation, p.Until = e.ID, &until
			p.Note = fmt.Sprintf("for a limited time; then %s again", w.roleName(e.BaseID))
		}
	}
	return p
}

// soon returns the paths of elevations of the user that are approved and have not begun.
func (w *World) soon(u *population.User) (paths []Path) {
	for _, e := range w.elevations[u.ID] {
		if e.Begun {
			continue
		}
		until := e.Until
		paths = append(paths, Path{
			Email: u.Email, Through: w.roleName(e.RoleID), Kind: ByElevation, Item: "user/" + u.ID, Role: w.roleName(e.RoleID), RoleID: e.RoleID,
			Certain: true, Elevation: e.ID, Until: &until, Note: "approved, not begun", Permissions: w.scopes(e.RoleID),
		})
	}
	return paths
}

func (w *World) ofKey(k *population.APIKey) Path {
	p := Path{
		Email: k.OwnerEmail, Through: cmp.Or(k.Name, k.ClientID), Kind: ByKey, Item: "key/" + k.ClientID, Role: w.roleName(k.RoleID), RoleID: k.RoleID,
		Certain: true, KeyType: k.Type, Permissions: w.scopes(k.RoleID), alone: k.Type == population.KeyService,
	}
	if _, listed := w.roles[k.RoleID]; !listed {
		p.Role = cmp.Or(k.RoleName, p.Role)
	}
	switch {
	case !p.alone && k.OwnerEmail == "":
		p.Note = "as its owner, who is not known"
	case !p.alone:
		p.Note = "as its owner"
	case k.OwnerEmail == "":
		p.Note = "service key"
	default:
		p.Note = "service key they made; it acts for itself"
	}
	return p
}
