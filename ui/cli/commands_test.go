package cli

import (
	"encoding/json"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	log "github.com/tuar-dev/tuar/ui/commands"
)

// lineData holds the fields of all lines that have a command.
var lineData = map[string]any{
	"campaign": "q4-0001", "item": "user/1", "items": []string{"user/1", "key/2"}, "decision": "certify", "reason": "it's -over",
	"until": "2031-12-31", "ask": "b@example.com", "statement": "seen", "due": "2031-12-31", "to": "b@example.com", "from": "a@example.com",
	"reviewer": "a@example.com", "elevation": "el-1", "seconds": 1800, "role": "Owner", "email": "a@example.com", "ticket": "T-1",
	"question": "c0ffee", "text": "--why?", "owner": "a@example.com", "purpose": "deploys", "every": "90d", "hint": "dormant", "right": "owner",
	"also": "c@example.com", "a": "a@example.com", "b": "b@example.com", "fingerprint": "SHA256:x", "account": "mia", "host": "desk",
	"note": "on loan", "changes": []map[string]string{{"key": "rules.dormant_days", "old": "90", "new": "-60"}}, "proposal": "p-1",
}

// variants are further values with which lines of a type have other commands.
var variants = map[string][]map[string]any{
	campaign.TypeDecided: {
		{"decision": "revoke", "until": ""},
		{"decision": "abstain", "until": ""},
		{"decision": "reduce", "to_role": "r1", "to_role_name": "Key Manager", "until": ""},
		{"decision": "move", "to_role": "r1", "until": ""},
		{"decision": "reduce", "scopes": []string{"a.read", "b.read"}, "to_scopes": []string{"a.read", "b.read"}, "until": ""},
	},
	campaign.TypeDelegated: {{"items": nil, "second": []string{"user/1"}}},
}

// The log of the app shows acts as commands: each must be one, with flags and arguments that it takes.
func TestCommandsOfTheLogAreUnderstood(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	kinds := 0
	for kind := range review.Events() {
		shown := false
		for _, change := range append([]map[string]any{nil}, variants[kind]...) {
			data := maps.Clone(lineData)
			maps.Copy(data, change)
			raw, err := json.Marshal(data)
			if err != nil {
				t.Fatal(err)
			}
			if command := log.Of(record.Line{Type: kind, Data: raw}); command != "" {
				shown = true
				understood(t, kind, command)
			}
		}
		if shown {
			kinds++
		}
	}
	if kinds < 30 {
		t.Errorf("%d types of lines have a command", kinds)
	}
}

// understood hands a command line, as a shell splits it, to the commands, up to where they would begin.
func understood(t *testing.T, kind, command string) {
	t.Helper()
	out, err := exec.Command("sh", "-c", `printf '%s\n' `+command).Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	c, rest, err := (&session{}).root().Find(words[1:])
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err == nil && c.PreRunE != nil {
		err = c.PreRunE(c, c.Flags().Args())
	}
	if err != nil || c.HasSubCommands() && !slices.Contains([]string{"comment", "note", "settings"}, c.Name()) {
		t.Errorf("%s: %s: %v", kind, command, err)
	}
}
