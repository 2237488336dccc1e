package population_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

func moment(t *rapid.T, label string) *time.Time {
	if rapid.Bool().Draw(t, label+" never") {
		return nil
	}
	at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, label), rapid.Int64Range(0, 999_999_999).Draw(t, label+" ns")).UTC()
	return &at
}

func draw(t *rapid.T) *population.Population {
	custom := rapid.Bool().Draw(t, "custom")
	p := &population.Population{
		V: 1, Workspace: rapid.String().Draw(t, "workspace"), Region: "eu", TakenAt: time.Date(2026, 11, 24, 9, 0, 0, 1, time.UTC),
		Tool:     population.Tool{Version: "1", Host: "h", ClientID: "c"},
		Roles:    []population.Role{{ID: "r", Name: rapid.String().Draw(t, "role"), Scopes: []string{"b", "a"}, Custom: &custom}},
		Keys:     []population.APIKey{{ClientID: "k", Type: population.KeyService, LastUsedAt: moment(t, "used")}},
		Mappings: []population.Mapping{{ID: "m", Rank: rapid.Int64().Draw(t, "rank")}},
		Calls:    []population.Call{{Method: "GET", Path: "/users", Status: 200, At: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}},
		Gaps:     []population.Gap{{Resource: "audit-log", Reason: population.GapForbidden, Status: 403}},
	}
	for range rapid.IntRange(0, 5).Draw(t, "users") {
		p.Users = append(p.Users, population.User{
			ID: rapid.StringN(1, 5, -1).Draw(t, "id"), Email: rapid.String().Draw(t, "email"), Status: population.StatusVerified,
			CreatedAt: moment(t, "created"), LastLoginAt: moment(t, "login"),
		})
	}
	return p
}

// What was encoded decodes to the same, and the same access has the same bytes in whatever order it came.
func TestEncodedPopulationsDecode(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := draw(rt)
		data, name, err := population.Encode(p)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := population.Decode(data, name)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			rt.Fatal(diff)
		}
		data[rapid.IntRange(0, len(data)-1).Draw(rt, "flip")] ^= 1
		if _, err := population.Decode(data, name); fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), population.Short(name)) {
			rt.Fatalf("a changed byte gives %v", err)
		}
	})
}

func TestSortedAccessHasOneForm(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		users := rapid.SliceOfNDistinct(rapid.StringN(1, 4, -1), 2, 6, rapid.ID[string]).Draw(rt, "ids")
		encode := func(ids []string) []byte {
			p := &population.Population{V: 1}
			for _, id := range ids {
				p.Users = append(p.Users, population.User{ID: id})
				p.Mappings = append(p.Mappings, population.Mapping{ID: id, Rank: int64(len(id))})
				p.Roles = append(p.Roles, population.Role{ID: id})
				p.Keys = append(p.Keys, population.APIKey{ClientID: id})
			}
			p.Sort()
			data, _, err := population.Encode(p)
			if err != nil {
				rt.Fatal(err)
			}
			return data
		}
		if a, b := encode(users), encode(rapid.Permutation(users).Draw(rt, "other order")); !bytes.Equal(a, b) {
			rt.Fatalf("%s\n%s", a, b)
		}
	})
}

func TestWhatIsNoPopulationIsDamaged(t *testing.T) {
	for _, text := range []string{``, `{`, `[]`, `{"v":2}`, `{"v":1}{}`, `{"v":1,"users":[{"id":1}]}`} {
		data := []byte(text)
		if p, err := population.Decode(data, population.Name(data)); fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %+v, %v", text, p, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{`{"v":1}`, `{"v":1,"users":null,"taken_at":"2026-11-24T09:00:00Z"}`, `{"v":1,"roles":[{"scopes":["a"],"custom":true}]}`, `{"v":1,"gaps":[],"notes":[]}`, `{"v":1,"V":1}`, `{"v":1.0}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := population.Decode(data, population.Name(data))
		if err != nil {
			if fault.KindOf(err) != fault.Damaged {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		again, name, err := population.Encode(p)
		if err != nil {
			return // such as a year of five digits
		}
		back, err := population.Decode(again, name)
		if diff := cmp.Diff(p, back, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", data, err, diff)
		}
	})
}

// A population is read as the lines of the record are: letter by letter, with nothing unknown, missing or of another
// kind.
func TestAPopulationSaysWhatPopulationsMust(t *testing.T) {
	good := `{"v":1,"workspace":"w","region":"us","taken_at":"2026-11-24T09:00:00Z","tool":{"version":"1","host":"h","client_id":"c"},` +
		`"users":[{"id":"u","email":"a@example.com","role_id":"r","status":"VERIFIED","sso":false}],"roles":null,"api_keys":[],"claim_mappings":[],"calls":[]}`
	if _, err := population.Decode([]byte(good), population.Name([]byte(good))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ old, new, want string }{
		{`"email":`, `"Email":`, `users[0]."Email"`},
		{`"sso":false`, `"sso":false,"\u017fso":true`, `users[0]."\u017fso" is a name that must not stand there`},
		{`"sso":false`, `"sso":false,"sso":true`, "duplicate"},
		{`,"status":"VERIFIED"`, ``, "users[0].status is missing"},
		{`"roles":null`, `"roles":{}`, "roles"},
		{`,"roles":null`, ``, "roles is missing"},
		{`"sso":false`, `"sso":0`, "sso"},
		{`"sso":false`, `"sso":null`, "users[0].sso is null; it must be true or false"},
		{`"v":1`, `"v":2,"more":1`, "format 2"},
		{`"region":"us"`, `"region":"us","zz":[{"a":"]"},[]]`, "zz is a name that must not stand there"},
	} {
		bad := strings.Replace(good, tt.old, tt.new, 1)
		_, err := population.Decode([]byte(bad), population.Name([]byte(bad)))
		if fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.new, err, tt.want)
		}
	}
}

// Ranks that are far from each other do not wrap.
func TestRanksDoNotWrap(t *testing.T) {
	p := &population.Population{Mappings: []population.Mapping{{ID: "last", Rank: math.MaxInt64}, {ID: "middle", Rank: 5}, {ID: "first", Rank: math.MinInt64}}}
	p.Sort()
	if p.Mappings[0].ID != "first" || p.Mappings[1].ID != "middle" || p.Mappings[2].ID != "last" {
		t.Errorf("%+v", p.Mappings)
	}
}
