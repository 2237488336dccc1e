package remediation

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
)

// Unshown names the changes of one campaign that are proven by the record, though the newest listing shows the access
// as it was. A line can say anything; what counts is the population that shows it.
type Unshown struct {
	Campaign, Name string
	Items          []string
	Listed         time.Time // when that listing had been read
}

// Unshown returns the changes that were recorded as confirmed since the newest listing, which does not show them. What
// was confirmed before that listing, it has judged: such access is returned.
func (s *Service) Unshown(ctx context.Context) (found []Unshown, err error) {
	p, err := s.core.LatestIfAny(ctx)
	if err != nil || p == nil {
		return nil, nil // whatever needs the population reports that it cannot be read
	}
	err = s.core.Read(ctx, func() error {
		var held *holdings // made when a change asks for it
		for _, c := range s.book.All() {
			of := Unshown{Campaign: c.ID, Name: c.Name, Listed: p.TakenAt}
			for d, withdrawn := range wishes(c) {
				about := s.ledger.About(c.ID, d.Item, d)
				if t := s.ledger.Track(about); withdrawn != "" || !t.InForce() || t.Confirmed.listings < s.ledger.listings || s.ledger.Track(about.Back()).CarriedOut() {
					continue
				}
				if held == nil {
					held = holdingsOf(p)
				}
				if !held.show(d, s.elevations) {
					of.Items = append(of.Items, d.Item)
				}
			}
			if slices.Sort(of.Items); len(of.Items) > 0 {
				found = append(found, of)
			}
		}
		return nil
	})
	return found, err
}

// holdings are the roles that a population shows, by item, and what custom roles grant.
type holdings struct {
	roles  map[string]string
	scopes map[string][]string
	unread map[access.Kind]bool // kinds that the population does not list
}

func holdingsOf(p *population.Population) *holdings {
	h := &holdings{make(map[string]string, len(p.Users)+len(p.Keys)+len(p.Mappings)+len(p.Roles)), map[string][]string{}, map[access.Kind]bool{}}
	for _, kind := range access.Unread(p) {
		h.unread[kind] = true
	}
	for i := range p.Users {
		h.roles["user/"+p.Users[i].ID] = p.Users[i].RoleID
	}
	for i := range p.Keys {
		h.roles["key/"+p.Keys[i].ClientID] = p.Keys[i].RoleID
	}
	for i := range p.Mappings {
		h.roles["mapping/"+p.Mappings[i].ID] = p.Mappings[i].RoleID
	}
	for i := range p.Roles {
		h.roles["role/"+p.Roles[i].ID], h.scopes["role/"+p.Roles[i].ID] = p.Roles[i].ID, p.Roles[i].Scopes
	}
	return h
}

// show reports whether a decision that takes access away is carried out: the item is gone, or has the role decided on.
// An elevation since then does not count.
func (h *holdings) show(d campaign.Decision, elevations Elevations) bool {
	role, listed := h.roles[d.Item]
	kind := access.KindOf(d.Item)
	switch {
	case h.unread[kind]:
		return false
	case kind == access.Role:
		return !listed || d.Verdict != campaign.Revoke && len(access.Gains(d.Scopes, h.scopes[d.Item])) == 0
	}
	if elevations != nil {
		if base, lent := elevations.BaseRole(idOf(d.Item), role); lent {
			role = base
		}
	}
	return !listed || d.Verdict != campaign.Revoke && role == d.ToRole
}
