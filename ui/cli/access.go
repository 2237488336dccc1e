package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/advice"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/scope"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/timeline"
	"github.com/tuar-dev/tuar/ui/fields"
	"github.com/tuar-dev/tuar/ui/filter"
	"github.com/tuar-dev/tuar/ui/widget"
)

func (s *session) accessCommand() *cobra.Command {
	return s.family("access", `tuar access list --hint dormant
tuar access explain a.berg@example.com`,
		"Everyone's access: list, differences, who can do what, and why",
		s.accessListCommand(), s.accessDiffCommand(), s.accessWhoCanCommand(), s.accessExplainCommand(), s.accessTimelineCommand(), s.accessRolesCommand(), s.accessWhatIfCommand())
}

func (s *session) accessListCommand() *cobra.Command {
	var f accessFilter
	var format string
	c := &cobra.Command{
		Use:   "list [flags]",
		Short: "List everyone's access as of the last sync",
		Long: `list writes one row for each person, API key, SSO claim mapping and custom role, as of the last sync. What the flags say must all hold.

A --filter is what you type behind / in the app (tuar help filter). An expression is understood as well, over the same names as
a campaign's scope:

` + scopeNames(),
		Example: `tuar access list --hint dormant
tuar access list --role Owner --sso=false
tuar access list --filter 'role:owner hint:dormant -sign-in:sso'
tuar access list --filter 'privileged && inactive_days > 60' --format csv > access.csv`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("%s takes no arguments, but was given %q", c.CommandPath(), args[0]).
					WithHint("to filter: %s --filter %q", c.CommandPath(), strings.Join(args, " "))
			}
			return nil
		},
		PreRun: func(c *cobra.Command, _ []string) { f.ssoGiven = c.Flags().Changed("sso") },
		RunE: s.eachList(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if format != "table" && format != "csv" {
				return answer{}, usagef("%q is not a format of access list", format).WithHint("formats are table and csv; for JSON: --json")
			}
			view, err := w.Access(ctx)
			if err != nil {
				return answer{}, err
			}
			log, err := w.AuditLog(ctx)
			if err != nil {
				return answer{}, err
			}
			rows, err := f.pick(ctx, w, view)
			if err == nil && format == "csv" && !s.json {
				return answer{nil, func(p *printer) { p.export(accessTable(view, log, rows)) }}, nil
			}
			return answered(accessTable(view, log, rows), func(p *printer) { p.access(view, rows) }, err)
		}),
	}
	c.Flags().StringVar(&f.role, "role", "", "with this role, by `name` or ID")
	c.Flags().StringVar(&f.kind, "kind", "", "of this kind: "+strings.Join(kindNames(), ", "))
	c.Flags().StringVar(&f.status, "status", "", "with this `status`, such as VERIFIED or INVITATION_SENT")
	c.Flags().BoolVar(&f.sso, "sso", false, "provisioned by single sign-on; --sso=false: not so")
	c.Flags().StringVar(&f.hint, "hint", "", "with this hint: "+strings.Join(access.HintNames(), ", "))
	c.Flags().StringVar(&f.email, "email", "", "whose address or key name contains this `text`")
	filterFlag(c, &f.filter, fields.Access())
	c.Flags().StringVar(&format, "format", "table", "table or csv")
	complete(c, "kind", kindNames()...)
	complete(c, "hint", access.HintNames()...)
	complete(c, "format", "table", "csv")
	return c
}

// kindNames returns the names of the kinds of items.
func kindNames() (names []string) {
	for _, kind := range access.Kinds() {
		names = append(names, string(kind))
	}
	return names
}

// accessFilter holds what the flags ask for. The empty filter asks for everything.
type accessFilter struct {
	role, kind, status, hint, email, filter string
	sso, ssoGiven                           bool
}

// pick returns the rows for which everything asked for holds.
func (f accessFilter) pick(ctx context.Context, w *review.Workspace, view campaign.AccessView) ([]access.Row, error) {
	if err := f.check(view); err != nil {
		return nil, err
	}
	rows, err := f.passed(ctx, w, view)
	if err != nil {
		return nil, err
	}
	text := strings.ToLower(f.email)
	return slices.DeleteFunc(slices.Clone(rows), func(r access.Row) bool {
		return f.role != "" && r.RoleID != f.role && !strings.EqualFold(r.Role, f.role) ||
			f.kind != "" && string(r.Kind) != f.kind ||
			f.status != "" && !strings.EqualFold(r.Status, f.status) ||
			f.ssoGiven && (r.Kind != access.User || r.SSO != f.sso) ||
			f.hint != "" && !r.Has(f.hint) ||
			!strings.Contains(strings.ToLower(r.Email), text) && !strings.Contains(strings.ToLower(r.Name), text)
	}), nil
}

// passed returns the rows for which --filter holds: an expression, if it is one or has an operator, else a filter as in the
// app. What both understand, such as privileged, means the same in both.
func (f accessFilter) passed(ctx context.Context, w *review.Workspace, view campaign.AccessView) ([]access.Row, error) {
	holds, err := scope.Parse(f.filter)
	switch {
	case err != nil && strings.ContainsAny(f.filter, "=<>&|!("):
		return nil, err
	case err != nil:
		of := func(func() string) []filter.Field[*access.Row] { return fields.Access() }
		return filtered(ctx, w, f.filter, of, view.Rows)
	}
	advise := view.Adviser()
	return holds.Advised(func(r *access.Row) string { return string(advise(r).Kind) }).Select(view.Rows, view.TakenAt)
}

// check says which of the values asked for does not exist.
func (f accessFilter) check(view campaign.AccessView) error {
	kinds, hints := kindNames(), access.HintNames()
	var roles []string
	known := f.role == ""
	for _, r := range view.Roles {
		known = known || r.ID == f.role || strings.EqualFold(r.Name, f.role)
		roles = append(roles, r.Name)
	}
	statuses := []string{"", population.StatusInvited, population.StatusVerified}
	for _, r := range view.Rows {
		known = known || r.RoleID == f.role || strings.EqualFold(r.Role, f.role) // a role Torq no longer lists
		if status := strings.ToUpper(r.Status); !slices.Contains(statuses, status) {
			statuses = append(statuses, status)
		}
	}
	switch {
	case f.kind != "" && !slices.Contains(kinds, f.kind):
		return usagef("there is no kind %q", f.kind).WithHint("%s", didYouMean(f.kind, kinds, "kinds are "+strings.Join(kinds, ", ")))
	case f.hint != "" && !slices.Contains(hints, f.hint):
		return usagef("there is no hint %q", f.hint).WithHint("%s", didYouMean(f.hint, hints, "hints are "+strings.Join(hints, ", ")))
	case !slices.Contains(statuses, strings.ToUpper(f.status)):
		return usagef("there is no status %q", f.status).WithHint("%s", didYouMean(f.status, statuses[1:], "statuses are "+strings.Join(statuses[1:], ", ")))
	case !known:
		return usagef("there is no role %q", f.role).WithHint("%s", didYouMean(f.role, roles, "roles are "+strings.Join(roles, ", ")))
	}
	return nil
}

// accessTable returns everyone's access as a table for programs, with what the roster and the audit log say if there are any.
// Scripts rely on the names.
func accessTable(view campaign.AccessView, log *timeline.Log, rows []access.Row) *tabular.Table {
	columns := access.Fields.Pick("item", "kind", "email", "name", "role", "role_id", "status", "sso", "created_at",
		"last_login_at", "privileged", "hints", "permissions")
	columns = append(columns, access.WhyFields...)
	if view.People != nil {
		columns = append(columns, access.RosterFields...)
	}
	advise := view.Adviser()
	columns = append(columns, tabular.TextOf("advice", func(r *access.Row) advice.Kind { return advise(r).Kind }),
		tabular.TextOf("advice_rule", func(r *access.Row) string { return advise(r).Rule }),
		tabular.TextOf("advised_role", func(r *access.Row) string { return advise(r).ToName }))
	if log != nil {
		columns = append(columns, tabular.Through(timeline.Fields, func(r *access.Row) *timeline.Timeline { t := log.Of(r); return &t })...)
	}
	return tabular.OfPointers("access", columns, rows)
}

// access writes rows as a table.
func (p *printer) access(view campaign.AccessView, rows []access.Row) {
	cells, signIns := make([][]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		last := "never"
		if !r.Kind.HoldsRole() {
			last = ""
		}
		if r.LastLoginAt != nil {
			last = widget.Before(*r.LastLoginAt, view.TakenAt)
			signIns[i] = r.LastLoginAt.UTC().Format(time.RFC3339)
		}
		via := ""
		if r.SSO {
			via = "sso"
		}
		status := strings.ToLower(strings.ReplaceAll(r.Status, "_", " "))
		cells[i] = []string{r.Title(), r.Role, status, via, last, strings.Join(r.HintNames(), " ")}
	}
	if len(rows) > 0 {
		p.table([]column{{name: "who", least: 20}, {name: "role", least: 12}, {name: "status", least: 8}, {name: "by"}, {name: "last sign-in", keep: true, order: signIns}, {name: "hints", least: 14}}, cells)
		p.gap()
	}
	p.linef("%d of %s, as of %s; days are counted up to then", len(rows), count(len(view.Rows), "row"), moment(view.TakenAt))
	p.gaps(view.Gaps)
}

// scopeNames lists what an expression can speak of.
func scopeNames() string {
	var b strings.Builder
	for i, f := range scope.Fields() {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("  " + f.Name + strings.Repeat(" ", max(1, 15-len(f.Name))) + f.Doc)
	}
	return b.String()
}
