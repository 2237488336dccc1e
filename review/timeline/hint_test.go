package timeline

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/population"
)

func TestHints(t *testing.T) {
	yes := true
	created, login := day(-300), day(99)
	world := func(role string) *population.Population {
		return &population.Population{
			TakenAt: day(100),
			Users:   []population.User{{ID: "1", Email: "d.ito@example.com", RoleID: role, CreatedAt: &created, LastLoginAt: &login}},
			Roles: []population.Role{
				{ID: "view", Scopes: []string{"x.read"}},
				{ID: "own", Scopes: []string{"x.read", "user.write"}},
				{ID: "desk", Scopes: []string{"user.write"}, Custom: &yes},
			},
		}
	}
	raise := func(by, kind string, n int) audit.Raw {
		e := entry("r", n, by, "User role updated", map[string]string{"old_role_id": "view", "new_role_id": "own"})
		e.ActorType = kind
		return e
	}
	act := audit.Raw{ID: "a", Timestamp: day(50).Format(time.RFC3339), Email: "d.ito@example.com", ActorType: "web_app", Action: "Workflow edited"}
	for name, tt := range map[string]struct {
		role    string
		from    int
		entries []audit.Raw
		want    []string
	}{
		"did nothing":              {"own", -10, []audit.Raw{entry("l", 99, "d.ito@example.com", "User logged in", nil)}, []string{"inactive"}},
		"did something":            {"own", -10, []audit.Raw{act}, nil},
		"the log is too short":     {"own", 50, nil, nil},
		"not privileged":           {"view", -10, nil, nil},
		"got the role just now":    {"own", -10, []audit.Raw{raise("boss@example.com", "web_app", 95)}, nil},
		"gave it to themselves":    {"own", -10, []audit.Raw{raise("D.Ito@example.com", "web_app", 95)}, []string{"self-raised"}},
		"their key did":            {"own", -10, []audit.Raw{raise("d.ito@example.com", "api_key", 95)}, nil},
		"has another role by now":  {"view", -10, []audit.Raw{raise("d.ito@example.com", "web_app", 95)}, nil},
		"a custom role unused":     {"desk", -10, nil, []string{"inactive", "role: idle-role"}},
		"a custom role in use":     {"desk", -10, []audit.Raw{act}, nil},
		"a custom role, too short": {"desk", 50, nil, nil},
	} {
		marks := access.Marks{}
		NewLog(tt.entries, known(tt.from, 100), 0).AddHints(world(tt.role), access.DefaultRules(), marks)
		var got []string
		for _, h := range marks["user/1"] {
			got = append(got, h.Name)
		}
		for _, h := range marks["role/desk"] {
			got = append(got, "role: "+h.Name)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	marks := access.Marks{}
	(*Log)(nil).AddHints(world("own"), access.DefaultRules(), marks)
	if len(marks) > 0 {
		t.Errorf("without a log: %v", marks)
	}
}
