package reach_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reach"
)

// model answers the same questions by trying everything: each sign-in with every set of claims that it could have.
type model struct {
	p          *population.Population
	elevations []reach.Elevation
	person     map[string]string // by lower-case address
}

var scopes = []string{"user.read", "user.write", "case.read", "case.write", "apikey.write"}

// small draws a world of few people, some with two addresses, and few roles, so that everything meets everything.
func small(t *rapid.T) model {
	m := model{p: &population.Population{}, person: map[string]string{}}
	roles := rapid.IntRange(1, 4).Draw(t, "roles")
	for i := range roles {
		m.p.Roles = append(m.p.Roles, population.Role{
			ID: fmt.Sprintf("r%d", i), Name: fmt.Sprintf("Role %d", i),
			Scopes: rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"*", "user.*"}, scopes...)), 0, 4, rapid.ID[string]).Draw(t, "scopes"),
		})
	}
	role := rapid.SampledFrom(append(m.p.Roles, population.Role{ID: "unlisted"}))
	addresses := []string{"a@x.com", "a.alt@x.com", "b@x.com", "c@x.com", "d@x.com"}
	for _, one := range addresses {
		m.person[one] = one
	}
	if rapid.Bool().Draw(t, "alias") {
		m.person["a.alt@x.com"] = "a@x.com"
	}
	address := func() string {
		one := rapid.SampledFrom(addresses).Draw(t, "address")
		if rapid.Bool().Draw(t, "spelling") {
			one = strings.ToUpper(one[:1]) + one[1:]
		}
		return one
	}
	for i, one := range rapid.SliceOfDistinct(rapid.SampledFrom(addresses), rapid.ID[string]).Draw(t, "users") {
		m.p.Users = append(m.p.Users, population.User{
			ID: fmt.Sprint(i), Email: one, RoleID: role.Draw(t, "role").ID, SSO: rapid.Bool().Draw(t, "sso"),
			Status: rapid.SampledFrom([]string{population.StatusVerified, population.StatusInvited}).Draw(t, "status"),
		})
		if rapid.IntRange(0, 3).Draw(t, "elevated") == 0 {
			m.elevations = append(m.elevations, reach.Elevation{ID: "e" + fmt.Sprint(i), UserID: fmt.Sprint(i), RoleID: role.Draw(t, "lent").ID, Begun: rapid.Bool().Draw(t, "begun")})
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "keys") {
		k := population.APIKey{ClientID: fmt.Sprintf("k%d", i), Type: rapid.SampledFrom([]string{population.KeyPrivate, population.KeyService}).Draw(t, "type"), RoleID: role.Draw(t, "role of key").ID}
		if rapid.IntRange(0, 3).Draw(t, "owned") > 0 {
			k.OwnerEmail = address()
		}
		m.p.Keys = append(m.p.Keys, k)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "mappings") {
		one := population.Mapping{ID: fmt.Sprintf("m%d", i), ClaimName: "groups", ClaimValue: rapid.SampledFrom([]string{"g1", "g2"}).Draw(t, "group"), RoleID: role.Draw(t, "role of mapping").ID, Rank: rapid.Int64Range(0, 2).Draw(t, "rank")}
		if rapid.Bool().Draw(t, "by email") {
			one.ClaimName, one.ClaimValue = rapid.SampledFrom([]string{"email", "Email"}).Draw(t, "claim"), address()
		}
		m.p.Mappings = append(m.p.Mappings, one)
	}
	return m
}

func (m model) world() *reach.World {
	return reach.New(m.p, m.elevations, func(email string) string {
		if one, ok := m.person[strings.ToLower(email)]; ok {
			return one
		}
		return strings.ToLower(email)
	})
}

func (m model) grants(roleID, permission string) bool {
	for _, r := range m.p.Roles {
		for _, s := range r.Scopes {
			one, _ := path.Match(s, permission)
			other, _ := path.Match(permission, s)
			if r.ID == roleID && (one || other || s == "*" || permission == "*") {
				return true
			}
		}
	}
	return false
}

func (m model) role(id string) *population.Role {
	for i := range m.p.Roles {
		if m.p.Roles[i].ID == id {
			return &m.p.Roles[i]
		}
	}
	return &population.Role{ID: id}
}

// signIn returns the mapping that decides a sign-in with these claims: the first of all by rank and ID; nil for none.
func (m model) signIn(email string, groups []string) *population.Mapping {
	var first *population.Mapping
	for i := range m.p.Mappings {
		one := &m.p.Mappings[i]
		matches := one.ClaimName == "groups" && slices.Contains(groups, one.ClaimValue) || strings.EqualFold(one.ClaimName, "email") && strings.EqualFold(one.ClaimValue, email)
		if matches && (first == nil || one.Rank < first.Rank || one.Rank == first.Rank && one.ID < first.ID) {
			first = one
		}
	}
	return first
}

// decides says of each mapping whether it decides the sign-ins of an address: always, at times, or never (absent).
func (m model) decides(email string) map[string]bool {
	found, always := map[string]bool{}, map[string]int{}
	sets := [][]string{nil, {"g1"}, {"g2"}, {"g1", "g2"}}
	for _, groups := range sets {
		if one := m.signIn(email, groups); one != nil {
			always[one.ID]++
			found[one.ID] = always[one.ID] == len(sets)
		}
	}
	return found
}

func (m model) byEmail(id string) (string, bool) {
	for _, one := range m.p.Mappings {
		if one.ID == id {
			return one.ClaimValue, strings.EqualFold(one.ClaimName, "email")
		}
	}
	return "", false
}

// whoCan returns the paths to a permission as words: item, kind, certain.
func (m model) whoCan(permission string) []string {
	found := map[string]bool{}
	for _, u := range m.p.Users {
		if m.grants(u.RoleID, permission) {
			found["user/"+u.ID+" role true"] = true
		}
	}
	for _, e := range m.elevations {
		if !e.Begun && m.grants(e.RoleID, permission) {
			found["user/"+e.UserID+" elevation true"] = true
		}
	}
	for _, k := range m.p.Keys {
		if m.grants(k.RoleID, permission) {
			found["key/"+k.ClientID+" key true"] = true
		}
	}
	for _, one := range m.p.Mappings {
		if !m.grants(one.RoleID, permission) {
			continue
		}
		email, named := m.byEmail(one.ID)
		if !named { // whoever it is, with an address that no mapping names
			if _, ever := m.decides("stranger@x.com")[one.ID]; ever {
				found["mapping/"+one.ID+" mapping false"] = true
			}
			continue
		}
		certain, ever := m.decides(email)[one.ID]
		for _, u := range m.p.Users {
			if strings.EqualFold(u.Email, email) && !u.SSO {
				certain = false
			}
		}
		// Of mappings of one address, and of one rank with others, the first is named even where a group always comes first.
		if ever {
			found[fmt.Sprintf("mapping/%s mapping %t", one.ID, certain)] = true
		}
	}
	words := []string{}
	for w := range found {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

func TestWhoCanAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := small(t)
		asked := rapid.SampledFrom(append([]string{"user.*", "*.write", "*"}, scopes...)).Draw(t, "asked")
		want := m.whoCan(asked)
		paths, unknown := m.world().WhoCan(asked)
		granted := slices.ContainsFunc(m.p.Roles, func(r population.Role) bool { return m.grants(r.ID, asked) })
		if granted != (len(unknown) == 0) {
			t.Fatalf("%s is granted: %t, unknown: %v", asked, granted, unknown)
		}
		got := []string{}
		for _, p := range paths {
			got = append(got, fmt.Sprintf("%s %s %t", p.Item, p.Kind, p.Certain))
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("who can %s (-model +got):\n%s", asked, diff)
		}
	})
}

// open returns what a person can do now, by whichever account or key: permission → ways as item and role.
func (m model) open(who string) map[string]map[string]bool {
	can := map[string]map[string]bool{}
	add := func(item, roleID string) {
		for _, s := range m.role(roleID).Scopes {
			if can[s] == nil {
				can[s] = map[string]bool{}
			}
			can[s][item+" "+roleID] = true
		}
	}
	for _, u := range m.p.Users {
		if m.person[strings.ToLower(u.Email)] == who {
			add("user/"+u.ID, u.RoleID)
		}
	}
	for _, k := range m.p.Keys {
		if k.OwnerEmail != "" && m.person[strings.ToLower(k.OwnerEmail)] == who {
			add("key/"+k.ClientID, k.RoleID)
		}
	}
	return can
}

func TestExplainAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := small(t)
		w := m.world()
		for email, who := range m.person {
			if email != who {
				continue
			}
			var also []string
			for other, of := range m.person {
				if of == who && other != email {
					also = append(also, other)
				}
			}
			r := w.Of(email, also...)
			got := map[string]map[string]bool{}
			for s, places := range r.Can() {
				got[s] = map[string]bool{}
				for _, at := range places {
					got[s][r.Paths[at].Item+" "+r.Paths[at].RoleID] = true
				}
			}
			if diff := cmp.Diff(m.open(who), got); diff != "" {
				t.Fatalf("what %s can do (-model +got):\n%s", who, diff)
			}
			if diff := cmp.Diff(m.signIns(append(also, email)), signIns(r.Paths)); diff != "" {
				t.Fatalf("what the next sign-in gives %s (-model +got):\n%s", who, diff)
			}
		}
	})
}

// signIns returns what the mappings can give the accounts with these addresses, and those that have none yet.
func (m model) signIns(addresses []string) []string {
	found := []string{}
	for _, email := range addresses {
		i := slices.IndexFunc(m.p.Users, func(u population.User) bool { return strings.EqualFold(u.Email, email) })
		sso := i < 0 || m.p.Users[i].SSO
		for id, certain := range m.decides(email) {
			_, named := m.byEmail(id)
			if named || sso && i >= 0 {
				found = append(found, fmt.Sprintf("%s by %s %t", email, id, certain && sso))
			}
		}
	}
	slices.Sort(found)
	return found
}

func signIns(paths []reach.Path) []string {
	found := []string{}
	for _, p := range paths {
		if p.Kind == reach.ByMapping {
			found = append(found, fmt.Sprintf("%s by %s %t", strings.ToLower(p.Email), strings.TrimPrefix(p.Item, "mapping/"), p.Certain))
		}
	}
	slices.Sort(found)
	return found
}
