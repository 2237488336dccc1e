package torq

import (
	"reflect"

	"github.com/tuar-dev/tuar/review/population"
)

var keysList = list{resource: "api-keys", path: "/api-keys", key: "api_keys"}

type keyWire struct {
	ClientID              string    `json:"client_id"`
	Name                  string    `json:"name"`
	Type                  string    `json:"type"`
	RoleID                string    `json:"role_id"`
	RoleName              string    `json:"role_name"`
	CreatedTime           stamp     `json:"created_time"`
	LastAuthenticatedTime stamp     `json:"last_authenticated_time"`
	User                  *userWire `json:"user"`
}

func (k keyWire) id() string { return k.ClientID }

// more returns the memory that the owner of a key takes.
func (k keyWire) more() int {
	if k.User == nil {
		return 0
	}
	return int(reflect.TypeFor[userWire]().Size())
}

func apiKeys(wire []keyWire, n *notes) []population.APIKey {
	keys := make([]population.APIKey, len(wire))
	for i := range wire {
		k := &wire[i]
		keys[i] = population.APIKey{
			ClientID: k.ClientID, Name: k.Name, Type: k.Type, RoleID: k.RoleID, RoleName: k.RoleName,
			CreatedAt:  k.CreatedTime.time(n, "created_time", "API key", k.ClientID),
			LastUsedAt: k.LastAuthenticatedTime.time(n, "last_authenticated_time", "API key", k.ClientID),
		}
		if k.User != nil {
			keys[i].OwnerID, keys[i].OwnerEmail = k.User.ID, k.User.Email
		}
	}
	return keys
}
