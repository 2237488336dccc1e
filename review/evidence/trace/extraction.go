package trace

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
)

// extraction describes the source of the row: the answers of Torq's API, and the file that holds them.
func (t *tracer) extraction() {
	p, name := t.Population, t.Campaign.Population
	taken := Step{Stage: Extraction, At: &p.TakenAt, Text: "all access was read into population " + population.Short(name), Facts: []Fact{
		{"file", pack.PopulationPath(name)},
		{"api_key", p.Tool.ClientID},
		{"tool", "tuar " + p.Tool.Version},
		{"host", p.Tool.Host},
		{"source", p.Source().String()},
		{"torq_workspace", p.TorqWorkspace()},
	}}
	if l := t.Synced; l != nil {
		taken.By, taken.Line = l.Actor, &Line{l.Writer, l.Seq, l.Hash}
	}
	for _, g := range p.Gaps {
		taken.Facts = append(taken.Facts, Fact{"not_read", g.Resource + ": " + g.Reason})
	}
	t.add(taken)
	list := listOf(t.Row.Kind)
	about := callsOf(p, list)
	for i, c := range about {
		text := "the answer that told of it"
		if len(about) > 1 {
			text = fmt.Sprintf("answer of Torq that may list it (%d of %d)", i+1, len(about))
		}
		t.add(callStep(c, text))
	}
	for _, c := range callsOf(p, "roles") {
		t.add(callStep(c, "an answer that told what roles may do"))
	}
}

// listOf returns the API's name for the list that holds a kind of item.
func listOf(k access.Kind) string {
	switch k {
	case access.Key:
		return "api-keys"
	case access.Mapping:
		return "claim_mappings"
	case access.Role:
		return "roles"
	case access.User:
	}
	return "users"
}

// callsOf returns the calls that read a list, by the end of their path.
func callsOf(p *population.Population, list string) (found []population.Call) {
	for _, c := range p.Calls {
		if path.Base(c.Path) == list {
			found = append(found, c)
		}
	}
	return found
}

func callStep(c population.Call, text string) Step {
	at := c.At
	facts := []Fact{{"call", strings.TrimSuffix(c.Method+" "+c.Path+"?"+c.Query, "?")}}
	if c.Host != "" {
		facts = append(facts, Fact{"server", c.Server.String()})
	}
	if shown := c.Certificate; shown != nil {
		facts = append(facts, Fact{"certificate", fmt.Sprintf("SHA-256 %s, subject %s, issuer %s", shown.SHA256, shown.Subject, shown.Issuer)})
	}
	return Step{Stage: Extraction, At: &at, Text: text, Facts: append(facts,
		Fact{"http_status", fmt.Sprint(c.Status)},
		Fact{"rows", fmt.Sprint(c.Rows)},
		Fact{"sha256_of_raw_body", c.SHA256},
	)}
}

// listed describes the row at the opening of the campaign.
func (t *tracer) listed() {
	r := t.Row
	text := fmt.Sprintf("%s holds %s", r.Title(), r.Role)
	switch r.Kind {
	case access.Mapping:
		text = fmt.Sprintf("%s gives %s", r.Title(), r.Role)
	case access.Role:
		text = fmt.Sprintf("%s grants %d permissions", r.Title(), len(r.Permissions))
	case access.User, access.Key:
	}
	s := Step{Stage: Listed, At: &t.Campaign.OpenedAt, Text: text}
	add := func(f ...Fact) {
		for _, f := range f {
			if f.Value != "" {
				s.Facts = append(s.Facts, f)
			}
		}
	}
	add(Fact{"item", r.Item}, Fact{"email", r.Email}, Fact{"name", r.Name}, Fact{"key_type", r.KeyType},
		Fact{"role", r.Role}, Fact{"role_id", r.RoleID},
		flag("privileged", r.Privileged), flag("custom_role", r.Custom),
		Fact{"permissions", strings.Join(r.Permissions, " ")}, Fact{"status", r.Status},
		flag("sso", r.SSO), Fact{"created_at", at(r.CreatedAt)}, Fact{"last_login_at", at(r.LastLoginAt)})
	for _, f := range r.Facts() {
		add(Fact{strings.ReplaceAll(f.Label, " ", "_"), f.Text})
	}
	for _, h := range r.Hints {
		add(Fact{"hint", h.Name + ": " + h.Why})
	}
	t.add(s)
}

func at(t *time.Time) string {
	if t == nil {
		return ""
	}
	return timestamp(*t)
}

// listing returns the facts of an item in a population, and the answers of the API behind them.
func (t *tracer) listing(name string) []Fact {
	p, err := t.Load(name)
	if err != nil {
		return []Fact{{"file", pack.PopulationPath(name)}, {"listing", err.Error()}}
	}
	return listingOf(p, name, t.Row.Item)
}

// listingOf returns what a population says of an item, and the answers of the API behind it.
func listingOf(p *population.Population, name, item string) []Fact {
	shows := "does not list it"
	if role, listed := roleIn(p, item); listed {
		shows = "lists it with the role " + roleName(p, role)
	}
	facts := []Fact{{"file", pack.PopulationPath(name)}, {"listing", shows}, {"taken_at", timestamp(p.TakenAt)}}
	for _, c := range callsOf(p, listOf(access.KindOf(item))) {
		facts = append(facts, Fact{"call", fmt.Sprintf("%s, %s, %d, %d rows, sha256 %s",
			strings.TrimSuffix(c.Method+" "+c.Path+"?"+c.Query, "?"), timestamp(c.At), c.Status, c.Rows, c.SHA256)})
	}
	return facts
}

// roleIn returns the ID of the role that an item has, gives or is in a population; false if it is not listed.
func roleIn(p *population.Population, item string) (role string, listed bool) {
	id := item[strings.IndexByte(item, '/')+1:]
	switch access.KindOf(item) {
	case access.User:
		for i := range p.Users {
			if p.Users[i].ID == id {
				return p.Users[i].RoleID, true
			}
		}
	case access.Key:
		for i := range p.Keys {
			if p.Keys[i].ClientID == id {
				return p.Keys[i].RoleID, true
			}
		}
	case access.Mapping:
		for i := range p.Mappings {
			if p.Mappings[i].ID == id {
				return p.Mappings[i].RoleID, true
			}
		}
	case access.Role:
		_, listed = p.Role(id)
		return id, listed
	}
	return "", false
}
