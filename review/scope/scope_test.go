package scope_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/scope"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func daysAgo(n int) *time.Time {
	t := now.AddDate(0, 0, -n)
	return &t
}

var rows = []access.Row{
	{Item: "key/ci", Kind: access.Key, Name: "ci-deploy", Role: "Contributor", RoleID: "r2", Permissions: []string{"playbook.write"}, CreatedAt: daysAgo(300), LastLoginAt: daysAgo(100), Hints: []access.Hint{{Name: access.Dormant}}, Risk: 20},
	{Item: "user/ann", Kind: access.User, Email: "Ann@Example.com", Role: "Owner", RoleID: "r1", Permissions: []string{"user.write", "*"}, Privileged: true, Status: "VERIFIED", SSO: true, CreatedAt: daysAgo(400), LastLoginAt: daysAgo(2), Hints: []access.Hint{{Name: access.Privileged}}, Risk: 40},
	{Item: "user/bob", Kind: access.User, Email: "bob@example.com", Role: "Help desk", RoleID: "r3", Custom: true, Status: "INVITATION_SENT", CreatedAt: daysAgo(70)},
	{Item: "user/cy", Kind: access.User, Email: "cy@partner.example", Role: "Viewer", RoleID: "r4", Status: "VERIFIED"},
}

func TestSelectMappingsAndRoles(t *testing.T) {
	rows := []access.Row{
		{Item: "mapping/m", Kind: access.Mapping, Claim: &access.Claim{Name: "groups", Value: "soc-team", Rank: 3}},
		{
			Item: "role/desk", Kind: access.Role, Holders: &access.Holders{Users: []*population.User{{ID: "ann"}}},
			Since: &access.Since{Added: []string{"case.write"}},
		},
		{Item: "role/old", Kind: access.Role, Holders: &access.Holders{}},
		{Item: "user/ann", Kind: access.User, Role: "Owner"},
	}
	for source, want := range map[string][]string{
		`kind == "mapping"`:                         {"mapping/m"},
		`claim == "groups" && value contains "soc"`: {"mapping/m"},
		"rank > 2":                          {"mapping/m"},
		`kind == "role" && holders == 0`:    {"role/old"},
		"holders > 0":                       {"role/desk"},
		`"case.write" in added_permissions`: {"role/desk"},
		"len(added_permissions) == 0":       {"mapping/m", "role/old", "user/ann"},
	} {
		s, err := scope.Parse(source)
		if err != nil {
			t.Fatal(source, err)
		}
		got, err := s.Select(rows, now)
		if err != nil {
			t.Fatal(source, err)
		}
		var items []string
		for _, r := range got {
			items = append(items, r.Item)
		}
		if !slices.Equal(items, want) {
			t.Errorf("%s selects %v, want %v", source, items, want)
		}
	}
}

func TestSelect(t *testing.T) {
	tests := map[string][]string{
		"":                                      {"key/ci", "user/ann", "user/bob", "user/cy"},
		" ALL ":                                 {"key/ci", "user/ann", "user/bob", "user/cy"},
		"true":                                  {"key/ci", "user/ann", "user/bob", "user/cy"},
		"false":                                 {},
		`kind == "key"`:                         {"key/ci"},
		`kind != "key" and not sso`:             {"user/bob", "user/cy"},
		`email == "ann@example.com"`:            {"user/ann"},
		`email endsWith "@example.com"`:         {"user/ann", "user/bob"},
		`email matches "^(ann|cy)@"`:            {"user/ann", "user/cy"},
		`role in ["Owner", "Viewer"]`:           {"user/ann", "user/cy"},
		`role_id == "r3" && custom`:             {"user/bob"},
		`item startsWith "key/"`:                {"key/ci"},
		`name contains "deploy"`:                {"key/ci"},
		"privileged":                            {"user/ann"},
		`status == "INVITATION_SENT"`:           {"user/bob"},
		"inactive_days > 60":                    {"key/ci", "user/bob"}, // without sign-in it counts from creation
		"inactive_days >= 100":                  {"key/ci"},
		"created_days == 0":                     {"user/cy"},
		`"dormant" in hints`:                    {"key/ci"},
		"len(hints) == 0":                       {"user/bob", "user/cy"},
		"risk >= 40":                            {"user/ann"},
		`any(permissions, # endsWith ".write")`: {"key/ci", "user/ann"},
		`"user.write" in permissions || len(permissions) == 0`: {"user/ann", "user/bob", "user/cy"},
		`lower(role) == "help desk"`:                           {"user/bob"},
		"kind == 'user' &&\n\t!sso":                            {"user/bob", "user/cy"},
	}
	for source, want := range tests {
		t.Run(source, func(t *testing.T) {
			s, err := scope.Parse(source)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Select(rows, now)
			if err != nil {
				t.Fatal(err)
			}
			items := []string{}
			for _, r := range got {
				items = append(items, r.Item)
			}
			if !slices.Equal(items, want) {
				t.Errorf("selected %v, want %v", items, want)
			}
			again, err := scope.Parse(s.String())
			if err != nil || again.String() != s.String() {
				t.Errorf("%q reads back as %q, %v", s, again, err)
			}
		})
	}
}

func TestMistakesArePointedAt(t *testing.T) {
	tests := map[string]struct {
		source, place string // the last two lines of the message
		hint          string // part of it
	}{
		"an unknown name":        {`sso && privilege`, "  sso && privilege\n         ^", "did you mean privileged?"},
		"the beginning of one":   {`inactive > 60`, "  inactive > 60\n  ^", "did you mean inactive_days?"},
		"like nothing":           {`salary > 60`, "  salary > 60\n  ^", "names are kind item email"},
		"text against a number":  {`inactive_days > "60"`, "  inactive_days > \"60\"\n                ^", "names are"},
		"one equals sign":        {`kind = "user"`, "  kind = \"user\"\n       ^", "compare with =="},
		"an end too early":       {`sso and`, "  sso and\n        ^", "names are"},
		"a character too wide":   {`email == "é" && rol`, "  email == \"é\" && rol\n                  ^", "did you mean role?"},
		"on the second line":     {"sso &&\n\trol == 'x'", "   rol == 'x'\n   ^", "did you mean role?"},
		"a bad pattern":          {`email matches "("`, "  email matches \"(\"\n        ^", "names are"},
		"a range":                {`sso && all(1..9, # > 0)`, "  sso && all(1..9, # > 0)\n              ^", "names are"},
		"a variable":             {`let a = 1; a == 1`, "  let a = 1; a == 1\n      ^", "names are"},
		"a function too strong":  {`email == repeat("a", 9)`, "  email == repeat(\"a\", 9)\n           ^", "names are"},
		"a condition in another": {`any(hints, any(hints, true))`, "  any(hints, any(hints, true))\n                        ^", "names are"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := scope.Parse(tt.source)
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("got %v", err)
			}
			if _, place, _ := strings.Cut(err.Error(), "\n"); place != tt.place {
				t.Errorf("points at\n%s\nwant\n%s", place, tt.place)
			}
			if !strings.Contains(fault.HintOf(err), tt.hint) {
				t.Errorf("hint %q, want %q", fault.HintOf(err), tt.hint)
			}
		})
	}
}

func TestWhatIsNoConditionIsRefused(t *testing.T) {
	for _, source := range []string{"email", "1", "hints", `"all"`, "nil"} {
		if _, err := scope.Parse(source); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: %v", source, err)
		}
	}
}

func TestAMistakeThatOnlyARowShows(t *testing.T) {
	s, err := scope.Parse(`hints[0] == "dormant"`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Select(rows, now); fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), "^") {
		t.Errorf("got %v", err)
	}
}

func TestFieldsAreExplained(t *testing.T) {
	for _, f := range scope.Fields() {
		if f.Name == "" || f.Doc == "" {
			t.Errorf("field %+v has no name or explanation", f)
		}
	}
}
