package review_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/signing"
)

// withdraw has lead withdraw a key.
func (d *desk) withdraw(w *review.Workspace, fingerprint string) {
	d.t.Helper()
	gone := people.KeyWithdrawn{Fingerprint: fingerprint, Reason: "laptop lost"}
	by := record.Actor{Email: lead, Assurance: record.Declared}
	if err := w.Record(d.t.Context(), record.Entry{Type: people.TypeKeyWithdrawn, Actor: by, Data: gone}); err != nil {
		d.t.Fatal(err)
	}
}

// packedBy makes a pack, signed with a key unless that is empty.
func packedBy(t *testing.T, w *review.Workspace, id, key string) (path string) {
	t.Helper()
	o := evidence.PackOptions{Path: filepath.Join(t.TempDir(), "pack.zip")}
	if key != "" {
		o.Sign = must(signing.Keys{}.Open(t.Context(), key, nil))
	}
	must(w.PackEvidence(t.Context(), id, o))
	return o.Path
}

var judgedByPython = regexp.MustCompile(`(?m)^(FAIL|weak|pass)  (.*)$`)

// judged returns what verify says under a name, and the lines of check.py that fail, are weak or are about the signature
// of the manifest.
func judged(t *testing.T, path, name string, o evidence.VerifyOptions) (by verify.Check, python []string) {
	t.Helper()
	result := verified(t, path, o)
	by = result.Checks[slices.IndexFunc(result.Checks, func(c verify.Check) bool { return c.Name == name })]
	out, _ := runCheckPy(t, must(exec.LookPath("python3")), t.TempDir(), contentOf(t, path))
	for _, found := range judgedByPython.FindAllStringSubmatch(out, -1) {
		wrong := found[1] != "pass" && !strings.HasPrefix(found[2], "source: ")
		if wrong || strings.HasPrefix(found[2], "the manifest is signed") {
			python = append(python, found[1]+": "+found[2])
		}
	}
	return by, python
}

// verdict says how a check came out.
func verdict(c verify.Check) string {
	return map[bool]string{false: "FAIL", true: "pass"}[c.OK] + map[bool]string{true: ", weak"}[c.Weak]
}

// Whoever has a key that was withdrawn spoils no pack with lines that they sign with it: verify and check.py name such
// lines, and they count as declared.
func TestALineSignedWithAWithdrawnKeyIsWeak(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no python3")
	}
	d := newDesk(t)
	w := d.synced(lead)
	key := keygen(t, "ed25519")
	fingerprint := enrol(t, w, rita, key)
	id, second := d.opened(w, `kind == "user"`, rita).ID, d.opened(w, `kind == "key"`, rita).ID
	third := d.opened(w, `kind == "user" && privileged`, rita).ID
	must(d.signing(rita, key).SignOff(t.Context(), id, ""))
	by, python := judged(t, packedBy(t, w, id, ""), "signed lines", evidence.VerifyOptions{})
	if verdict(by) != "pass" || len(python) > 0 {
		t.Errorf("before: %s: %s; %q", verdict(by), by.Detail, python)
	}
	d.withdraw(w, fingerprint)
	must(d.signing(rita, key).SignOff(t.Context(), second, ""))
	path := packedBy(t, w, id, "")
	by, python = judged(t, path, "signed lines", evidence.VerifyOptions{})
	const one = "1 line is signed with a key that was withdrawn before: it counts as declared"
	if verdict(by) != "pass, weak" || !strings.HasPrefix(by.Detail, one+"\n") || len(python) != 1 ||
		!strings.HasPrefix(python[0], "weak: "+one+": journal/") {
		t.Errorf("one: %s: %s; %q", verdict(by), by.Detail, python)
	}
	// A list that knows the key for as long as it counted finds no more fault with it.
	lines := must(w.Journal(t.Context()))
	gone := lines[slices.IndexFunc(lines, func(l record.Line) bool { return l.Type == people.TypeKeyWithdrawn })]
	allowed := filepath.Join(t.TempDir(), "allowed")
	text := fmt.Sprintf("%s valid-before=\"%s\" %s\n", rita,
		gone.Time.UTC().Add(time.Second).Format("20060102150405Z"), publicKey(t, key))
	if err := os.WriteFile(allowed, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if by, _ := judged(t, path, "signed lines", evidence.VerifyOptions{AllowedSigners: allowed}); verdict(by) != "pass, weak" {
		t.Errorf("with a list: %s: %s", verdict(by), by.Detail)
	}
	// A line by hand that claims more is no different.
	d.write(d.signedBy(t, w, key, campaign.TypeSignedOff, rita, campaign.SignedOff{Campaign: third, Statement: "mine"}))
	by, python = judged(t, packedBy(t, w, id, ""), "signed lines", evidence.VerifyOptions{})
	const two = "2 lines are signed with a key that was withdrawn before: they count as declared"
	if verdict(by) != "pass, weak" || !strings.HasPrefix(by.Detail, two+"\n") || len(python) != 1 ||
		!strings.HasPrefix(python[0], "weak: "+two) {
		t.Errorf("two: %s: %s; %q", verdict(by), by.Detail, python)
	}
	// Enrolled anew, the key counts again for what comes.
	enrol(t, w, rita, key)
	if by, _ := judged(t, packedBy(t, w, id, key), "signature", evidence.VerifyOptions{}); verdict(by) != "pass" {
		t.Errorf("enrolled anew: %s: %s", verdict(by), by.Detail)
	}
}

// A pack vouches for all that is in it: it fails if its own signature is by a key that was withdrawn, or not for tuar.
func TestAPackSignedWithAWithdrawnKeyFails(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no python3")
	}
	d := newDesk(t)
	w := d.synced(lead)
	key, lost, throwAway := keygen(t, "ed25519"), keygen(t, "ed25519"), keygen(t, "ecdsa")
	enrol(t, w, lead, key)
	fingerprint := enrol(t, w, rita, lost)
	id := d.opened(w, `kind == "user"`, rita).ID
	d.withdraw(w, fingerprint)
	for _, tt := range []struct {
		name, key, namespace string
		verdict, says        string
		python               string
	}{
		{"a key that counts", key, "", "pass", "enrolled for " + lead, "pass: the manifest is signed with key .*, enrolled for " + lead},
		{"no enrolled key", throwAway, "", "pass, weak", "no one has vouched for", "weak: the manifest is signed with key .*, that no one has vouched for"},
		{"a withdrawn key", lost, "", "FAIL", "withdrawn", "FAIL: the manifest is signed .*: key " + regexp.QuoteMeta(fingerprint) + " was enrolled for " + rita + " and withdrawn"},
		{"for something else", key, "git", "FAIL", "not signed as it claims", "FAIL: the manifest is signed .*: it is not signed for tuar"},
	} {
		path := packedBy(t, w, id, tt.key)
		if tt.namespace != "" {
			c := contentOf(t, path)
			sign := exec.CommandContext(t.Context(), "ssh-keygen", "-Y", "sign", "-n", tt.namespace, "-f", tt.key)
			sign.Stdin = bytes.NewReader(c.files[pack.ManifestPath])
			c.files[pack.SignaturePath] = must(sign.Output())
			path = c.write()
		}
		by, python := judged(t, path, "signature", evidence.VerifyOptions{})
		if verdict(by) != tt.verdict || !strings.Contains(by.Detail, tt.says) {
			t.Errorf("%s: verify: %s: %s", tt.name, verdict(by), by.Detail)
		}
		if len(python) != 1 || !regexp.MustCompile("^"+tt.python).MatchString(python[0]) {
			t.Errorf("%s: check.py: %q", tt.name, python)
		}
	}
}
