package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/auditing"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/ui/explained"
)

func (s *session) accessWhoCanCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "who-can PERMISSION…",
		Short: "Say who can do something, and through what",
		Long: `who-can says who has a permission as of the last sync: through their role, through an API key (a private key acts as its owner,
a service key for itself), or through an SSO claim mapping at the next sign-in. A mapping by e-mail address is certain, unless one
by group comes before it; of a mapping by group only the identity provider knows whom it matches.

A permission may be a pattern, in quotes: 'user.*'. Several permissions: who can do any of them. See: tuar help access`,
		Example: `tuar access who-can user.write
tuar access who-can 'user.*' apikey.write --json`,
		Args:              takes(1, 50, "one permission or more"),
		ValidArgsFunction: s.permissionArgument(),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			can, err := w.WhoCan(ctx, args...)
			return answered(orEmpty(can.Paths), func(p *printer) {
				rows := make([][]string, len(can.Paths))
				for i, path := range can.Paths {
					rows[i] = []string{explained.Who(path), explained.Through(path), explained.Note(path), strings.Join(path.Permissions, " ")}
				}
				page := explained.WhoCan(can, args)
				if len(rows) > 0 {
					p.table([]column{{name: "who", least: 20}, {name: "through", least: 16}, {name: "how", least: 12}, {name: "permissions", least: 12}}, rows)
					p.gap()
				}
				p.linef("%s, %s", count(len(rows), "path"), page.About)
			}, err)
		}),
	}
}

// permissionArgument lets the shell complete permissions.
func (s *session) permissionArgument() cobra.CompletionFunc {
	return func(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
			all, err := w.Permissions(ctx)
			for _, one := range all {
				out = append(out, cobra.CompletionWithDesc(one.Name, strings.Join(one.Roles, ", ")))
			}
			return out, err
		})
	}
}

// personJSON is everything that is known of a person, for programs.
type personJSON struct {
	Email       string              `json:"email"`
	Addresses   []string            `json:"addresses"`
	Population  string              `json:"population"`
	TakenAt     *string             `json:"taken_at"`
	Accounts    []accountJSON       `json:"accounts"`
	Paths       []reach.Path        `json:"paths"`
	Permissions map[string][]string `json:"permissions"` // open now, by the items that give them
	Hints       []hintJSON          `json:"hints"`       // of the accounts and keys
	Timelines   []timelineJSON      `json:"timelines"`   // by account and key; empty if the audit log was never read
	Roster      *roster.Line        `json:"roster"`      // null if they are not on it, or there is none
	Standing    roster.Standing     `json:"standing"`
	Elevations  []elevation.Row     `json:"elevations"`
	Decisions   []pastDecisionJSON  `json:"decisions"`
}

// hintJSON is a hint on a row, for programs.
type hintJSON struct {
	Item   string `json:"item"`
	Hint   string `json:"hint"`
	Why    string `json:"why"` // fact and rule in one phrase, as exports have it
	Fact   string `json:"fact"`
	Rule   string `json:"rule"`
	Source string `json:"source"`
}

type accountJSON struct {
	Item        string  `json:"item"`
	Email       string  `json:"email"`
	RoleID      string  `json:"role_id"`
	Status      string  `json:"status"`
	SSO         bool    `json:"sso"`
	CreatedAt   *string `json:"created_at"`
	LastLoginAt *string `json:"last_login_at"`
}

type pastDecisionJSON struct {
	Campaign   string  `json:"campaign"` // its ID; empty for one that a file states
	Name       string  `json:"name"`
	Item       string  `json:"item"`
	Decision   string  `json:"decision"`
	ToRole     string  `json:"to_role"`
	Reason     string  `json:"reason"`
	Reviewer   string  `json:"reviewer"`
	DecidedAt  *string `json:"decided_at"`
	TakenBack  *string `json:"taken_back_at"`
	Superseded bool    `json:"superseded"`
	Stated     string  `json:"stated_by"` // the file that states it
}

func personOf(p *explain.Person) personJSON {
	out := personJSON{
		Email: p.Email, Addresses: p.Addresses, Population: p.Population, TakenAt: stamp(&p.TakenAt), Accounts: []accountJSON{}, Paths: orEmpty(p.Paths),
		Permissions: map[string][]string{}, Roster: p.Roster, Standing: p.Standing, Elevations: orEmpty(p.Elevations), Decisions: []pastDecisionJSON{},
		Hints: []hintJSON{}, Timelines: []timelineJSON{},
	}
	for _, h := range p.Held {
		for _, hint := range h.Row.Hints {
			out.Hints = append(out.Hints, hintJSON{h.Row.Item, hint.Name, hint.Why, hint.Fact, hint.Rule, hint.Source})
		}
		if !h.Timeline.Since.IsZero() {
			out.Timelines = append(out.Timelines, timelineOf(auditing.RowTimeline{Timeline: h.Timeline, Row: h.Row}, h.RoleName))
		}
	}
	for _, u := range p.Accounts {
		out.Accounts = append(out.Accounts, accountJSON{"user/" + u.ID, u.Email, u.RoleID, u.Status, u.SSO, stamp(u.CreatedAt), stamp(u.LastLoginAt)})
	}
	for permission, places := range p.Can() {
		for _, at := range places {
			out.Permissions[permission] = append(out.Permissions[permission], p.Paths[at].Item)
		}
	}
	for _, d := range p.Decisions {
		one := pastDecisionJSON{
			Campaign: d.Campaign, Name: d.Name, Item: d.Item, Decision: string(d.Verdict), ToRole: d.ToRole, Reason: d.Reason, Reviewer: d.By,
			DecidedAt: stamp(&d.At), Superseded: d.Superseded, Stated: d.Stated,
		}
		if !d.TakenBack.IsZero() {
			one.TakenBack = stamp(&d.TakenBack)
		}
		out.Decisions = append(out.Decisions, one)
	}
	return out
}

func (s *session) accessExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain EMAIL",
		Short: "Say everything that is known of a person's access",
		Long: `explain says what a person can do and through what: by every account (further addresses count where tuar people or the roster
knows them), API key and SSO claim mapping. It adds the hints on their accounts and keys with rule and fact, what the audit log says
of how these came about, their line of the roster, every elevation, and every decision ever made about
their access, with its reason. See: tuar help access`,
		Example: "tuar access explain a.berg@example.com",
		Args:    takes(1, 1, "one e-mail address"), ValidArgsFunction: s.itemArgument(access.User),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			known, err := w.Explain(ctx, args[0])
			if err != nil {
				return answer{}, err
			}
			return answer{personOf(known), func(p *printer) { p.page(explained.Person(known, time.Now())) }}, nil
		}),
	}
}

// page writes an answer in sections.
func (p *printer) page(page explained.Page) {
	p.linef("%s %s", p.bold(page.Title), p.dim(page.About))
	for _, section := range page.Sections {
		p.gap()
		if section.Note == "" {
			p.linef("%s", p.bold(section.Title))
		} else {
			p.linef("%s %s", p.bold(section.Title), p.dim("("+section.Note+")"))
		}
		for _, f := range section.Facts {
			label, text := p.dim(f.Label), styledText(p.clean(f.Text))
			switch f.Weight {
			case explained.Plain:
			case explained.Dim:
				text = p.dim(f.Text)
			case explained.Warn:
				text = p.warn(f.Text)
			case explained.Alarm:
				text = p.bad(f.Text)
			}
			if f.Label != "" {
				label += ":"
			}
			p.hang("  "+label, "%s", text)
		}
	}
}
