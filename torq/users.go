package torq

import (
	"net/url"
	"strconv"

	"github.com/tuar-dev/tuar/review/population"
)

// usersList is one half of the users. Asked for neither half, Torq's pages say it lists all, and clients found that it
// lists one; asked for both, every reading agrees.
func usersList(sso bool) list {
	return list{resource: "users", path: "/users", query: url.Values{"sso_provision": {strconv.FormatBool(sso)}}}
}

type userWire struct {
	ID            string `json:"id"`
	Email         string `json:"email"`
	RoleID        string `json:"role_id"`
	Status        string `json:"status"`
	SSOProvision  bool   `json:"sso_provision"`
	CreatedTime   string `json:"created_time"`
	LastLoginTime string `json:"last_login_time"`
}

func (u userWire) id() string { return u.ID }

type usersBody struct {
	Users         []userWire `json:"users"`
	NextPageToken string     `json:"next_page_token"`
}

func (b usersBody) items() []userWire { return b.Users }
func (b usersBody) key() string       { return "users" }
func (b usersBody) next() string      { return b.NextPageToken }

// mergeUsers joins the two halves, which may overlap. Where they differ about a user, who changed between the two
// answers, the second half counts.
func mergeUsers(halves [2][]userWire, n *notes) []population.User {
	users := make([]population.User, 0, len(halves[0])+len(halves[1]))
	sso := make(map[string]int, len(halves[0]))
	for i, u := range halves[0] {
		sso[u.ID] = i
		users = append(users, u.row(n))
	}
	for _, u := range halves[1] {
		i, twice := sso[u.ID]
		switch {
		case !twice:
			users = append(users, u.row(n))
		case u != halves[0][i]:
			n.add("user %s was listed both as SSO and as local, with different content; the local listing counts", harmless(u.ID, 60))
			users[i] = u.row(n)
		}
	}
	return users
}

func (u userWire) row(n *notes) population.User {
	return population.User{
		ID: u.ID, Email: u.Email, RoleID: u.RoleID, Status: u.Status, SSO: u.SSOProvision,
		CreatedAt: n.when(u.CreatedTime, "created_time", "user", u.ID), LastLoginAt: n.when(u.LastLoginTime, "last_login_time", "user", u.ID),
	}
}
