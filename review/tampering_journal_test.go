package review_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store"
)

func writerOf(o *office, d *desk) string {
	o.t.Helper()
	writer, err := store.Writer(d.home)
	if err != nil {
		o.t.Fatal(err)
	}
	return writer
}

// journalTampering is what is done to journals and populations, always with a manifest that fits.
func journalTampering(o *office) map[string]tampering {
	const check = "journals"
	alpha, beta := writerOf(o, o.desk), writerOf(o, o.beta)
	mine, theirs := pack.JournalPath(alpha), pack.JournalPath(beta)
	lines := func(path string, change func([][]byte) [][]byte) func(c *content) {
		return relisted(func(c *content) { c.files[path] = slices.Concat(change(c.lines(path))...) })
	}
	rechained := func(writer string, change func([]record.Line) []record.Line) func(c *content) {
		return relisted(func(c *content) { c.rechain(writer, change) })
	}
	each := func(change func(*record.Line) bool) func([]record.Line) []record.Line {
		return func(all []record.Line) []record.Line {
			for i := range all {
				change(&all[i])
			}
			return all
		}
	}
	return map[string]tampering{
		"a line edited":              {relisted(edited(theirs, `"reason":"needed"`, `"reason":"Needed"`)), check, "its content hashes to", false, nil},
		"a line dropped":             {lines(mine, func(l [][]byte) [][]byte { return slices.Delete(l, 4, 5) }), check, "line 5: it has number 6 where 5 must come", false, nil},
		"the first line dropped":     {lines(mine, func(l [][]byte) [][]byte { return l[1:] }), check, "line 1: it has number 2 where 1 must come", false, nil},
		"two lines swapped":          {lines(mine, func(l [][]byte) [][]byte { l[4], l[5] = l[5], l[4]; return l }), check, "line 5: it has number 6 where 5 must come", false, nil},
		"a line doubled":             {lines(mine, func(l [][]byte) [][]byte { return slices.Insert(l, 4, l[3]) }), check, "line 5: it has number 4 where 5 must come", false, nil},
		"a line put in":              {lines(mine, func(l [][]byte) [][]byte { return slices.Insert(l, 4, []byte(`{"hello":1}`+"\n")) }), check, "line 5: it is not a journal line", false, nil},
		"a line of another writer":   {relisted(func(c *content) { c.files[mine] = slices.Concat(append(c.lines(mine), c.lines(theirs)[0])...) }), check, "it was written by", false, nil},
		"a line written otherwise":   {relisted(edited(mine, `{"actor":`, `{ "actor":`)), check, "it is not in canonical form", false, nil},
		"a line with another end":    {lines(mine, func(l [][]byte) [][]byte { l[2] = append(bytes.TrimRight(l[2], "\n"), "\r\n"...); return l }), check, "line 3: it is not", false, nil},
		"an empty line":              {lines(mine, func(l [][]byte) [][]byte { return append(l, []byte("\n")) }), check, "it is not a journal line", false, nil},
		"the last line torn":         {relisted(func(c *content) { c.files[mine] = c.files[mine][:len(c.files[mine])-9] }), check, "ends in the middle", false, nil},
		"a journal under a name":     {relisted(func(c *content) { c.files["journal/me.jsonl"] = c.files[theirs]; delete(c.files, theirs) }), check, `me.jsonl, line 1: it was written by`, false, nil},
		"an empty journal":           {relisted(func(c *content) { c.files[theirs] = nil }), check, "line 1: the journal has no lines", false, nil},
		"a journal taken away":       {relisted(func(c *content) { delete(c.files, theirs) }), "heads", "the journal of " + beta + " had", false, nil},
		"the last line cut off":      {lines(theirs, func(l [][]byte) [][]byte { return l[:len(l)-1] }), "heads", "its line", false, nil},
		"pack.json of a cut one":     {lines(mine, func(l [][]byte) [][]byte { return l[:len(l)-1] }), "contents", "pack.json says that the journal of " + alpha, false, nil},
		"changes cut off":            {lines(mine, func(l [][]byte) [][]byte { return l[:len(l)-4] }), "tables", "tables/changes.csv, row", false, nil},
		"a decision written anew":    {rechained(beta, each(replaced(campaign.TypeDecided, `"decision":"revoke"`, `"decision":"certify"`))), "heads", "had the hash", false, nil},
		"a decision put in later":    {relisted(func(c *content) { c.putIn("late", theirs, campaign.TypeDecided) }), "tables", "tables/refused.csv", false, nil},
		"and the table not":          {rechained(beta, each(replaced(campaign.TypeDecided, `"decision":"revoke"`, `"decision":"certify"`))), "tables", `column decision, of`, false, nil},
		"a signed line written anew": {rechained(alpha, each(replaced(campaign.TypeClosed, `"statement":"I close`, `"statement":"We close`))), "signed lines", "says something else than what was signed", false, nil},
		"a signature moved":          {rechained(alpha, each(replaced(campaign.TypeSignedOff, `"signed":"{\"actor\":\"rita`, `"signed":"{\"actor\":\"Rita`))), "signed lines", "says something else than what was signed", false, nil},
		"an assurance claimed": {rechained(beta, each(func(l *record.Line) bool {
			if l.Type == campaign.TypeSignedOff {
				l.Assurance = record.BySSH
			}
			return false
		})), "signed lines", "bears no signature", false, nil},
		"a population edited": {relisted(func(c *content) {
			onPopulation(c, func(path string, p []byte) {
				c.files[path] = bytes.Replace(p, []byte("VERIFIED"), []byte("verified"), 1)
			})
		}), "populations", "holds something else than its name says", false, nil},
		"a population swapped":      {relisted(func(c *content) { onPopulation(c, func(path string, p []byte) { delete(c.files, path); swapIn(c, p) }) }), "contents", "is missing, and the journals rest on it", false, nil},
		"a population taken away":   {relisted(func(c *content) { onPopulation(c, func(path string, _ []byte) { delete(c.files, path) }) }), "contents", "is missing, and the journals rest on it", false, nil},
		"a population more":         {relisted(func(c *content) { onPopulation(c, func(_ string, p []byte) { swapIn(c, p) }) }), "contents", "nothing in the campaign rests on it", true, nil},
		"a torn line made up":       {relisted(edited(pack.IndexPath, `"rows"`, `"torn":["`+beta+`"],"rows"`)), "tables", "tables/exceptions.csv, row", false, nil},
		"a journal that is no more": {relisted(edited(pack.IndexPath, `"rows"`, `"torn":["gone"],"rows"`)), "contents", `of "gone" is torn`, false, nil},
	}
}

// onPopulation does something with the population that the campaign was opened on.
func onPopulation(c *content, do func(path string, data []byte)) {
	c.t.Helper()
	var index pack.Index
	if err := json.Unmarshal(c.files[pack.IndexPath], &index); err != nil {
		c.t.Fatal(err)
	}
	path := pack.PopulationPath(index.Population)
	do(path, c.files[path])
}

// swapIn puts another population in, under the name that it has by what it holds.
func swapIn(c *content, data []byte) {
	c.t.Helper()
	var p population.Population
	if err := json.Unmarshal(data, &p); err != nil {
		c.t.Fatal(err)
	}
	p.Users = p.Users[1:]
	made, name, err := population.Encode(&p)
	if err != nil {
		c.t.Fatal(err)
	}
	c.files[pack.PopulationPath(name)] = made
}

// rewrite writes the whole record anew, as somebody with the files can: a decision turned round, everything after it
// chained again, heads named anew, and no signature left.
func (o *office) rewrite() {
	o.t.Helper()
	lines, err := o.open(lead, settings.Credentials{}).Journal(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	heads, files, turned := record.Heads{}, map[string][]byte{}, false
	for _, l := range lines {
		if !turned && l.Type == campaign.TypeDecided {
			was := string(l.Data)
			l.Data = json.RawMessage(strings.Replace(was, `"reason":"needed"`, `"reason":"made up"`, 1))
			turned = was != string(l.Data)
		}
		var data map[string]json.RawMessage
		if err := json.Unmarshal(l.Data, &data); err != nil {
			o.t.Fatal(err)
		}
		if _, names := data["heads"]; names {
			delete(data, "signature")
			data["heads"] = must(json.Marshal(heads.List()))
			if l.Assurance == record.BySSH {
				l.Assurance = record.Declared
			}
		}
		for i, h := range l.Seen {
			l.Seen[i] = heads[h.Writer]
		}
		made, raw, err := record.Make(record.Entry{Type: l.Type, Actor: record.Actor{Email: l.Actor, Assurance: l.Assurance}, Data: data},
			l.ID, l.Writer, heads[l.Writer].Hash, l.Seq, l.Time.Time, l.Seen...)
		if err != nil {
			o.t.Fatal(err)
		}
		heads.Apply(made)
		files[l.Writer] = append(append(files[l.Writer], raw...), '\n')
	}
	if !turned {
		o.t.Fatal("nothing was turned round")
	}
	for writer, data := range files {
		if err := os.WriteFile(filepath.Join(o.home, "default", "journal", writer+".jsonl"), data, 0o600); err != nil {
			o.t.Fatal(err)
		}
	}
}

// sshSign signs for any namespace, where tuar signs for its own alone.
func sshSign(t *testing.T, path, namespace, message string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.ParsePrivateKey(data)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := sshsig.Sign(strings.NewReader(message), key, sshsig.HashSHA512, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return sshsig.Armor(sig)
}
