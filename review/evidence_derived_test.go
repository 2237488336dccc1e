package review_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// aftermathWorld is a record with a closed campaign that asks for every kind of change, an open one whose decisions are
// carried out at once, and rules for elevations.
type aftermathWorld struct {
	*desk
	closed, open string              // the IDs of the campaigns
	rows         []access.Row        // which they are about
	roles        map[string][]string // permissions by the ID of roles
	populations  []string
	journal      []record.Line
}

const elevationRules = `[{"role":"*","longest":"8h","approvals":1},` +
	`{"role":"Contributor","longest":"2h","approvals":2,"reason_pattern":"^(INC|CHG)-[0-9]+$"},` +
	`{"role":"Operator","longest":"90m","approvals":0,"auto_approve":true,"ticket_needed":true,"break_glass":["rita@example.com","sam@example.com"]}]`

func newAftermathWorld(t *testing.T) *aftermathWorld {
	ctx := t.Context()
	x := &aftermathWorld{desk: newDeskOf(t, 25), roles: map[string][]string{}}
	w := x.synced(lead)
	was := must(w.Settings(ctx))
	before := must(was.Get("elevation.rules"))
	x.write(record.Entry{Type: settings.TypeChanged, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: settings.Changed{
		Key: "elevation.rules", Old: before, New: elevationRules,
	}})
	x.closed = x.opened(w, "all", rita, sam).ID
	var kinds [4]int
	roles := map[string]access.Row{}
	sheet := must(w.Sheet(ctx, x.closed))
	for _, r := range sheet.Rows {
		roles[r.RoleID], x.roles[r.RoleID] = r.Row, r.Permissions
	}
	other := func(r access.Row) access.Row {
		for _, role := range roles {
			if role.RoleID != r.RoleID {
				return role
			}
		}
		return r
	}
	for _, r := range sheet.Rows {
		var verdict campaign.Verdict
		switch {
		case r.Kind == access.Key && kinds[0] == 0:
			verdict, kinds[0] = campaign.Revoke, 1
		case r.Kind == access.User && kinds[1] < 2:
			verdict, kinds[1] = campaign.Revoke, kinds[1]+1
		case r.Kind == access.User && kinds[2] == 0:
			verdict, kinds[2] = campaign.Reduce, 1
		case r.Kind == access.User && kinds[3] < 2:
			verdict, kinds[3] = campaign.Move, kinds[3]+1
		default:
			continue
		}
		d := campaign.Decided{Campaign: x.closed, Item: r.Item, Decision: verdict, Reason: "needed no more", Bulk: 1, Hints: []string{}}
		if verdict == campaign.Reduce || verdict == campaign.Move {
			to := other(r.Row)
			d.ToRole, d.ToRoleName = to.RoleID, to.Role
			if kinds[3] < 2 {
				d.Gains = access.Gains(r.Permissions, to.Permissions)
			}
		}
		x.write(record.Entry{Type: campaign.TypeDecided, Actor: record.Actor{Email: r.Reviewer, Assurance: record.Declared}, Data: d})
		x.rows = append(x.rows, r.Row)
	}
	x.clock.Advance(time.Hour)
	must(w.CloseCampaign(ctx, x.closed, ""))
	must(w.Sync(ctx, review.SyncOptions{}))
	draft := must(w.NewCampaign(ctx, campaign.Plan{Name: "At once", Scope: "all", Due: x.clock.Now().AddDate(0, 0, 14), Reviewers: []string{rita, sam}, Apply: campaign.AtOnce}))
	x.open = must(w.OpenCampaign(ctx, draft.ID, false)).ID
	reviewtest.Grant(t, w, "mia@example.com", rights.Manager)
	reviewtest.Grant(t, w, "app@example.com", rights.Approver)
	reviewtest.Grant(t, w, "second@example.com", rights.Owner)
	x.journal = must(w.Journal(ctx))
	for _, l := range x.journal {
		if l.Type == core.TypeSynced {
			x.populations = append(x.populations, must(record.Decode[core.Synced](l)).Population)
		}
	}
	return x
}

// afterForger draws lines about changes and elevations.
type afterForger struct {
	*forger
	x *aftermathWorld
}

func (f *afterForger) row() access.Row { return f.x.rows[f.number("row", 0, len(f.x.rows)-1)] }

func (f *afterForger) role() (id, name string) {
	r := f.row()
	return r.RoleID, r.Role
}

func (f *afterForger) time() record.Time {
	return record.Time{Time: f.x.clock.Now().UTC().Add(time.Duration(f.number("time", 0, 44))*time.Hour + time.Duration(f.number("second", 0, 70))*time.Second)}
}

func (f *afterForger) change() (string, any) {
	about := remediation.About{Campaign: f.one("campaign", f.x.closed, f.x.closed, f.id), Item: f.item(), Undo: f.number("undo", 0, 4) == 0}
	if f.number("round", 0, 5) == 0 {
		about.Round = f.ofType(campaign.TypeDecided)
	}
	action := order.Action(f.one("action", "remove", "change-role", "delete-key", "invite"))
	method := order.Method(f.one("method", "api", "webhook", "mapping", "manual"))
	attempt, decision, population := f.one("attempt", "a1", "a2", "a3"), f.one("decision", "", f.ofType(campaign.TypeDecided)), f.one("population", f.x.populations...)
	toRole, _ := f.role()
	as := f.one("as", "", "user/again", f.item())
	at := f.one("at", "2026-12-01T10:00:00+01:00", "2026-12-01T09:00:00.120Z", "soon")
	said := remediation.CorroboratedData{About: about, Entry: "log1", Action: "user deleted", Actor: "x@example.com", At: at}
	verdict := campaign.Verdict(f.one("verdict", "certify", "revoke", "reduce", "move", "abstain", "shrink"))
	decided := campaign.Decided{Campaign: f.x.open, Item: about.Item, Decision: verdict, Reason: f.reason(), Bulk: 1, Hints: []string{}}
	if verdict == campaign.Reduce || verdict == campaign.Move {
		decided.ToRole, decided.ToRoleName = f.role()
		decided.Gains = access.Gains(f.x.roles[f.row().RoleID], f.x.roles[decided.ToRole])
	}
	switch f.number("kind", 0, 11) {
	case 0:
		step := remediation.Step{Item: about.Item, Action: action, Method: method, Blocked: f.one("blocked", "", "", "a rule"), Round: about.Round}
		return remediation.TypePlanned, remediation.PlannedData{Campaign: about.Campaign, Undo: about.Undo, Population: population, Changes: []remediation.Step{step}}
	case 1, 2:
		return remediation.TypeSending, remediation.SendingData{About: about, Attempt: attempt, Action: action, Method: method, ToRole: toRole, Decision: decision}
	case 3, 4:
		outcome := f.one("outcome", "accepted", "missing", "gone", "not-offered", "refused", "unclear", "no-effect", "not-sent")
		status := []int{0, 200, 204, 404, 500}[f.number("status", 0, 4)]
		return remediation.TypeSent, remediation.SentData{About: about, Attempt: attempt, Outcome: order.Outcome(outcome), Call: "DELETE /users", Status: status, Detail: f.one("detail", "", "said no")}
	case 5:
		return remediation.TypeByHand, remediation.ByHandData{About: about, Action: action, ToRole: toRole, Decision: decision}
	case 6:
		about.Undo = true
		return remediation.TypeUndoDecided, remediation.UndoDecidedData{About: about, Reason: f.reason()}
	case 7:
		return remediation.TypeConfirmed, remediation.ConfirmedData{About: about, Population: population, ListedAt: f.time(), Note: f.one("note", "", "shown"), As: as}
	case 8:
		if f.number("other", 0, 1) == 0 {
			return remediation.TypeByOther, remediation.ByOtherData{CorroboratedData: said}
		}
		return remediation.TypeCorroborated, said
	case 9:
		return remediation.TypeReturned, remediation.ReturnedData{About: about, Population: population, Role: "Owner", As: as}
	case 10:
		return campaign.TypeDecided, decided
	}
	return campaign.TypeUndone, campaign.Undone{Campaign: f.x.open, Item: about.Item, Line: f.ofType(campaign.TypeDecided)}
}

func (f *afterForger) elevation() (string, any) {
	id, r := f.one("elevation", "e1", "e2", "e3"), f.x.rows[1+f.number("user", 0, 1)]
	user := strings.TrimPrefix(r.Item, "user/")
	roleID, role := f.role()
	role = f.one("role", role, "Anything", "Contributor", "Operator")
	long := func() int64 {
		return rapid.SampledFrom([]int64{0, 60, 3600, 5400, 7200, 7260, 28800, 100_000}).Draw(f.t, "seconds")
	}
	seen := elevation.Seen{Elevation: id, UserID: user, RoleID: roleID, Role: role, Population: f.one("population", f.x.populations...), ListedAt: f.time()}
	switch f.number("kind", 0, 15) {
	case 0, 1, 2:
		until := record.Time{Time: f.x.clock.Now().UTC().Add(time.Duration(f.number("until", 10, 25)) * time.Hour)}
		d := elevation.RequestedData{
			Elevation: id, UserID: user, Email: r.Email, RoleID: roleID, Role: role, PriorRoleID: r.RoleID, PriorRole: r.Role, Seconds: 3600, Longest: 5400,
			Reason: f.one("reason", "INC-1", "INC-1\n", "needed"), Ticket: f.one("ticket", "", " ", "T-1"), Until: until, Approvals: f.number("approvals", 1, 2),
			Auto: f.one("auto", "", "", "", "", "rule", "break-glass", "magic"), Population: seen.Population,
		}
		if f.number("length", 0, 3) == 0 {
			d.Seconds, d.Longest, d.Approvals = long(), long(), 0
		}
		if f.number("starts", 0, 2) == 0 {
			d.StartsAt = f.time()
		}
		if f.number("approvers", 0, 3) == 0 {
			d.Approvers = []string{f.person()}
		}
		return elevation.TypeRequested, d
	case 3, 4:
		return elevation.TypeApproved, elevation.ApprovedData{Elevation: id, Seconds: long()}
	case 5:
		return elevation.TypeDenied, elevation.DeniedData{Elevation: id, Reason: f.reason()}
	case 6:
		return elevation.TypeExtended, elevation.ExtendedData{Elevation: id, EndsAt: f.time(), Reason: f.reason()}
	case 7:
		return elevation.TypeStopped, elevation.StoppedData{Elevation: id, Why: f.one("why", "done", "revoked", "withdrawn", "magic"), Reason: f.reason()}
	case 8, 9:
		to, toName := f.role()
		return elevation.TypeSending, elevation.SendingData{
			Attempt: f.one("attempt", "t1", "t2"), UserID: user, Email: r.Email, Purpose: elevation.Purpose(f.one("purpose", "lend", "lend", "restore", "hold")), Elevations: []string{id},
			FromRoleID: roleID, FromRole: role, ToRoleID: to, ToRole: toName, BaseRoleID: r.RoleID, BaseRole: f.one("base", "Base", "Other"), Method: "api", Population: seen.Population,
		}
	case 10:
		d := elevation.SentData{Attempt: f.one("attempt", "t1", "t2"), UserID: user, Outcome: f.one("outcome", "accepted", "refused", "no-effect", "unclear"), Detail: f.one("detail", "", "said no")}
		if f.number("listed", 0, 1) == 0 {
			d.Population = seen.Population
		}
		return elevation.TypeSent, d
	case 11:
		return elevation.TypeActive, elevation.ActiveData{Seen: seen, Under: f.one("under", "", "e1")}
	case 12:
		return elevation.TypeEnded, elevation.EndedData{Seen: seen, How: elevation.How(f.one("how", "restored", "held-on", "taken-back", "gone", "had-it", "not-lent")), Detail: f.one("detail", "", "seen")}
	case 13:
		return elevation.TypeDrifted, elevation.DriftedData{Seen: seen, ExpectedRole: "E", BaseRole: "B"}
	case 14:
		if f.number("missing", 0, 1) == 0 {
			return elevation.TypeMissing, elevation.MissingData{Seen: seen}
		}
		return elevation.TypeListed, elevation.ListedData{Seen: seen}
	}
	return elevation.TypeReopened, elevation.ReopenedData{Seen: seen}
}

func (f *afterForger) act() []record.Entry {
	draw := f.change
	if f.number("of an elevation", 0, 1) == 0 {
		draw = f.elevation
	}
	kind, data := draw()
	return []record.Entry{{Type: kind, Actor: record.Actor{Email: f.person(), Assurance: record.Assurance(f.one("assurance", "declared", "api-key"))}, Data: data}}
}

// Whatever lines about changes and elevations a record has, in whatever order: check.py derives the tables that tuar
// writes. TUAR_TEST_FORGED=500 -rapid.checks=500 tries more.
func TestChangesAndElevationsAreDerivedAlike(tt *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		tt.Skip("there is no python3")
	}
	x := newAftermathWorld(tt)
	kept, installation, scratch := os.DirFS(filepath.Join(x.home, "default")), must(os.ReadFile(filepath.Join(x.home, "installation.json"))), tt.TempDir()
	runs, made, most, states := 0, 0, 5, map[string]int{}
	if n, err := strconv.Atoi(os.Getenv("TUAR_TEST_FORGED")); err == nil {
		most = n
	}
	var items []string
	for _, r := range x.rows {
		items = append(items, r.Item)
	}
	known := []string{lead, lead, lead, lead, rita, sam, "mia@example.com", "app@example.com", "app@example.com", "second@example.com", "second@example.com", x.rows[1].Email, x.rows[2].Email, "eve@example.com", "key:1"}
	rapid.Check(tt, func(t *rapid.T) {
		if runs++; runs > most {
			return
		}
		there := *x.desk
		there.home = filepath.Join(scratch, fmt.Sprint("home", runs))
		folder := filepath.Join(there.home, "default")
		if err := os.CopyFS(folder, kept); err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(there.home)
		put(t, filepath.Join(there.home, "installation.json"), installation)
		f := &afterForger{&forger{t: t, items: items, people: known, lines: slices.Clone(x.journal), least: 30, most: 90}, x}
		f.draw, f.random = f.act, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		f.id = f.one("packed", x.closed, x.open)
		f.forge(folder, "forged", x.clock.Now(), 40)
		f.forge(folder, "other", x.clock.Now(), 40)
		path := filepath.Join(there.home, "pack.zip")
		if _, err := there.open(lead, settings.Credentials{}).PackEvidence(tt.Context(), f.id, evidence.PackOptions{Path: path}); err != nil {
			t.Fatalf("it cannot be packed: %v", err)
		}
		made++
		judgedAlike(t, tt, python, path)
		c := contentOf(tt, path)
		for _, name := range []string{"changes", "elevations"} {
			table := must(csv.NewReader(bytes.NewReader(c.files[pack.TablePath(name, "csv")])).ReadAll())
			for _, row := range table[1:] {
				states[name+" "+row[slices.Index(table[0], "state")]]++
			}
		}
	})
	tt.Logf("%d of %d records were packed, with %v", made, min(runs, most), states)
}
