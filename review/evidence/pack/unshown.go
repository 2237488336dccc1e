package pack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Observation is what a line says that a population shows of a user or an API key.
type Observation struct {
	Line       *record.Line
	Item       string
	Population string

	role string // the ID of the role that it shows; empty if the item is not there
	was  string // of a change: the ID of the role before, which the population does not show any more
	// grants are the permissions before of a custom role that has any, in one text; the population does not show them any more.
	grants string
}

// Unshown is an observation that its population does not show.
type Unshown struct {
	Observation
	Why string // a sentence
}

// Observations returns what lines say that populations show of elevations, and of changes of the campaign whose rows
// are given.
func Observations(lines []record.Line, campaign string, rows []access.Row) (out []Observation) {
	was, grants := make(map[string]string, len(rows)), map[string]string{}
	for i := range rows {
		if was[rows[i].Item] = rows[i].RoleID; rows[i].Kind == access.Role {
			grants[rows[i].Item] = strings.Join(rows[i].Permissions, ", ")
		}
	}
	for i := range lines {
		l := &lines[i]
		switch l.Type {
		case elevation.TypeActive, elevation.TypeEnded, elevation.TypeDrifted:
			d, _ := record.Glance[struct {
				UserID     string `json:"user_id"`
				RoleID     string `json:"role_id"`
				Population string `json:"population"`
			}](*l)
			out = append(out, Observation{Line: l, Item: "user/" + d.UserID, Population: d.Population, role: d.RoleID})
		case remediation.TypeConfirmed:
			d, _ := record.Glance[struct {
				Campaign   string `json:"campaign"`
				Item       string `json:"item"`
				Undo       bool   `json:"undo"`
				Population string `json:"population"`
			}](*l)
			if d.Campaign == campaign && !d.Undo && was[d.Item] != "" {
				out = append(out, Observation{Line: l, Item: d.Item, Population: d.Population, was: was[d.Item], grants: grants[d.Item]})
			}
		}
	}
	return slices.DeleteFunc(out, func(o Observation) bool { return o.Population == "" })
}

// Synced returns the names of the populations that a sync tells of.
func Synced(lines []record.Line) map[string]bool {
	names := map[string]bool{}
	for i := range lines {
		if lines[i].Type == core.TypeSynced {
			d, _ := record.Glance[struct {
				Population string `json:"population"`
			}](lines[i])
			names[d.Population] = true
		}
	}
	return names
}

// Unshown returns the observation if its population does not show it, or is of another Torq workspace than the campaign's.
func (o Observation) Unshown(p *population.Population, of *population.Account) (Unshown, bool) {
	if of != nil && p.Account != nil && p.Account.ID != of.ID {
		return Unshown{o, fmt.Sprintf("the population %s is of the Torq workspace %s, not %s", o.Population, p.Account.ID, of.ID)}, true
	}
	held := ""
	for i := range p.Users {
		if "user/"+p.Users[i].ID == o.Item {
			held = p.Users[i].RoleID
		}
	}
	for i := range p.Keys {
		if "key/"+p.Keys[i].ClientID == o.Item {
			held = p.Keys[i].RoleID
		}
	}
	for _, m := range p.Mappings {
		if "mapping/"+m.ID == o.Item {
			held = m.RoleID
		}
	}
	grants := ""
	for _, r := range p.Roles {
		if "role/"+r.ID == o.Item {
			held, grants = r.ID, strings.Join(r.Scopes, ", ")
		}
	}
	switch {
	case o.grants != "" || grants != "":
		if o.grants == grants {
			return Unshown{o, fmt.Sprintf("the population %s still shows the permissions %s", o.Population, grants)}, true
		}
	case o.was != "" && held == o.was && access.KindOf(o.Item) == access.Role:
		return Unshown{o, fmt.Sprintf("the population %s still shows the permissions %s", o.Population, held)}, true
	case o.was != "" && held == o.was:
		return Unshown{o, fmt.Sprintf("the population %s still shows the role %s", o.Population, held)}, true
	case o.was == "" && held != o.role:
		return Unshown{o, fmt.Sprintf("the population %s shows the role %s, not %s", o.Population, cmp.Or(held, "none"), cmp.Or(o.role, "none"))}, true
	}
	return Unshown{}, false
}

// Nowhere returns the observation of a population that no sync tells of.
func (o Observation) Nowhere() Unshown {
	return Unshown{o, fmt.Sprintf("no sync tells of the population %s", o.Population)}
}

func (x *exceptionFinder) ofObservations() {
	for _, u := range x.Unshown {
		x.add("not-shown", u.Item, u.Line.Actor, u.Line.Time.Time, "line %d of %s, %s: %s", u.Line.Seq, u.Line.Writer, u.Line.Type, u.Why)
	}
}
