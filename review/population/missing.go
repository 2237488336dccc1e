package population

import "github.com/tuar-dev/tuar/review/person"

// Missing returns the items of before that after does not list: users, API keys and claim mappings, as the record calls
// them. Lists that the key may not read are not compared. A user who is listed under another ID than before, by the
// same address, is not missing.
func Missing(before, after *Population) []string {
	var out []string
	if !before.HasGap("users") && !after.HasGap("users") {
		was, ids, addresses := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, u := range before.Users {
			was[u.ID] = true
		}
		for _, u := range after.Users {
			ids[u.ID] = true
			if !was[u.ID] {
				addresses[person.Key(u.Email)] = true
			}
		}
		for _, u := range before.Users {
			if !ids[u.ID] && (u.Email == "" || !addresses[person.Key(u.Email)]) {
				out = append(out, "user/"+u.ID)
			}
		}
	}
	if !before.HasGap("api-keys") && !after.HasGap("api-keys") {
		ids := map[string]bool{}
		for _, k := range after.Keys {
			ids[k.ClientID] = true
		}
		for _, k := range before.Keys {
			if !ids[k.ClientID] {
				out = append(out, "key/"+k.ClientID)
			}
		}
	}
	if !before.HasGap("claim-mappings") && !after.HasGap("claim-mappings") {
		ids := map[string]bool{}
		for _, m := range after.Mappings {
			ids[m.ID] = true
		}
		for _, m := range before.Mappings {
			if !ids[m.ID] {
				out = append(out, "mapping/"+m.ID)
			}
		}
	}
	return out
}

// Without returns the population without those items.
func (p *Population) Without(gone func(item string) bool) *Population {
	left := *p
	left.Users, left.Keys = nil, nil
	for _, u := range p.Users {
		if !gone("user/" + u.ID) {
			left.Users = append(left.Users, u)
		}
	}
	for _, k := range p.Keys {
		if !gone("key/" + k.ClientID) {
			left.Keys = append(left.Keys, k)
		}
	}
	return &left
}

// Title returns what people call an item of the population: an e-mail address, or the name of a key.
func (p *Population) Title(item string) string {
	for _, u := range p.Users {
		if "user/"+u.ID == item && u.Email != "" {
			return u.Email
		}
	}
	for _, k := range p.Keys {
		if "key/"+k.ClientID == item && k.Name != "" {
			return "key " + k.Name
		}
	}
	for _, m := range p.Mappings {
		if "mapping/"+m.ID == item {
			return "mapping " + m.ClaimName + " = " + m.ClaimValue
		}
	}
	return item
}
