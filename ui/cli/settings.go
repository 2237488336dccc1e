package cli

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/settings"
)

func (s *session) settingsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "settings",
		Short: "Show and change the rules of the workspace",
		Long: `settings shows the workspace's own choices: the thresholds of hints, who answers for it, how changes are carried out. The record
keeps them, with every change: under which rules something was decided is evidence. workspace.json is a copy for reading. What
somebody changes there by hand is shown and has no effect until an owner takes it over with "tuar settings accept".

Only an owner changes settings. Where there are two owners or more, a change that loosens a guard takes effect when another
owner approves it: see "tuar settings proposals".`,
		Example: `tuar settings
tuar settings set rules.dormant_days 60
tuar settings set remediation.methods api,webhook,manual
tuar settings webhook`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] == "list" {
				return usagef("%s has no command %q", c.CommandPath(), args[0]).WithHint("tuar settings alone lists them")
			}
			return unknownCommand(c, args)
		},
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			chosen, err := w.Settings(ctx)
			if err != nil {
				return answer{}, err
			}
			if s.json {
				return answer{json: struct {
					settings.Settings
					Webhook string             `json:"webhook"` // environment, keyring or none
					Refused []settings.Refused `json:"refused,omitempty"`
				}{chosen.Shown(), w.WebhookFrom(chosen), chosen.Refused}}, nil
			}
			copied, err := w.SettingsCopy(ctx)
			all := append(chosen.All(), settings.Setting{Key: "webhook", Value: w.WebhookFrom(chosen)})
			return answer{lines: func(p *printer) { p.settings(all, chosen.Refused, copied, err) }}, err
		}),
	}
	c.AddCommand(s.settingsAcceptCommand(), s.settingsRestoreCommand(), s.settingsGetCommand(), s.settingsSetCommand(), s.settingsEditCommand(),
		s.settingsProposalsCommand(), s.settingsApproveCommand(), s.settingsDeclineCommand(), s.settingsWithdrawCommand(), s.settingsSeenCommand(),
		s.settingsWebhookCommand(), s.settingsMethodsCommand())
	return c
}

// settings writes the settings, and whether the copy of them in workspace.json differs; unread is the reason if that is
// not known.
func (p *printer) settings(all []settings.Setting, refused []settings.Refused, copied core.SettingsCopy, unread error) {
	rows := make([][]string, len(all))
	for i, one := range all {
		rows[i] = []string{one.Key, one.Value}
	}
	p.table([]column{{name: "SETTING", keep: true}, {name: "VALUE"}}, rows)
	p.gap()
	for _, r := range refused {
		p.hang(p.warn("refused:"), "%s", r)
	}
	switch {
	case unread != nil:
	case copied.Off():
		p.hang(p.warn("differs:"), "%s", copied)
		p.next("tuar settings accept, or tuar settings restore")
	default:
		p.next("tuar settings set SETTING VALUE")
	}
}

func (s *session) settingsGetCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "get SETTING",
		Short:             "Show one setting",
		Example:           "tuar settings get rules.dormant_days",
		Args:              takes(1, 1, "one setting"),
		ValidArgsFunction: settingArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			chosen, err := w.Settings(ctx)
			if err != nil {
				return answer{}, err
			}
			value, err := chosen.Get(args[0])
			return answered(settings.Setting{Key: args[0], Value: value}, func(p *printer) { p.linef("%s", value) }, err)
		}),
	}
}

func (s *session) settingsSetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "set SETTING VALUE",
		Short: "Change one setting",
		Long: `set changes one setting and records that. A list is given with commas between its texts, or as JSON; an empty value empties
it. A change that loosens a guard becomes a proposal where there are other owners, and takes effect when one of them approves it.
A threshold of hints shows first what it changes about the hints of the last population; a terminal asks, --yes does not.
no_mouse belongs to this installation: any person may set it, and it is not recorded.`,
		Example: `tuar settings set rules.dormant_days 60
tuar settings set domains example.com,example.org
tuar settings set canned_reasons '["left, at last","not used"]'`,
		Args:              takes(2, 2, "a setting and its value"),
		ValidArgsFunction: settingArgument,
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if err := s.previewSetting(ctx, w, args[0], args[1]); err != nil {
				return answer{}, err
			}
			return changedSettings(w.ChangeSettings(ctx, func(now *settings.Settings) error { return now.Set(args[0], args[1]) }))
		}),
	}
}

// previewSetting writes what a threshold changes about the hints of the last population, and asks on a terminal.
func (s *session) previewSetting(ctx context.Context, w *review.Workspace, key, value string) error {
	effects, err := w.PreviewSetting(ctx, key, value)
	if err != nil || len(effects) == 0 || s.json {
		return err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return err
	}
	was, err := chosen.Get(key)
	if err != nil {
		return err
	}
	p := s.printer(s.err)
	p.linef("%s: %s → %s, on the last population:", key, was, cmp.Or(value, "nothing"))
	for _, e := range effects {
		p.hang(" ", "%s", e)
	}
	if s.yes || !s.interactive() {
		return nil
	}
	return s.confirm(ctx, "Change "+key+"?")
}

// settingRow is a setting that was changed, or whose change is proposed.
type settingRow struct {
	settings.Changed
	State string `json:"state"` // changed or proposed
}

// changedSettings says which settings have changed, and which changes wait for another owner.
func changedSettings(made core.SettingsChange, err error) (answer, error) {
	var rows []settingRow
	for _, c := range made.Changed {
		rows = append(rows, settingRow{c, "changed"})
	}
	for _, p := range made.Proposed {
		rows = append(rows, settingRow{settings.Changed{Key: p.Key, Old: p.Old, New: p.New, Proposal: p.ID}, "proposed"})
	}
	return answered(orEmpty(rows), func(p *printer) {
		for _, c := range made.Changed {
			p.hang(p.good("changed:"), "%s from %s to %s", c.Key, cmp.Or(c.Old, "nothing"), cmp.Or(c.New, "nothing"))
		}
		for _, c := range made.Proposed {
			p.proposed(c)
		}
		if len(rows) == 0 {
			p.linef("already set to that; nothing was changed")
		}
	}, err)
}

// settingArgument completes the keys of settings.
func settingArgument(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var keys []string
	if len(args) == 0 {
		for _, one := range settings.Default().All() {
			keys = append(keys, one.Key)
		}
	}
	return keys, cobra.ShellCompDirectiveNoFileComp
}

// settingsText returns the settings as text for editing.
func settingsText(s settings.Settings) ([]byte, error) {
	data, err := json.MarshalIndent(s.Shown(), "", "  ")
	return append(data, '\n'), err
}
