package cli

import (
	_ "embed"

	"github.com/spf13/cobra"
)

// wordsOfBash stands before the script for bash. It defines what the script takes from the package bash-completion, where that
// package is missing.
//
//go:embed complete_words.bash
var wordsOfBash string

// completeShells puts the commands that print completion scripts in order: with examples, and for bash a script that
// needs no other package.
func (s *session) completeShells(root *cobra.Command) {
	completion, _, err := root.Find([]string{"completion"})
	if err != nil {
		panic(err) // cobra no longer adds it
	}
	completion.Short, completion.Args, completion.RunE = "Print the completion script of a shell", unknownCommand, s.needsCommand
	completion.Long = `completion prints the script with which a shell completes commands, flags, and the names in your workspace: campaigns, items,
people, roles, elevations, settings. It reads this machine only. The packages of tuar install it already.`
	completion.Example = `# for this session, in bash, zsh and fish
source <(tuar completion bash)
source <(tuar completion zsh)
tuar completion fish | source`
	examples := map[string]string{
		"bash": `# for this session
source <(tuar completion bash)
# for good; the package bash-completion is not needed with the second way
tuar completion bash > ~/.local/share/bash-completion/completions/tuar
echo 'source <(tuar completion bash)' >> ~/.bashrc`,
		"zsh": `# for this session
source <(tuar completion zsh)
# for good, where compinit runs in ~/.zshrc
tuar completion zsh > "${fpath[1]}/_tuar"`,
		"fish": `# for this session
tuar completion fish | source
# for good
tuar completion fish > ~/.config/fish/completions/tuar.fish`,
		"powershell": `# for this session
tuar completion powershell | Out-String | Invoke-Expression
# for good
tuar completion powershell >> $PROFILE`,
	}
	for _, shell := range completion.Commands() {
		shell.Short = "Print the completion script of " + shell.Name()
		shell.Long, shell.Example = "", examples[shell.Name()]
		if shell.Name() == "bash" {
			described := shell.RunE
			shell.RunE = func(c *cobra.Command, args []string) error {
				if _, err := s.out.Write([]byte(wordsOfBash)); err != nil {
					return err
				}
				return described(c, args)
			}
		}
	}
}
