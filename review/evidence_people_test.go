package review_test

import (
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/tabular"
)

// peopled is a pack of a campaign in which rows were handed over, decided in another's place, in bulk and in haste.
type peopled struct {
	*desk
	w     *review.Workspace
	id    string
	items map[string][]string // by the reviewer to whom they were assigned at opening
	pack  *content
}

// newPeopled has rita and sam review. The lead hands two rows of rita to sam and one to mia, then decides on one of rita's
// in her place.
func newPeopled(t *testing.T) *peopled {
	t.Helper()
	d := newDeskOf(t, 25)
	w := d.synced(lead)
	p := &peopled{desk: d, w: w, id: d.opened(w, `kind == "user"`, rita, sam).ID, items: map[string][]string{}}
	for _, r := range must(w.Sheet(t.Context(), p.id)).Rows {
		p.items[r.Reviewer] = append(p.items[r.Reviewer], r.Item)
	}
	hers := p.items[rita]
	must(w.AddPerson(t.Context(), admin.Addition{Email: "mia@example.com"}))
	must(w.Delegate(t.Context(), p.id, campaign.Handing{Items: hers[:2], To: sam, Reason: "rita is on leave"}))
	must(w.Delegate(t.Context(), p.id, campaign.Handing{Items: hers[2:3], To: "mia@example.com", Reason: "mia knows them"}))
	p.decide(lead, campaign.Choice{Item: hers[3], Verdict: campaign.Revoke, Reason: "rita cannot tell"})
	p.decide(rita, campaign.Choice{Item: hers[4], Verdict: campaign.Certify, Reason: "needed", DwellMS: 900})
	p.decide(sam, campaign.Choice{Item: hers[0], Verdict: campaign.Certify, Reason: "needed", DwellMS: 4000})
	p.decide(sam, campaign.Choice{Item: hers[1], Verdict: campaign.Abstain, Reason: "not mine"},
		campaign.Choice{Item: p.items[sam][0], Verdict: campaign.Certify, Reason: "needed"})
	must(w.ChangeSettings(t.Context(), func(s *settings.Settings) error { s.Rules.DormantDays++; return nil }))
	return p
}

func (p *peopled) decide(as string, choices ...campaign.Choice) {
	p.t.Helper()
	must(p.open(as, settings.Credentials{}).Decide(p.t.Context(), p.id, choices))
}

// packed makes the pack.
func (p *peopled) packed(t *testing.T) *content {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(p.w.PackEvidence(t.Context(), p.id, evidence.PackOptions{Path: path}))
	p.pack = contentOf(t, path)
	return p.pack
}

// column returns the cells of a column of a table, with blanks between the cells of several columns.
func (p *peopled) column(t *testing.T, table string, names ...string) (cells []string) {
	t.Helper()
	sheet, err := tabular.ReadCSV(p.pack.files[pack.TablePath(table, "csv")])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range sheet.Rows {
		var one []string
		for _, name := range names {
			one = append(one, row.Cells[slices.Index(sheet.Header, name)])
		}
		cells = append(cells, strings.Join(one, " "))
	}
	return cells
}

func TestAssignmentsInAPack(t *testing.T) {
	t.Parallel()
	p := newPeopled(t)
	p.packed(t)
	rows := func(n int) string { return strconv.Itoa(n) }
	want := []string{
		"assigned lead@example.com  rita@example.com " + rows(len(p.items[rita])) + " ", "assigned lead@example.com  sam@example.com " + rows(len(p.items[sam])) + " ",
		"reassigned lead@example.com rita@example.com sam@example.com 2 rita is on leave",
		"reassigned lead@example.com rita@example.com mia@example.com 1 mia knows them",
	}
	if got := p.column(t, "assignments", "act", "by", "from", "to", "rows", "reason"); !slices.Equal(got, want) {
		t.Errorf("assignments: %q, want %q", got, want)
	}
	moved := map[string]string{}
	for _, one := range p.column(t, "decisions", "item", "assigned_to", "reassigned_from", "in_place_of") {
		if item, rest, _ := strings.Cut(one, " "); strings.Count(rest, "@") > 1 {
			moved[item] = rest
		}
	}
	hers := p.items[rita]
	wanted := map[string]string{
		hers[0]: "sam@example.com rita@example.com ", hers[1]: "sam@example.com rita@example.com ", hers[2]: "mia@example.com rita@example.com ",
		hers[3]: "rita@example.com  rita@example.com",
	}
	if !maps.Equal(moved, wanted) {
		t.Errorf("decisions: %q, want %q", moved, wanted)
	}
}

// The lead is no reviewer of the campaign, but decided in the place of one; mia has a row and did nothing.
func TestReviewersInAPack(t *testing.T) {
	t.Parallel()
	p := newPeopled(t)
	must(p.open(sam, settings.Credentials{}).SignOff(t.Context(), p.id, ""))
	p.packed(t)
	hers, his := len(p.items[rita]), len(p.items[sam])
	want := []string{
		"lead@example.com false 0 0 0 1 0 1 1 0 0  declared 1 false",
		"mia@example.com true 0 1 1 0 0 0 0 0 0   false",
		fmt.Sprintf("rita@example.com true %d %d %d 1 1 0 0 0 1 900 declared 1 false", hers, hers-3, hers-5),
		fmt.Sprintf("sam@example.com true %d %d %d 3 2 0 0 2 0 4000 declared 3 true", his, his+2, his-1),
	}
	got := p.column(t, "reviewers", "reviewer", "named", "rows_at_opening", "rows_assigned", "undecided", "decided", "certified", "revoked", "outside_assignment",
		"in_bulk", "under_two_seconds", "median_ms", "assurance", "signed_off_at")
	for i, one := range got {
		at := one[strings.LastIndex(one, " ")+1:]
		got[i] = strings.TrimSuffix(one, at) + strconv.FormatBool(at != "")
	}
	if !slices.Equal(got, want) {
		t.Errorf("reviewers: %q, want %q", got, want)
	}
	for _, one := range p.column(t, "reviewers", "reviewer", "first_act_at", "last_act_at") {
		if acted := strings.Count(one, "T") == 2; acted == strings.HasPrefix(one, "mia") {
			t.Errorf("acts: %s", one)
		}
	}
}

func TestWritersInAPack(t *testing.T) {
	t.Parallel()
	p := newPeopled(t)
	for i, version := range []string{"1", "2"} {
		as := []string{rita, sam}[i]
		w := p.placed(as, "", settings.Credentials{}, core.Machine{Host: "desk-7", Account: "root", Version: version, Platform: "linux/amd64"})
		must(w.Decide(t.Context(), p.id, []campaign.Choice{{Item: p.items[as][5], Verdict: campaign.Certify, Reason: "needed"}}))
	}
	p.write(record.Entry{Type: "decision.made", Actor: record.Actor{Email: "eve@example.net", Assurance: record.Declared}, Data: campaign.Decided{
		Campaign: p.id, Item: p.items[rita][6], Decision: campaign.Certify, Reason: "mine", Bulk: 1, Hints: []string{},
	}})
	p.packed(t)
	got := p.column(t, "writers", "host", "account", "version", "platform", "people", "refused")
	want := []string{"desk-7 root 1, 2 linux/amd64 eve@example.net, lead@example.com, rita@example.com, sam@example.com 1"}
	if !slices.Equal(got, want) {
		t.Errorf("writers: %q, want %q", got, want)
	}
}

// A pack whose tables about people were changed is found out by check.py, and one that was not passes.
func TestCheckPyDerivesTheTablesAboutPeople(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	p := newPeopled(t)
	kept := p.packed(t)
	for name, tt := range map[string]struct{ table, from, to string }{
		"as it is":                       {},
		"a reassignment by another":      {"assignments", "reassigned,lead@example.com", "reassigned,rita@example.com"},
		"a reassignment of more rows":    {"assignments", ",2,,,rita is on leave", ",3,,,rita is on leave"},
		"a reassignment without reason":  {"assignments", "rita is on leave", ""},
		"a reviewer of fewer in bulk":    {"reviewers", ",2,0,2,4000,", ",0,0,2,4000,"},
		"a reviewer who was slower":      {"reviewers", ",900,", ",9000,"},
		"a reviewer who is not named":    {"reviewers", "lead@example.com,false", "lead@example.com,true"},
		"a rule changed by another":      {"rule_changes", "lead@example.com,", "rita@example.com,"},
		"a rule changed later":           {"rule_changes", "while open", "after closing"},
		"a writer of another person":     {"writers", "sam@example.com", "eve@example.com"},
		"a writer elsewhere":             {"writers", "not recorded", "desk-8"},
		"a decision in one's own place":  {"decisions", ",lead@example.com,rita@example.com,", ",lead@example.com,,"},
		"a row that was always assigned": {"decisions", ",mia@example.com,rita@example.com,", ",mia@example.com,,"},
	} {
		t.Run(name, func(t *testing.T) {
			c := &content{t: t, files: maps.Clone(kept.files)}
			if tt.table != "" {
				relisted(edited(pack.TablePath(tt.table, "csv"), tt.from, tt.to))(c)
			}
			out, _ := runCheckPy(t, python, t.TempDir(), c)
			wrong := regexp.MustCompile(`(?m)^FAIL  .*$`).FindAllString(strings.ReplaceAll(out, "FAIL  source: made from 127.0.0.1: not Torq", ""), -1)
			if found := strings.Contains(out, "FAIL  "+tt.table+", derived anew from the journals"); tt.table != "" && !found || tt.table == "" && len(wrong) > 0 {
				t.Errorf("check.py: %q", wrong)
			}
		})
	}
}
