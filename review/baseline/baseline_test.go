package baseline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

var now = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

// company is a small one: an engineer, an owner, and one who left.
func company() baseline.Access {
	custom := true
	p := &population.Population{
		TakenAt: now,
		Roles: []population.Role{
			{ID: "o", Name: "Owner", Scopes: []string{"user.read", "user.write"}},
			{ID: "v", Name: "Viewer", Scopes: []string{"user.read"}},
			{ID: "d", Name: "Desk", Scopes: []string{"case.read"}, Custom: &custom},
		},
		Users: []population.User{
			{ID: "1", Email: "ann@x.com", RoleID: "o"},
			{ID: "2", Email: "bob@x.com", RoleID: "v"},
			{ID: "3", Email: "gone@x.com", RoleID: "v"},
			{ID: "4", Email: "guest@y.com", RoleID: "v"},
		},
		Keys:     []population.APIKey{{ClientID: "k1", Name: "ci", RoleID: "v", OwnerEmail: "bob@x.com"}},
		Mappings: []population.Mapping{{ID: "m1", ClaimName: "groups", ClaimValue: "eng", RoleID: "v"}},
	}
	people := roster.NewIndex("r", &roster.Roster{Lines: []roster.Line{
		{Email: "ann@x.com", Department: "Engineering", Title: "Lead"},
		{Email: "bob@x.com", Department: "Engineering", Title: "SRE"},
		{Email: "gone@x.com", Department: "Engineering", Title: "SRE", End: "2026-10-31"},
	}}, nil)
	return baseline.Access{Population: p, People: people, Rules: access.DefaultRules()}
}

const file = `# The access that ought to be. One entry a line; lines with # are comments. See: tuar help baseline
{"baseline":1,"workspace":"prod"}

# Departments: the roles that their people may hold, with this title or with any
{"department":"Engineering","title":"SRE","roles":["Viewer"]}

# People: the roles that they may hold besides; privileged ones stand here
{"person":"ann@x.com","roles":["Owner"]}
{"person":"guest@y.com","roles":["Viewer"]}

# API keys: name, owner, role
{"key":"ci","owner":"bob@x.com","roles":["Viewer"]}

# SSO claim mappings: who signs in with this claim gets the role
{"mapping":"groups = eng","roles":["Viewer"]}

# Custom roles: what they grant
{"custom_role":"Desk","permissions":["case.read"]}
`

func TestABaselineIsReadableAndComplete(t *testing.T) {
	b, left := baseline.Of("prod", company())
	data, err := baseline.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(file, "\n"), strings.Split(string(data), "\n")); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
	if fmt.Sprint(left) != "[gone@x.com]" {
		t.Errorf("left out: %v", left)
	}
}

func TestDifferences(t *testing.T) {
	grants := func(r *population.Role, scopes ...string) { r.Scopes = append(r.Scopes, scopes...) }
	for name, test := range map[string]struct {
		change func(*baseline.Access)
		want   string // beside the one who left, who has none
	}{
		"nothing":           {func(*baseline.Access) {}, ""},
		"raised":            {func(a *baseline.Access) { a.Users[1].RoleID = "o" }, "! bob@x.com changed: holds Owner; the baseline has Viewer for Engineering, SRE"},
		"raised for a time": {func(a *baseline.Access) { a.Users[1].RoleID = "o"; a.Lasting = func(_, _ string) string { return "v" } }, "ann@x.com changed: holds Viewer; the baseline has Owner for them"},
		"a new colleague":   {func(a *baseline.Access) { a.Users[3].Email = "new@y.com" }, "guest@y.com removed: the baseline has Viewer for them, and they have no account, new@y.com added: holds Viewer; the baseline has nothing for them"},
		"an alias": {func(a *baseline.Access) {
			a.Users[3].Email = "g@y.com"
			a.Same = func(e string) string { return strings.Replace(e, "guest@", "g@", 1) }
		}, ""},
		"another department":      {func(a *baseline.Access) { a.People.Lines[1].Department = "Sales" }, "bob@x.com added: holds Viewer; the baseline has nothing for them"},
		"a key with more":         {func(a *baseline.Access) { a.Keys[0].RoleID = "o" }, "! key ci changed: has Owner; the baseline has Viewer"},
		"another key":             {func(a *baseline.Access) { a.Keys[0].Name = "cd" }, "key cd added: an API key with Viewer that the baseline does not have, key ci removed: the baseline has it, and it is not there"},
		"a mapping to more":       {func(a *baseline.Access) { a.Mappings[0].RoleID = "o" }, "! mapping groups = eng changed: gives Owner; the baseline has Viewer"},
		"a role that grants more": {func(a *baseline.Access) { grants(&a.Roles[2], "user.write") }, "! role Desk changed: compared with the baseline it also grants user.write"},
		"a role that grants less": {func(a *baseline.Access) { a.Roles[2].Scopes = nil }, "role Desk changed: compared with the baseline it does not grant case.read"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := baseline.Parse([]byte(file))
			if err != nil {
				t.Fatal(err)
			}
			a := company()
			test.change(&a)
			var got []string
			for _, d := range baseline.Compare(b, a) {
				if d.Email == "gone@x.com" {
					continue
				}
				text := fmt.Sprintf("%s %s: %s", d.Title(), d.Change, d.Fact)
				if d.Privileged {
					text = "! " + text
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhoLeftHasNoPlaceInADepartment(t *testing.T) {
	b, _ := baseline.Of("prod", company())
	found := baseline.Compare(b, company())
	if len(found) != 1 || found[0].Email != "gone@x.com" || found[0].Change != baseline.Added {
		t.Errorf("%+v", found)
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	head := `{"baseline":1,"workspace":"w"}` + "\n# ok\n"
	for text, want := range map[string]string{
		"":                              "the file is no baseline",
		"{}\n":                          "line 1: it has format 0",
		`{"baseline":2,"workspace":""}`: "line 1: it has format 2",
		head + `{"person":"a@x.com"}`:   "line 3: a role or permission is missing",
		head + `{"person":"a@x.com","roles":["V"]}` + "\n" + `{"person":"A@x.com","roles":["V"]}`: "line 4: line 3 is about the same person",
		head + `{"person":"a@x.com","rolse":["V"]}`:                                               "line 3: it cannot be read",
		head + `{"person":"a@x.com","roles":["V"],"roles":["W"]}`:                                 `line 3: "roles" comes twice`,
		head + `{"person":"a@x.com","Roles":["V"]}`:                                               `line 3: "Roles" is not a name here`,
		head + `{"person":"a@x.com","key":"k","roles":["V"]}`:                                     "line 3: an entry is about one of",
		head + `{"person":"a@x.com","roles":["V"]} {}`:                                            "line 3: more stands behind the entry",
		head + `{"key":"k","title":"x","roles":["V"]}`:                                            "line 3: only a department has a title",
		head + `{"custom_role":"R","roles":["V"]}`:                                                "line 3: a custom role has permissions and no roles",
		head + `{"department":" ","roles":["V"]}`:                                                 "line 3: the department is empty",
		head + `["person"]`:            "line 3: an entry is one object in braces",
		head + "{\"person\":\"\xff\"}": "line 3: it is not UTF-8",
	} {
		if _, err := baseline.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestWhatIsSavedDiffersInNothing holds for any workspace without people who left.
func TestWhatIsSavedDiffersInNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := baseline.Access{Population: &population.Population{TakenAt: now}, Rules: access.DefaultRules()}
		custom := true
		for i := range rapid.IntRange(1, 4).Draw(t, "roles") {
			r := population.Role{ID: fmt.Sprint(i), Name: fmt.Sprintf("Role %d", i), Scopes: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"user.read", "user.write", "case.read"}), 0, 3, rapid.ID[string]).Draw(t, "scopes")}
			if rapid.Bool().Draw(t, "custom") {
				r.Custom = &custom
			}
			a.Roles = append(a.Roles, r)
		}
		role := rapid.SampledFrom([]string{"0", "1", "2", "gone"})
		people := &roster.Roster{}
		for i := range rapid.IntRange(0, 6).Draw(t, "users") {
			email := fmt.Sprintf("u%d@x.com", i)
			a.Users = append(a.Users, population.User{ID: fmt.Sprint(i), Email: email, RoleID: role.Draw(t, "role")})
			if rapid.Bool().Draw(t, "listed") {
				people.Lines = append(people.Lines, roster.Line{Email: email, Department: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "department"), Title: rapid.SampledFrom([]string{"", "T"}).Draw(t, "title")})
			}
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "keys") {
			a.Keys = append(a.Keys, population.APIKey{ClientID: fmt.Sprint(i), Name: rapid.SampledFrom([]string{"", "ci"}).Draw(t, "name"), RoleID: role.Draw(t, "role")})
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "mappings") {
			a.Mappings = append(a.Mappings, population.Mapping{ID: fmt.Sprint(i), ClaimName: "g", ClaimValue: rapid.SampledFrom([]string{"", "x"}).Draw(t, "value"), RoleID: role.Draw(t, "role")})
		}
		a.People = roster.NewIndex("r", people, nil)
		b, left := baseline.Of("w", a)
		data, err := baseline.Encode(b)
		if err != nil || len(left) > 0 {
			t.Fatal(err, left)
		}
		read, err := baseline.Parse(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		again, err := baseline.Encode(read)
		if err != nil || string(again) != string(data) {
			t.Fatalf("%v: written again it is\n%s\nnot\n%s", err, again, data)
		}
		if found := baseline.Compare(read, a); len(found) > 0 {
			t.Fatalf("%+v\n%s", found, data)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(file))
	f.Add([]byte("{\"baseline\":1,\"workspace\":\"\"}\r\n{\"key\":\"\",\"roles\":[\"V\"]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := baseline.Parse(data)
		if err != nil {
			return
		}
		first, err := baseline.Encode(b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := baseline.Parse(first)
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if second, err := baseline.Encode(again); err != nil || string(second) != string(first) {
			t.Fatalf("%v\n%s\n%s", err, first, second)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	a := baseline.Access{Population: &population.Population{TakenAt: now}, Rules: access.DefaultRules()}
	for i := range 200 {
		a.Roles = append(a.Roles, population.Role{ID: fmt.Sprint(i), Name: fmt.Sprintf("Role %d", i), Scopes: []string{"case.read"}})
	}
	for i := range 100_000 {
		a.Users = append(a.Users, population.User{ID: fmt.Sprint(i), Email: fmt.Sprintf("u%d@x.com", i), RoleID: fmt.Sprint(i % 200)})
	}
	base, _ := baseline.Of("w", a)
	for b.Loop() {
		baseline.Compare(base, a)
	}
}
