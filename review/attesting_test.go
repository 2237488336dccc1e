package review_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/store/signing"
)

// aKey makes a private key file, and returns its path and fingerprint.
func aKey(t testing.TB) (path, fingerprint string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
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
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return path, ssh.FingerprintSHA256(key)
}

func journalOK(t *testing.T, w *review.Workspace) (ok bool, detail string) {
	t.Helper()
	checks, err := w.CheckJournal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			return false, c.Detail
		}
	}
	return true, ""
}

func TestSignOffAndCloseAreSigned(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	w := d.synced(lead)
	id := d.opened(w, `kind == "user"`, rita, sam).ID
	path, fingerprint := aKey(t)

	enrol(t, w, rita, path)
	asRita := d.open(rita, settings.Credentials{})
	if err := asRita.SignWith(ctx, path, nil); err != nil {
		t.Fatal(err)
	}
	sign, err := asRita.SignOff(ctx, id, "<seen> & \"signed\"\nactor: eve@example.com")
	if err != nil || sign.Assurance != record.BySSH || sign.Key != fingerprint {
		t.Fatalf("%+v, %v", sign, err)
	}
	if plain, err := d.open(sam, settings.Credentials{}).SignOff(ctx, id, ""); err != nil || plain.Assurance != record.Declared || plain.Key != "" {
		t.Errorf("without a key: %+v, %v", plain, err)
	}

	// The owner's key stands in the settings of the installation. No owner enrolled it.
	path, owners := aKey(t)
	file := filepath.Join(d.home, "default", "connection.json")
	if err := os.WriteFile(file, []byte(`{"signing_key":`+string(must(json.Marshal(path)))+`}`), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := d.open(lead, settings.Credentials{}).CloseCampaign(ctx, id, "")
	if err != nil || closed.Key != owners || closed.HeadCode == "" {
		t.Fatalf("%+v, %v", closed, err)
	}

	lines, err := w.Journal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range lines {
		if l.Type != campaign.TypeSignedOff && l.Type != campaign.TypeClosed {
			continue
		}
		var seal campaign.Seal
		if err := json.Unmarshal(l.Data, &seal); err != nil {
			t.Fatal(err)
		}
		if want := (record.Head{Writer: lines[i-1].Writer, Seq: lines[i-1].Seq, Hash: lines[i-1].Hash}); !slices.Contains(seal.Heads, want) {
			t.Errorf("%s names %v, not the line before it", l.Type, seal.Heads)
		}
		if seal.Population == "" {
			t.Errorf("%s names no population", l.Type)
		}
		if l.Actor == sam {
			continue
		}
		by := map[string]string{rita: fingerprint, lead: owners}[l.Actor]
		if sig, ok, err := signature.OfLine(l); !ok || err != nil || sig.Fingerprint != by {
			t.Errorf("%s: %+v, %v, %v", l.Type, sig, ok, err)
		}
		for _, said := range []string{l.Actor, id, seal.Population, `"heads":[{"hash":"` + lines[i-1].Hash} {
			if !strings.Contains(seal.Signature.Signed, said) {
				t.Errorf("%q is not part of what was signed", said)
			}
		}
	}
	if ok, detail := journalOK(t, w); !ok {
		t.Error(detail)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// forge rewrites the journal from the first line that change touches on, with hashes that fit.
func forge(t *testing.T, d *desk, change func(*record.Line) bool) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(d.home, "default", "journal", "*.jsonl"))
	data, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	prev, touched := "", false
	for raw := range bytes.Lines(data) {
		l, err := record.Parse(bytes.TrimSpace(raw))
		if err != nil {
			t.Fatal(err)
		}
		touched = change(&l) || touched
		made, line, err := record.Make(record.Entry{Type: l.Type, Actor: record.Actor{Email: l.Actor, Assurance: l.Assurance}, Data: l.Data},
			l.ID, l.Writer, prev, l.Seq, l.Time.Time, l.Seen...)
		if err != nil {
			t.Fatal(err)
		}
		prev, out = made.Hash, append(append(out, line...), '\n')
	}
	if !touched {
		t.Fatal("nothing was forged")
	}
	if err := os.WriteFile(paths[0], out, 0o600); err != nil {
		t.Fatal(err)
	}
}

func replaced(kind, from, to string) func(*record.Line) bool {
	return func(l *record.Line) bool {
		was := string(l.Data)
		if l.Type == kind {
			l.Data = json.RawMessage(strings.Replace(was, from, to, 1))
		}
		return string(l.Data) != was
	}
}

// A rewritten journal whose hashes fit is given away by what somebody signed.
func TestForgedSignaturesAreNoticed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*record.Line) bool
		want   string
	}{
		"another statement": {replaced(campaign.TypeSignedOff, `"undecided":`, `"undecided":1`), "says something else than what was signed"},
		"another actor": {func(l *record.Line) bool {
			if l.Type != campaign.TypeSignedOff {
				return false
			}
			l.Actor = sam
			return true
		}, "says something else than what was signed"},
		"signed text changed": {replaced(campaign.TypeSignedOff, `"signed":"{`, `"signed":"{ `), "says something else than what was signed"},
		"signature cut":       {replaced(campaign.TypeSignedOff, `-----END`, `-----AND`), "no armoured SSH signature"},
		"another key named":   {replaced(campaign.TypeSignedOff, `"key":"SHA256:`, `"key":"SHA256:x`), "names the key"},
		"claimed, not signed": {func(l *record.Line) bool {
			if l.Type != campaign.TypeOpened {
				return false
			}
			l.Assurance = record.BySSH
			return true
		}, "bears no signature"},
		"a line before it": {replaced(campaign.TypeCreated, `"name":"Q4 review"`, `"name":"Q3 review"`), "had the hash"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			w := d.synced(lead)
			id := d.opened(w, "privileged", rita).ID
			path, _ := aKey(t)
			asRita := d.open(rita, settings.Credentials{})
			if err := asRita.SignWith(t.Context(), path, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := asRita.SignOff(t.Context(), id, ""); err != nil {
				t.Fatal(err)
			}
			forge(t, d, tt.change)
			ok, detail := journalOK(t, d.open(lead, settings.Credentials{}))
			if ok || !strings.Contains(detail, tt.want) {
				t.Errorf("%v, %q", ok, detail)
			}
		})
	}
}

// meanwhile is a signer during whose work the record grows, so many times.
type meanwhile struct {
	signature.Signer
	grow  func()
	times int
}

func (m *meanwhile) Sign(ctx context.Context, message []byte) (signature.Signature, error) {
	if m.times > 0 {
		m.times--
		m.grow()
	}
	return m.Signer.Sign(ctx, message)
}

func (m *meanwhile) Open(ctx context.Context, key string, ask func(context.Context, string) (string, error)) (signature.Signer, error) {
	var err error
	m.Signer, err = signing.Keys{}.Open(ctx, key, ask)
	return m, err
}

func TestTheRecordMayGrowWhileSomebodySigns(t *testing.T) {
	t.Parallel()
	for times, want := range map[int]bool{0: true, 1: true, 2: true, 3: false} {
		d := newDesk(t)
		ctx := t.Context()
		w := d.synced(lead)
		id := d.opened(w, "privileged", rita).ID
		slow := &meanwhile{times: times, grow: func() {
			if _, err := w.NewCampaign(ctx, campaign.Plan{Name: "Other", Scope: "all", Due: d.clock.Now().AddDate(0, 0, 9), Reviewers: []string{rita}}); err != nil {
				t.Error(err)
			}
		}}
		asRita := d.openWith(rita, settings.Credentials{}, slow)
		path, _ := aKey(t)
		if err := asRita.SignWith(ctx, path, nil); err != nil {
			t.Fatal(err)
		}
		_, err := asRita.SignOff(ctx, id, "")
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "nothing was recorded") {
			t.Errorf("grown %d times: %v", times, err)
		}
		if ok, detail := journalOK(t, w); !ok {
			t.Error(detail)
		}
	}
}
