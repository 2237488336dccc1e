package torqtest

import "fmt"

// The names of the preset roles Torq documents, and of the custom roles this company made.
const (
	viewer           = "Viewer"
	operator         = "Operator"
	creator          = "Creator"
	contributor      = "Contributor"
	owner            = "Owner"
	interactOnly     = "Interact Only"
	casesViewer      = "Cases Viewer"
	casesAnalyst     = "Cases Analyst"
	casesContributor = "Cases Contributor"

	serviceDesk    = "Service Desk" // privileged by user.write, though its name does not say so
	playbookAuthor = "Playbook Author"
	accessReader   = "Access Reader"
	auditExport    = "Audit Export"
)

// role is a role of the workspace as it is sent.
type role struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	ScopeNames  []string `json:"scope_names,omitempty"`
	IsCustom    bool     `json:"is_custom,omitempty"`

	managed bool // by the organisation, which the API does not say
}

func (r role) may(scope string) bool {
	for _, s := range r.ScopeNames {
		if s == scope {
			return true
		}
	}
	return false
}

// presets returns the roles that every workspace has. Torq does not publish their scopes in full; these are made from
// the ones its pages name.
func presets() []role {
	view := []string{"playbook.get", "playbook.list", "event.read", "integration.read"}
	operate := add(view, "playbook.execute")
	create := add(operate, "playbook.write", "integration.write", "secret.write")
	contribute := add(create, "playbook.publish", "user.read", "apikey.read", "table.write")
	own := add(contribute, "user.write", "apikey.write", "role.write", "sso.write", "workspace.write", "audit.read",
		"case.read", "case.write")
	return []role{
		{Name: viewer, Description: "View only", ScopeNames: view},
		{Name: operator, Description: "View and run workflows", ScopeNames: operate},
		{Name: creator, Description: "Create workflows and integrations, submit them for review", ScopeNames: create},
		{Name: contributor, Description: "Create and publish, moderate management", ScopeNames: contribute},
		{Name: owner, Description: "Full access to the workspace", ScopeNames: own},
		{Name: interactOnly, Description: "Use Torq Interact only", ScopeNames: []string{"interact.use"}},
		{Name: casesViewer, Description: "View cases", ScopeNames: []string{"case.read"}},
		{Name: casesAnalyst, Description: "Work on cases", ScopeNames: []string{
			"case.read", "case.write",
			"playbook.execute",
		}},
		{
			Name: casesContributor, Description: "Work on and configure cases",
			ScopeNames: []string{"case.read", "case.write", "case.configure", "playbook.execute"},
		},
	}
}

// customRoles returns the roles that this company made.
func customRoles() []role {
	return []role{
		{
			Name: serviceDesk, Description: "First line: unlock and invite colleagues",
			ScopeNames: []string{"interact.use", "playbook.list", "user.read", "user.write"},
		},
		{
			Name: playbookAuthor, Description: "Writes playbooks, runs them in test",
			ScopeNames: []string{"playbook.execute", "playbook.get", "playbook.list", "playbook.write"},
		},
		{Name: accessReader, Description: "Reads who has access", ScopeNames: []string{"user.read"}},
		{Name: auditExport, Description: "Feeds the SIEM", ScopeNames: []string{"apikey.read", "event.read"}},
	}
}

// makeRoles gives the workspace its roles, and extra custom ones that no user holds.
func (w *Workspace) makeRoles(extra int) {
	for _, r := range presets() {
		r.ID = w.newID()
		w.roles = append(w.roles, r)
	}
	custom := customRoles()
	for i := range extra {
		custom = append(custom, role{
			Name:        fmt.Sprintf("%s %03d", customRoleNames[i%len(customRoleNames)], i+1),
			Description: "Made for one team", ScopeNames: []string{"case.read", "playbook.execute", "playbook.list"},
		})
	}
	for _, r := range custom {
		r.ID, r.IsCustom = w.newID(), true
		w.roles = append(w.roles, r)
	}
}

func (w *Workspace) roleNamed(name string) (*role, bool) {
	for i := range w.roles {
		if w.roles[i].Name == name {
			return &w.roles[i], true
		}
	}
	return nil, false
}

func (w *Workspace) roleByID(id string) (*role, bool) {
	for i := range w.roles {
		if w.roles[i].ID == id {
			return &w.roles[i], true
		}
	}
	return nil, false
}

// roleID returns the ID of the role of that name, or of Viewer if it was deleted.
func (w *Workspace) roleID(name string) string {
	if r, ok := w.roleNamed(name); ok {
		return r.ID
	}
	return w.roles[0].ID
}

func add(to []string, more ...string) []string {
	return append(append([]string(nil), to...), more...)
}
