package demo

import (
	"errors"
	"fmt"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// The most claim mappings and custom roles that a large demo has beside the company's own.
const mostMappings, mostRoles = 2000, 200

// configure gives the simulated company the claim mappings and custom roles that pile up in years: a second mapping of a
// group that was mapped before, one for a team that is gone, and roles that no one holds.
func configure(server *torqtest.Workspace, users int) error {
	err := errors.Join(
		server.AddRole("Legacy Import"), // Torq lists no permissions for it
		server.AddRole("Night Shift", "case.read", "playbook.execute", "playbook.list"),
		mapped(server, "groups", "soc-team", "Viewer"),                  // soc-team is mapped to Operator before: this one never counts
		mapped(server, "groups", "soc-interns", "Cases Viewer"),         // the team is gone
		mapped(server, "groups", "playbook-authors", "Playbook Author"), // what this role allows grows in the quarter
	)
	for i := range min(users/50, mostMappings) {
		err = errors.Join(err, mapped(server, "groups", fmt.Sprintf("team-%04d", i+1), []string{"Viewer", "Operator", "Creator", "Cases Analyst"}[i%4]))
	}
	return err
}

func mapped(server *torqtest.Workspace, claim, value, role string) error {
	_, err := server.AddMapping(claim, value, role)
	return err
}

// reconfigure lets an administrator widen a custom role in the quarter between two reviews.
func reconfigure(server *torqtest.Workspace) error {
	return server.SetScopes("Playbook Author", "playbook.execute", "playbook.get", "playbook.list", "playbook.publish", "playbook.write", "secret.write")
}
