package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// TestShellsComplete presses tab in real shells: in bash with the package bash-completion left out, in zsh and in fish. A shell
// that is not installed is skipped.
func TestShellsComplete(t *testing.T) {
	server, err := torqtest.Start(torqtest.Options{Seed: 7, Users: 40})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, key := t.TempDir(), server.OwnerKey()
	env := append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TUAR_HOME="+filepath.Join(dir, "store"),
		"TORQ_API_URL="+server.URL(), "TORQ_AUTH_URL="+server.URL(), "TORQ_CLIENT_ID="+key.ClientID, "TORQ_CLIENT_SECRET="+key.Secret,
		"TUAR_AS="+server.Admin(), "HOME="+dir, "ZDOTDIR="+dir, "TERM=dumb", "LC_ALL=C.UTF-8")
	run := func(name string, args ...string) string {
		t.Helper()
		if name == "tuar" {
			name = filepath.Join(bin, name)
		}
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir, command.Env = dir, env
		said, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", name, args, err, said)
		}
		return string(said)
	}
	run("tuar", "sync")
	run("tuar", "campaign", "new", "--name", "Q4 access review", "--due", "14d", "--reviewer", server.Admin(), "--reviewer", colleague(server), "--open", "--yes")
	server.Close() // a shell completes offline

	other, role := colleague(server), "Owner"
	cases := []struct{ line, want string }{
		{"tuar camp", "campaign"},
		{"tuar campaign show q", "q4-access-review-"},
		{"tuar decide q4 " + other[:3], other},
		{"tuar decide q4 " + other + " --red", "--reduce"},
		{"tuar decide q4 " + other + " --move " + role[:2], role},
		{"tuar decide q4 role/", "role/"},
		{"tuar comment answer q", "q4-access-review-"},
		{"tuar access what-if --remove " + other[:3], other},
		{"tuar settings set rules.dor", "rules.dormant_days"},
		{"tuar settings set no_mouse t", "true"},
		{"tuar export q4 --format x", "xlsx"},
		{"tuar access list --hint dor", "dormant"},
		{"tuar --workspace def", "default"},
		{"tuar rights grant " + other + " aud", "auditor"},
	}
	shells := map[string]func(line string) []string{
		"bash": func(line string) []string {
			return strings.Fields(run("bash", "--norc", "--noprofile", "-c", `
source <(tuar completion bash)
COMP_LINE=$1 COMP_POINT=${#1}
read -ra COMP_WORDS <<<"$1"
[[ $1 != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
compopt() { :; }
__start_tuar
printf '%s\n' "${COMPREPLY[@]}"`, "bash", line))
		},
		"fish": func(line string) []string {
			var names []string
			for said := range strings.Lines(run("fish", "--no-config", "-c", "tuar completion fish | source; complete -C $argv[1]", line)) {
				name, _, _ := strings.Cut(strings.TrimSpace(said), "\t")
				names = append(names, name)
			}
			return names
		},
		// The functions of zsh that show completions are replaced by one that prints them.
		"zsh": func(line string) []string {
			return strings.Fields(run("zsh", "-f", "-c", `
autoload -Uz compinit && compinit -u -D
source <(tuar completion zsh)
_describe() { print -l -- "${completions[@]%%:*}" }
compadd() { :; }
words=(${(z)1}) CURRENT=$#words
_tuar`, "zsh", line))
		},
	}
	for name, complete := range shells {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Skip(err)
			}
			for _, c := range cases {
				got := complete(c.line)
				if !slices.ContainsFunc(got, func(one string) bool { return strings.HasPrefix(one, c.want) }) {
					t.Errorf("%q completes to %q, which lacks %q", c.line, got, c.want)
				}
			}
		})
	}
}

// TestBashCompletesAfterColons checks what stands in for the package bash-completion: a word with : or = is one word.
func TestBashCompletesAfterColons(t *testing.T) {
	said, err := exec.CommandContext(t.Context(), "bash", "--norc", "--noprofile", "-c", `
source ../cli/complete_words.bash
COMP_LINE='tuar decide prod:q --role=Ow x' COMP_WORDS=(tuar decide prod : q --role = Ow x) COMP_CWORD=8
_get_comp_words_by_ref -n =: cur prev words cword
printf '<%s>' "$cur" "$prev" "$cword" "${words[@]}"
COMPREPLY=(prod:q4) cur=prod:q
__ltrim_colon_completions "$cur"
printf '<%s>' "${COMPREPLY[@]}"`).CombinedOutput()
	if want := "<x><--role=Ow><4><tuar><decide><prod:q><--role=Ow><x><q4>"; err != nil || string(said) != want {
		t.Errorf("%s, %v; want %s", said, err, want)
	}
}
