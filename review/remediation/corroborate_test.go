package remediation

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
)

// TestCorroborate holds which entry of the audit log says what of a change that a listing confirmed.
func TestCorroborate(t *testing.T) {
	sent, listed := at.Add(2*time.Hour), at.Add(2*time.Hour+time.Minute)
	entry := func(change func(*audit.Entry)) audit.Entry {
		f := audit.Entry{ID: "e", Actor: "ann@example.com", ByKey: true, Action: "User deleted", At: sent.Add(time.Second), ResourceID: "3", ResourceName: "cat@example.com"}
		if change != nil {
			change(&f)
		}
		return f
	}
	tests := map[string]struct {
		method order.Method
		owner  string // of the key
		log    []audit.Entry
		want   string // the type of line
	}{
		"as it must be":                 {order.API, "ann@example.com", []audit.Entry{entry(nil)}, TypeCorroborated},
		"a key nobody is known to own":  {order.API, "", []audit.Entry{entry(nil)}, TypeCorroborated},
		"by the console instead":        {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.ByKey = false })}, TypeByOther},
		"by its owner, in the console":  {order.API, "ann@example.com", []audit.Entry{entry(func(f *audit.Entry) { f.ByKey, f.ByPerson = false, true })}, TypeByOther},
		"by another's key":              {order.API, "ann@example.com", []audit.Entry{entry(func(f *audit.Entry) { f.Actor = "eve@example.com" })}, TypeByOther},
		"a workflow has its own":        {order.Webhook, "ann@example.com", []audit.Entry{entry(func(f *audit.Entry) { f.Actor = "eve@example.com" })}, TypeCorroborated},
		"long before the attempt":       {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.At = sent.Add(-time.Hour) })}, ""},
		"after the reading":             {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.At = listed.Add(time.Hour) })}, ""},
		"another account of theirs":     {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.ResourceID = "77" })}, ""},
		"by address where no ID is":     {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.ResourceID = "" })}, TypeCorroborated},
		"another address, no ID":        {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.ResourceID, f.ResourceName = "", "dan@example.com" })}, ""},
		"another kind":                  {order.API, "", []audit.Entry{entry(func(f *audit.Entry) { f.Action = "User role updated" })}, ""},
		"others' first, then the key's": {order.API, "ann@example.com", []audit.Entry{entry(func(f *audit.Entry) { f.Actor = "eve@example.com" }), entry(nil)}, TypeCorroborated},
		"the key's first, then others'": {order.API, "ann@example.com", []audit.Entry{entry(nil), entry(func(f *audit.Entry) { f.Actor, f.At = "eve@example.com", sent.Add(2*time.Second) })}, TypeCorroborated},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, l := decide(office(), map[string]string{"user/3": "revoke"}), newLedger()
			about := About{Campaign: "q4", Item: "user/3"}
			seq := int64(0)
			fold := func(at time.Time, kind string, data any) {
				seq++
				line, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: "rita@example.com", Assurance: record.Declared}, Data: data}, "id", "w", "", seq, at)
				if err == nil {
					err = l.Apply(line)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			fold(sent, TypeSending, SendingData{About: about, Attempt: "a", Action: order.Remove, Method: tt.method, Key: "k1"})
			fold(sent, TypeSent, SentData{About: about, Attempt: "a", Outcome: order.Accepted, Status: 204})
			fold(listed, TypeConfirmed, ConfirmedData{About: about, Population: "p", ListedAt: record.Time{Time: listed}})
			owner := func(key string) string {
				if key != "k1" {
					t.Errorf("asked for the owner of %q", key)
				}
				return tt.owner
			}
			got := c.Corroborate(l, at, tt.log, 0, owner, record.Actor{})
			switch {
			case tt.want == "" && len(got) == 0:
			case len(got) != 1 || got[0].Type != tt.want:
				t.Fatalf("%+v, want %q", got, tt.want)
			default:
				fold(listed, got[0].Type, got[0].Data)
				state := c.Plan(l, world(office()), false).Find("user/3").State
				if (state == Corroborated) != (tt.want == TypeCorroborated) {
					t.Errorf("it is %s", state)
				}
			}
		})
	}
}

// TestTwoAccountsOfOneAddress: that the other one still stands is no return, and a new one is.
func TestTwoAccountsOfOneAddress(t *testing.T) {
	before := office()
	twin := before.Users[2]
	twin.ID, twin.RoleID = "7", "see"
	before.Users = append(before.Users, twin)
	c, l := decide(before, map[string]string{"user/3": "revoke"}), newLedger()
	c.Accounts = map[string]bool{"1": true, "2": true, "3": true, "4": true, "7": true}
	after := *before
	after.Users = append(before.Users[:2:2], before.Users[3:]...)
	types := func() (out []string) {
		for _, e := range c.ApplyListing(l, "p", &after, nil, "w", record.Actor{}) {
			out = append(out, e.Type)
		}
		return out
	}
	if got := types(); len(got) != 1 || got[0] != TypeConfirmed {
		t.Errorf("its twin still stands: %v", got)
	}
	again := twin
	again.ID = "9"
	after.Users = append(after.Users, again)
	if got := types(); len(got) != 2 || got[1] != TypeReturned {
		t.Errorf("a third account is there: %v", got)
	}
}

// TestOneEntryIsNotAboutTwo: where both accounts of an address go, an entry that names the address only is about
// neither for certain; and when both are to come back, the address is invited once.
func TestOneEntryIsNotAboutTwo(t *testing.T) {
	p := office()
	twin := p.Users[2]
	twin.ID = "7"
	p.Users = append(p.Users, twin)
	c, l := decide(p, map[string]string{"user/3": "revoke", "user/7": "revoke"}), newLedger()
	c.Accounts = map[string]bool{"1": true, "2": true, "3": true, "4": true, "7": true}
	seq := int64(0)
	fold := func(kind string, data any) {
		seq++
		line, _, err := record.Make(record.Entry{Type: kind, Actor: record.Actor{Email: "rita@example.com", Assurance: record.Declared}, Data: data}, "id", "w", "", seq, at)
		if err == nil {
			err = l.Apply(line)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range []string{"user/3", "user/7"} {
		about := About{Campaign: "q4", Item: item}
		fold(TypeSending, SendingData{About: about, Attempt: item, Action: order.Remove, Method: order.API, Key: "k1"})
		fold(TypeSent, SentData{About: about, Attempt: item, Outcome: order.Accepted, Status: 204})
		fold(TypeConfirmed, ConfirmedData{About: about, Population: "p", ListedAt: record.Time{Time: at.Add(time.Minute)}})
	}
	entry := audit.Entry{ID: "e", Actor: "ann@example.com", ByKey: true, Action: "User deleted", At: at, ResourceName: "cat@example.com"}
	owner := func(string) string { return "ann@example.com" }
	if got := c.Corroborate(l, at, []audit.Entry{entry}, 0, owner, record.Actor{}); len(got) != 0 {
		t.Errorf("by the address alone: %+v", got)
	}
	entry.ResourceID = "7"
	if got := c.Corroborate(l, at, []audit.Entry{entry}, 0, owner, record.Actor{}); len(got) != 1 {
		t.Errorf("by the ID: %+v", got)
	}
	p.Users = append(p.Users[:2:2], p.Users[3])
	undo := c.Plan(l, world(p), true)
	if n := undo.Runnable(); n != 1 {
		t.Errorf("%d invitations for one address", n)
	}
}
