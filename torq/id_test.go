package torq

import (
	"math"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// An ID that would make a call another one is refused before any call.
func TestIDsThatNameNothing(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	for _, id := range []string{
		"", ".", "..", "...", "a/b", `a\b`, "../api-keys/x", "a?b=c", "a#b", "a%2fb", "a b",
		"a\nb", "a\x00b", "a;b", "a:purge", "\xff", strings.Repeat("x", 300),
	} {
		for name, reply := range map[string]order.Reply{
			"remove": c.RemoveUser(t.Context(), id), "change": c.ChangeRole(t.Context(), id, "r"),
			"delete": c.DeleteKey(t.Context(), id),
			"map": c.MapEmail(t.Context(), "a@example.com", "r", []population.Mapping{{
				ID: id, ClaimName: "email",
				ClaimValue: "a@example.com",
			}}),
		} {
			if reply.Outcome != order.Refused || reply.Status != 0 || !strings.Contains(reply.Detail, "nothing was sent") {
				t.Errorf("%s %q: %+v", name, id, reply)
			}
		}
	}
	for _, id := range []string{"invite", "roles"} { // are other calls
		if reply := c.RemoveUser(t.Context(), id); reply.Outcome != order.Refused ||
			!strings.Contains(reply.Detail, "nothing was sent") {
			t.Errorf("%q: %+v", id, reply)
		}
	}
	if n := len(server.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// The mapping by an address is found in any spelling, so that there are not two of them.
func TestAMappingIsFoundInAnySpelling(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	c.MapEmail(t.Context(), "a@example.com", "r", []population.Mapping{{
		ID: "m", ClaimName: "Email",
		ClaimValue: " A@Example.com",
	}})
	for _, r := range server.Requests() {
		if r.Method == "POST" && r.Path == torqtest.ClaimMappingsPath {
			t.Error("it made a second mapping")
		}
	}
}

func TestARankDoesNotWrap(t *testing.T) {
	server := start(t, torqtest.Options{})
	c := dial(t, server, server.OwnerKey())
	first := []population.Mapping{{ID: "m", ClaimName: "groups", ClaimValue: "x", Rank: math.MinInt64}}
	if reply := c.MapEmail(t.Context(), "a@example.com", "r", first); reply.Outcome != order.Refused ||
		len(server.Requests()) != 0 {
		t.Errorf("%+v", reply)
	}
}
