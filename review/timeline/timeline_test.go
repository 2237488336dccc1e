package timeline

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
)

var day0 = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

func day(n int) time.Time { return day0.AddDate(0, 0, n) }

// entry returns an entry of that day about user/1.
func entry(id string, n int, by, action string, extra map[string]string) audit.Raw {
	return audit.Raw{
		ID: id, Timestamp: day(n).Format(time.RFC3339), Email: by, ActorType: "web_app", Action: action, ResourceID: "1",
		ResourceName: "d.ito@example.com", Extra: extra,
	}
}

func story() []audit.Raw {
	key := entry("5", 40, "boss@example.com", "User role updated", map[string]string{"old_role_id": "op", "new_role_id": "own"})
	key.ActorType = "api_key"
	return []audit.Raw{
		entry("1", 0, "boss@example.com", "User invited", map[string]string{"role_id": "op"}),
		entry("2", 1, "d.ito@example.com", "User accepted invitation", nil),
		entry("3", 2, "d.ito@example.com", "User logged in", nil),
		{ID: "4", Timestamp: day(30).Format(time.RFC3339), Email: "D.Ito@example.com", ActorType: "web_app", Action: "Workflow edited", ResourceID: "w"},
		key,
		entry("6", 41, "d.ito@example.com", "User logged in", nil),
	}
}

func roleName(id string) string {
	return map[string]string{"op": "Operator", "own": "Owner", "view": "Viewer"}[id]
}

func ito(role string) *access.Row {
	created := day(0)
	return &access.Row{Item: "user/1", Kind: access.User, Email: "d.ito@example.com", RoleID: role, CreatedAt: &created}
}

func known(from, to int) []audit.Span { return []audit.Span{{From: day(from), To: day(to)}} }

func TestTimeline(t *testing.T) {
	for name, tt := range map[string]struct {
		entries []audit.Raw
		spans   []audit.Span
		row     *access.Row
		want    []string
	}{
		"the whole story": {story(), known(-1, 50), ito("own"), []string{
			"2 changes in the log since it was certified on 1 Jan 2026", "10 Feb 2026  Operator → Owner, by an API key of boss@example.com",
			"2 Jan 2026  accepted the invitation", "1 Jan 2026  invited as Operator, by boss@example.com", "last did: Workflow edited on 31 Jan 2026",
		}},
		"another role than the log gave": {story(), known(-1, 50), ito("view"), []string{
			"2 changes in the log since it was certified on 1 Jan 2026", "10 Feb 2026  Operator → Owner, by an API key of boss@example.com",
			"2 Jan 2026  accepted the invitation", "1 Jan 2026  invited as Operator, by boss@example.com", "last did: Workflow edited on 31 Jan 2026",
			"the last change in the log gave another role: Owner",
		}},
		"before the log begins": {story()[5:], []audit.Span{{From: day(20), To: day(50), Begins: true}}, ito("own"), []string{
			"before 21 Jan 2026 the log begins: what was before is not known",
		}},
		"not read so far": {nil, known(20, 50), ito("own"), []string{"the log is read back to 21 Jan 2026 so far"}},
		"never read":      {nil, nil, ito("own"), nil},
	} {
		told := NewLog(tt.entries, tt.spans, 0).Of(tt.row)
		if diff := cmp.Diff(tt.want, told.Told(day(0).Add(time.Hour), roleName, 5)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	told := NewLog(story(), known(-1, 50), 0).Of(ito("own"))
	if told.Grant == nil || told.Grant.Entry != "5" || told.Last == nil || told.Last.ID != "4" || !told.Whole {
		t.Errorf("%+v", told)
	}
	if got := told.Told(time.Time{}, roleName, 1); len(got) != 3 || got[1] != "and 2 earlier" {
		t.Errorf("bounded: %q", got)
	}
	if got := (*Log)(nil).Of(ito("own")); len(got.Events) != 0 || got.Told(time.Time{}, roleName, 5) != nil {
		t.Errorf("without a log: %+v", got)
	}
}

// An entry that names only an address is about the account that has it now, not about one before it.
func TestAnEarlierAccountOfTheAddress(t *testing.T) {
	old := entry("1", -100, "boss@example.com", "User invited", nil)
	now := entry("2", 0, "boss@example.com", "User invited", nil)
	old.ResourceID, now.ResourceID = "", ""
	if got := NewLog([]audit.Raw{old, now}, known(-200, 1), 0).Of(ito("own")); len(got.Events) != 1 || got.Events[0].Entry != "2" {
		t.Errorf("%+v", got.Events)
	}
}

// The order in which entries arrive, and how often, changes nothing.
func TestAnyOrderGivesTheSameTimeline(t *testing.T) {
	actions := []string{"User invited", "User role updated", "User accepted invitation", "User logged in", "User deleted", "Workflow edited", "x"}
	rapid.Check(t, func(t *rapid.T) {
		var all []audit.Raw
		for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
			all = append(all, entry(fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "id")), rapid.IntRange(0, 5).Draw(t, "day"),
				rapid.SampledFrom([]string{"a@example.com", "d.ito@example.com", ""}).Draw(t, "by"),
				rapid.SampledFrom(actions).Draw(t, "action"), map[string]string{"new_role_id": rapid.SampledFrom([]string{"op", "own"}).Draw(t, "role")}))
			_ = i
		}
		want := NewLog(all, known(0, 9), 0)
		ids := map[string]bool{}
		for _, e := range all {
			ids[e.ID] = true
		}
		if want.Entries() != len(ids) {
			t.Fatalf("%d entries of %d IDs", want.Entries(), len(ids))
		}
		twice := append(append([]audit.Raw{}, all...), all...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		if diff := cmp.Diff(want.Of(ito("own")), NewLog(twice, known(0, 9), 0).Of(ito("own"))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Every phrase of an event names what Torq sent as it came; screens make it harmless.
func TestTextKeepsWhatCame(t *testing.T) {
	e := Event{Kind: Changed, Action: "Role\x1b[2J changed", By: "a@example.com"}
	if got := e.Text(strings.ToUpper); got != "Role\x1b[2J changed, by a@example.com" {
		t.Errorf("%q", got)
	}
}
