package guide_test

import (
	"crypto/ed25519"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// office is a workspace in which each person of the tables is there, and something to do for each act.
type office struct {
	*reviewtest.World
	// who are the addresses by column, and of the "maker", a manager who made the campaigns, and the "taken", whose access
	// was taken away.
	who                 map[string]string
	otherKey            torqtest.Credential
	key                 string                  // the file of an SSH key that is enrolled for the owner
	item                string                  // the access of the person concerned
	closed              string                  // a campaign in which it was revoked, to be carried out
	draft, open, signed string                  // campaigns: a draft, an open one of two items, and one that is signed off
	decided, decision   string                  // the other item of the open one, and the hash of its decision
	population          string                  // under review
	undoable, applied   string                  // an item that was revoked, and the campaign, which was carried out
	request             elevation.RequestedData // by the person concerned, which waits
	question            string                  // to the person concerned about their item in the open campaign
	hinted              []dismissal.Dismissed   // two hints of strangers: one that counts, and one that is dismissed
}

// newOffice makes the office.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{World: reviewtest.New(t, torqtest.Options{Users: 60})}
	view := o.view()
	var users []access.Row
	for _, r := range view.Rows {
		if r.Kind == access.User && r.Status == population.StatusVerified && !r.SSO && !r.Privileged && r.Email != o.Torq.Admin() {
			users = append(users, r)
		}
	}
	if len(users) < 9 {
		t.Fatalf("%d users who could be in the office", len(users))
	}
	i := slices.IndexFunc(users, func(r access.Row) bool { return r.Role == "Viewer" })
	users[0], users[i] = users[i], users[0] // who may be given another role
	concerned, taken := users[0], users[1]
	o.item, o.undoable = concerned.Item, taken.Item
	o.who = map[string]string{
		"owner": o.Torq.Admin(), "maker": users[2].Email, "manager": users[3].Email, "reviewer": users[4].Email, "approver": users[5].Email,
		"auditor": users[6].Email, "concerned": concerned.Email, "taken": taken.Email, "other": "stranger@example.net",
	}
	owner := o.as("owner")
	for who, right := range map[string]rights.Right{
		"maker": rights.Manager, "manager": rights.Manager, "approver": rights.Approver, "auditor": rights.Auditor,
	} {
		reviewtest.Grant(t, owner, o.who[who], right)
	}
	var err error
	if o.otherKey, err = o.Torq.AddKey("laptop", torqtest.PrivateKey, "Owner", users[7].Email); err != nil {
		t.Fatal(err)
	}
	path, public := aKey(t)
	o.key = path
	if _, err := owner.AddPerson(t.Context(), admin.Addition{Email: o.who["owner"], PublicKey: public}); err != nil {
		t.Fatal(err)
	}
	_, public = aKey(t)
	if _, err := owner.AddPerson(t.Context(), admin.Addition{Email: o.who["reviewer"], PublicKey: public}); err != nil {
		t.Fatal(err)
	}
	o.Sync(owner)
	o.applied = o.revoked(taken)
	if _, err := owner.ApplyRemediation(t.Context(), o.applied, remediation.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	o.closed = o.revoked(concerned)
	o.campaigns(users[8])
	o.remarks()
	if _, err := o.as("concerned").RequestElevation(t.Context(), elevation.Request{Role: "Contributor", For: time.Hour, Reason: "an incident"}); err != nil {
		t.Fatal(err)
	}
	if o.request, err = record.Decode[elevation.RequestedData](o.Lines(elevation.TypeRequested)[0]); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"key/a", "key/b"} { // a method is off after two
		o.write(record.Entry{Type: remediation.TypeNotOffered, Actor: record.Actor{Email: o.who["owner"], Assurance: record.Declared}, Data: remediation.NotOfferedData{
			Method: order.API, Action: order.DeleteKey, Subject: subject, Call: "DELETE /public/v1alpha/api_keys", Status: 404,
		}})
	}
	return o
}

// aKey makes an SSH key, and returns the file of its private part and the text of the public one.
func aKey(t *testing.T) (path, public string) {
	t.Helper()
	half, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "id_ed25519")
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(half)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(ssh.MarshalAuthorizedKey(key))
}

// view reads everyone's access, as nobody in particular, in a workspace of its own.
func (o *office) view() campaign.AccessView {
	o.Helper()
	w := *o.World
	w.Home = o.TempDir()
	by := w.Open("")
	w.Sync(by)
	view, err := by.Access(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return view
}

// tagged returns another address of what may be the same mailbox.
func tagged(email string) string {
	return strings.Replace(email, "@", "+x@", 1)
}

// revoked makes a campaign in which the row was revoked, and closes it.
func (o *office) revoked(row access.Row) string {
	o.Helper()
	maker := o.as("maker")
	id := o.Campaign(maker, campaign.Plan{Name: "Review of " + row.Email, Scope: fmt.Sprintf("email == %q", row.Email), Reviewers: []string{o.who["reviewer"]}})
	o.Decide(o.as("reviewer"), id, func(r campaign.SheetRow) (c campaign.Choice) {
		if r.Item == row.Item {
			c.Verdict, c.Reason = campaign.Revoke, "left the team"
		}
		return c
	})
	o.Close(maker, id)
	return id
}

// plan is a campaign about the person concerned.
func (o *office) plan(name string) campaign.Plan {
	return campaign.Plan{
		Name: name, Scope: fmt.Sprintf("email == %q", o.who["concerned"]), Due: o.Clock.Now().AddDate(0, 0, 14),
		Reviewers: []string{o.who["reviewer"]}, Split: campaign.RoundRobin,
	}
}

// campaigns makes the campaigns that are not closed, with a second row in the open one.
func (o *office) campaigns(second access.Row) {
	o.Helper()
	maker, reviewer := o.as("maker"), o.as("reviewer")
	draft, err := maker.NewCampaign(o.Context(), o.plan("Draft"))
	if err != nil {
		o.Fatal(err)
	}
	o.draft, o.decided = draft.ID, second.Item
	open := o.plan("Open")
	open.Scope = fmt.Sprintf("email == %q || email == %q", o.who["concerned"], second.Email)
	o.open = o.Campaign(maker, open)
	o.Decide(reviewer, o.open, func(r campaign.SheetRow) (c campaign.Choice) {
		if r.Item == second.Item {
			c.Verdict, c.Reason = campaign.Certify, "needed for the job"
		}
		return c
	})
	decisions := o.Lines(campaign.TypeDecided)
	o.decision = decisions[len(decisions)-1].Hash
	o.signed = o.Campaign(maker, o.plan("Signed"))
	if _, err := reviewer.SignOff(o.Context(), o.signed, "done"); err != nil {
		o.Fatal(err)
	}
	sheet, err := maker.Sheet(o.Context(), o.open)
	if err != nil {
		o.Fatal(err)
	}
	o.population = sheet.Population
	if err := maker.RecordPackets(o.Context(), []campaign.PacketMade{{Campaign: o.open, Reviewer: o.who["reviewer"], Packet: sentPacket, Items: []string{o.item}, Format: "html"}}); err != nil {
		o.Fatal(err)
	}
}

// as opens the workspace as one of the office.
func (o *office) as(who string) *review.Workspace { return o.Open(o.who[who]) }

// copied returns the office with a store of its own, in front of the same Torq.
func (o *office) copied(t *testing.T) *office {
	t.Helper()
	c, w := *o, *o.World
	w.TB, w.Home = t, filepath.Join(t.TempDir(), "home")
	if err := os.CopyFS(w.Home, os.DirFS(o.Home)); err != nil {
		t.Fatal(err)
	}
	c.World = &w
	return &c
}

// write puts lines into the journal of another installation, past every rule, as a hand can: the chain is right, and it
// has seen everything. It returns them.
func (o *office) write(entries ...record.Entry) []record.Line {
	o.Helper()
	if err := os.Remove(filepath.Join(o.Home, "installation.json")); err != nil && !os.IsNotExist(err) {
		o.Fatal(err)
	}
	disk, err := store.Open(o.Home, o.Workspace, o.Clock)
	if err != nil {
		o.Fatal(err)
	}
	lines, err := disk.Journal.Append(o.Context(), func([]record.Line) ([]record.Entry, error) { return entries, nil })
	if err != nil {
		o.Fatal(err)
	}
	return lines
}

// insert puts a line into a new journal with a time before everything else, as if it were the oldest of the record.
func (o *office) insert(e record.Entry) record.Line {
	o.Helper()
	line, raw, err := record.Make(e, "forged", "earlier", "", 1, torqtest.Epoch.Add(-24*time.Hour))
	if err != nil {
		o.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.Home, o.Workspace, "journal", "earlier.jsonl"), append(raw, '\n'), 0o600); err != nil {
		o.Fatal(err)
	}
	return line
}

// state is everything that the record says now, as text, to see whether a line had an effect.
func (o *office) state() string {
	o.Helper()
	w, ctx := o.as("owner"), o.Context()
	var all []any
	add := func(v any, err error) {
		o.Helper()
		if err != nil {
			o.Fatal(err)
		}
		all = append(all, v)
	}
	campaigns, err := w.ListCampaigns(ctx)
	add(campaigns, err)
	for _, c := range campaigns {
		if c.State == campaign.Draft {
			continue
		}
		facts, err := w.Export(ctx, c.ID)
		add(facts, err)
	}
	for _, undo := range []bool{false, true} {
		for _, id := range []string{o.closed, o.applied} {
			plan, err := w.PlanRemediation(ctx, id, undo)
			add(plan, err)
		}
	}
	elevations, err := w.ListElevations(ctx)
	add(elevations, err)
	chosen, err := w.Settings(ctx)
	add(chosen.All(), err)
	granted, err := w.ListRights(ctx)
	add(granted, err)
	known, err := w.ListPeople(ctx)
	add(known, err)
	notes, err := w.ListNotes(ctx)
	add(notes, err)
	said, err := w.Comments(ctx, o.open)
	add(said, err)
	dismissed, err := w.ListDismissals(ctx)
	add(dismissed, err)
	off, err := w.MethodsOff(ctx)
	add(off, err)
	text, err := json.Marshal(all)
	add(nil, err)
	return string(text)
}

// lines returns how many lines of the types the record has that are in effect.
func (o *office) lines(types []string) int {
	o.Helper()
	standing, err := o.as("owner").Standing(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return len(slices.DeleteFunc(o.Lines(types...), func(l record.Line) bool { return standing.Refused(l) != "" }))
}

// refused returns why the line has no effect, as the record is read from the disk.
func (o *office) refused(line record.Line) string {
	o.Helper()
	standing, err := o.as("owner").Standing(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	return standing.Refused(line)
}
