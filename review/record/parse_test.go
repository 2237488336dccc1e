package record

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func sample(tb testing.TB, data any) []byte {
	tb.Helper()
	e := Entry{Type: "decision.made", Actor: Actor{Email: "p.lang@example.com", Assurance: Declared}, Data: data}
	_, raw, err := Make(e, "0193589a-7b2e-7c3d-8e4f-5a6b7c8d9e0f", "host-01234567", "", 1, time.Date(2026, 11, 24, 9, 0, 0, 123, time.UTC))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestUsualLinesAreParsedFast(t *testing.T) {
	for _, data := range []any{
		struct{}{}, map[string]any{"reason": "she said \"yes\"\nünd 😀", "n": -12, "list": []any{true, false, "x", []int{}, map[string]int{"a": 0}}},
	} {
		raw := sample(t, data)
		fast, ok := new(Parser).parseFast(raw)
		if !ok {
			t.Errorf("left to the slow way: %s", raw)
		}
		slow, err := parseSlowly(raw)
		if diff := cmp.Diff(slow, fast); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		clear(raw)
		if !bytes.Equal(fast.canonical(true), slow.canonical(true)) {
			t.Error("the line changed with the bytes it was read from")
		}
	}
}

func TestMadeLinesAreComparedByWhatIsWritten(t *testing.T) {
	made, raw, err := Make(Entry{Type: "t", Data: struct{}{}}, "id", "w", "", 1, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if made.Time.Time != parsed.Time.Time { // with ==, which sees a monotonic reading
		t.Errorf("made at %#v, parsed as %#v", made.Time, parsed.Time)
	}
}

// sealed returns raw with the hash it should have, so that a changed line fails by what was changed, if at all.
func sealed(raw []byte) []byte {
	const field = `,"hash":"`
	at := bytes.Index(raw, []byte(field))
	if at < 0 || len(raw) < at+len(field)+65 {
		return raw
	}
	hash := raw[at+len(field) : at+len(field)+64]
	rest := slices.Concat(raw[:at], raw[at+len(field)+65:])
	return slices.Concat(raw[:at], []byte(field+hashOf(rest)+`"`), raw[at+len(field)+len(hash)+1:])
}

// The fast way accepts nothing that the slow one does not, and reads the same.
func FuzzParseFast(f *testing.F) {
	f.Add(sample(f, struct{}{}))
	f.Add(sample(f, map[string]any{"a": []any{1, true, "\"\\"}, "b": map[string]any{}}))
	f.Add(bytes.Replace(sample(f, struct{}{}), []byte("00.000"), []byte("00,000"), 1))
	for _, other := range []string{`"seq":01`, `"seq":0`, `"seq":-1`, `"seq":12345678901234567890`} {
		f.Add(bytes.Replace(sample(f, struct{}{}), []byte(`"seq":1`), []byte(other), 1))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		raw = sealed(raw)
		fast, ok := new(Parser).parseFast(raw)
		if !ok {
			return
		}
		slow, err := parseSlowly(raw)
		if diff := cmp.Diff(slow, fast); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", raw, err, diff)
		}
	})
}

// What the scan takes for canonical is its own canonical form.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"b":[true,{"c":"x"}]}`, `"\u0007"`, `[1,]`, `{"a":1,}`, `-0`, `01`, `999999999999999`, `9007199254740993`,
		`{"b":1,"a":1}`, `{"a":1,"a":1}`, `{"é":1}`, `"\/"`, "\"\xff\"", `[`, `""x`, `null`, `1.5`, `[[],[[]],{}]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s := (scan{b: raw}); !s.isWhole() {
			return
		}
		if err := checkKinds(raw); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
		if got, err := canonicalize(raw); err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%q is taken for canonical, and is not: %q, %v", raw, got, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := sample(b, map[string]any{
		"campaign": "q4-2026-access-review-1a2b", "item": "user/74e19393-3e94-48d2-8b60-000000000001", "decision": "certify",
		"reason": "needed for current duties", "dwell_ms": 2314, "bulk": 1, "hints": []string{"dormant"},
	})
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// There is no year 0 for Python, and none in the record.
func TestYearsThatNotEveryProgramReads(t *testing.T) {
	for _, year := range []int{0, 1, 9999} {
		at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		_, raw, err := Make(Entry{Type: "x.new", Data: map[string]string{}}, "id", "w", "", 1, at)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(raw); (err == nil) != (year > 0) {
			t.Errorf("%s: %v", at, err)
		}
		if err := ShapeOf[struct {
			At time.Time `json:"at"`
		}]().Check([]byte(`{"at":"` + at.Format(time.RFC3339) + `"}`)); (err == nil) != (year > 0) {
			t.Errorf("%s: %v", at, err)
		}
	}
}
