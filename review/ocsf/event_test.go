package ocsf

import (
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// standing refuses the lines with these hashes.
type standing map[string]string

func (s standing) Refused(l record.Line) string     { return s[l.Hash] }
func (s standing) FromBefore(record.Line) bool      { return false }
func (s standing) Known(l record.Line) record.Known { return l.Known() }

func line(hash, kind, data string) record.Line {
	return record.Line{Hash: hash, Type: kind, Actor: "ann@example.com", Time: record.Time{Time: time.Unix(1, 5e6)}, Data: []byte(data)}
}

func TestConvert(t *testing.T) {
	j := Journal{Workspace: "prod", Sentence: func(l record.Line) string { return l.Type }, Standing: standing{"no": "ann@example.com is no owner"}}
	for _, l := range []record.Line{
		line("1", "campaign.opened", `{"campaign":"q4","holders":{"user/1":"bob@example.com"}}`),
		line("2", "remediation.planned", `{"campaign":"q4","changes":[{"item":"user/2","email":"eve@example.com","from_role":"Owner"}]}`),
		line("3", "elevation.requested", `{"elevation":"el-1","email":"dan@example.com","user_id":"u4","role":"Admin"}`),
	} {
		j.Convert(l)
	}
	for name, of := range map[string]struct {
		line                    record.Line
		kind, status, user, uid string
		severity                int
		privilege               string
	}{
		"a decision":        {line("4", "decision.made", `{"campaign":"q4","item":"user/1","decision":"revoke"}`), "Entity Management: Create", "Success", "bob@example.com", "user/1", informational, ""},
		"a refused line":    {line("no", "settings.changed", `{"key":"owners"}`), "Entity Management: Update", "Failure", "", "owners", medium, ""},
		"a proof":           {line("5", "change.confirmed", `{"campaign":"q4","item":"user/2"}`), "User Access Management: Revoke Privileges", "Success", "eve@example.com", "", informational, "Owner"},
		"a proof of undo":   {line("6", "change.confirmed", `{"campaign":"q4","item":"user/2","undo":true}`), "User Access Management: Assign Privileges", "Success", "eve@example.com", "", informational, "Owner"},
		"a lost answer":     {line("7", "change.sent", `{"campaign":"q4","item":"user/2","outcome":"unclear"}`), "Entity Management: Answer", "Unknown", "eve@example.com", "user/2", informational, ""},
		"a refusal of Torq": {line("8", "change.sent", `{"campaign":"q4","item":"user/2","outcome":"refused","detail":"no"}`), "Entity Management: Answer", "Failure", "eve@example.com", "user/2", informational, ""},
		"an elevation":      {line("9", "elevation.active", `{"elevation":"el-1","user_id":"u4"}`), "User Access Management: Assign Privileges", "Success", "dan@example.com", "", low, "Admin"},
		"nothing taken":     {line("a", "elevation.ended", `{"elevation":"el-1","user_id":"u4","how":"had-it"}`), "Entity Management: End", "Success", "dan@example.com", "el-1", informational, ""},
		"break-glass":       {line("b", "elevation.requested", `{"elevation":"el-2","email":"dan@example.com","auto":"break-glass"}`), "Entity Management: Create", "Success", "dan@example.com", "el-2", high, ""},
		"a newer type":      {line("c", "moon.landed", `{"campaign":7}`), "Entity Management: Other", "Success", "", "prod", informational, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := j.Convert(of.line)
			if e.TypeName != of.kind || e.Status != of.status || e.SeverityID != of.severity || e.Time != 1005 {
				t.Errorf("it is %+v", e)
			}
			if (e.User == nil) != (of.user == "") || e.User != nil && e.User.Name != of.user {
				t.Errorf("its user is %+v", e.User)
			}
			if (e.Entity == nil) != (of.uid == "") || e.Entity != nil && e.Entity.UID != of.uid {
				t.Errorf("its entity is %+v", e.Entity)
			}
			if of.privilege != "" && (len(e.Privileges) != 1 || e.Privileges[0] != of.privilege) {
				t.Errorf("its privileges are %q", e.Privileges)
			}
		})
	}
	if e := j.Convert(line("no", "settings.changed", `{"key":"owners"}`)); e.StatusDetail != "without effect: ann@example.com is no owner" || e.Unmapped.Refused == "" {
		t.Errorf("it does not say why: %+v", e)
	}
}
