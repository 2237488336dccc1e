package cli

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/settings"
)

func (s *session) settingsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "settings",
		Short: "Show and change the rules of the workspace",
		Long: `settings shows the workspace's own choices: the thresholds of hints, who answers for it, how changes are carried out. The record
keeps them, with every change: under which rules something was decided is evidence. workspace.json is a copy for reading. What
somebody changes there by hand is shown and has no effect until "tuar settings accept" takes it over.`,
		Example: `tuar settings
tuar settings set rules.dormant_days 60
tuar settings set remediation.methods api,webhook,manual
tuar settings webhook`,
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			w, chosen, err := s.settings(c.Context())
			if err != nil {
				return err
			}
			if s.json {
				return s.writeJSON(struct {
					settings.Settings
					Webhook string             `json:"webhook"` // environment, keyring or none
					Refused []settings.Refused `json:"refused,omitempty"`
				}{chosen, w.WebhookFrom(chosen), chosen.Refused})
			}
			all := append(chosen.All(), settings.Setting{Key: "webhook", Value: w.WebhookFrom(chosen)})
			rows := make([][]string, len(all))
			for i, one := range all {
				rows[i] = []string{one.Key, one.Value}
			}
			p := s.printer(s.out)
			p.table([]column{{name: "SETTING", keep: true}, {name: "VALUE"}}, rows)
			p.gap()
			for _, r := range chosen.Refused {
				p.hang(p.warn("refused:"), "%s", r)
			}
			if copied, err := w.SettingsCopy(c.Context()); err != nil {
				return err
			} else if copied.Off() {
				p.hang(p.warn("differs:"), "%s", copied)
				p.next("tuar settings accept, or tuar settings restore")
				return nil
			}
			p.next("tuar settings set SETTING VALUE")
			return nil
		},
	}
	c.AddCommand(s.settingsAcceptCommand(), s.settingsRestoreCommand(), s.settingsGetCommand(), s.settingsSetCommand(), s.settingsEditCommand(), s.settingsWebhookCommand(), s.settingsMethodsCommand())
	return c
}

// settings are those of the workspace the flags name.
func (s *session) settings(ctx context.Context) (*review.Workspace, settings.Settings, error) {
	w, err := s.workspace(ctx)
	if err != nil {
		return nil, settings.Settings{}, err
	}
	chosen, err := w.Settings(ctx)
	return w, chosen, err
}

func (s *session) settingsGetCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "get SETTING",
		Short:             "Show one setting",
		Args:              takes(1, 1, "one setting"),
		ValidArgsFunction: settingArgument,
		RunE: func(c *cobra.Command, args []string) error {
			_, chosen, err := s.settings(c.Context())
			if err != nil {
				return err
			}
			value, err := chosen.Get(args[0])
			if err != nil {
				return err
			}
			if s.json {
				return s.writeJSON(settings.Setting{Key: args[0], Value: value})
			}
			s.printer(s.out).linef("%s", value)
			return nil
		},
	}
}

func (s *session) settingsSetCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "set SETTING VALUE",
		Short: "Change one setting",
		Long: `set changes one setting and records that. A list is given with commas between its texts, or as JSON; an empty value empties
it.`,
		Example: `tuar settings set rules.dormant_days 60
tuar settings set owners lead@example.com,ciso@example.com
tuar settings set canned_reasons '["left, at last","not used"]'`,
		Args:              takes(2, 2, "a setting and its value"),
		ValidArgsFunction: settingArgument,
		RunE: func(c *cobra.Command, args []string) error {
			w, err := s.workspace(c.Context())
			if err != nil {
				return err
			}
			changed, err := w.ChangeSettings(c.Context(), func(now *settings.Settings) error { return now.Set(args[0], args[1]) })
			if err != nil {
				return err
			}
			return s.showChanged(changed)
		},
	}
}

// showChanged says which settings have changed.
func (s *session) showChanged(changed []settings.Changed) error {
	if s.json {
		return s.writeJSON(orEmpty(changed))
	}
	p := s.printer(s.out)
	for _, c := range changed {
		p.hang(p.good("changed:"), "%s from %s to %s", c.Key, cmp.Or(c.Old, "nothing"), cmp.Or(c.New, "nothing"))
	}
	if len(changed) == 0 {
		p.linef("it is so already; nothing was changed")
	}
	return nil
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

// settingsText are the settings as somebody edits them.
func settingsText(s settings.Settings) ([]byte, error) {
	data, err := json.MarshalIndent(s, "", "  ")
	return append(data, '\n'), err
}
