package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/ui/cli/manual"
)

func (s *session) manCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "man [COMMAND...]",
		Short: "Print the manual page of tuar or of a command",
		Long: `man prints a manual page: that of tuar, or of the command that is named. The packages of tuar install a page for each command, so
that "man tuar-campaign-new" shows it.`,
		Example: `tuar man | man -l -
tuar man campaign new | man -l -`,
		ValidArgsFunction: func(c *cobra.Command, args []string, typed string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
			if about, rest := find(c.Root(), args); len(rest) == 0 {
				for _, sub := range about.Commands() {
					if !sub.Hidden && strings.HasPrefix(sub.Name(), typed) {
						names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if dir != "" {
				return s.writePages(c.Context(), c.Root(), dir)
			}
			about, rest := find(c.Root(), args)
			if len(rest) > 0 {
				return unknownCommand(about, rest)
			}
			_, err := fmt.Fprint(s.out, manual.Text(about, s.aboutPages()))
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "write a page for each command into this `folder`, for a release")
	_ = c.Flags().MarkHidden("dir")
	return c
}

// writePages writes the pages of all commands into a folder.
func (s *session) writePages(ctx context.Context, root *cobra.Command, dir string) error {
	for page := range manual.Pages(root, s.aboutPages()) {
		if err := s.Files.Write(ctx, filepath.Join(dir, page.Name+".1"), true, func(w io.Writer) error {
			_, err := io.WriteString(w, page.Text)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// aboutPages returns what all manual pages say.
func (s *session) aboutPages() manual.About {
	day, _, _ := strings.Cut(s.Build.Date, "T")
	about := manual.About{Version: "tuar " + s.Build.Version, Day: day, Env: environment, Files: files}
	for _, line := range exitCodes {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), "  ")
		about.Exit = append(about.Exit, manual.Fact{Name: code, Text: meaning})
	}
	return about
}

// environment is what tuar reads of the environment.
var environment = []manual.Fact{
	{Name: "TUAR_AS", Text: "who you are, as an e-mail address; --as comes first"},
	{Name: "TUAR_WORKSPACE", Text: "the local name of the workspace; --workspace comes first"},
	{Name: "TUAR_HOME", Text: "the folder that holds the workspaces; --home comes first"},
	{Name: "TORQ_CLIENT_ID, TORQ_CLIENT_SECRET", Text: "an API key that is used instead of the one in the keyring; set both or neither"},
	{Name: "TORQ_REGION", Text: "us (default) or eu"},
	{Name: "TORQ_API_URL, TORQ_AUTH_URL", Text: "other addresses of Torq; plain http only to this machine"},
	{Name: "TUAR_WEBHOOK_URL, TUAR_WEBHOOK_SECRET", Text: "the webhook of a workflow that changes access; set both or neither"},
	{Name: "TUAR_THEME", Text: "dark or light, where the terminal does not say"},
	{Name: "NO_COLOR", Text: "if it is not empty: write without colours"},
	{Name: "ACCESSIBLE", Text: "if it is not empty: plain questions, and tables as sentences, for screen readers"},
	{Name: "EDITOR, VISUAL", Text: "the editor for texts and settings"},
}

// files are the files that tuar keeps.
var files = []manual.Fact{
	{Name: "~/.local/share/tuar", Text: "the workspaces, unless TUAR_HOME or --home names another folder; $XDG_DATA_HOME/tuar where that is set, ~/Library/Application Support/tuar on macOS, %LocalAppData%\\tuar on Windows"},
	{Name: "WORKSPACE/journal/*.jsonl", Text: "the record: a file for each machine, to which only lines are added"},
	{Name: "WORKSPACE/populations/*.json", Text: "who had which access at each sync, named by the SHA-256 of the content"},
	{Name: "WORKSPACE/workspace.json", Text: "a copy of the settings, for reading"},
}
