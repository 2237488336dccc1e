package review_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
)

// pair is a member of an object, as text; objects of pairs can be what no Go value is.
type pair struct{ name, value string }

type object []pair

func (o object) String() string {
	slices.SortStableFunc(o, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	members := make([]string, len(o))
	for i, p := range o {
		name, _ := json.Marshal(p.name)
		members[i] = string(name) + ":" + p.value
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (o object) with(name, value string) object {
	return append(slices.DeleteFunc(slices.Clone(o), func(p pair) bool { return p.name == name }), pair{name, value})
}

func (o object) without(name string) object {
	return slices.DeleteFunc(slices.Clone(o), func(p pair) bool { return p.name == name })
}

// sample is a value of a shape as Shape.MarshalJSON writes it; with all says whether optional members are there.
func sample(shape any, all bool) string {
	switch s := shape.(type) {
	case []any:
		return "[" + sample(s[0], all) + "]"
	case map[string]any:
		var o object
		for _, name := range slices.Sorted(maps.Keys(s)) {
			plain := strings.TrimSuffix(name, "?")
			if all || plain == name {
				o = append(o, pair{plain, sample(s[name], all)})
			}
		}
		return o.String()
	}
	return map[any]string{"text": `"x"`, "integer": "7", "flag": "true", "time": `"2026-11-24T09:00:00.000000000Z"`, "any": `{}`}[shape]
}

// mutants are values that lack the shape, by what is wrong with them.
func mutants(shape map[string]any) map[string]string {
	var good object
	for _, name := range slices.Sorted(maps.Keys(shape)) {
		good = append(good, pair{strings.TrimSuffix(name, "?"), sample(shape[name], true)})
	}
	out := map[string]string{
		"a list": "[]", "a text": `"x"`, "a number": "5", "true": "true", "null": "null", "a fraction": good.with("zz", "1.5").String(),
	}
	if _, any := shape["*"]; !any {
		out["an unknown name"], out["an empty name"] = good.with("zz", "1").String(), good.with("", "1").String()
	}
	for name := range shape {
		if name == "*" { // any name may stand there
			continue
		}
		plain := strings.TrimSuffix(name, "?")
		is := shape[name]
		value := sample(is, true)
		out["twice "+plain] = append(slices.Clone(good), pair{plain, value}).String()
		out["capital "+plain] = good.with(strings.ToUpper(plain), value).String()
		out["only capital "+plain] = good.without(plain).with(strings.ToUpper(plain[:1])+plain[1:], value).String()
		for letter, fold := range map[string]string{"s": "\u017f", "k": "\u212a", "i": "\u0131"} {
			if strings.Contains(plain, letter) {
				out["folded "+fold+plain] = good.with(strings.Replace(plain, letter, fold, 1), value).String()
			}
		}
		if plain == name {
			out["without "+plain] = good.without(plain).String()
		}
		out["null "+plain] = good.with(plain, "null").String()
		for kind, wrong := range map[string]string{"text": `"2026"`, "integer": "5", "flag": "false", "list": `[{"zz":5}]`, "object": `{"zz":5}`} {
			_, list := is.([]any)
			_, members := is.(map[string]any)
			if kind != is && kind != cmp.Or(map[bool]string{true: "list"}[list], map[bool]string{true: "object"}[members]) || kind == "object" && members {
				out[kind+" as "+plain] = good.with(plain, wrong).String()
			}
		}
		switch is {
		case "integer":
			out["2^53 "+plain] = good.with(plain, "9007199254740992").String()
			out["2^64 "+plain] = good.with(plain, "18446744073709551616").String()
			out["fraction "+plain], out["exponent "+plain] = good.with(plain, "1.0").String(), good.with(plain, "1e3").String()
		case "time":
			out["short "+plain] = good.with(plain, `"2026-11-24T09:00:00Z"`).String()
			out["no date "+plain] = good.with(plain, `"2026-13-45T09:00:00.000000000Z"`).String()
		}
		if list, ok := is.([]any); ok {
			if inner, ok := list[0].(map[string]any); ok {
				for what, value := range mutants(inner) {
					out[what+" in "+plain] = good.with(plain, "["+value+"]").String()
				}
			}
		}
		if inner, ok := is.(map[string]any); ok {
			for what, value := range mutants(inner) {
				out[what+" in "+plain] = good.with(plain, value).String()
			}
		}
	}
	out["deep"] = good.with("zz", strings.Repeat("[", 5000)+strings.Repeat("]", 5000)).String()
	return out
}

// forged is the first line of a journal, whatever its data are, with the hash it must bear.
func forged(writer, kind, data string) string {
	line := func(hash string) string {
		return fmt.Sprintf(`{"actor":"a@example.com","assurance":"declared","data":%s,%s"id":"1","prev":%q,"seq":1,"time":"2026-11-24T09:00:00.000000000Z","type":%q,"v":1,"writer":%q}`,
			data, hash, record.Genesis, kind, writer)
	}
	sum := sha256.Sum256([]byte(line("")))
	return line(`"hash":"`+hex.EncodeToString(sum[:])+`",`) + "\n"
}

// shapesAsOthersSee is the table of shapes as it is written for other programs.
func shapesAsOthersSee(t *testing.T) map[string]map[string]any {
	t.Helper()
	table, err := json.Marshal(review.Events().Shapes())
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]map[string]any
	if err := json.Unmarshal(table, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

type fixedClock struct{}

func (fixedClock) Now() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }

// readRecord opens a record of that one journal, with nothing between it and the disk, and folds it.
func readRecord(t *testing.T, home, writer, journal string) error {
	t.Helper()
	folder := filepath.Join(home, "default", "journal")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, writer+".jsonl"), []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := reviewtest.ConfigOf(home, "default", fixedClock{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = review.New(config).ListCampaigns(t.Context())
	return err
}

// Every type of line is read in one way: whatever its data lack, repeat, spell otherwise or add is damage.
func TestALineSaysWhatLinesOfItsTypeMust(t *testing.T) {
	t.Parallel()
	home, n := t.TempDir(), 0
	for kind, shape := range shapesAsOthersSee(t) {
		if err := readRecord(t, home, "w", forged("w", kind, sample(map[string]any(shape), false))); err != nil {
			t.Errorf("%s as it must be: %v", kind, err)
		}
		for what, data := range mutants(shape) {
			n++
			if err := readRecord(t, home, "w", forged("w", kind, data)); fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s, %s: %v\n%.300s", kind, what, err, data)
			}
		}
	}
	t.Logf("%d lines that are not as they must be", n)
}

// pythonReads is what check.py finds in the journals, in order; empty where it finds nothing wrong. One process reads
// them all, by the functions of the script as a pack holds it.
func pythonReads(t *testing.T, journals []string) []string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "journal"), 0o700); err != nil {
		t.Fatal(err)
	}
	script, err := os.Create(filepath.Join(dir, "check.py"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(pack.WriteScript(script, review.Events().Shapes(), nil), script.Close()); err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(journals)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), python, "-I", "-c", `
import json, os, sys
sys.path.insert(0, os.getcwd())
import check
for journal in json.load(sys.stdin):
    with open("journal/w.jsonl", "wb") as f:
        f.write(journal.encode("utf-8"))
    print(json.dumps(check.read_journal("journal/w.jsonl")[1]))
`)
	run.Dir, run.Stdin = dir, bytes.NewReader(all)
	var stderr strings.Builder
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var found []string
	for line := range strings.Lines(string(out)) {
		var one string
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		found = append(found, one)
	}
	if len(found) != len(journals) {
		t.Fatalf("%d journals were read, not %d", len(found), len(journals))
	}
	return found
}

// check.py reads the same table of shapes, and finds the same lines wanting.
func TestTheScriptOfAPackReadsAsTuarDoes(t *testing.T) {
	t.Parallel()
	var journals, what []string
	for kind, shape := range shapesAsOthersSee(t) {
		for _, all := range []bool{false, true} {
			journals, what = append(journals, forged("w", kind, sample(map[string]any(shape), all))), append(what, "")
		}
		for how, data := range mutants(shape) {
			journals, what = append(journals, forged("w", kind, data)), append(what, kind+", "+how)
		}
	}
	for i, found := range pythonReads(t, journals) {
		if (what[i] == "") != (found == "") {
			t.Errorf("%s: the script says %q\n%.300s", cmp.Or(what[i], "as it must be"), found, journals[i])
		}
	}
}

// What surrounds the data is read alike as well.
func TestWhatIsNoLineIsNoneForTheScriptEither(t *testing.T) {
	t.Parallel()
	good := forged("w", "test.noted", `{"text":"x"}`)
	rehashed := func(line string) string { // with the hash that the text has
		at := strings.Index(line, `"hash":"`)
		rest := line[at+len(`"hash":"`)+64+len(`",`):]
		sum := sha256.Sum256([]byte(line[:at] + strings.TrimSuffix(rest, "\n")))
		return line[:at] + `"hash":"` + hex.EncodeToString(sum[:]) + `",` + rest
	}
	tests := map[string]string{
		"good": good, "without its newline": strings.TrimSuffix(good, "\n"), "of a type that is not known": forged("w", "later.thing", `{"a":{"b":[1,"x",true]}}`),
		"names in the order of UTF-16":      forged("w", "later.thing", "{\"\U0001f600\":1,\"\ufb33\":2}"),
		"names in the order of code points": forged("w", "later.thing", "{\"\ufb33\":2,\"\U0001f600\":1}"),
		"nested as deep as may be":          forged("w", "later.thing", `{"a":`+strings.Repeat("[", 63)+strings.Repeat("]", 63)+`}`),
		"nested too deep":                   forged("w", "later.thing", `{"a":`+strings.Repeat("[", 64)+strings.Repeat("]", 64)+`}`),
		"nested far too deep":               forged("w", "later.thing", `{"a":`+strings.Repeat("[", 60000)+strings.Repeat("]", 60000)+`}`),
		"v is true":                         strings.Replace(good, `"v":1`, `"v":true`, 1), "v is 2": strings.Replace(good, `"v":1`, `"v":2`, 1),
		"seq is true": strings.Replace(good, `"seq":1`, `"seq":true`, 1), "seq is a text": strings.Replace(good, `"seq":1`, `"seq":"1"`, 1),
		"time is a number": strings.Replace(good, `"2026-11-24T09:00:00.000000000Z"`, `5`, 1), "no such time": strings.Replace(good, `2026-11-24`, `2026-02-30`, 1),
		"actor is a list": strings.Replace(good, `"a@example.com"`, `[]`, 1), "actor is null": strings.Replace(good, `"a@example.com"`, `null`, 1),
		"writer is another": strings.Replace(good, `"writer":"w"`, `"writer":"x"`, 1), "no type": strings.Replace(good, `"type":"test.noted",`, ``, 1),
		"more": strings.Replace(good, `"v":1`, `"v":1,"w":1`, 1), "capital": strings.Replace(good, `"type"`, `"Type"`, 1),
		"half a pair": forged("w", "later.thing", `{"a":"\ud800"}`), "a fraction": forged("w", "later.thing", `{"a":1.5}`), "NaN": forged("w", "later.thing", `{"a":NaN}`),
		"2^53": forged("w", "later.thing", `{"a":9007199254740992}`), "-2^53": forged("w", "later.thing", `{"a":-9007199254740992}`),
		"2^53-1": forged("w", "later.thing", `{"a":9007199254740991}`), "many digits": forged("w", "later.thing", `{"a":`+strings.Repeat("9", 9000)+`}`),
		"-0": forged("w", "later.thing", `{"a":-0}`), "null": forged("w", "later.thing", `{"a":null}`), "a list": forged("w", "later.thing", `[]`),
		"no JSON": "{\n", "nothing": "", "an empty line": "\n", "broken UTF-8": forged("w", "later.thing", "{\"a\":\"\xff\"}"),
		"a mark before it": "\ufeff" + good, "a blank before it": " " + good, "twice": good + good, "CR at its end": strings.TrimSuffix(good, "\n") + "\r\n",
	}
	names := slices.Sorted(maps.Keys(tests))
	var journals []string
	for _, name := range names {
		switch name {
		case "good", "without its newline", "twice", "nothing", "no JSON", "an empty line", "a mark before it", "a blank before it", "CR at its end":
		default:
			tests[name] = rehashed(tests[name])
		}
		journals = append(journals, tests[name])
	}
	home := t.TempDir()
	python := pythonReads(t, journals)
	for i, name := range names {
		err := readRecord(t, home, "w", journals[i])
		if wrong := python[i] != "" && name != "nothing"; wrong != (err != nil) { // an empty journal is in no pack
			t.Errorf("%s: tuar says %v, the script says %q", name, err, python[i])
		}
		if good := slices.Contains([]string{"good", "of a type that is not known", "names in the order of UTF-16", "nested as deep as may be", "2^53-1", "nothing", "without its newline"}, name); good != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatALineLacksIsSaid(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"campaign":"q4"}`:                                      "line 1 of w, decision.undone, does not say what it must: item is missing",
		`{"campaign":5,"item":"i","line":""}`:                    "campaign is a number; it must be a text",
		`{"campaign":"q4","item":"i","line":"","line\u017f":""}`: `"line\u017f" is a name that must not stand there`,
		`[]`: "its data is no object",
	} {
		canonical, err := record.Canonical([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := readRecord(t, t.TempDir(), "w", forged("w", "decision.undone", string(canonical))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", data, err, want)
		}
	}
}

// A type of line that is not registered would be read by no table, and shown as its data.
func TestEveryTypeOfLineHasAShapeAndASentence(t *testing.T) {
	t.Parallel()
	known := review.Events()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	below, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range append(files, below...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if !strings.HasPrefix(name.Name, "Type") || i >= len(spec.Values) {
					continue
				}
				literal, ok := spec.Values[i].(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					continue
				}
				kind, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				n++
				if _, is := known[kind]; !is {
					t.Errorf("%s: lines of the type %s (%s) have no shape and no sentence", path, kind, name.Name)
				}
			}
			return true
		})
	}
	if n != len(known) {
		t.Errorf("%d types of lines are named, and %d are registered", n, len(known))
	}
}
