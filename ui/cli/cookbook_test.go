package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/guide"
)

// TestTheCookbookRunsAsItIsWritten runs the code of the guide, one piece after the other in one folder, against a simulated
// workspace. Of the workflow for GitHub the commands of its steps run, but for the one that installs tuar.
func TestTheCookbookRunsAsItIsWritten(t *testing.T) {
	for _, tool := range []string{"sh", "jq", "fzf", "less", "unzip", "sha256sum", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
				t.Fatal(err)
			}
			t.Skip("there is no ", tool)
		}
	}
	server, err := torqtest.Start(torqtest.Options{Seed: 7, Users: 40})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir, key := t.TempDir(), server.OwnerKey()
	env := append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TUAR_HOME="+filepath.Join(dir, "store"),
		"TORQ_API_URL="+server.URL(), "TORQ_AUTH_URL="+server.URL(), "TORQ_CLIENT_ID="+key.ClientID, "TORQ_CLIENT_SECRET="+key.Secret,
		"TUAR_AS="+server.Admin(), "REVIEWER="+server.Admin(), "FZF_DEFAULT_OPTS=--filter="+server.Admin())
	run := func(name, code string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), "sh", "-eu", "-c", code)
		command.Dir, command.Env = dir, env
		var said strings.Builder
		command.Stdout, command.Stderr = &said, &said
		if err := command.Run(); err != nil {
			t.Fatalf("%s: %v\n%s\n%s", name, err, code, said.String())
		}
		return said.String()
	}
	run("before", "tuar sync")

	wants := map[string]string{ // what each prints, in part
		"1": regexp.QuoteMeta(server.Admin()), "2": `^\d+\t\w`, "4": fmt.Sprintf(`"email": %q`, server.Admin()), "5": "^opened: privileged-access-",
		"6": `^recorded: [1-9]\d* decisions`, "7": "campaign.opened", "8": "^tuar check ended with|^$",
		"10": "^FAIL  source: made from 127.0.0.1: not Torq\nFAILED: 1 checks", // it is a simulated workspace, and all else is well
	}
	step := regexp.MustCompile(`(?m)^ +- run: (.*)$`)
	recipes, name := 0, ""
	for _, b := range guide.Blocks(guide.Text("cookbook")) {
		number, _, isNumbered := strings.Cut(b.Heading, ".")
		switch {
		case isNumbered:
			name = number
		case b.Lang == "sh":
			recipes++
			if said := run(name, b.Code); !regexp.MustCompile("(?m)" + wants[name]).MatchString(said) {
				t.Errorf("%s: it says\n%s", name, said)
			}
		case b.Lang == "yaml":
			recipes++
			steps := step.FindAllStringSubmatch(b.Code, -1)
			if len(steps) != 4 {
				t.Fatalf("the workflow has the steps %q", steps)
			}
			for _, s := range steps[1:] {
				run(name, s[1])
			}
		}
	}
	if recipes != 10 {
		t.Errorf("%d recipes ran", recipes)
	}
	data, err := os.ReadFile(filepath.Join(dir, "dormant.csv"))
	if err != nil || !strings.HasPrefix(string(data), `"email","role","last sign-in"`) {
		t.Errorf("dormant.csv: %q, %v", data, err)
	}
}
