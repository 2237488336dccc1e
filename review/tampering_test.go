package review_test

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

// tampering is something done to a pack, and what must be said of it.
type tampering struct {
	do    func(c *content)
	check string // that fails
	says  string
	alone bool // no other check fails: only this one can notice
	by    func(o *office, v *evidence.VerifyOptions)
}

// TestTampering edits a real pack in every way its makers could think of. Each must be noticed, and told where it is.
func TestTampering(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("some hundred packs take their time")
	}
	o := newOffice(t)
	kinds := map[string]tampering{}
	for _, more := range []map[string]tampering{archiveTampering(), manifestTampering(), journalTampering(o), contentTampering(), witnessTampering(o)} {
		for name := range more {
			if _, twice := kinds[name]; twice {
				t.Fatalf("%q is there twice", name)
			}
		}
		maps.Copy(kinds, more)
	}
	t.Logf("%d kinds of tampering", len(kinds))
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			c := contentOf(t, o.path)
			kind.do(c)
			var against evidence.VerifyOptions
			if kind.by != nil {
				kind.by(o, &against)
			}
			result := verified(t, c.write(), against)
			names, said := failed(result)
			if result.OK || !slices.Contains(names, kind.check) || !strings.Contains(said[kind.check], kind.says) {
				t.Errorf("failed: %v\n%s: %s\nwant: %s", names, kind.check, said[kind.check], kind.says)
			}
			if kind.alone && len(names) > 1 {
				t.Errorf("failed besides: %v, %v", names, said)
			}
		})
	}
}

func withAllowed(o *office, v *evidence.VerifyOptions) { v.AllowedSigners = o.allowed }

func withHead(o *office, v *evidence.VerifyOptions) { v.Heads = []string{o.headCode} }

// relisted does something, and makes a manifest that fits.
func relisted(do func(c *content)) func(c *content) {
	return func(c *content) {
		do(c)
		c.relist()
	}
}

func edited(path, from, to string) func(c *content) {
	return func(c *content) { c.edit(path, from, to) }
}

func manifestTampering() map[string]tampering {
	const check = "manifest"
	lines := func(change func([][]byte) [][]byte) func(c *content) {
		return func(c *content) {
			c.files[pack.ManifestPath] = slices.Concat(change(c.lines(pack.ManifestPath))...)
		}
	}
	return map[string]tampering{
		"a file changed, the manifest not": {edited(pack.ReportPath, "<html", "<HTML"), check, "report.html has the SHA-256", false, nil},
		"a line of the manifest dropped":   {lines(func(l [][]byte) [][]byte { return l[1:] }), check, "does not list it", false, nil},
		"a line of the manifest doubled":   {lines(func(l [][]byte) [][]byte { return append(l, l[0]) }), check, "listed a second time", false, nil},
		"the manifest out of order":        {lines(func(l [][]byte) [][]byte { l[0], l[1] = l[1], l[0]; return l }), check, "not sorted", false, nil},
		"the manifest with a stray line":   {lines(func(l [][]byte) [][]byte { return append(l, []byte("# ok\n")) }), check, `"# ok" is not a hash and a path`, false, nil},
		"the manifest cut": {func(c *content) {
			c.files[pack.ManifestPath] = bytes.TrimSuffix(c.files[pack.ManifestPath], []byte("\n"))
		}, check, "in the middle of a line", false, nil},
		"a listed file that is not there": {lines(func(l [][]byte) [][]byte { return append(l, []byte(strings.Repeat("0", 64)+"  zz\n")) }), check, "zz is listed, but not in the pack", false, nil},
	}
}

// witnessTampering is what agrees with itself: only somebody's witness shows it.
func witnessTampering(o *office) map[string]tampering {
	resign := func(key, namespace, message string) func(c *content) {
		return func(c *content) {
			if message == "" {
				message = string(c.files[pack.ManifestPath])
			}
			c.files[pack.SignaturePath] = sshSign(c.t, key, namespace, message)
		}
	}
	other, _ := aKey(o.t)
	return map[string]tampering{
		"signed with another key":   {resign(other, "tuar", ""), "signature", "which the allowed signers do not name", true, withAllowed},
		"signed for something else": {resign(o.key, "git", ""), "signature", `was made for "git"`, true, nil},
		"another manifest signed":   {resign(o.key, "tuar", "else"), "signature", "is not over this", true, nil},
		"the signature is no such":  {func(c *content) { c.files[pack.SignaturePath] = []byte("signed: me\n") }, "signature", "no armoured SSH signature", true, nil},
		"the signature with a tail": {func(c *content) {
			c.files[pack.SignaturePath] = append(c.files[pack.SignaturePath], "more\n"...)
		}, "signature", "no armoured SSH signature", true, nil},
		"the signature taken away": {func(c *content) { delete(c.files, pack.SignaturePath) }, "signature", "no allowed signer answers for the pack", true, withAllowed},
		"the manifest made anew": {func(c *content) {
			s := c.files[pack.SignaturePath]
			c.edit(pack.VerifyPath, "tuar", "TUAR")
			c.relist()
			c.files[pack.SignaturePath] = s
		}, "signature", "is not over this", false, nil},
		"a code nobody was given": {func(*content) {}, "head codes", "no line has the head code 01234-56789-abcde-f0123", true, func(_ *office, v *evidence.VerifyOptions) { v.Heads = []string{"01234-56789-abcde-f0123"} }},
		"a signer who was not named": {func(*content) {}, "signed lines", "which the allowed signers do not give to " + lead, true, func(o *office, v *evidence.VerifyOptions) {
			v.AllowedSigners = o.allowed + ".rita"
			o.allow(v.AllowedSigners, o.key, rita)
			o.allow(v.AllowedSigners, o.ritas, rita)
		}},
	}
}

// A forger who has the whole store can write the record anew, and have tuar itself pack it. It agrees with itself in
// all it says: without a witness outside, every check passes. This is what SECURITY.md says, held to it.
func TestARecordWrittenAnewPassesWithoutAWitness(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.rewrite()
	if ok, detail := journalOK(t, o.open(lead, settings.Credentials{})); !ok {
		t.Fatalf("the forgery is poor: %s", detail)
	}
	path := o.pack(o.desk, "")
	if result := verified(t, path, evidence.VerifyOptions{}); !result.OK {
		names, said := failed(result)
		t.Fatalf("without a witness it is noticed after all: %v, %v", names, said)
	}
	for name, tt := range map[string]struct {
		by   func(*office, *evidence.VerifyOptions)
		want string
	}{
		"by the head code of the closing":  {withHead, "head codes"},
		"by a signature that is asked for": {withAllowed, "signature"},
		"by the signature of somebody else's key": {func(o *office, v *evidence.VerifyOptions) {
			other, _ := aKey(t)
			path = o.pack(o.desk, other)
			withAllowed(o, v)
		}, "signature"},
	} {
		var against evidence.VerifyOptions
		tt.by(o, &against)
		names, said := failed(verified(t, path, against))
		if !slices.Equal(names, []string{tt.want}) {
			t.Errorf("%s: %v, %v", name, names, said)
		}
	}
}

// No file may make the check itself fail, keep silent, or pass half checked.
func FuzzVerifyEvidence(f *testing.F) {
	d := newDeskOf(f, 25)
	w := d.synced(lead)
	id := d.opened(w, `role == "Owner"`, rita).ID
	path := f.TempDir() + "/evidence.zip"
	if _, err := w.PackEvidence(f.Context(), id, evidence.PackOptions{Path: path}); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(append([]byte("PK\x03\x04"), whole...))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	for _, name := range []string{"../x", "/x", `a\b`, "tables/decisions.csv", "journal/w.jsonl"} {
		f.Add(single(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := t.TempDir() + "/pack.zip"
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		result, err := review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range result.Checks {
			if c.Detail == "" {
				t.Errorf("%s says nothing", c.Name)
			}
		}
		if result.OK && len(result.Checks) != 15 {
			t.Errorf("it passes after %d checks", len(result.Checks))
		}
	})
}
