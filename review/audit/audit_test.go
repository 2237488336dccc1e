package audit

import "testing"

func TestEntryDeletes(t *testing.T) {
	for name, tt := range map[string]struct {
		entry Entry
		item  string
		want  bool
	}{
		"a user":              {Entry{Action: "User deleted", ResourceID: "7"}, "user/7", true},
		"in other letters":    {Entry{Action: "USER DELETED", ResourceID: "7"}, "user/7", true},
		"a key":               {Entry{Action: "API key deleted", ResourceID: "7"}, "key/7", true},
		"a mapping":           {Entry{Action: "Claim mapping removed", ResourceID: "7"}, "mapping/7", true},
		"another user":        {Entry{Action: "User deleted", ResourceID: "8"}, "user/7", false},
		"a user, not the key": {Entry{Action: "User deleted", ResourceID: "7"}, "key/7", false},
		"no deletion":         {Entry{Action: "User role updated", ResourceID: "7"}, "user/7", false},
		"no ID":               {Entry{Action: "User deleted"}, "user", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.entry.Deletes(tt.item); got != tt.want {
				t.Errorf("%+v deletes %s: %t", tt.entry, tt.item, got)
			}
		})
	}
}
