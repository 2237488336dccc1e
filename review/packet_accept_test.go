package review_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// sent is a campaign of a lead with a packet for rita, and answers to it as her browser saves them.
type sent struct {
	*desk
	w       *review.Workspace
	id      string
	rows    []campaign.SheetRow // of rita
	answers packet.Answers
}

func newSent(t *testing.T) *sent {
	t.Helper()
	d := newDeskOf(t, 25)
	s := &sent{desk: d, w: d.synced(lead)}
	s.id = d.opened(s.w, `kind == "user"`, rita, sam).ID
	s.packet(rita)
	return s
}

// packet puts a packet for a reviewer on record, and answers to it.
func (s *sent) packet(reviewer string) {
	t, d := s.t, s.desk
	t.Helper()
	sheet := must(s.w.Sheet(t.Context(), s.id))
	s.answers = packet.Answers{
		Version: 1, Packet: strings.Repeat("0a", 32), Campaign: s.id, Population: must(s.w.Campaign(t.Context(), s.id)).Population, Reviewer: reviewer,
		Name: "Rita Gold", Statement: "I have reviewed the access in this packet.", FinishedAt: d.clock.Now().Add(time.Hour).UTC().Truncate(time.Second),
	}
	made := campaign.PacketMade{Campaign: s.id, Reviewer: reviewer, Packet: s.answers.Packet, Format: "html"}
	for i, r := range sheet.Rows {
		if r.Reviewer != reviewer {
			continue
		}
		if made.Items = append(made.Items, r.Item); r.Email == reviewer {
			continue
		}
		s.rows = append(s.rows, r)
		one := packet.Decision{Item: r.Item, Decision: campaign.Certify, Reason: fmt.Sprint("needed for project ", i), DwellMS: int64(3000 + i), Bulk: 1}
		if i%3 == 0 && !r.Privileged {
			one.Decision, one.Reason = campaign.Revoke, "left the team"
		}
		s.answers.Decisions = append(s.answers.Decisions, one)
	}
	check(t, s.w.RecordPackets(t.Context(), []campaign.PacketMade{made}))
}

// save writes a changed copy of the answers to a file, and returns its path.
func (s *sent) save(change func(*packet.Answers)) string {
	s.t.Helper()
	a := s.answers
	a.Decisions = append([]packet.Decision{}, a.Decisions...)
	if change != nil {
		change(&a)
	}
	data, err := a.Encode()
	check(s.t, err)
	path := filepath.Join(s.t.TempDir(), "answers.json")
	check(s.t, os.WriteFile(path, data, 0o600))
	return path
}

func (s *sent) accept(w *review.Workspace, o campaign.AcceptOptions, paths ...string) (*packet.HandedIn, error) {
	s.t.Helper()
	in, err := w.PreviewAnswers(s.t.Context(), "", paths, o)
	if err != nil {
		return in, err
	}
	return in, w.AcceptAnswers(s.t.Context(), in)
}

func (s *sent) lines() int { return len(must(s.w.Journal(s.t.Context()))) }

// What the reviewer answered is what is recorded, as theirs and relayed; the export says the same, and the file is kept.
func TestAcceptedAnswersAreWhatWasAnswered(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	path := s.save(nil)
	in, err := s.accept(s.w, campaign.AcceptOptions{}, path)
	check(t, err)
	a := in.Acceptances[0]
	if !a.SignsOff || len(a.Choices) != len(s.rows) || a.Assurance != record.Relayed || a.Looked < 3*time.Second {
		t.Errorf("%+v", a)
	}
	rows := exported(t, s.w, s.id)
	found := 0
	for i := range rows.rows {
		for _, d := range s.answers.Decisions {
			if i > 0 && rows.get(i, "item") == d.Item {
				found++
				got := fmt.Sprintln(rows.get(i, "decision"), rows.get(i, "reason"), rows.get(i, "reviewer"), rows.get(i, "assurance"), rows.get(i, "dwell_ms"), rows.get(i, "bulk_size"))
				if want := fmt.Sprintln(d.Decision, d.Reason, rita, "relayed", d.DwellMS, 1); got != want {
					t.Errorf("%s: %s, not %s", d.Item, got, want)
				}
			}
		}
	}
	if found != len(s.rows) {
		t.Errorf("%d of %d rows", found, len(s.rows))
	}
	sign := s.signoff(s.id, rita)
	if sign == nil || sign.Assurance != record.Relayed || sign.Statement != s.answers.Statement || sign.Decided != len(s.rows) || sign.Known.By != lead {
		t.Errorf("%+v", sign)
	}
	kept, err := s.w.Attachments().Attachment(t.Context(), a.Handed.File)
	if want := must(os.ReadFile(path)); err != nil || !bytes.Equal(kept, want) {
		t.Errorf("%v", err)
	}
	if r := refusals(t, s.w); len(r) > 0 {
		t.Error(r)
	}
	// The same file again is no fault, and records nothing.
	before := s.lines()
	in, err = s.accept(s.w, campaign.AcceptOptions{}, path)
	if err != nil || in.Acceptances[0].Again == nil || in.Acceptances[0].Again.By != lead || s.lines() != before {
		t.Errorf("%+v, %v", in, err)
	}
	// After the sign-off nothing can replace it.
	_, err = s.accept(s.w, campaign.AcceptOptions{Replace: true}, s.save(func(a *packet.Answers) { a.Decisions[0].Reason = "something else" }))
	wantKind(t, err, fault.Refused)
	if s.lines() != before {
		t.Error("something was recorded")
	}
}

// Answers that cannot be taken as they are leave nothing in the record, and say what is wrong.
func TestAnswersThatAreNotAccepted(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	before := s.lines()
	files := func() []string { return must(s.w.Attachments().(interface{ List() ([]string, error) }).List()) }
	kept := files() // of the audit log
	other := func() string {
		for _, r := range must(s.w.Sheet(t.Context(), s.id)).Rows {
			if r.Reviewer == sam {
				return r.Item
			}
		}
		return ""
	}()
	for name, c := range map[string]struct {
		change func(*packet.Answers)
		kind   fault.Kind
		says   string
	}{
		"edited packet":    {func(a *packet.Answers) { a.Packet = strings.Repeat("0b", 32) }, fault.BadInput, "edited"},
		"other population": {func(a *packet.Answers) { a.Population = strings.Repeat("0b", 32) }, fault.BadInput, "population"},
		"other reviewer":   {func(a *packet.Answers) { a.Reviewer = sam }, fault.BadInput, "made for " + rita},
		"no such campaign": {func(a *packet.Answers) { a.Campaign = "q1-2020" }, fault.BadInput, "q1-2020"},
		"row of another":   {func(a *packet.Answers) { a.Decisions[1].Item = other }, fault.BadInput, "decision 2: " + other + " is not in the packet"},
		"undecided row":    {func(a *packet.Answers) { a.Decisions = a.Decisions[1:] }, fault.Refused, "1 row of the packet is undecided"},
		"bulk without reason": {func(a *packet.Answers) {
			for i, r := range s.rows {
				if r.Privileged || r.Flagged() {
					a.Decisions[i].Decision, a.Decisions[i].Bulk, a.Decisions[i].Reason = campaign.Certify, 5, ""
				}
			}
		}, fault.Refused, "needs a reason"},
		"no such role": {func(a *packet.Answers) { a.Decisions[0].Decision, a.Decisions[0].ToRole = campaign.Reduce, "nothing" }, fault.BadInput, "there is no role"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.accept(s.w, campaign.AcceptOptions{}, s.save(c.change))
			wantKind(t, err, c.kind)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %q", err, c.says)
			}
			if s.lines() != before {
				t.Error("something was recorded")
			}
		})
	}
	t.Run("all or nothing", func(t *testing.T) {
		_, err := s.accept(s.w, campaign.AcceptOptions{}, s.save(nil), s.save(func(a *packet.Answers) { a.Name = "R. Gold" }))
		if err == nil || !strings.Contains(err.Error(), "two of the files are answers of") || s.lines() != before {
			t.Error(err)
		}
	})
	t.Run("who may", func(t *testing.T) {
		for _, who := range []string{rita, sam} {
			_, err := s.accept(s.open(who, settings.Credentials{}), campaign.AcceptOptions{}, s.save(nil))
			wantKind(t, err, fault.Refused)
		}
	})
	if names := files(); !slices.Equal(names, kept) {
		t.Error("files are left:", names)
	}
}

func TestAnswersToRowsThatChangedSince(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	first, second := s.rows[0], s.rows[1]
	must(s.w.Delegate(t.Context(), s.id, campaign.Handing{Items: []string{first.Item}, To: sam, Reason: "knows them better"}))
	must(s.open(rita, settings.Credentials{}).Decide(t.Context(), s.id, []campaign.Choice{{Item: second.Item, Verdict: campaign.Abstain, Reason: "do not know"}}))
	before := s.lines()
	in, err := s.accept(s.w, campaign.AcceptOptions{}, s.save(nil))
	wantKind(t, err, fault.Refused)
	if in == nil || len(in.Acceptances) != 1 || len(in.Acceptances[0].Changed) != 2 {
		t.Fatalf("%v, %+v", err, in)
	}
	changed := in.Acceptances[0].Changed
	if !strings.Contains(changed[0].Why, "is assigned to "+sam+" now, by "+lead) || !strings.Contains(changed[1].Why, "abstain by "+rita) || s.lines() != before {
		t.Errorf("%+v", changed)
	}
	in, err = s.accept(s.w, campaign.AcceptOptions{SkipChanged: true}, s.save(nil))
	check(t, err)
	if a := in.Acceptances[0]; a.SignsOff || len(a.Choices) != len(s.rows)-2 || !strings.Contains(a.Unsigned, "after the packet was made") {
		t.Errorf("%+v", a)
	}
	if s.signoff(s.id, rita) != nil || len(refusals(t, s.w)) > 0 {
		t.Error("it is signed off", refusals(t, s.w))
	}
}

// Other answers to the same packet are shown as a difference, and replace the first only when asked.
func TestASecondFileOfAnswers(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	in, err := s.accept(s.w, campaign.AcceptOptions{Partial: true}, s.save(func(a *packet.Answers) { a.Decisions = a.Decisions[:len(a.Decisions)-1] }))
	check(t, err)
	if a := in.Acceptances[0]; a.SignsOff || len(a.Undecided) != 1 {
		t.Errorf("%+v", a)
	}
	second := s.save(func(a *packet.Answers) {
		a.Decisions[0].Decision, a.Decisions[0].Reason = campaign.Abstain, "on second thought"
	})
	in, err = s.accept(s.w, campaign.AcceptOptions{}, second)
	wantKind(t, err, fault.Refused)
	if !strings.Contains(fault.Advice(err).String(), "--replace") || len(in.Acceptances[0].Differs) != 2 {
		t.Errorf("%v, %v", err, in.Acceptances[0].Differs)
	}
	_, err = s.accept(s.w, campaign.AcceptOptions{Replace: true}, second)
	check(t, err)
	if s.signoff(s.id, rita) == nil || len(refusals(t, s.w)) > 0 {
		t.Error("it is not signed off", refusals(t, s.w))
	}
}

// A reviewer cannot decide on their own access, and signs off all the same.
func TestAnswersLeaveTheReviewersOwnAccess(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	s := &sent{desk: d, w: d.synced(lead)}
	own := d.server.Admin()
	s.id = d.opened(s.w, fmt.Sprintf("email == %q || role == \"Viewer\"", own), own).ID
	s.packet(own)
	in, err := s.accept(s.w, campaign.AcceptOptions{}, s.save(nil))
	check(t, err)
	a := in.Acceptances[0]
	sign := s.signoff(s.id, own)
	if !a.SignsOff || len(a.Own) == 0 || sign == nil || sign.Undecided != len(a.Own) || sign.Decided != len(a.Choices) {
		t.Errorf("%+v, %+v", a, sign)
	}
}

// Packets have no rows of the second stage: who has some there keeps an open assignment until they are decided with tuar.
func TestAnswersSignNothingOffWhileTheSecondStageIsOpen(t *testing.T) {
	t.Parallel()
	d := newDeskOf(t, 25)
	s := &sent{desk: d, w: d.synced(lead)}
	plan := campaign.Plan{Second: []campaign.Second{{Scope: "privileged", Reviewer: rita}, {Scope: `role == "Viewer"`, Reviewer: fay}}}
	s.id = d.openedAs(s.w, plan, `kind == "user"`, rita, sam).ID
	if _, err := s.w.PlanPackets(t.Context(), s.id, packet.Options{Reviewers: []string{fay}, Format: packet.HTML, Folder: t.TempDir()}); err == nil ||
		!strings.Contains(err.Error(), "decides in the second stage only") {
		t.Errorf("a packet for a second reviewer: %v", err)
	}
	made := must(s.w.PlanPackets(t.Context(), s.id, packet.Options{Format: packet.HTML, Folder: t.TempDir()}))
	if len(made.Second) != 1 || !strings.HasPrefix(made.Second[0], rita) || len(made.Left) != 1 || !strings.HasPrefix(made.Left[0], fay) {
		t.Errorf("%q, %q", made.Second, made.Left)
	}
	s.packet(rita)
	in, err := s.accept(s.w, campaign.AcceptOptions{}, s.save(nil))
	check(t, err)
	if a := in.Acceptances[0]; a.SignsOff || !strings.Contains(a.Unsigned, "second stage") || s.signoff(s.id, rita) != nil {
		t.Errorf("signed off: %+v", a)
	}
	for _, r := range must(s.w.Sheet(t.Context(), s.id)).Rows {
		if st := r.Decision.Stages; st != nil && st.Reviewer == rita {
			check(t, d.decidedBy(sam, s.id, r.Item, campaign.Certify))
			check(t, d.decidedBy(rita, s.id, r.Item, campaign.Certify))
		}
	}
	must(d.open(rita, settings.Credentials{}).SignOff(t.Context(), s.id, ""))
	if sign := s.signoff(s.id, rita); sign == nil || sign.Undecided != 0 {
		t.Errorf("%+v", sign)
	}
}

// A workspace can require that reviewers are known better than by another person's word.
func TestRelayedAnswersWhereMoreIsRequired(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	key := keygen(t, "ed25519")
	enrol(t, s.w, rita, key)
	require := func(least record.Assurance) {
		_, err := s.w.ChangeSettings(t.Context(), func(now *settings.Settings) error { return now.Set("required_assurance.decide", string(least)) })
		check(t, err)
	}
	path := s.save(nil)
	require(record.BySSH)
	_, err := s.accept(s.w, campaign.AcceptOptions{}, path)
	wantKind(t, err, fault.Refused)
	if err == nil || !strings.Contains(err.Error(), "required_assurance.decide requires that the author is known by their SSH key") || !strings.Contains(fault.Advice(err).String(), "ssh-keygen -Y sign") {
		t.Errorf("%v", err)
	}
	before := s.lines()
	forged := record.Actor{Email: rita, Assurance: record.Relayed, Answers: strings.Repeat("0e", 32)}
	s.write(
		record.Entry{Type: campaign.TypeAnswersAccepted, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: campaign.AnswersAccepted{Campaign: s.id, Reviewer: rita, Packet: s.answers.Packet, File: forged.Answers, Name: "R.", Lines: 1}},
		record.Entry{Type: campaign.TypeDecided, Actor: forged, Data: campaign.Decided{Campaign: s.id, Item: s.rows[0].Item, Decision: campaign.Certify, Bulk: 1, Hints: []string{}}},
	)
	if r := refusals(t, s.w); s.lines() != before+2 || len(r) != 1 || !strings.Contains(r[0], "known by a relayed file of answers only") {
		t.Errorf("%q", r)
	}
	signFile(t, key, path)
	_, err = s.accept(s.w, campaign.AcceptOptions{Replace: true}, path)
	check(t, err)
	if sign := s.signoff(s.id, rita); sign == nil || sign.Assurance != record.BySSH {
		t.Errorf("%+v", sign)
	}
}

// Nobody hands in decisions on their own access, unless the reviewer signed them.
func TestAnswersAboutTheAccessOfWhoHandsThemIn(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	holder := s.rows[0].Email
	reviewtest.Grant(t, s.w, holder, rights.Owner)
	by := s.open(holder, settings.Credentials{})
	path := s.save(nil)
	in, err := s.accept(by, campaign.AcceptOptions{}, path)
	wantKind(t, err, fault.Refused)
	if len(in.Acceptances[0].Changed) != 1 || !strings.Contains(in.Acceptances[0].Changed[0].Why, "is the access of "+holder) {
		t.Errorf("%+v", in.Acceptances[0].Changed)
	}
	key := keygen(t, "ed25519")
	fingerprint := enrol(t, s.w, rita, key)
	signFile(t, key, path)
	_, err = s.accept(by, campaign.AcceptOptions{}, path)
	check(t, err)
	sign := s.signoff(s.id, rita)
	if sign == nil || sign.Assurance != record.BySSH || sign.Key != fingerprint || len(refusals(t, s.w)) > 0 {
		t.Errorf("%+v, %v", sign, refusals(t, s.w))
	}
}

func signFile(t *testing.T, key, path string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ssh-keygen", "-Y", "sign", "-n", "tuar", "-f", key, path).CombinedOutput(); err != nil {
		t.Fatalf("%v, %s", err, out)
	}
}

// A signature counts for the person for whom its key was enrolled, over the file as it is.
func TestSignedAnswers(t *testing.T) {
	t.Parallel()
	s := newSent(t)
	key, others := keygen(t, "ed25519"), keygen(t, "rsa")
	enrol(t, s.w, sam, others)
	path := s.save(nil)
	signFile(t, others, path)
	_, err := s.accept(s.w, campaign.AcceptOptions{}, path)
	if err == nil || !strings.Contains(err.Error(), "was enrolled for "+sam) {
		t.Error(err)
	}
	check(t, os.Remove(path+".sig"))
	signFile(t, key, path)
	check(t, os.WriteFile(path, append(must(os.ReadFile(path)), '\n'), 0o600))
	_, err = s.accept(s.w, campaign.AcceptOptions{}, path)
	wantKind(t, err, fault.BadInput)
	if rejected := (*campaign.Rejected)(nil); errors.As(err, &rejected) || err == nil || !strings.Contains(err.Error(), "answers.json.sig") {
		t.Error(err)
	}
	check(t, os.Remove(path+".sig"))
	signFile(t, key, path)
	in, err := s.accept(s.w, campaign.AcceptOptions{}, path)
	check(t, err)
	if sign := s.signoff(s.id, rita); sign.Assurance != record.Relayed || in.Acceptances[0].Assurance != record.Relayed {
		t.Errorf("a key that no owner enrolled counts: %+v", sign)
	}
}
