package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/app"
	"github.com/tuar-dev/tuar/ui/plain"
	"github.com/tuar-dev/tuar/ui/safetext"
	"github.com/tuar-dev/tuar/ui/theme"
)

// The groups of commands in the help.
const (
	groupConnect = "connect"
	groupReview  = "review"
	groupRecord  = "record"
)

// root returns the whole command tree.
func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tuar",
		Short: "Access reviews for Torq, in the terminal",
		Long: `tuar reviews who has which role in a Torq workspace. It keeps the API key in the keyring of this machine, reads everyone's
access, walks reviewers through every assignment, gives roles for a limited time, and keeps a record that can be checked
without it.

Without a command it opens the app.`,
		Example: `# look around in a simulated workspace
tuar demo
# connect, read everyone's access, and review it
tuar connect
tuar sync
tuar campaign new --name "Q4 access review" --due 14d
tuar review`,
		Args:          unknownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       s.Build.Version,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			s.began = true
			s.json = s.json && c.Flags().Changed("json") // it may have been the value of another flag
			s.command = c.CommandPath()
			return s.resolve()
		},
		RunE: func(c *cobra.Command, _ []string) error { return s.app(c, "") },
	}
	flags := root.PersistentFlags()
	flags.StringVar(&s.name, "workspace", "", "local `name` of the workspace (TUAR_WORKSPACE; default \"default\"); several with commas in between, or all")
	flags.StringVar(&s.home, "home", "", "`folder` that holds the workspaces (TUAR_HOME)")
	flags.StringVar(&s.as, "as", "", "who you are, as an `email` address (TUAR_AS)")
	flags.StringVar(&s.signWith, "sign-with", "", "sign what you do with an SSH `key`: "+whichKey)
	flags.BoolVar(&s.json, "json", false, "write JSON to stdout, and errors as JSON to stderr")
	flags.BoolVarP(&s.yes, "yes", "y", false, "answer yes where tuar asks for confirmation")
	flags.BoolVarP(&s.quiet, "quiet", "q", false, "write results and errors only: no remarks, no progress, no next step")
	flags.BoolVarP(&s.verbose, "verbose", "v", false, "write each request to Torq to stderr, with its status and time, and no secret")
	flags.BoolVar(&s.noSync, "no-sync", false, "leave the shared repository alone in this run")
	flags.BoolVar(&s.noColor, "no-color", false, "write without colours (NO_COLOR)")
	flags.BoolVar(&s.noMouse, "no-mouse", false, "leave the mouse to the terminal, to select text with it (setting no_mouse)")
	flags.StringVar(&s.theme, "theme", "", "`theme` of the app: "+strings.Join(theme.Palettes(), ", ")+"; dark or light behind it (TUAR_THEME)")
	flags.BoolVar(&s.accessible, "accessible", false, "for screen readers: every section as plain lines and questions, tables as sentences (ACCESSIBLE)")
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(s.help)
	root.SetHelpCommand(s.helpCommand())
	root.SetVersionTemplate(s.Build.String() + "\n")
	root.AddGroup(
		&cobra.Group{ID: groupConnect, Title: "workspace"},
		&cobra.Group{ID: groupReview, Title: "review"},
		&cobra.Group{ID: groupRecord, Title: "record"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
		}
		root.AddCommand(commands...)
	}
	add(groupConnect, s.connectCommand(), s.disconnectCommand(), s.statusCommand(), s.syncCommand(), s.accessCommand(), s.checkCommand(), s.watchCommand(), s.scheduleCommand(), s.settingsCommand(), s.configCommand(), s.peopleCommand(), s.rosterCommand(), s.baselineCommand(), s.noteCommand(), s.hintCommand(), s.rightsCommand(), s.whoamiCommand())
	add(groupReview, s.campaignCommand(), s.reviewCommand(), s.decideCommand(), s.commentCommand(), s.attachmentCommand(), s.signoffCommand(), s.packetCommand(), s.remediateCommand(), s.elevateCommand())
	add(groupRecord, s.exportCommand(), s.evidenceCommand(), s.journalCommand(), s.shareCommand(), s.storeCommand())
	add("", s.demoCommand(), s.manCommand(), s.versionCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	cobra.EnableCommandSorting = false
	s.completeShells(root)
	s.listFlags(root)
	s.completeTree(root)
	return root
}

// resolve fills in values that the flags omit from the environment.
func (s *session) resolve() error {
	s.home = cmp.Or(s.home, s.Getenv("TUAR_HOME"))
	s.name = cmp.Or(s.name, s.Getenv("TUAR_WORKSPACE"), "default")
	s.as = cmp.Or(s.as, s.Getenv("TUAR_AS"))
	s.forceColor = forced(s.Getenv("CLICOLOR_FORCE"))
	s.noColor = s.noColor || s.Getenv("NO_COLOR") != "" || s.Getenv("CLICOLOR") == "0" && !s.forceColor
	s.accessible = s.accessible || s.Getenv("ACCESSIBLE") != ""
	if _, err := theme.Parse(s.theme); err != nil {
		return fault.Wrap(err, "--theme")
	}
	return s.nameWorkspaces()
}

// forced reports whether CLICOLOR_FORCE asks for colours whatever the output is.
func forced(value string) bool { return value != "" && value != "0" }

// family returns a command that only has subcommands.
func (s *session) family(use, example, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Example: example, Args: unknownCommand, RunE: s.needsCommand}
	c.AddCommand(commands...)
	return c
}

// needsCommand refuses a group without a verb. People are shown its help, which lists the verbs.
func (s *session) needsCommand(c *cobra.Command, _ []string) error {
	if !s.json {
		if err := c.Help(); err != nil {
			return err
		}
		s.printer(s.out).gap()
	}
	return usagef("%s needs a command", c.CommandPath()).WithHint("see: %s --help", c.CommandPath())
}

// app opens the app, straight into the review of a campaign if one is named.
func (s *session) app(c *cobra.Command, campaignID string) error {
	if s.json || !s.onScreen() && !s.accessible {
		return s.withoutApp(c, campaignID)
	}
	e, err := s.estate(c.Context(), silently)
	if err != nil {
		return err
	}
	o := app.Options{Workspace: e.Workspaces[0], Campaign: campaignID}
	if s.several {
		o.Estate = e
	}
	if s.several && campaignID != "" {
		if _, err := e.Campaigns(c.Context(), campaignID); err != nil {
			return err
		}
	}
	return s.runApp(c, o)
}

// silently suppresses the message about waiting for the keyring, since the app owns the screen.
func silently(o *OpenOptions) { o.Waiting = nil }

// runApp shows the app as the flags want it, or its sections as lines and questions.
func (s *session) runApp(c *cobra.Command, o app.Options) error { return s.showApp(c.Context(), o) }

// showApp is runApp without a command.
func (s *session) showApp(ctx context.Context, o app.Options) error {
	if dumb := s.Getenv("TERM") == "dumb"; s.accessible || dumb {
		return plain.Run(ctx, s.lines(o, dumb && !s.accessible))
	}
	chosen := s.configuration(filepath.Base)
	o.Config, o.Faults, o.NoSync = chosen.Config, chosen.faults, s.noSync
	o.NoColor, o.NoMouse, o.Input, o.Output = s.noColor, s.noMouse, s.In, s.out.w
	return app.Run(ctx, o)
}

// lines returns the options of the app for lines and questions; dumb says that the terminal can do no more.
func (s *session) lines(o app.Options, dumb bool) plain.Options {
	p := plain.Options{Workspaces: []*review.Workspace{o.Workspace}, Campaign: o.Campaign, In: s.In, Out: s.out}
	if _, typed := terminal(s.In); !typed {
		p.Echo = true
	}
	if o.Estate != nil {
		p.Workspaces = o.Estate.Workspaces
	}
	if dumb {
		p.Why = "This terminal cannot redraw (TERM is dumb), so tuar writes plain lines."
	}
	if !theme.DetectUnicode(s.Getenv) {
		p.Charset = safetext.ASCII
	}
	return p
}

// withoutApp explains how to continue in a terminal that cannot show the app.
func (s *session) withoutApp(c *cobra.Command, campaignID string) error {
	if campaignID == "" && c == c.Root() {
		if err := s.each(s.status, shortOfTime)(c, nil); err != nil {
			return err
		}
		return usagef("the app needs a terminal").WithHint("the commands do the same without one: tuar --help")
	}
	name := cmp.Or(campaignID, "CAMPAIGN")
	return usagef("the review screen needs a terminal").
		WithHint("decide without it: tuar decide %s --from FILE.csv; for a file to fill in: tuar export %s --format csv", name, name)
}

func (s *session) reviewCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "review [CAMPAIGN]",
		Short: "Decide row by row on the review screen",
		Long: `review opens the review screen of a campaign, at the row where you left it. Without a campaign it takes the only one that
is open.

With several workspaces their campaigns of that name are one queue, with the workspace as a column. Each decision goes into the
record of its own workspace.`,
		Example: `tuar review
tuar review q4
tuar --workspace prod,dev review q4`,
		Args: takes(0, 1, "one campaign"),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 || s.json || !s.onScreen() && !s.accessible {
				return s.app(c, append(args, "")[0])
			}
			if s.several {
				return usagef("name the campaign that is to be reviewed in %d workspaces", len(s.names)).
					WithHint("see them with: tuar --workspace %s campaign list", s.name)
			}
			w, err := s.workspace(c.Context(), silently)
			if err != nil {
				return err
			}
			id, err := onlyOpen(c.Context(), w)
			if err != nil {
				return err
			}
			return s.runApp(c, app.Options{Workspace: w, Campaign: id})
		},
	}
}
