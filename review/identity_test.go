package review_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/store/signing"
)

// keygen makes a key with ssh-keygen and returns the path of the private one.
func keygen(t testing.TB, kind string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "id")
	made, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", path).CombinedOutput()
	if err != nil {
		t.Skipf("ssh-keygen: %v, %s", err, made)
	}
	return path
}

// enrol has an owner enrol the public half of a key for a person.
func enrol(t testing.TB, owner *review.Workspace, email, key string) (fingerprint string) {
	t.Helper()
	actor, err := owner.Actor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signing.Keys{}.Open(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	made, err := signer.Sign(t.Context(), []byte("which key?"))
	if err != nil {
		t.Fatal(err)
	}
	data := people.KeyData{Email: email, PublicKey: made.PublicKey, Fingerprint: made.Fingerprint}
	if err := owner.Record(t.Context(), record.Entry{Type: people.TypeKey, Actor: actor, Data: data}); err != nil {
		t.Fatal(err)
	}
	return made.Fingerprint
}

// refusals returns why lines of the record have no effect.
func refusals(t testing.TB, w *review.Workspace) (reasons []string) {
	t.Helper()
	all, err := w.Refused(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		reasons = append(reasons, r.Reason)
	}
	return reasons
}

func (d *desk) signing(as, key string) *review.Workspace {
	d.t.Helper()
	w := d.open(as, settings.Credentials{})
	if err := w.SignWith(d.t.Context(), key, nil); err != nil {
		d.t.Fatal(err)
	}
	return w
}

// signoff returns the sign-off of a reviewer, nil if there is none.
func (d *desk) signoff(id, reviewer string) *campaign.Signoff {
	d.t.Helper()
	a, err := d.open(reviewer, settings.Credentials{}).Assignment(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return a.Signed
}

func TestASignatureCountsForThePersonOfItsKeyAlone(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ed25519", "rsa", "ecdsa"} {
		d := newDesk(t)
		w := d.synced(lead)
		id := d.opened(w, `kind == "user"`, rita, sam).ID
		key := keygen(t, kind)

		// Without an owner's word the key says nothing about the person, and its fingerprint stands beside them.
		s, err := d.signing(rita, key).SignOff(t.Context(), id, "")
		if err != nil || s.Assurance != record.Declared || !strings.HasPrefix(s.Key, "SHA256:") {
			t.Fatalf("%+v, %v", s, err)
		}
		want := "self-declared, signed with an unknown key " + s.Key
		if got := s.Known.String(); got != want {
			t.Errorf("%q", got)
		}

		// Enrolled for rita, it signs for no other person: not when asked to, nor in a line written by hand.
		if got := enrol(t, w, rita, key); got != s.Key {
			t.Errorf("%s was enrolled, %s signed", got, s.Key)
		}
		before := len(must(w.Journal(t.Context())))
		_, err = d.signing(sam, key).SignOff(t.Context(), id, "")
		wantKind(t, err, fault.Refused)
		if err == nil || !strings.Contains(err.Error(), s.Key+" was enrolled for "+rita) {
			t.Error(err)
		}
		if after := len(must(w.Journal(t.Context()))); after != before {
			t.Errorf("%d lines more", after-before)
		}
		d.write(d.signedBy(t, w, key, campaign.TypeSignedOff, sam, campaign.SignedOff{Campaign: id, Statement: "mine"}))
		if s := d.signoff(id, sam); s != nil {
			t.Errorf("%+v", s)
		}
		if got := refusals(t, w); len(got) != 1 || !strings.Contains(got[0], "was enrolled for "+rita+" and signs for no other person") {
			t.Errorf("%q", got)
		}

		// Nor can it be enrolled for another person.
		err = w.Record(t.Context(), record.Entry{Type: people.TypeKey, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: people.KeyData{Email: sam, Fingerprint: s.Key, PublicKey: publicKey(t, key)}})
		if got := refusals(t, w); err == nil && (len(got) != 2 || !strings.Contains(got[1], "belongs to "+rita+" already")) {
			t.Errorf("%v, %q", err, got)
		}
	}
}

// signedBy returns an entry by an author, signed with a key for the record as it is, which claims that this is enough.
func (d *desk) signedBy(t testing.TB, w *review.Workspace, key, kind, author string, data any) record.Entry {
	t.Helper()
	heads := record.Heads{}
	for _, l := range must(w.Journal(t.Context())) {
		heads.Apply(l)
	}
	e := record.Entry{Type: kind, Actor: record.Actor{Email: author, Assurance: record.BySSH}, Data: data, Binding: record.Binding{Heads: heads.List()}}
	text, err := signature.Text(e)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signing.Keys{}.Open(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	made, err := signer.Sign(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	e.Binding.Signature = &record.Stamp{Signed: string(text), Armoured: made.Armoured, Key: made.Fingerprint}
	return e
}

func publicKey(t testing.TB, key string) string {
	t.Helper()
	text, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestAnEnrolledKeyCountsUntilItIsWithdrawn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	key := keygen(t, "ed25519")
	fingerprint := enrol(t, w, rita, key)
	id := d.opened(w, `kind == "user"`, rita).ID
	s, err := d.signing(rita, key).SignOff(t.Context(), id, "")
	if err != nil || s.Assurance != record.BySSH || s.Known.String() != "SSH key "+fingerprint {
		t.Fatalf("%+v, %v", s, err)
	}
	gone := people.KeyWithdrawn{Fingerprint: fingerprint, Reason: "laptop lost"}
	if err := w.Record(t.Context(), record.Entry{Type: people.TypeKeyWithdrawn, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: gone}); err != nil {
		t.Fatal(err)
	}
	again := d.opened(w, `kind == "key"`, rita).ID
	s, err = d.signing(rita, key).SignOff(t.Context(), again, "")
	if err != nil || s.Assurance != record.Declared || s.Key != fingerprint {
		t.Errorf("%+v, %v", s, err)
	}
	// What a line by hand claims after that is not more.
	third := d.opened(w, `kind == "user" && privileged`, rita).ID
	d.write(d.signedBy(t, w, key, campaign.TypeSignedOff, rita, campaign.SignedOff{Campaign: third, Statement: "mine"}))
	if s := d.signoff(third, rita); s == nil || s.Assurance != record.Declared || s.Key != fingerprint {
		t.Errorf("%+v", s)
	}
}

func TestASignedLineIsNotRepeated(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	key := keygen(t, "ed25519")
	enrol(t, w, lead, key)
	grant := d.signedBy(t, w, key, rights.TypeGranted, lead, rights.Granted{Email: rita, Right: rights.Approver})
	revoke := record.Entry{Type: rights.TypeRevoked, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: rights.Revoked{Email: rita, Right: rights.Approver}}
	d.write(grant, revoke, grant)
	if err := w.Read(t.Context(), func() error {
		if w.Rights().Has(rita, rights.Approver) {
			t.Error("the repeated line had an effect")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := refusals(t, w); len(got) != 1 || !strings.HasPrefix(got[0], "it repeats what was signed once, for ") {
		t.Errorf("%q", got)
	}
	// A signature that names no place in the record could come from any record.
	adrift := record.Entry{Type: rights.TypeGranted, Actor: record.Actor{Email: lead, Assurance: record.BySSH}, Data: rights.Granted{Email: sam, Right: rights.Manager}}
	text := must(signature.Text(adrift))
	made := must(must(signing.Keys{}.Open(t.Context(), key, nil)).Sign(t.Context(), text))
	adrift.Binding.Signature = &record.Stamp{Signed: string(text), Armoured: made.Armoured, Key: made.Fingerprint}
	if _, err := w.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set("required_assurance.rights", "os") }); err == nil {
		t.Error("a declared owner demanded what they do not have")
	}
	strict := d.signing(lead, key)
	if _, err := strict.ChangeSettings(t.Context(), func(s *settings.Settings) error { return s.Set("required_assurance.rights", "os") }); err != nil {
		t.Fatal(err)
	}
	d.write(adrift)
	if got := refusals(t, w); len(got) != 2 || !strings.Contains(got[1], "the setting required_assurance.rights requires that the author is known by their OS account, and "+lead+" is self-declared") {
		t.Errorf("%q", got)
	}
}

func TestWhatTheWorkspaceWantsSignedIsSigned(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	key := keygen(t, "ed25519")
	fingerprint := enrol(t, w, lead, key)
	strict := d.signing(lead, key)
	for _, act := range []string{"rights", "settings"} {
		if _, err := strict.ChangeSettings(ctx, func(s *settings.Settings) error { return s.Set("required_assurance."+act, "ssh") }); err != nil {
			t.Fatal(err)
		}
	}
	acts := map[string]func(*review.Workspace) error{
		settings.TypeChanged: func(w *review.Workspace) error {
			_, err := w.ChangeSettings(ctx, func(s *settings.Settings) error { return s.Set("rules.dormant_days", "60") })
			return err
		},
		rights.TypeGranted: func(w *review.Workspace) error {
			_, _, err := w.GrantRight(ctx, d.server.Admin(), "manager", "")
			return err
		},
		rights.TypeRevoked: func(w *review.Workspace) error {
			_, err := w.RevokeRight(ctx, d.server.Admin(), "manager", "")
			return err
		},
	}
	for _, kind := range []string{settings.TypeChanged, rights.TypeGranted, rights.TypeRevoked} {
		before := len(must(w.Journal(ctx)))
		err := acts[kind](d.open(lead, settings.Credentials{}))
		wantKind(t, err, fault.Refused)
		if err == nil || !strings.Contains(err.Error(), "requires that the author is known by their SSH key, and "+lead+" is self-declared") || !strings.Contains(fault.Advice(err).String(), "--sign-with KEY") {
			t.Errorf("%s unsigned: %v, %s", kind, err, fault.Advice(err))
		}
		if after := len(must(w.Journal(ctx))); after != before {
			t.Errorf("%s unsigned wrote %d lines", kind, after-before)
		}
		if err := acts[kind](d.signing(lead, key)); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		lines := must(w.Journal(ctx))
		last := lines[len(lines)-1]
		if sig, ok, err := signature.OfLine(last); last.Type != kind || !ok || err != nil || sig.Fingerprint != fingerprint || last.Assurance != record.BySSH {
			t.Errorf("%s: %+v, %v, %v", kind, last, ok, err)
		}
		if prev := lines[len(lines)-2]; !slices.Contains(last.Bound().Heads, record.Head{Writer: prev.Writer, Seq: prev.Seq, Hash: prev.Hash}) {
			t.Errorf("%s names %v, not the line before it", kind, last.Bound().Heads)
		}
	}
	if got := refusals(t, w); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if ok, detail := journalOK(t, w); !ok {
		t.Error(detail)
	}
}

// placed opens the workspace as a process on some machine does.
func (d *desk) placed(as, key string, env settings.Credentials, m core.Machine) *review.Workspace {
	d.t.Helper()
	config, err := reviewtest.ConfigOf(d.home, "default", d.clock, func(string) string { return d.server.URL() })
	if err != nil {
		d.t.Fatal(err)
	}
	config.As, config.Env, config.Secrets, config.Machine, config.Keys = as, env, d.ring, m, signing.Keys{}
	w := review.New(config)
	if key != "" {
		if err := w.SignWith(d.t.Context(), key, nil); err != nil {
			d.t.Fatal(err)
		}
	}
	return w
}

// A new version introduces itself before what it signs, and the signature covers that too.
func TestASignedLineFollowsTheIntroductionOfItsWriter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	id := d.opened(w, `kind == "user"`, rita).ID
	key := keygen(t, "ed25519")
	enrol(t, w, rita, key)
	for i, signed := range []string{"", key} {
		m := core.Machine{Host: "desk-7", Account: "rita", Version: []string{"1", "2"}[i], Platform: "linux/amd64"}
		if i > 0 {
			id = d.opened(w, `kind == "key"`, rita).ID
		}
		if _, err := d.placed(rita, signed, settings.Credentials{}, m).SignOff(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		lines := must(w.Journal(t.Context()))
		last, before := lines[len(lines)-1], lines[len(lines)-2]
		if last.Type != campaign.TypeSignedOff || before.Type != core.TypeIntroduced || last.Bound().Heads[0].Hash != before.Hash {
			t.Errorf("%s after %s names %v", last.Type, before.Type, last.Bound().Heads)
		}
	}
	if ok, detail := journalOK(t, w); !ok {
		t.Error(detail)
	}
}

func TestTheOwnerOfTheKeyInUseIsWhoActs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	admin := d.server.Admin()
	mine := creds(d.server.AdminKey())
	here := core.Machine{Host: "desk-7", Account: "night", Version: "1", Platform: "linux/amd64"}
	id := d.opened(w, `kind == "user" && !privileged`, rita, admin).ID

	for name, act := range map[string]func(*review.Workspace) error{
		"signs off": func(w *review.Workspace) error { _, err := w.SignOff(ctx, id, ""); return err },
		"settings": func(w *review.Workspace) error {
			_, err := w.ChangeSettings(ctx, func(s *settings.Settings) error { return s.Set("rules.dormant_days", "10") })
			return err
		},
		"rights": func(w *review.Workspace) error { _, _, err := w.GrantRight(ctx, admin, "owner", ""); return err },
	} {
		before := len(must(w.Journal(ctx)))
		as := map[bool]string{true: rita, false: lead}[name == "signs off"]
		err := act(d.placed(as, "", mine, here))
		wantKind(t, err, fault.Refused)
		if err == nil || !strings.Contains(err.Error(), "the API key in use belongs to "+admin) {
			t.Errorf("%s: %v", name, err)
		}
		if after := len(must(w.Journal(ctx))); after != before {
			t.Errorf("%s: %d lines more", name, after-before)
		}
	}
	// An owner makes the account a shared desk: both are recorded.
	if err := w.Record(ctx, record.Entry{Type: people.TypeDesk, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: people.Desk{Account: "night", Host: "desk-7", Shared: true, Reason: "one terminal in the operations room"}}); err != nil {
		t.Fatal(err)
	}
	s, err := d.placed(rita, "", mine, here).SignOff(ctx, id, "")
	if err != nil || s.Known != (record.Known{Assurance: record.Declared, KeyOwner: admin}) {
		t.Fatalf("%+v, %v", s, err)
	}
	lines := must(w.Journal(ctx))
	if last := lines[len(lines)-1]; last.Actor != rita || last.Bound().KeyOwner != admin {
		t.Errorf("%+v, %s", last, last.Data)
	}
	if got := refusals(t, w); len(got) > 0 {
		t.Errorf("%q", got)
	}
	// Another account on that host is none, nor is this one on another host.
	for _, m := range []core.Machine{{Host: "desk-7", Account: "day"}, {Host: "desk-8", Account: "night"}, {}} {
		_, err := d.placed(rita, "", mine, m).Actor(ctx)
		wantKind(t, err, fault.Refused)
	}
	// A line by hand that names another person's key from no shared desk has no effect.
	other := d.opened(w, `kind == "key"`, rita).ID
	if err := w.Record(ctx, record.Entry{Type: people.TypeDesk, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: people.Desk{Account: "night", Host: "desk-7", Reason: "each has a key now"}}); err != nil {
		t.Fatal(err)
	}
	_, err = d.placed(rita, "", mine, here).SignOff(ctx, other, "")
	wantKind(t, err, fault.Refused)
	d.write(record.Entry{Type: rights.TypeGranted, Actor: record.Actor{Email: lead, Assurance: record.Declared, KeyOwner: admin}, Data: rights.Granted{Email: rita, Right: rights.Owner}})
	if got := refusals(t, w); len(got) != 1 || !strings.Contains(got[0], "the private API key of another person was in use") {
		t.Errorf("%q", got)
	}
}

func TestAnEnrolledOSAccountIsWhoActs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	here := core.Machine{Host: "desk-7", Account: "rita", Version: "1", Platform: "linux/amd64"}
	id := d.opened(w, `kind == "user"`, rita, sam).ID
	none := settings.Credentials{}
	if a, err := d.placed(rita, "", none, here).Actor(ctx); err != nil || a.Assurance != record.Declared {
		t.Errorf("%+v, %v", a, err)
	}
	if err := w.Record(ctx, record.Entry{Type: people.TypeAccount, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: people.AccountData{Email: rita, Account: "rita", Host: "desk-7"}}); err != nil {
		t.Fatal(err)
	}
	if a, err := d.placed("", "", none, here).Actor(ctx); err != nil || a != (record.Actor{Email: rita, Assurance: record.ByOS}) {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := d.placed(sam, "", none, here).Actor(ctx); err != nil || a != (record.Actor{Email: sam, Assurance: record.Declared}) {
		t.Errorf("%+v, %v", a, err)
	}
	s, err := d.placed(rita, "", none, here).SignOff(ctx, id, "")
	if err != nil || s.Known != (record.Known{Assurance: record.ByOS, Account: "rita@desk-7"}) || s.Known.String() != "OS account rita@desk-7" {
		t.Errorf("%+v, %v", s, err)
	}
	// Who claims it from elsewhere is not more than declared.
	d.write(record.Entry{Type: campaign.TypeSignedOff, Actor: record.Actor{Email: sam, Assurance: record.ByOS}, Data: campaign.SignedOff{Campaign: id, Statement: "mine"}})
	if s := d.signoff(id, sam); s == nil || s.Assurance != record.Declared {
		t.Errorf("%+v", s)
	}
}
