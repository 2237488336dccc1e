package remediation_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// TestRecorded: what the journal alone says of a change, for each way it can go.
func TestRecorded(t *testing.T) {
	about := remediation.About{Campaign: "q4", Item: "user/1"}
	undo := remediation.About{Campaign: "q4", Item: "user/1", Undo: true}
	now := record.Time{Time: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	type e = record.Entry
	sending := e{Type: remediation.TypeSending, Data: remediation.SendingData{About: about, Attempt: "a", Action: order.Remove, Method: order.API}}
	sent := func(o order.Outcome, status int) e {
		return e{Type: remediation.TypeSent, Data: remediation.SentData{About: about, Attempt: "a", Outcome: o, Status: status, Detail: "so Torq said"}}
	}
	planned := func(m order.Method, blocked string) e {
		return e{Type: remediation.TypePlanned, Data: remediation.PlannedData{Campaign: "q4", Changes: []remediation.Step{{Item: "user/1", Method: m, Blocked: blocked}}}}
	}
	confirmed := e{Type: remediation.TypeConfirmed, Data: remediation.ConfirmedData{About: about, Population: "p2", ListedAt: now}}
	corroborated := e{Type: remediation.TypeCorroborated, Data: remediation.CorroboratedData{About: about, Entry: "e", Action: "User deleted", Actor: "x", At: now.String()}}
	returned := e{Type: remediation.TypeReturned, Data: remediation.ReturnedData{About: about, Population: "p3", Role: "Owner", As: "user/9"}}
	byHand := e{Type: remediation.TypeByHand, Data: remediation.ByHandData{About: about, Action: order.Remove}}
	undone := e{Type: remediation.TypeByHand, Data: remediation.ByHandData{About: undo, Action: order.Invite}}
	tests := map[string]struct {
		lines  []e
		state  remediation.State
		method order.Method
		rows   int
	}{
		"nothing on record":           {nil, remediation.Planned, "", 1},
		"planned for the API":         {[]e{planned(order.API, "")}, remediation.Planned, order.API, 1},
		"left to a person":            {[]e{planned(order.Manual, "")}, remediation.ByPerson, order.Manual, 1},
		"a rule forbids it":           {[]e{planned(order.API, "the last owner")}, remediation.Blocked, order.API, 1},
		"the process died meanwhile":  {[]e{planned(order.API, ""), sending}, remediation.Sent, order.API, 1},
		"accepted":                    {[]e{sending, sent(order.Accepted, 204)}, remediation.Sent, order.API, 1},
		"refused":                     {[]e{sending, sent(order.Refused, 403)}, remediation.Failed, "", 1},
		"never sent":                  {[]e{planned(order.API, ""), sending, sent(order.NotSent, 0)}, remediation.Planned, order.API, 1},
		"accepted, and of no effect":  {[]e{sending, sent(order.Accepted, 204), sent(order.NoEffect, 204)}, remediation.Failed, order.API, 1},
		"somebody's word":             {[]e{planned(order.Manual, ""), byHand}, remediation.Sent, order.Manual, 1},
		"a listing shows it":          {[]e{sending, sent(order.Accepted, 204), confirmed}, remediation.Confirmed, order.API, 1},
		"the audit log names it":      {[]e{sending, sent(order.Accepted, 204), confirmed, corroborated}, remediation.Corroborated, order.API, 1},
		"it came back":                {[]e{sending, sent(order.Accepted, 204), confirmed, returned}, remediation.Returned, order.API, 1},
		"it came back and went again": {[]e{sending, sent(order.Accepted, 204), confirmed, returned, confirmed}, remediation.Confirmed, order.API, 1},
		"taken back":                  {[]e{sending, sent(order.Accepted, 204), confirmed, undone}, remediation.Undone, order.API, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			base := core.NewBase()
			l := remediation.NewLedger(base, campaign.NewBook(base))
			prev := record.Line{}
			for i, entry := range tt.lines {
				line, _, err := record.Make(entry, "id", "w", prev.Hash, int64(i+1), now.Time)
				if err != nil {
					t.Fatal(err)
				}
				if err := l.Apply(line); err != nil {
					t.Fatal(err)
				}
				prev = line
			}
			c := remediation.Case{Campaign: "q4", Rows: []remediation.Decided{
				{Row: access.Row{Item: "user/1", Kind: access.User, Email: "ann@example.com"}, Decision: campaign.Decision{Verdict: campaign.Revoke}},
				{Row: access.Row{Item: "user/2", Kind: access.User, Email: "bob@example.com"}, Decision: campaign.Decision{Verdict: campaign.Certify}},
			}}
			got := c.Recorded(l)
			standing := map[remediation.State]remediation.Standing{
				remediation.Confirmed: remediation.AsProven, remediation.Corroborated: remediation.AsProven,
				remediation.Returned: remediation.AsReturned, remediation.Undone: remediation.AsUndone,
			}[tt.state]
			if is := got[0].Standing; is != cmp.Or(standing, remediation.AsUnproven) {
				t.Errorf("a change that is %s counts as %s", tt.state, is)
			}
			if f := remediation.FiguresOf(got); f.Decided != 1 || f.Proven+f.Unproven+f.Returned+f.Undone != 1 {
				t.Errorf("one change counts as %+v", f)
			}
			if len(got) != tt.rows || got[0].State != tt.state || got[0].Method != tt.method || got[0].Detail == "" && tt.state != remediation.Confirmed {
				t.Errorf("%d rows, the first %s by %q: %s", len(got), got[0].State, got[0].Method, got[0].Detail)
			}
		})
	}
}
