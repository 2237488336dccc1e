package cli

import (
	"strings"
	"testing"
)

func TestAsksJSON(t *testing.T) {
	for args, want := range map[string]bool{
		"": false, "status": false, "status --json": true, "--json status": true, "status --json=true": true, "status --json=1": true,
		"status --json=false": false, "--json status --json=false": false, "status --json=maybe": false, "status -- --json": false,
		"status --jsonx": false,
	} {
		if got := asksJSON(strings.Fields(args)); got != want {
			t.Errorf("%q: %v, want %v", args, got, want)
		}
	}
}
