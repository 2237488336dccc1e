package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/ui/explained"
)

func (s *session) accessRolesCommand() *cobra.Command {
	var compared bool
	c := &cobra.Command{
		Use:   "roles --compare A B",
		Short: "Say how two roles differ, and who holds each",
		Long: `roles --compare says which permissions only the one role grants, which only the other, and which both, and who holds each or may get
it: people, API keys, SSO claim mappings, elevations to come. Roles are named by name or ID. See: tuar help access`,
		Example: "tuar access roles --compare Owner Contributor",
		Args:    takes(2, 2, "two roles"), ValidArgsFunction: s.roleArguments,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if !compared {
				return answer{}, usagef("access roles only compares: add --compare")
			}
			c, err := w.CompareRoles(ctx, args[0], args[1])
			return answered(c, func(p *printer) { p.page(explained.Comparison(c)) }, err)
		}),
	}
	c.Flags().BoolVar(&compared, "compare", false, "compare the two roles")
	return c
}

// whatIfJSON is what a change would mean, for programs.
type whatIfJSON struct {
	Suppose  []string       `json:"suppose"`
	Affected []affectedJSON `json:"affected"`
	Lockout  string         `json:"lockout"` // a sentence; empty if there is no danger
	Nothing  []string       `json:"lost"`    // permissions that none would have any more
	Last     []lastJSON     `json:"last_holders"`
	Returns  []reach.Path   `json:"returns"`  // what mappings by address give those affected at the next sign-in
	Possible []reach.Path   `json:"possible"` // what mappings by other claims may give them
	Keys     []reach.Path   `json:"keys"`     // of the accounts removed, and not deleted
	Closed   []reach.Path   `json:"mappings_closed"`
	Opened   []reach.Path   `json:"mappings_opened"`
}

type affectedJSON struct {
	Email   string          `json:"email"`
	Loses   []string        `json:"loses"`
	Gains   []string        `json:"gains"`
	Remains []remainingJSON `json:"remains"` // by another path
}

type remainingJSON struct {
	Permission string `json:"permission"`
	Through    string `json:"through"`
	Item       string `json:"item"`
}

type lastJSON struct {
	Holder      string   `json:"holder"`
	Permissions []string `json:"permissions"`
}

func whatIfOf(w *explain.WhatIf) whatIfJSON {
	out := whatIfJSON{
		Suppose: w.Change, Affected: []affectedJSON{}, Lockout: w.Lockout, Nothing: orEmpty(w.Nothing), Last: []lastJSON{}, Returns: orEmpty(w.Returns), Possible: orEmpty(w.Possible),
		Keys: orEmpty(w.Keys), Closed: orEmpty(w.Closed), Opened: orEmpty(w.Opened),
	}
	for _, a := range w.Affected {
		one := affectedJSON{a.Email, orEmpty(a.Loses), orEmpty(a.Gains), []remainingJSON{}}
		for _, r := range a.Remains {
			one.Remains = append(one.Remains, remainingJSON{r.Permission, r.Through.Through, r.Through.Item})
		}
		out.Affected = append(out.Affected, one)
	}
	for _, l := range w.Last {
		out.Last = append(out.Last, lastJSON{l.Holder, l.Permissions})
	}
	return out
}

func (s *session) accessWhatIfCommand() *cobra.Command {
	var wish explain.Wish
	c := &cobra.Command{
		Use:   "what-if [flags]",
		Short: "Say what a change would mean, without making it",
		Long: `what-if says what would change: who loses or gains which permissions, what they keep by another path, who would be the last to have
a permission, whether the workspace could be locked, and what the next sign-in gives back through an SSO claim mapping. It reads
this machine only, and changes nothing: neither Torq nor the record. See: tuar help access`,
		Example: `tuar access what-if --remove a.berg@example.com
tuar access what-if --remove a.berg@example.com --delete-key ci-deploy
tuar access what-if --role Owner=Contributor
tuar access what-if --role a.berg@example.com=Viewer
tuar access what-if --delete-mapping groups=soc`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			what, err := w.WhatIf(ctx, wish)
			if err != nil {
				return answer{}, err
			}
			return answer{whatIfOf(what), func(p *printer) { p.page(explained.WhatIf(what)) }}, nil
		}),
	}
	c.Flags().StringArrayVar(&wish.Remove, "remove", nil, "remove this account, by `email` or item (user/…, key/…, mapping/…); repeatable")
	c.Flags().StringArrayVar(&wish.Roles, "role", nil, "`A=B`: give the account A, or all with the role A, the role B; repeatable")
	c.Flags().StringArrayVar(&wish.Keys, "delete-key", nil, "delete this API `key`, by name or client ID; repeatable")
	c.Flags().StringArrayVar(&wish.Mappings, "delete-mapping", nil, "delete this claim `mapping`, by ID or as claim=value; repeatable")
	return c
}
