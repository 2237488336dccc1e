package packet_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

const (
	lead = "lead@example.com"
	rita = "rita@example.net"
	sam  = "sam@example.org"
)

// office is a workspace with an open campaign, in which people have hostile names.
type office struct {
	*reviewtest.World
	w  *review.Workspace
	id string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	world := reviewtest.New(t, torqtest.Options{Users: 60, RateLimit: -1})
	world.Torq.UseNastyNames()
	w := world.Open(lead)
	world.Sync(w)
	reviewer := world.Holder("Owner", true, 0)
	id := world.Campaign(w, campaign.Plan{
		Name: "Q4 </script><script>alert(1)</script> <!-- \u2028 \u202e", Instructions: "Look\ntwice <b>", Scope: "all", Reviewers: []string{rita, sam, reviewer},
	})
	return &office{world, w, id}
}

func (o *office) plan(t *testing.T, options packet.Options) *packet.Plan {
	t.Helper()
	if options.Format == "" {
		options.Format = packet.HTML
	}
	if options.Folder == "" {
		options.Folder = t.TempDir()
	}
	plan, err := o.w.PlanPackets(t.Context(), o.id, options)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func (o *office) made(t *testing.T, options packet.Options) []packet.Planned {
	t.Helper()
	plan := o.plan(t, options)
	if err := o.w.MakePackets(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	return plan.Packets
}

var embedded = regexp.MustCompile(`(?s)<script type="application/json" id="packet" data-hash="([0-9a-f]{64})" data-file="([^"]+)">(.*?)</script>`)

// A page holds its packet, and nothing that a browser would fetch or run but what its policy names.
func TestAPageNeedsNothingElse(t *testing.T) {
	o := newOffice(t)
	for _, p := range o.made(t, packet.Options{}) {
		data, err := os.ReadFile(p.File)
		if err != nil {
			t.Fatal(err)
		}
		page := string(data)
		m := embedded.FindStringSubmatch(page)
		if m == nil {
			t.Fatal("there is no packet in the page")
		}
		canonical, err := record.Canonical([]byte(m[3]))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(canonical); hex.EncodeToString(sum[:]) != p.Hash || m[1] != p.Hash {
			t.Error("the packet in the page has another hash")
		}
		if html.UnescapeString(m[2]) != packet.FileName(o.id, p.Packet.Reviewer) {
			t.Errorf("answers would be saved as %s", m[2])
		}
		if strings.ContainsAny(m[3], "<>&\u2028\u2029") {
			t.Error("the packet in the page can end its element")
		}
		for _, kind := range []string{"script", "style"} {
			code := regexp.MustCompile(`(?s)<`+kind+`>(.*?)</`+kind+`>`).FindAllStringSubmatch(page, -1)
			if len(code) != 1 {
				t.Fatalf("%d elements %s", len(code), kind)
			}
			sum := sha256.Sum256([]byte(code[0][1]))
			if !strings.Contains(html.UnescapeString(page), kind+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
				t.Errorf("the policy does not name the %s", kind)
			}
		}
		if n := strings.Count(page, "<script"); n != 2 {
			t.Errorf("%d scripts", n)
		}
		if found := regexp.MustCompile(`(?i)<[^>]*\s(src|href|action|on[a-z]+|style)\s*=\s*"[^#]|<(link|iframe|object|base|form|img)\b|@import|\burl\(|innerHTML|eval\(`).FindString(page); found != "" {
			t.Errorf("the page has %q", found)
		}
		if strings.Contains(page, "\u202e") && !strings.Contains(m[3], "U+202E") {
			t.Error("a name runs backwards")
		}
	}
}

// A packet holds what its reviewer needs, and no more: no rows of others, no secret, nothing of the record.
func TestAPacketHoldsNothingElse(t *testing.T) {
	o := newOffice(t)
	sheet, err := o.w.Sheet(t.Context(), o.id)
	if err != nil {
		t.Fatal(err)
	}
	made := o.made(t, packet.Options{})
	if len(made) != 3 {
		t.Fatalf("%d packets", len(made))
	}
	rows := 0
	for _, p := range made {
		data, _, err := p.Packet.Encode()
		if err != nil {
			t.Fatal(err)
		}
		mine := map[string]packet.Row{}
		for _, r := range p.Packet.Rows {
			mine[r.Item] = r
		}
		for i := range sheet.Rows {
			r := &sheet.Rows[i]
			got, in := mine[r.Item]
			if in != (r.Reviewer == p.Packet.Reviewer) {
				t.Errorf("%s of %s in the packet of %s: %v", r.Item, r.Reviewer, p.Packet.Reviewer, in)
			}
			if !in {
				if strings.Contains(string(data), r.Item) {
					t.Errorf("the packet of %s has the ID %s", p.Packet.Reviewer, r.Item)
				}
				continue
			}
			rows++
			if got.Own != strings.EqualFold(r.Email, p.Packet.Reviewer) {
				t.Errorf("%s: own %v for %s", r.Email, got.Own, p.Packet.Reviewer)
			}
			if len(got.Hints) != len(r.Hints) || len(got.Effect) != len(sheet.Revoking(r)) || got.Decided != "" {
				t.Errorf("%+v", got)
			}
			if bulk := got.NeedsReason[campaign.Certify] == "bulk"; bulk != (r.Privileged || r.Flagged()) || got.NeedsReason[campaign.Move] != "always" || got.NeedsReason[campaign.Revoke] != "" {
				t.Errorf("%s needs reasons %v", r.Item, got.NeedsReason)
			}
		}
		for what, secret := range map[string]string{
			"secret": o.Torq.OwnerKey().Secret, "client ID of the key in use": "\"" + o.Torq.OwnerKey().ClientID, "journal": "\"prev\"", "folder": o.Home,
		} {
			if strings.Contains(string(data), secret) {
				t.Errorf("the packet of %s has the %s", p.Packet.Reviewer, what)
			}
		}
	}
	if rows != len(sheet.Rows) {
		t.Errorf("%d of %d rows are in packets", rows, len(sheet.Rows))
	}
}

// The roles that a packet offers are those that the rules of the campaign let through.
func TestRolesOfferedAreThoseOfTheRules(t *testing.T) {
	o := newOffice(t)
	sheet, err := o.w.Sheet(t.Context(), o.id)
	if err != nil {
		t.Fatal(err)
	}
	offered := 0
	for _, p := range o.plan(t, packet.Options{}).Packets {
		roles := map[string]packet.Role{}
		for _, r := range p.Packet.Roles {
			roles[r.ID] = r
		}
		places := map[string]string{} // of the role of a row
		for _, row := range p.Packet.Rows {
			places[row.Item] = row.RoleID
		}
		for i := range sheet.Rows {
			r := &sheet.Rows[i]
			if r.Reviewer != p.Packet.Reviewer {
				continue
			}
			others := map[string]campaign.Verdict{}
			for _, other := range roles[places[r.Item]].ReduceTo {
				others[other.ID] = other.Verdict
				offered++
			}
			for _, to := range sheet.Roles {
				if verdict, _ := campaign.Exchange(sheet.Rules, r.Row, to); to.ID != r.RoleID && verdict != others[to.ID] {
					t.Errorf("%s from %s to %s: %q, not %q", r.Item, r.Role, to.Name, others[to.ID], verdict)
				}
			}
		}
	}
	if offered == 0 {
		t.Error("no role is offered")
	}
}

// Packets are made by who manages the campaign, while it is open, for who has something to decide, and never over a file
// without being told.
func TestPacketsAreToldAndWritten(t *testing.T) {
	o := newOffice(t)
	ctx, folder := t.Context(), t.TempDir()
	options := packet.Options{Reviewers: []string{strings.ToUpper(rita)}, Format: packet.HTML, Folder: folder}
	first := o.made(t, options)[0]
	if first.Packet.Reviewer != rita || first.Before != nil || filepath.Base(first.File) != "review-"+o.id+"-rita@example.net.html" {
		t.Errorf("%s for %s", first.File, first.Packet.Reviewer)
	}
	lines := o.Lines(campaign.TypePacketMade)
	var line campaign.PacketMade
	if len(lines) != 1 || json.Unmarshal(lines[0].Data, &line) != nil || line.Packet != first.Hash || line.Reviewer != rita || len(line.Items) != len(first.Packet.Rows) {
		t.Errorf("%d lines, %+v", len(lines), line)
	}
	if _, err := o.w.PlanPackets(ctx, o.id, options); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("a file is replaced without being told: %v", err)
	}
	options.Overwrite = true
	if again := o.made(t, options)[0]; again.Before == nil || again.Before.Packet != first.Hash {
		t.Error("that the same rows are in an earlier packet is not told")
	}
	for says, err := range map[string]error{
		"is managed by":      plannedBy(t, o.Open(rita), o.id, options),
		"nothing in":         plannedBy(t, o.w, o.id, packet.Options{Reviewers: []string{"eve@example.com"}, Folder: folder}),
		"there is no folder": plannedBy(t, o.w, o.id, packet.Options{Reviewers: []string{rita}, Folder: folder + "/none"}),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, not a sentence with %q", err, says)
		}
	}
	// Who signed off gets none; and of a campaign that is over there are none.
	if _, err := o.Open(sam).SignOff(ctx, o.id, ""); err != nil {
		t.Fatal(err)
	}
	all := o.plan(t, packet.Options{})
	if len(all.Packets) != 2 || len(all.Left) != 1 || !strings.Contains(all.Left[0], sam+" signed off already") {
		t.Errorf("%d packets; %v", len(all.Packets), all.Left)
	}
	o.Close(o.w, o.id)
	if err := o.w.MakePackets(ctx, all); err == nil || fault.KindOf(err) != fault.Refused {
		t.Errorf("a packet of a closed campaign: %v", err)
	}
	if _, err := o.w.PlanPackets(ctx, o.id, options); err == nil || !strings.Contains(err.Error(), "is closed") {
		t.Errorf("a packet of a closed campaign: %v", err)
	}
	draft, err := o.w.NewCampaign(ctx, campaign.Plan{Name: "draft", Scope: "all", Due: o.Clock.Now().AddDate(0, 0, 7), Reviewers: []string{rita}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.w.PlanPackets(ctx, draft.ID, options); err == nil || !strings.Contains(err.Error(), "is still a draft") {
		t.Errorf("a packet of a draft: %v", err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("%d files: %v", len(files), err)
	}
}

func plannedBy(t *testing.T, w *review.Workspace, id string, options packet.Options) error {
	t.Helper()
	_, err := w.PlanPackets(t.Context(), id, options)
	return err
}
