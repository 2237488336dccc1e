package review_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
	"github.com/tuar-dev/tuar/store/signing"
)

// office is a campaign that two people reviewed at two machines, closed, carried out, and packed.
type office struct {
	*desk
	beta     *desk // the other machine, in front of the same workspace folder
	id       string
	key      string // of the lead, who signs with it
	ritas    string // of rita; sam does not sign
	allowed  string // allowed signers
	headCode string // of the closing
	path     string // of the signed pack
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{desk: newDeskOf(t, 40)}
	ctx := t.Context()
	w := o.synced(lead)
	o.id = o.opened(w, `kind == "user"`, rita, sam).ID
	other := *o.desk
	other.home = t.TempDir()
	if err := os.Symlink(filepath.Join(o.home, "default"), filepath.Join(other.home, "default")); err != nil {
		t.Skip("one folder for two machines needs symbolic links:", err)
	}
	o.beta = &other

	var fingerprint string
	o.key, fingerprint = aKey(t)
	asRita, asSam := o.open(rita, settings.Credentials{}), o.beta.open(sam, settings.Credentials{})
	o.ritas, _ = aKey(t)
	for key, w := range map[string]*review.Workspace{o.ritas: asRita, o.key: w} {
		if err := w.SignWith(ctx, key, nil); err != nil {
			t.Fatal(err)
		}
	}
	for who, w := range map[string]*review.Workspace{rita: asRita, sam: asSam} {
		o.decideAssignment(w, who)
	}
	for _, w := range []*review.Workspace{asRita, asSam} {
		if _, err := w.SignOff(ctx, o.id, ""); err != nil {
			t.Fatal(err)
		}
	}
	closed, err := w.CloseCampaign(ctx, o.id, "")
	if err != nil || closed.Key != fingerprint {
		t.Fatal(closed, err)
	}
	o.headCode = closed.HeadCode
	if _, err := w.ApplyRemediation(ctx, o.id, remediation.ApplyOptions{KeepGoing: true}); err != nil {
		t.Fatal(err)
	}
	o.allowed = filepath.Join(t.TempDir(), "allowed_signers")
	o.allow(o.allowed, o.key, lead)
	o.allow(o.allowed, o.ritas, rita)
	o.path = o.pack(o.desk, o.key)
	return o
}

// decideAssignment has somebody decide all of their assignment: what has a hint with a reason, every tenth row revoked.
func (o *office) decideAssignment(w *review.Workspace, who string) {
	o.t.Helper()
	sheet, err := w.Sheet(o.t.Context(), o.id)
	if err != nil {
		o.t.Fatal(err)
	}
	var choices []campaign.Choice
	for _, r := range sheet.Rows {
		if r.Reviewer != who {
			continue
		}
		c := campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed"}
		if len(choices)%10 == 9 && !r.Privileged {
			c.Verdict, c.Reason = campaign.Revoke, "not used"
		}
		choices = append(choices, c)
	}
	decided(o.t, w, o.id, choices...)
}

// allow adds a line to a list of allowed signers that gives the key to these names.
func (o *office) allow(path, key, names string) {
	o.t.Helper()
	signer, err := signing.Keys{}.Open(o.t.Context(), key, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	sig, err := signer.Sign(o.t.Context(), nil)
	if err != nil {
		o.t.Fatal(err)
	}
	before, _ := os.ReadFile(path) // there may be none
	if err := os.WriteFile(path, append(before, names+" "+sig.PublicKey+"\n"...), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// pack packs the campaign as that desk sees it, signed if there is a key, and returns the file.
func (o *office) pack(d *desk, key string) string {
	o.t.Helper()
	w := d.open(lead, settings.Credentials{})
	options := evidence.PackOptions{Path: filepath.Join(o.t.TempDir(), "evidence.zip")}
	if key != "" {
		var err error
		if options.Sign, err = w.Signer(o.t.Context(), key, nil); err != nil {
			o.t.Fatal(err)
		}
	}
	if _, err := w.PackEvidence(o.t.Context(), o.id, options); err != nil {
		o.t.Fatal(err)
	}
	return options.Path
}

// verified is what becomes of a file.
func verified(t *testing.T, path string, o evidence.VerifyOptions) verify.Result {
	t.Helper()
	result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// failed are the checks that failed, and what they said.
func failed(r verify.Result) (names []string, said map[string]string) {
	said = map[string]string{}
	for _, c := range r.Checks {
		if !c.OK {
			names = append(names, c.Name)
		}
		said[c.Name] = c.Detail
	}
	return names, said
}

// TestPacksThatCheckOut are the witnesses of a pack that nobody touched.
func TestPacksThatCheckOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, against := range map[string]evidence.VerifyOptions{
		"alone":                {},
		"allowed signers":      {AllowedSigners: o.allowed},
		"head code":            {Heads: []string{o.headCode}},
		"both, and the others": {AllowedSigners: o.allowed, Heads: []string{strings.ToUpper(o.headCode), strings.ReplaceAll(o.headCode, "-", "")}},
	} {
		result := verified(t, o.path, against)
		names, said := failed(result)
		if !result.OK || len(names) > 0 || len(result.Checks) != 15 {
			t.Errorf("%s: %v, %v", name, names, said)
		}
		if !strings.Contains(said["journals"], "in 2 journals") || !strings.Contains(said["signed lines"], o.id) && !strings.Contains(said["signed lines"], "SHA256:") {
			t.Errorf("%s: %v", name, said)
		}
	}
	if ok, detail := journalOK(t, o.open(lead, settings.Credentials{})); !ok {
		t.Error(detail)
	}
	_, err := review.VerifyEvidence(t.Context(), store.Files{}, o.path, evidence.VerifyOptions{Heads: []string{"not a code"}})
	wantKind(t, err, fault.BadInput)
	_, err = review.VerifyEvidence(t.Context(), store.Files{}, o.path+"x", evidence.VerifyOptions{})
	wantKind(t, err, fault.BadInput)
	_, err = review.VerifyEvidence(t.Context(), store.Files{}, o.path, evidence.VerifyOptions{AllowedSigners: o.path})
	wantKind(t, err, fault.BadInput)
}

// content is what a pack holds, to be tampered with.
type content struct {
	t     *testing.T
	files map[string][]byte
	names []string // in the order of the archive; empty for that of the paths
	heads map[string]func(*zip.FileHeader)
	after func([]byte) []byte // changes the archive itself
}

func contentOf(t *testing.T, path string) *content {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	c := &content{t: t, files: map[string][]byte{}, heads: map[string]func(*zip.FileHeader){}}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if c.files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// edit replaces the first occurrence of a text in a file.
func (c *content) edit(path, from, to string) {
	c.t.Helper()
	if !bytes.Contains(c.files[path], []byte(from)) {
		c.t.Fatalf("%s does not hold %q", path, from)
	}
	c.files[path] = bytes.Replace(c.files[path], []byte(from), []byte(to), 1)
}

// lines are those of a file, each with its newline.
func (c *content) lines(path string) [][]byte { return slices.Collect(bytes.Lines(c.files[path])) }

// relist makes a manifest that fits, and takes the signature away, which no more would.
func (c *content) relist() {
	delete(c.files, pack.SignaturePath)
	delete(c.files, pack.ManifestPath)
	var manifest bytes.Buffer
	for _, path := range slices.Sorted(maps.Keys(c.files)) {
		fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(c.files[path]), path)
	}
	c.files[pack.ManifestPath] = manifest.Bytes()
}

// rechain rewrites a writer's journal with hashes that fit.
func (c *content) rechain(writer string, change func([]record.Line) []record.Line) {
	c.t.Helper()
	path := pack.JournalPath(writer)
	var lines []record.Line
	for _, raw := range c.lines(path) {
		l, err := record.Parse(bytes.TrimSpace(raw))
		if err != nil {
			c.t.Fatal(err)
		}
		lines = append(lines, l)
	}
	var out []byte
	prev := ""
	for i, l := range change(lines) {
		made, raw, err := record.Make(record.Entry{Type: l.Type, Actor: record.Actor{Email: l.Actor, Assurance: l.Assurance}, Data: l.Data},
			l.ID, l.Writer, prev, int64(i+1), l.Time.Time, l.Seen...)
		if err != nil {
			c.t.Fatal(err)
		}
		prev, out = made.Hash, append(append(out, raw...), '\n')
	}
	c.files[path] = out
}

var bulkOf = regexp.MustCompile(`"bulk":\d+,`)

// putIn begins a journal of another writer with the first line of that type in the journal at path, at the same time.
func (c *content) putIn(writer, path, kind string) {
	c.t.Helper()
	for _, raw := range c.lines(path) {
		l, err := record.Parse(bytes.TrimSpace(raw))
		if err != nil {
			c.t.Fatal(err)
		}
		if l.Type != kind {
			continue
		}
		data := json.RawMessage(bulkOf.ReplaceAll(l.Data, []byte(`"bulk":1,`))) // as a whole act
		_, made, err := record.Make(record.Entry{Type: l.Type, Actor: record.Actor{Email: l.Actor, Assurance: l.Assurance}, Data: data}, l.ID, writer, "", 1, l.Time.Time)
		if err != nil {
			c.t.Fatal(err)
		}
		c.files[pack.JournalPath(writer)] = append(made, '\n')
		return
	}
	c.t.Fatalf("%s has no line %s", path, kind)
}

// zipped writes the archive as tuar does: every header says all there is to say.
func (c *content) zipped() []byte {
	c.t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	names := c.names
	if names == nil {
		names = slices.Sorted(maps.Keys(c.files))
	}
	for _, name := range names {
		var pressed bytes.Buffer
		if !strings.HasSuffix(name, "/") { // a folder holds no bytes
			press, _ := flate.NewWriter(&pressed, flate.BestCompression)
			_, _ = press.Write(c.files[name])
			_ = press.Close()
		}
		head := &zip.FileHeader{
			Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(c.files[name]),
			UncompressedSize64: uint64(len(c.files[name])), CompressedSize64: uint64(pressed.Len()),
		}
		head.SetMode(0o644)
		if change := c.heads[name]; change != nil {
			change(head)
		}
		w, err := z.CreateRaw(head)
		if err != nil {
			c.t.Fatal(err)
		}
		if pressed.Len() == 0 {
			continue
		}
		if _, err := w.Write(pressed.Bytes()); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		c.t.Fatal(err)
	}
	if c.after != nil {
		return c.after(out.Bytes())
	}
	return out.Bytes()
}

// write writes the archive to a file.
func (c *content) write() string {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), "tampered.zip")
	if err := os.WriteFile(path, c.zipped(), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}
