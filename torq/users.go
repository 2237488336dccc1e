package torq

import (
	"net/url"
	"strconv"

	"github.com/tuar-dev/tuar/review/population"
)

// ssoProvision is the parameter by which a call for users names the half that it asks for.
const ssoProvision = "sso_provision"

// usersList asks for one half of the users. Torq's documentation says that a call without sso_provision lists all
// users; clients saw that it lists one half. Asking for both halves is right in either case.
func usersList(sso bool) list {
	return list{
		resource: "users", path: "/users", key: "users",
		query: url.Values{ssoProvision: {strconv.FormatBool(sso)}},
	}
}

type userWire struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	RoleID        string `json:"role_id"`
	Status        string `json:"status"`
	SSOProvision  bool   `json:"sso_provision"`
	CreatedTime   stamp  `json:"created_time"`
	LastLoginTime stamp  `json:"last_login_time"`
}

func (u userWire) id() string { return u.ID }

// mergeUsers joins the two halves, each sorted by ID. They may overlap, because a user can change between the two
// answers; then the local half counts. twice holds the IDs of users whose role or address differs.
func mergeUsers(sso, local []userWire, n *notes) (users []population.User, twice []string) {
	users = make([]population.User, 0, len(sso)+len(local))
	for len(sso) > 0 || len(local) > 0 {
		switch {
		case len(local) == 0 || len(sso) > 0 && sso[0].ID < local[0].ID:
			users = append(users, sso[0].row(n))
			sso = sso[1:]
		case len(sso) == 0 || local[0].ID < sso[0].ID:
			users = append(users, local[0].row(n))
			local = local[1:]
		default:
			if sso[0] != local[0] {
				if sso[0].RoleID != local[0].RoleID || sso[0].Email != local[0].Email {
					twice = append(twice, sso[0].ID)
				}
				n.add("user %s was listed both as SSO and as local, with different content; the local listing counts",
					harmless(sso[0].ID, 60))
			}
			sso = sso[1:] // the local one follows
		}
	}
	return users, twice
}

func (u *userWire) row(n *notes) population.User {
	return population.User{
		ID: u.ID, Email: u.Email, RoleID: u.RoleID, Status: u.Status, SSO: u.SSOProvision,
		CreatedAt:   u.CreatedTime.time(n, "created_time", "user", u.ID),
		LastLoginAt: u.LastLoginTime.time(n, "last_login_time", "user", u.ID),
	}
}
