package review_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/store"
)

// forger draws lines that anybody may have put into a journal.
type forger struct {
	t       *rapid.T
	id      string   // of the campaign
	items   []string // of it
	people  []string
	lines   []record.Line
	batches int
	least   int // lines of a journal
	most    int
	draw    func() []record.Entry // the lines of one act: their type and data
	days    []string              // on which handovers may end
	of      string                // the population of campaigns
	random  *rand.Rand            // draws evenly where it is set: rapid prefers the first
}

var (
	authors = []string{
		lead, rita, sam, "mia@example.com", "aud@example.com", "eve@example.com", "Lead@Example.com", "lead@example.org", "l\u0435ad@example.com", "second@example.com",
		"rita+x@example.com", "secand@example.com", "key:1", "",
	}
	reasons = []string{"", ".", "ok", "left the team", "\u3164\u3164\u3164"}
)

func (f *forger) one(label string, of ...string) string {
	return of[f.number(label, 0, len(of)-1)]
}

// number draws a number between two, both included.
func (f *forger) number(label string, from, to int) int {
	if f.random != nil {
		return from + f.random.IntN(to-from+1)
	}
	return rapid.IntRange(from, to).Draw(f.t, label)
}
func (f *forger) person() string { return f.one("person", f.people...) }
func (f *forger) item() string   { return f.one("item", append(f.items[:6:6], "user/none")...) }
func (f *forger) reason() string { return f.one("reason", reasons...) }
func (f *forger) right() rights.Right {
	return rapid.SampledFrom(append([]rights.Right{"king"}, rights.All...)).Draw(f.t, "right")
}

// ofType returns the hash of a line of that type in the record so far; a made-up one if there is none.
func (f *forger) ofType(kind string) string {
	found := []string{"none"}
	for _, l := range f.lines {
		if l.Type == kind {
			found = append(found, l.Hash)
		}
	}
	return f.one("line", found...)
}

// rules draws rules of assignment.
func (f *forger) rules() (rules []campaign.AssignRule) {
	for range f.number("rules", 0, 2) {
		rules = append(rules, campaign.AssignRule{Where: f.one("where", "privileged", "all", ""), To: f.one("rule to", f.person(), rita, "nobody")})
	}
	return rules
}

func (f *forger) change() rights.Change {
	if rapid.Bool().Draw(f.t, "of a right") {
		if rapid.Bool().Draw(f.t, "grant") {
			return rights.Granting(f.right(), f.person())
		}
		return rights.Revoking(f.right(), f.person())
	}
	key, values := f.setting()
	return rights.Change{Key: key, Old: f.one("old", values...), New: f.one("new", values...)}
}

func (f *forger) setting() (key string, values []string) {
	rules := []string{
		"[]", `[{"role":"*","longest":"8h","approvals":1}]`, `[{"role":"*","longest":"90m","approvals":2}]`,
		`[{"role":"Owner","role_id":"r-1","longest":"2h","approvals":1,"approvers":["rita@example.com"],"break_glass":["sam@example.com"]}]`, `[{"role":"*","longest":"1d","approvals":0,"auto_approve":true}]`, "x",
	}
	levels := []string{"", "declared", "os", "api-key", "ssh", "blood"}
	all := map[string][]string{
		"rules.dormant_days": {"60", "90", "120", "x"}, "remediation.count_percent": {"10", "20", "50", "101"}, "domains": {"", "example.com", "example.com, example.org"},
		"rules.privileged_scopes": {"*", "a.*, b.*", `["a,b"]`}, "elevation.open_for": {"24h", "90m", "3d", "soon"}, "elevation.rules": rules, "evidence.keep_answers": {"true", "false"},
		"elevation.notice_by_webhook": {"true", "false"}, "required_assurance.decide": levels, "required_assurance.settings": levels, "required_assurance.rights": levels,
		"required_assurance.apply": levels, "region": {"us", "eu"}, "webhook": {"none", "set"}, "x.new": {"1", "2"},
	}
	key = f.one("key", slices.Sorted(maps.Keys(all))...)
	return key, all[key]
}

// attached draws files of a comment.
func (f *forger) attached() []attached.File {
	if f.number("files", 0, 3) > 0 {
		return nil
	}
	return []attached.File{{
		SHA256: f.one("sha256", strings.Repeat("0", 64), strings.Repeat("0", 63), strings.Repeat("A", 64)), Name: f.one("file name", "a.pdf", "", "a/b", `a\b`), Bytes: int64(f.number("bytes", -1, 1) * (6 << 20)),
		HashOnly: true,
	}}
}

// acts draws the lines of one act: their type and data.
func (f *forger) acts() []record.Entry {
	about := remediation.About{Campaign: f.one("campaign", f.id, "none"), Item: f.item(), Undo: rapid.Bool().Draw(f.t, "undo")}
	proposal := f.one("proposal", "p1", "p2", "p3")
	named := f.one("named", "", "p1", "p2", "p3")
	plan := func() campaign.Created {
		return campaign.Created{
			Campaign: f.one("id", f.id, "forged"), Name: "N", Scope: "all", Due: "2026-12-31", Reviewers: []string{f.person()}, Split: campaign.RoundRobin,
			Assign: f.rules(), Fallback: f.one("fallback", "", "", f.person()),
		}
	}
	at := record.Time{Time: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	makers := map[string]func() any{
		comment.TypeMade: func() any {
			return comment.Made{Campaign: f.one("commented", f.id, f.id, "none"), Item: f.item(), Text: f.one("text", "no", "", ".", "is it needed?"), Ask: f.one("ask", "", f.person(), "nobody"), Attached: f.attached()}
		},
		comment.TypeAnswered: func() any {
			return comment.Answered{
				Campaign: f.one("answered", f.id, f.id, "none"), Item: f.item(), Question: f.ofType(comment.TypeMade), Text: f.one("text", "no", "", "yes"), From: f.one("from", "", f.person()),
			}
		},
		dismissal.TypeDismissed: func() any {
			return dismissal.Dismissed{
				Item: f.one("dismissed", f.item(), "key/k", "user/1"), Hint: f.one("hint", "dormant", "privileged", "drifted", "new", "tired", ""),
				Holder: f.one("holder", "", f.person(), f.person()), Fact: "long ago", Reason: f.one("reason of it", reasons...),
				Until: f.one("until", "2026-12-31", "2020-01-01", "2099-01-01", "soon", "2026-13-01", ""),
			}
		},
		dismissal.TypeRestored: func() any {
			return dismissal.Restored{Item: f.one("dismissed", f.item(), "key/k", "user/1"), Hint: f.one("hint", "dormant", "new"), Reason: f.reason()}
		},
		note.TypeSet: func() any {
			return note.Set{
				Item: f.one("noted", f.item(), "key/k", "mapping/1", "thing/1", "role/", "user"), Owner: f.one("note owner", "", f.person(), "two words@x", "a@b@c", "nobody", "\u00e9@x"),
				Purpose: f.one("purpose", reasons...), Every: note.Interval(f.one("every", "", "6mo", "1y", "90d", "0d", "11y", "122mo", "52w", "6m", "7 d")),
			}
		},
		note.TypeCleared: func() any {
			return note.Cleared{Item: f.one("cleared", f.item(), "key/k", "mapping/1"), Reason: f.reason()}
		},
		rights.TypeGranted:   func() any { return rights.Granted{Email: f.person(), Right: f.right(), Proposal: named} },
		rights.TypeRevoked:   func() any { return rights.Revoked{Email: f.person(), Right: f.right(), Proposal: named} },
		rights.TypeProposed:  func() any { return rights.Proposed{Proposal: proposal, Change: f.change()} },
		rights.TypeWithdrawn: func() any { return rights.Withdrawn{Proposal: proposal} },
		rights.TypeDeclined:  func() any { return rights.Declined{Proposal: proposal} },
		rights.TypeSeen:      func() any { return rights.SeenData{Changes: []string{f.one("seen", "none", "id1", "id2", "id3")}} },
		people.TypeAdded: func() any {
			return people.Added{Email: f.person(), Also: rapid.SliceOfN(rapid.SampledFrom(f.people), 0, 2).Draw(f.t, "also")}
		},
		people.TypeAlias:    func() any { return people.Alias{Email: f.person(), Also: f.person()} },
		people.TypeDistinct: func() any { return people.Distinct{A: f.person(), B: f.person(), Reason: f.reason()} },
		people.TypeAccount: func() any {
			return people.AccountData{Email: f.person(), Account: "root", Host: f.one("host", "h1", "h2")}
		},
		people.TypeKey: func() any {
			text := f.one("key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINNwMHM8lLcve+HMdKmjaanRnkdOE0Sm3ZUxkjv5LTgg", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINCm9XYdbTOGeKpP9IbsQn/S/a3k4nV6dmIBdQdcS1Ov")
			_, fingerprint, _ := signature.ParseKey(text)
			return people.KeyData{Email: f.person(), PublicKey: text, Fingerprint: fingerprint}
		},
		roster.TypeImported: func() any {
			return roster.Imported{
				Roster: strings.Repeat(f.one("digit", "a", "b", "x"), 64), Lines: 2, People: rapid.IntRange(0, 3).Draw(f.t, "people"), File: "f",
				Also: rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom(append([]string{"ann@roster.example", ""}, f.people...)), 1, 3), 0, 3).Draw(f.t, "listed"),
			}
		},
		audit.TypeRead: func() any {
			name := func(label string) string { return strings.Repeat(f.one(label, "a", "b", "c", "x"), 64) }
			d := audit.Read{
				ClientID: "k", From: at, To: record.Time{Time: at.Add(time.Duration(f.number("hours", -1, 2)) * time.Hour)},
				Entries: f.number("entries", -1, 2), Calls: []audit.Call{}, Gap: f.one("gap", "", "", "forbidden"), Begins: rapid.Bool().Draw(f.t, "begins"),
			}
			if rapid.Bool().Draw(f.t, "segment") {
				d.Segment = name("name")
			}
			if rapid.Bool().Draw(f.t, "after") {
				d.After = []string{name("before")}
			}
			return d
		},
		baseline.TypeSaved: func() any {
			return baseline.Saved{Baseline: strings.Repeat(f.one("letter", "a", "b", "x"), 64), Entries: rapid.IntRange(-1, 3).Draw(f.t, "entries"), Population: f.of}
		},
		people.TypeDesk: func() any { return people.Desk{Account: "root", Host: "h1", Shared: true, Reason: "one key"} },
		people.TypeKeyWithdrawn: func() any {
			return people.KeyWithdrawn{Fingerprint: f.one("fingerprint", "SHA256:none", "SHA256:21wdyhGSh71apcLtHg1jI83Mg6bqhk1LTPN9wwRBL7A")}
		},
		core.TypeIntroduced: func() any { return core.Machine{Host: f.one("host", "h1", "h2"), Account: "root"} },
		settings.TypeChanged: func() any {
			key, values := f.setting()
			return settings.Changed{Key: key, Old: f.one("old", values...), New: f.one("new", values...), Proposal: named}
		},
		campaign.TypeCreated: func() any { return plan() },
		campaign.TypeEdited:  func() any { return campaign.Edited{Created: plan()} },
		campaign.TypeDueMoved: func() any {
			return campaign.DueMoved{Campaign: f.id, Due: f.one("due", "2027-01-31", "soon"), Was: "2026-12-31", Reason: f.reason()}
		},
		campaign.TypeDelegated: func() any {
			return campaign.Delegated{
				Campaign: f.id, To: f.person(), Items: []string{f.item(), f.item()}, Reason: f.reason(), From: f.one("from", "", "", rita, sam, f.person()), Until: f.one("until", f.days...),
				Second: f.seconds(),
			}
		},
		campaign.TypeReturned: func() any {
			return campaign.Returned{Campaign: f.id, Line: f.ofType(campaign.TypeDelegated), To: f.one("back to", rita, sam, f.person()), Items: []string{f.item()}}
		},
		campaign.TypeOpened: func() any {
			d := campaign.Opened{
				Campaign: "forged", Population: f.of, Rules: access.DefaultRules(), Holders: map[string]string{}, Assign: f.rules(), Fallback: f.one("fallback", "", f.person()),
				Split: campaign.Split(f.one("split", "", "round-robin", "manager")),
			}
			for i, item := range f.items[:3] {
				d.Holders[item] = f.people[len(f.people)-3+i]
				rule := f.one("rule", "", "privileged", "all", campaign.RuleManager, campaign.RuleFallback, campaign.RuleOther)
				d.Assignments = append(d.Assignments, campaign.Assignment{Reviewer: f.one("assigned", f.person(), d.Fallback, rita), Items: []string{item}, Rule: rule})
			}
			return d
		},
		campaign.TypeDecided: func() any { return f.decision(1, "") },
		campaign.TypeLapsed: func() any {
			return campaign.LapsedData{Campaign: f.id, Item: f.item(), Line: f.ofType(campaign.TypeDecided), Reason: f.reason()}
		},
		campaign.TypePostponed: func() any { return f.postponed() },
		campaign.TypeUndone: func() any {
			return campaign.Undone{Campaign: f.id, Item: f.item(), Line: f.ofType(f.one("undone", campaign.TypeDecided, campaign.TypePostponed))}
		},
		campaign.TypeSignedOff: func() any { return campaign.SignedOff{Campaign: f.id, Statement: "done"} },
		campaign.TypeReopened: func() any {
			return campaign.ReopenedData{Campaign: f.id, Reviewer: f.person(), Line: f.ofType(campaign.TypeSignedOff), Reason: f.reason()}
		},
		campaign.TypeFellBack: func() any {
			return campaign.FellBack{Campaign: f.id, To: f.person(), Items: []string{f.item()}, Second: []string{f.item()}}
		},
		campaign.TypeImported: func() any {
			return campaign.ImportedData{Import: "q2", Name: "Q2", File: "q2.csv", Rows: []campaign.ImportedRow{{Email: rita, Decision: campaign.Certify, Reviewer: rita, On: "2026-06-30"}}}
		},
		campaign.TypeReminded: func() any {
			return campaign.Reminded{
				Campaign: f.id, To: f.person(), Kind: campaign.ReminderKind(f.one("kind", "open", "overdue", "soon", "")),
				Left: len(f.one("left", "", "1", "22")), Method: campaign.ReminderMethod(f.one("method", "text", "webhook", "pigeon")),
			}
		},
		campaign.TypePacketMade: func() any {
			return campaign.PacketMade{Campaign: f.id, Reviewer: f.person(), Packet: f.one("hash", append([]string{""}, forgedPackets...)...), Items: []string{f.item()}, Format: "html"}
		},
		campaign.TypeAnswersAccepted: func() any { return f.answers(1) },
		campaign.TypeVoided:          func() any { return campaign.VoidedData{Campaign: f.id, Reason: f.reason()} },
		campaign.TypeClosed: func() any {
			return campaign.ClosedData{Campaign: f.id, Statement: "done", Undecided: []string{}, Unsigned: []string{}, Counted: f.counted()}
		},
		remediation.TypePlanned: func() any {
			return remediation.PlannedData{Campaign: about.Campaign, Undo: about.Undo, Changes: []remediation.Step{}}
		},
		remediation.TypeByHand:      func() any { return remediation.ByHandData{About: about, Action: order.Remove} },
		remediation.TypeUndoDecided: func() any { return remediation.UndoDecidedData{About: about, Reason: f.reason()} },
		elevation.TypeApproved:      func() any { return elevation.ApprovedData{Elevation: "e1", Seconds: 60} },
		elevation.TypeRequested: func() any {
			return elevation.RequestedData{Elevation: "e1", UserID: "u", Email: f.person(), RoleID: "r", Role: "R", Seconds: 60, Until: at, Approvals: 1, Longest: 60}
		},
	}
	kind := f.one("type", slices.Sorted(maps.Keys(makers))...)
	by := record.Actor{Email: f.person(), Assurance: record.Assurance(f.one("assurance", "declared", "declared", "api-key", "os", "relayed"))}
	if by.Assurance == record.Relayed {
		by.Answers = f.one("file", forgedFiles...)
	}
	if kind == campaign.TypeAnswersAccepted && f.number("relayed", 0, 4) > 0 {
		return f.relayed()
	}
	if kind == campaign.TypeDecided && rapid.Bool().Draw(f.t, "batch") {
		f.batches++
		batch := fmt.Sprint("forged", f.batches)
		return []record.Entry{{Type: kind, Actor: by, Data: f.decision(2, batch)}, {Type: kind, Actor: by, Data: f.decision(2, batch)}}
	}
	e := record.Entry{Type: kind, Actor: by, Data: makers[kind]()}
	if rapid.IntRange(0, 5).Draw(f.t, "key owner") == 0 {
		e.Actor.KeyOwner = f.person()
	}
	return []record.Entry{e}
}

// forgedPackets and forgedFiles are hashes that lines about packets may name.
var (
	forgedPackets = []string{strings.Repeat("a1", 32), strings.Repeat("a2", 32)}
	forgedFiles   = []string{strings.Repeat("b1", 32), strings.Repeat("b2", 32), ""}
)

// answers says that answers to a packet were accepted, with that many lines.
func (f *forger) answers(lines int) campaign.AnswersAccepted {
	return campaign.AnswersAccepted{
		Campaign: f.id, Reviewer: f.one("reviewer", rita, rita, sam, "eve@example.com"), Packet: f.one("packet", forgedPackets...), File: f.one("file", forgedFiles...), Name: "R.", Lines: lines,
	}
}

// relayed returns a packet, answers to it and the lines that came with them, nearly as they must be.
func (f *forger) relayed() []record.Entry {
	owner := record.Actor{Email: f.one("owner", lead, lead, "mia@example.com", "second@example.com", rita), Assurance: record.Declared}
	d := f.answers(f.number("lines", 2, 4))
	made := campaign.PacketMade{Campaign: f.id, Reviewer: d.Reviewer, Packet: d.Packet, Items: f.items[:f.number("items", 1, len(f.items))], Format: "html"}
	by := record.Actor{Email: d.Reviewer, Assurance: record.Relayed, Answers: d.File}
	all := []record.Entry{{Type: campaign.TypePacketMade, Actor: owner, Data: made}, {Type: campaign.TypeAnswersAccepted, Actor: owner, Data: d}}
	for range f.number("decisions", 1, 3) {
		one := f.decision(1, "")
		one.Item = made.Items[f.number("item", 0, len(made.Items)-1)]
		all = append(all, record.Entry{Type: campaign.TypeDecided, Actor: by, Data: one})
	}
	if f.number("undone", 0, 3) == 0 {
		all = append(all, record.Entry{Type: campaign.TypeUndone, Actor: by, Data: campaign.Undone{Campaign: f.id, Item: f.item(), Line: f.ofType(campaign.TypeDecided)}})
	}
	return append(all, record.Entry{Type: campaign.TypeSignedOff, Actor: by, Data: campaign.SignedOff{Campaign: f.id, Statement: "done"}})
}

// seconds draws items of which a second stage is handed over: mostly none.
func (f *forger) seconds() []string {
	if f.number("seconds", 0, 3) > 0 {
		return nil
	}
	return []string{f.item()}
}

// counted draws the items that a closing counts as revoked: mostly none.
func (f *forger) counted() []string {
	if f.number("counts", 0, 3) == 0 {
		return []string{f.item()}
	}
	return nil
}

func (f *forger) decision(bulk int, batch string) campaign.Decided {
	d := f.decisionOfFirst(bulk, batch)
	if f.number("second stage", 0, 2) == 0 {
		d.Stage, d.Of = campaign.Stage(f.number("stage", 1, 3)), f.ofType(campaign.TypeDecided)
	}
	return d
}

func (f *forger) decisionOfFirst(bulk int, batch string) campaign.Decided {
	return campaign.Decided{
		Campaign: f.id, Item: f.item(), Decision: campaign.Verdict(f.one("verdict", "certify", "revoke", "undecided", "reduce")), Reason: f.reason(), Bulk: bulk, Batch: batch,
		Hints: []string{}, Scopes: f.scopes(), Until: f.one("until", "", "", "", "2026-11-01", "2031-12-31", "soon"),
	}
}

// postponed draws a line that postpones a row.
func (f *forger) postponed() campaign.Postponed {
	return campaign.Postponed{
		Campaign: f.id, Item: f.item(), Until: f.one("back", append(f.days[:len(f.days):len(f.days)], "2031-12-31", "2031-12-31")...), Ask: f.one("ask", "", "eve", sam), Reason: f.reason(),
		Stage: campaign.Stage(f.number("later", 0, 1) * 2), Bulk: 1,
	}
}

// scopes draws permissions that a custom role keeps: mostly none, some out of order.
func (f *forger) scopes() []string {
	return [][]string{nil, nil, nil, {"event.read", "user.read"}, {"user.read", "event.read"}, {"user.read", "user.read"}, {""}}[f.number("scopes", 0, 6)]
}

// forge writes a journal of such lines, which know nothing of the others.
func (f *forger) forge(folder, writer string, from time.Time, hours int) {
	var out []byte
	prev, seq := "", int64(0)
	for range f.number("lines", f.least, f.most) {
		at := from.Add(time.Duration(f.number("at", -2, hours))*time.Hour + time.Duration(seq))
		for _, e := range f.draw() {
			seq++
			l, raw, err := record.Make(e, fmt.Sprint("id", seq), writer, prev, seq, at)
			if err != nil {
				f.t.Fatal(err)
			}
			prev, out, f.lines = l.Hash, append(append(out, raw...), '\n'), append(f.lines, l)
		}
	}
	if seq > 0 {
		put(f.t, filepath.Join(folder, "journal", writer+".jsonl"), out)
	}
}

// Whoever puts lines into a record, whenever they claim to be of: tuar and check.py name the same lines without effect,
// with the same reasons, and derive the same decisions. TUAR_TEST_FORGED=500 -rapid.checks=500 tries more.
func TestForgedLinesAreJudgedAlike(tt *testing.T) {
	for name, plan := range map[string]campaign.Plan{
		"one stage":                    {},
		"two stages, undecided revoke": {Second: []campaign.Second{{Scope: "all", Reviewer: "second@example.com"}}, Disagreement: campaign.AllMustAgree, Undecided: campaign.RevokeUndecided},
		"two stages, fallback": {
			Second: []campaign.Second{{Scope: "privileged", Reviewer: "second@example.com"}, {Scope: "all", Reviewer: "mia@example.com"}}, Undecided: campaign.ToFallback, Fallback: "second@example.com",
		},
	} {
		tt.Run(name, func(t *testing.T) { forgedLinesAreJudgedAlike(t, plan) })
	}
}

func forgedLinesAreJudgedAlike(tt *testing.T, plan campaign.Plan) {
	python, err := exec.LookPath("python3")
	if err != nil {
		tt.Skip("there is no python3")
	}
	d := newDeskOf(tt, 25)
	w := d.synced(lead)
	id := d.openedAs(w, plan, `kind in ["user", "role"]`, rita, sam).ID
	reviewtest.Grant(tt, w, "mia@example.com", rights.Manager)
	reviewtest.Grant(tt, w, "aud@example.com", rights.Auditor)
	reviewtest.Grant(tt, w, "second@example.com", rights.Owner)
	var items []string
	known := slices.Clone(authors)
	for _, r := range must(w.Sheet(tt.Context(), id)).Rows {
		items = append(items, r.Item)
		if len(items) <= 3 {
			known = append(known, r.Email)
		}
		if r.Reviewer == rita && len(items)%2 == 0 {
			must(d.open(rita, settings.Credentials{}).Decide(tt.Context(), id, []campaign.Choice{{Item: r.Item, Verdict: campaign.Certify, Reason: "needed"}}))
			if len(plan.Second) > 0 && len(items)%4 == 0 {
				second := d.open(r.Decision.Stages.Reviewer, settings.Credentials{})
				must(second.Decide(tt.Context(), id, []campaign.Choice{{Item: r.Item, Verdict: campaign.Revoke, Reason: "not needed"}}))
			}
		}
	}
	began, kept := must(w.Journal(tt.Context()))[0].Time.Time, os.DirFS(filepath.Join(d.home, "default"))
	lines := must(w.Journal(tt.Context()))
	installation := must(os.ReadFile(filepath.Join(d.home, "installation.json")))
	days := []string{"", "soon"}
	for d := range 3 {
		days = append(days, began.AddDate(0, 0, d-1).Format(campaign.DateLayout))
	}
	population := must(w.Campaign(tt.Context(), id)).Population
	scratch := tt.TempDir()
	runs, made, refused, most := 0, 0, 0, 5
	if n, err := strconv.Atoi(os.Getenv("TUAR_TEST_FORGED")); err == nil {
		most = n
	}
	rapid.Check(tt, func(t *rapid.T) {
		if runs++; runs > most {
			return
		}
		there := *d
		there.home = filepath.Join(scratch, fmt.Sprint("home", runs))
		folder := filepath.Join(there.home, "default")
		if err := os.CopyFS(folder, kept); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(there.home)
		put(t, filepath.Join(there.home, "installation.json"), installation)
		f := &forger{t: t, id: id, items: items, people: known, lines: lines, most: 8, days: days, of: population}
		f.draw = f.acts
		f.forge(folder, "forged", began, 40)
		f.forge(folder, "other", began, 40)
		path := filepath.Join(there.home, "pack.zip")
		if _, err := there.open(lead, settings.Credentials{}).PackEvidence(tt.Context(), id, evidence.PackOptions{Path: path}); err != nil {
			if !strings.Contains(err.Error(), "forged.jsonl") && !strings.Contains(err.Error(), "other.jsonl") && !strings.Contains(err.Error(), "campaign") {
				t.Fatalf("it cannot be packed: %v", err)
			}
			return
		}
		made++
		refused += judgedAlike(t, tt, python, path)
	})
	tt.Logf("%d of %d records could be packed, with %d lines without effect", made, min(runs, most), refused)
	if made > 0 && refused == 0 {
		tt.Error("no line was refused")
	}
}

var refusedRows = regexp.MustCompile(`lines without effect, judged anew: (\d+) rows`)

// judgedAlike wants that verify and check.py accept a pack of a simulated Torq in all but its source. It returns the number
// of lines without effect.
func judgedAlike(t *rapid.T, tt *testing.T, python, path string) int {
	result, err := review.VerifyEvidence(tt.Context(), store.Files{}, path, evidence.VerifyOptions{})
	names, said := failed(result)
	names = slices.DeleteFunc(names, func(name string) bool { return name == "relayed answers" }) // forged lines name files that are nowhere
	if err != nil || len(names) > 1 || len(names) == 1 && names[0] != "source" {
		t.Fatalf("verify: %v, %v, %v", err, names, said)
	}
	c := contentOf(tt, path)
	folder := path + ".unzipped"
	defer os.RemoveAll(folder)
	out, _ := runCheckPy(t, python, folder, c)
	wrong := regexp.MustCompile(`(?m)^FAIL  .*$`).FindAllString(strings.ReplaceAll(out, "FAIL  source: made from 127.0.0.1: not Torq", ""), -1)
	wrong = slices.DeleteFunc(wrong, func(line string) bool { return strings.Contains(line, "files of answers to packets") })
	found := refusedRows.FindStringSubmatch(out)
	if len(wrong) > 0 || strings.Contains(out, "Traceback") || found == nil {
		t.Fatalf("check.py: %v\n%s\n%s", wrong, out, c.files[pack.TablePath("refused", "csv")])
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// A pack that hides a line without effect, or lets it count, is found out by check.py.
func TestCheckPyFindsDoctoredJudgements(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	d := newDesk(t)
	w := d.synced(lead)
	id := d.opened(w, `kind == "user"`, rita).ID
	item := must(w.Sheet(t.Context(), id)).Rows[0].Item
	d.write(
		record.Entry{Type: campaign.TypeDecided, Actor: record.Actor{Email: "eve@example.net", Assurance: record.Declared}, Data: campaign.Decided{
			Campaign: id, Item: item, Decision: campaign.Certify, Reason: "needed by me", Bulk: 1, Hints: []string{},
		}},
		record.Entry{Type: settings.TypeChanged, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: settings.Changed{
			Key: "remediation.count_percent", Old: "20", New: "90",
		}},
	)
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	const judged, guards = "FAIL  lines without effect, judged anew", "FAIL  guards, derived anew"
	for name, tt := range map[string]struct {
		table, from, to, says string
	}{
		"as it is":              {},
		"another reason":        {"refused", "is no owner or manager of the campaign", "is away", judged},
		"another author":        {"refused", "eve@example.net,declared", "rita@example.com,declared", judged},
		"it counts":             {"decisions", ",undecided,", ",certify,", "FAIL  decisions, derived anew"},
		"a smaller loosening":   {"guards", ",20,90,", ",20,21,", guards},
		"somebody has seen it":  {"guards", "," + lead + ",", "," + rita + ",", guards},
		"a setting at opening":  {"settings", "remediation.count_percent,20", "remediation.count_percent,10", "FAIL  settings, derived anew"},
		"a person who was left": {"population", "user,", "key,", "FAIL  population, derived anew"},
		"in scope, or not":      {"population", ",active,true,", ",active,false,", "FAIL  population, derived anew"},
		"a guard that did hold": {"settings", ",not closed", ",no", "FAIL  settings, derived anew"},
	} {
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, path)
			if tt.table != "" {
				relisted(edited(pack.TablePath(tt.table, "csv"), tt.from, tt.to))(c)
			}
			out, _ := runCheckPy(t, python, t.TempDir(), c)
			if tt.says == "" && (!strings.Contains(out, "pass  lines without effect, judged anew: 1 rows") || strings.Contains(out, "FAIL")) || !strings.Contains(out, tt.says) {
				t.Errorf("check.py: %s", out)
			}
		})
	}
}
