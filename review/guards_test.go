package review_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
)

const percent = "remediation.count_percent"

// change changes a setting as the command line does.
func change(t *testing.T, w *review.Workspace, key, value string) core.SettingsChange {
	t.Helper()
	made, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set(key, value) })
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func valueOf(t *testing.T, w *review.Workspace, key string) string {
	t.Helper()
	return must(must(w.Settings(t.Context())).Get(key))
}

func kinds(t *testing.T, w *review.Workspace) (kinds []string) {
	t.Helper()
	for _, a := range must(w.Overview(t.Context())).Attention {
		if a.Kind == review.NeedsAnswer || a.Kind == review.NeedsEyes || a.Kind == review.Loosened {
			kinds = append(kinds, a.Kind)
		}
	}
	return kinds
}

// Where there are two owners, a guard is loosened when the second says yes.
func TestASecondOwnerLoosensAGuard(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	if made := change(t, first, "rules.dormant_days", "60"); len(made.Changed) != 1 {
		t.Fatalf("%+v", made)
	}
	reviewtest.Grant(t, first, lead, rights.Owner)
	reviewtest.Grant(t, first, sam, rights.Manager)
	second, manager := d.open(lead, settings.Credentials{}), d.open(sam, settings.Credentials{})

	made := change(t, first, percent, "50")
	if len(made.Changed) != 0 || len(made.Proposed) != 1 || valueOf(t, first, percent) != "20" {
		t.Fatalf("%+v, %s", made, valueOf(t, first, percent))
	}
	id := made.Proposed[0].ID
	if again := change(t, first, percent, "50"); len(again.Proposed) != 1 || again.Proposed[0].ID != id || len(must(first.Proposals(t.Context()))) != 1 {
		t.Errorf("it was proposed twice: %+v", again)
	}
	if got := kinds(t, first); !slices.Contains(got, review.NeedsAnswer) {
		t.Errorf("%q", got)
	}
	for name, w := range map[string]*review.Workspace{"who proposed it": first, "a manager": manager} {
		if _, err := w.ApproveProposal(t.Context(), id); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := second.ApproveProposal(t.Context(), "p-none"); fault.KindOf(err) != fault.BadInput {
		t.Error(err)
	}
	done := must(second.ApproveProposal(t.Context(), id))
	if done.Outcome != rights.Accepted || done.ClosedBy != lead || valueOf(t, first, percent) != "50" {
		t.Errorf("%+v, %s", done, valueOf(t, first, percent))
	}
	if _, err := second.ApproveProposal(t.Context(), id); fault.KindOf(err) != fault.Refused {
		t.Errorf("twice: %v", err)
	}
	if copied := must(first.SettingsCopy(t.Context())); copied.Off() {
		t.Errorf("%v", copied)
	}
	if made := change(t, first, percent, "30"); len(made.Changed) != 1 {
		t.Errorf("what does not loosen waits: %+v", made)
	}
	if refused := must(first.Refused(t.Context())); len(refused) > 0 {
		t.Errorf("%+v", refused)
	}
	if got := kinds(t, first); !slices.Equal(got, []string{review.NeedsEyes, review.Loosened}) {
		t.Errorf("%q", got) // the first owner's own right was given by nobody else: that of the second owner
	}
}

// A proposal ends when it is withdrawn, declined, or when its setting is changed otherwise.
func TestProposalsEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	reviewtest.Grant(t, first, lead, rights.Owner)
	second := d.open(lead, settings.Credentials{})
	proposed := func() string { return change(t, first, percent, "50").Proposed[0].ID }

	id := proposed()
	if _, err := second.WithdrawProposal(t.Context(), id, ""); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	if p := must(first.WithdrawProposal(t.Context(), id, "")); p.Outcome != rights.TakenBack {
		t.Errorf("%+v", p)
	}
	id = proposed()
	if _, err := second.DeclineProposal(t.Context(), id, " . "); fault.KindOf(err) != fault.BadInput {
		t.Error(err)
	}
	if _, err := first.DeclineProposal(t.Context(), id, "not needed"); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	if p := must(second.DeclineProposal(t.Context(), id, "not needed")); p.Outcome != rights.Rejected || p.Closing != "not needed" {
		t.Errorf("%+v", p)
	}
	if _, err := second.ApproveProposal(t.Context(), id); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	id = proposed()
	change(t, second, percent, "10")
	if _, err := second.ApproveProposal(t.Context(), id); fault.KindOf(err) != fault.Refused || !strings.Contains(err.Error(), "lapsed") {
		t.Error(err)
	}
	if got := valueOf(t, first, percent); got != "10" {
		t.Error(got)
	}
}

// Lines that nobody's tuar would write have no effect, and are listed.
func TestAGuardLoosenedByHand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	reviewtest.Grant(t, first, lead, rights.Owner)
	reviewtest.Grant(t, first, sam, rights.Manager)
	like := strings.Replace(rita, "@", "+b@", 1)
	id := change(t, first, percent, "50").Proposed[0].ID
	pen := &pen{path: filepath.Join(d.home, "default", "journal", "hand.jsonl"), clock: d.clock}
	for name, c := range map[string]struct {
		who, why string
		data     settings.Changed
	}{
		"without a proposal":   {rita, "the yes of a second owner", settings.Changed{Key: percent, Old: "20", New: "50"}},
		"an unknown key":       {rita, "the yes of a second owner", settings.Changed{Key: "of.tomorrow", Old: "20", New: "50"}},
		"no such proposal":     {lead, "there is no proposal p-x", settings.Changed{Key: percent, Old: "20", New: "50", Proposal: "p-x"}},
		"by the same person":   {rita, "another owner must answer it", settings.Changed{Key: percent, Old: "20", New: "50", Proposal: id}},
		"for another value":    {lead, "not to change " + percent + " from 20 to 60", settings.Changed{Key: percent, Old: "20", New: "60", Proposal: id}},
		"for another key":      {lead, "not to change rules.dormant_days", settings.Changed{Key: "rules.dormant_days", Old: "90", New: "100", Proposal: id}},
		"by a manager":         {sam, "is not owner", settings.Changed{Key: percent, Old: "20", New: "50", Proposal: id}},
		"by a look-alike":      {like, "is not owner", settings.Changed{Key: percent, Old: "20", New: "50", Proposal: id}},
		"with the old made up": {rita, "the yes of a second owner", settings.Changed{Key: percent, Old: "90", New: "50"}},
	} {
		before := len(must(first.Refused(t.Context())))
		pen.write(t, first, c.who, settings.TypeChanged, c.data)
		refused := must(first.Refused(t.Context()))
		if len(refused) != before+1 || !strings.Contains(refused[len(refused)-1].Reason, c.why) {
			t.Errorf("%s: %+v", name, refused)
		}
		if got := valueOf(t, first, percent); got != "20" {
			t.Errorf("%s: it is %s", name, got)
		}
	}
	must(d.open(lead, settings.Credentials{}).ApproveProposal(t.Context(), id))
	if got := valueOf(t, first, percent); got != "50" {
		t.Error(got)
	}
}

// pen writes lines into a journal of its own, as people can who know the format.
type pen struct {
	path  string
	clock interface{ Now() time.Time }
	prev  string
	seq   int64
	text  []byte
}

func (p *pen) write(t *testing.T, w *review.Workspace, who, kind string, data any) {
	t.Helper()
	lines := must(w.Journal(t.Context()))
	heads := record.Heads{}
	for i := range lines {
		if lines[i].Writer != "hand" {
			heads.Apply(lines[i])
		}
	}
	p.seq++
	entry := record.Entry{Type: kind, Actor: record.Actor{Email: who, Assurance: record.Declared}, Data: data}
	line, raw, err := record.Make(entry, fmt.Sprintf("hand-%d", p.seq), "hand", p.prev, p.seq, p.clock.Now(), heads.List()...)
	if err != nil {
		t.Fatal(err)
	}
	p.prev, p.text = line.Hash, append(append(p.text, raw...), '\n')
	if err := os.WriteFile(p.path, p.text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// One owner cannot give the second yes in the name of the other, nor have it given by a person of their choice.
func TestNoOwnerSpeaksForAnother(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	ctx := t.Context()
	named := settings.ElevationRule{Role: "Owner", Longest: settings.Duration(time.Hour), Approvals: 1, Approvers: []string{d.colleague()}}
	if err := d.rule(first, named); err != nil {
		t.Fatal(err)
	}
	reviewtest.Grant(t, first, sam, rights.Approver)
	reviewtest.Grant(t, first, lead, rights.Owner)
	key, more := publicKey(t, keygen(t, "ed25519")), publicKey(t, keygen(t, "ed25519"))
	enrolment := func(email, text string) people.KeyData {
		data := people.KeyData{Email: email}
		data.PublicKey, data.Fingerprint, _ = signature.ParseKey(text)
		return data
	}
	must(first.AddPerson(ctx, admin.Addition{Email: lead, PublicKey: key})) // the first
	pen := &pen{path: filepath.Join(d.home, "default", "journal", "hand.jsonl"), clock: d.clock}
	for name, c := range map[string]struct {
		kind, why string
		data      any
		tried     admin.Addition
	}{
		"a further key":              {people.TypeKey, "only they add another", enrolment(lead, more), admin.Addition{Email: lead, PublicKey: more}},
		"an account":                 {people.TypeAccount, "only they add another", people.AccountData{Email: lead, Account: "rita", Host: "desk-7"}, admin.Addition{Email: lead, Account: "rita@desk-7"}},
		"an owner's address":         {people.TypeAlias, "only they add an address", people.Alias{Email: lead, Also: "x@example.org"}, admin.Addition{Email: lead, Also: []string{"x@example.org"}}},
		"an approver's address":      {people.TypeAlias, "approves elevations", people.Alias{Email: sam, Also: "x@example.org"}, admin.Addition{Email: sam, Also: []string{"x@example.org"}}},
		"a named approver's address": {people.TypeAlias, "approves elevations", people.Alias{Email: named.Approvers[0], Also: "x@example.org"}, admin.Addition{Email: named.Approvers[0], Also: []string{"x@example.org"}}},
	} {
		before := len(must(first.Journal(ctx)))
		_, err := first.AddPerson(ctx, c.tried)
		wantKind(t, err, fault.Refused)
		if after := len(must(first.Journal(ctx))); err == nil || !strings.Contains(err.Error(), c.why) || after != before {
			t.Errorf("%s: %v, %d lines more", name, err, after-before)
		}
		told := len(refusals(t, first))
		pen.write(t, first, rita, c.kind, c.data)
		if got := refusals(t, first); len(got) != told+1 || !strings.Contains(got[told], c.why) {
			t.Errorf("%s: %q", name, got)
		}
	}
	known := must(first.KnownPeople(ctx))
	if p, _ := known.Find(lead); len(p.Keys) != 1 || len(p.Account)+len(p.Also) != 0 {
		t.Errorf("%+v", p)
	}
	must(d.open(lead, settings.Credentials{}).AddPerson(ctx, admin.Addition{Email: lead, PublicKey: more, Also: []string{"lea@example.org"}}))
}

// The right of an owner or approver is a guard too, and so is a second owner.
func TestRightsNeedASecondOwner(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	reviewtest.Grant(t, first, lead, rights.Owner)
	reviewtest.Grant(t, first, sam, rights.Owner)
	pen := &pen{path: filepath.Join(d.home, "default", "journal", "hand.jsonl"), clock: d.clock}
	for _, c := range []struct {
		what, who, kind string
		data            any
		why             string
	}{
		{"an approver", rita, rights.TypeGranted, rights.Granted{Email: "x@example.com", Right: rights.Approver}, "the yes of a second owner"},
		{"an owner", rita, rights.TypeGranted, rights.Granted{Email: "x@example.com", Right: rights.Owner}, "the yes of a second owner"},
		{"another owner, taken", rita, rights.TypeRevoked, rights.Revoked{Email: lead, Right: rights.Owner}, "the yes of a second owner"},
		{"a manager", rita, rights.TypeGranted, rights.Granted{Email: "m@example.com", Right: rights.Manager}, ""},
		{"a manager, taken", rita, rights.TypeRevoked, rights.Revoked{Email: "m@example.com", Right: rights.Manager}, ""},
		{"one's own", sam, rights.TypeRevoked, rights.Revoked{Email: sam, Right: rights.Owner}, ""},
	} {
		before := len(must(first.Refused(t.Context())))
		pen.write(t, first, c.who, c.kind, c.data)
		refused := must(first.Refused(t.Context()))
		if (len(refused) > before) != (c.why != "") || c.why != "" && !strings.Contains(refused[len(refused)-1].Reason, c.why) {
			t.Errorf("%s: %+v", c.what, refused)
		}
	}
	pen.write(t, first, rita, rights.TypeProposed, rights.Proposed{Proposal: "p-1", Change: rights.Granting(rights.Approver, "x@example.com")})
	must(d.open(lead, settings.Credentials{}).ApproveProposal(t.Context(), "p-1"))
	if got := must(first.Loosened(t.Context(), time.Time{})); len(got) != 3 || got[2].By != lead || got[2].Proposal.By != rita || got[2].New != "x@example.com" {
		t.Errorf("%+v", got)
	}
}

// A sole owner loosens a guard at once. It is told until somebody else has seen it, and for seven days.
func TestALoosenedGuardIsSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	if made := change(t, w, percent, "50"); len(made.Changed) != 1 {
		t.Fatalf("%+v", made)
	}
	reviewtest.Grant(t, w, sam, rights.Manager)
	if got := kinds(t, w); !slices.Equal(got, []string{review.NeedsEyes}) {
		t.Errorf("%q", got)
	}
	if _, err := w.SeeLoosened(t.Context()); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	if _, err := d.open("x@example.com", settings.Credentials{}).SeeLoosened(t.Context()); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	other := d.open(sam, settings.Credentials{})
	if seen := must(other.SeeLoosened(t.Context())); len(seen) != 1 || seen[0].Key != percent {
		t.Errorf("%+v", seen)
	}
	if seen := must(other.SeeLoosened(t.Context())); len(seen) != 0 {
		t.Errorf("%+v", seen)
	}
	if got := kinds(t, w); !slices.Equal(got, []string{review.Loosened}) {
		t.Errorf("%q", got)
	}
	change(t, w, percent, "60")
	d.clock.Advance(rights.ToldFor + time.Minute)
	if got := kinds(t, w); len(got) != 0 {
		t.Errorf("after seven days: %q", got)
	}
}

// Settings that lock everybody out are refused, and so is the setting that rights replaced.
func TestSettingsThatLockOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	length := must(w.Journal(t.Context()))
	for key, value := range map[string]string{
		"elevation.rules":            `[{"role":"*","longest":"8h","approvals":1,"requesters":["a@example.com"],"approvers":["A@example.com"]}]`,
		"required_assurance.signoff": "ssh",
		"required_assurance.apply":   "os",
		"owners":                     "a@example.com",
	} {
		_, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set(key, value) })
		if kind := fault.KindOf(err); kind != fault.BadInput && kind != fault.Refused {
			t.Errorf("%s: %v", key, err)
		}
	}
	if got := must(w.Journal(t.Context())); len(got) != len(length) {
		t.Errorf("%d lines were %d", len(got), len(length))
	}
}

// What was changed by hand in workspace.json needs an owner, and a second one if it loosens a guard.
func TestAHandOnWorkspaceJSON(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.synced(rita)
	reviewtest.Grant(t, first, lead, rights.Owner)
	reviewtest.Grant(t, first, sam, rights.Manager)
	change(t, first, "rules.dormant_days", "60")
	path := filepath.Join(d.home, "default", "workspace.json")
	text := must(os.ReadFile(path))
	text = bytes.Replace(bytes.Replace(text, []byte(`"dormant_days": 60`), []byte(`"dormant_days": 999`), 1), []byte(`"pending_days": 14`), []byte(`"pending_days": 7`), 1)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.open(sam, settings.Credentials{}).AcceptSettings(t.Context()); fault.KindOf(err) != fault.Refused {
		t.Error(err)
	}
	if !must(first.SettingsCopy(t.Context())).Off() || valueOf(t, first, "rules.pending_days") != "14" {
		t.Error("it has an effect")
	}
	made := must(first.AcceptSettings(t.Context()))
	if len(made.Changed) != 1 || len(made.Proposed) != 1 || valueOf(t, first, "rules.dormant_days") != "60" || valueOf(t, first, "rules.pending_days") != "7" {
		t.Errorf("%+v", made)
	}
	if must(first.SettingsCopy(t.Context())).Off() {
		t.Error("what is proposed is still told as a difference")
	}
	must(d.open(lead, settings.Credentials{}).ApproveProposal(t.Context(), made.Proposed[0].ID))
	if got := valueOf(t, first, "rules.dormant_days"); got != "999" {
		t.Error(got)
	}
}

// The settings in force at opening and at closing are on the record of the campaign.
func TestSettingsInForceAreOnRecord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(rita)
	change(t, w, "domains", "example.com, example.org")
	c := must(w.NewCampaign(t.Context(), campaign.Plan{Name: "Q4", Scope: "all", Due: d.clock.Now().AddDate(0, 0, 9), Reviewers: []string{rita}}))
	must(w.OpenCampaign(t.Context(), c.ID, false))
	change(t, w, percent, "30")
	must(w.CloseCampaign(t.Context(), c.ID, "enough"))
	found := map[string]string{}
	for _, l := range must(w.Journal(t.Context())) {
		var data struct{ Settings []settings.Setting }
		if err := json.Unmarshal(l.Data, &data); err != nil {
			t.Fatal(err)
		}
		for _, one := range data.Settings {
			found[l.Type+" "+one.Key] = one.Value
		}
	}
	for key, want := range map[string]string{
		"campaign.opened " + percent: "20", "campaign.closed " + percent: "30", "campaign.opened owners": rita,
		"campaign.closed domains": "example.com, example.org",
	} {
		if found[key] != want {
			t.Errorf("%s is %q, want %q", key, found[key], want)
		}
	}
	for _, wrong := range []string{"@example.com", "example", "*.example.com", "a b.com"} {
		s := settings.Default()
		if err := s.Set("domains", wrong); err != nil || fault.KindOf(s.Check()) != fault.BadInput {
			t.Errorf("%s: %v, %v", wrong, err, s.Check())
		}
	}
}
