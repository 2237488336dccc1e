package record_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/record"
)

func TestHeadCodes(t *testing.T) {
	hash := "7f3a91c2e40b77d91a3f" + strings.Repeat("0", 44)
	code := record.HeadCode(hash)
	if code != "7f3a9-1c2e4-0b77d-91a3f" {
		t.Errorf("code %s", code)
	}
	for _, text := range []string{
		code, " 7F3A9 1C2E4 0B77D 91A3F\n", "7f3a91c2e40b77d91a3f", hash,
		// as mail programs, chats and documents give it back
		"7f3a9–1c2e4–0b77d–91a3f", "7f3a9—1c2e4—0b77d—91a3f", "7f3a9‑1c2e4‑0b77d‑91a3f", "7f3a9−1c2e4−0b77d−91a3f", "7f3a9\u00ad1c2e4\u00ad0b77d\u00ad91a3f",
		code + ".", code + ",", "(" + code + ")", `"` + code + `"`, "“" + code + "”", "«" + code + "»", "'" + code + "'", "`" + code + "`", "*" + code + "*", "<" + code + ">",
		"7f3a9-1c2e4-\n0b77d-91a3f", "7f3a9-1c2e4-\r\n> 0b77d-91a3f", "7f3a9-1c2e4=\r\n-0b77d-91a3f", "7f3a9\u00a01c2e4\u20090b77d\t91a3f", "\ufeff" + code, "7f3a9-\u200b1c2e4-0b77d-91a3f",
		"_" + strings.ToUpper(code) + "_!", hash[:32] + "\n" + hash[32:],
	} {
		digits, err := record.ParseHeadCode(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if _, found := record.FindHead([]record.Line{{Hash: record.Genesis}, {Hash: hash}}, digits); !found {
			t.Errorf("%q finds nothing", text)
		}
	}
	for _, text := range []string{"", "7f3a9", "7f3a9-1c2e4-0b77d-91a3", "7f3a9-1c2e4-0b77d-91a3g", hash + "0", code + " of Q4", "7f3a9-1c2e4-0b77d-91a3O", "7f3a9-1c2e4-0b77d-91a3３"} {
		if digits, err := record.ParseHeadCode(text); err == nil {
			t.Errorf("%q was read as %s", text, digits)
		}
	}
	if _, found := record.FindHead([]record.Line{{Hash: hash}}, "7f3a91c2e40b77d91a3e"); found {
		t.Error("another hash was found")
	}
}

// line makes the line that follows prev.
func line(t *testing.T, writer string, prev record.Line, data any) record.Line {
	t.Helper()
	at := time.Date(2026, 11, 24, 9, 0, int(prev.Seq), 0, time.UTC)
	l, _, err := record.Make(record.Entry{Type: "campaign.closed", Data: data}, "id", writer, prev.Hash, prev.Seq+1, at)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestHeadsCommitToAllJournals(t *testing.T) {
	heads := record.Heads{}
	a1 := line(t, "a", record.Line{}, struct{}{})
	b1 := line(t, "b", record.Line{}, struct{}{})
	b2 := line(t, "b", b1, struct{}{})
	for _, l := range []record.Line{a1, b1, b2, b1} {
		heads.Apply(l)
	}
	want := []record.Head{{Writer: "a", Seq: 1, Hash: a1.Hash}, {Writer: "b", Seq: 2, Hash: b2.Hash}}
	if diff := cmp.Diff(want, heads.List()); diff != "" {
		t.Fatal(diff)
	}
	names := func(heads ...record.Head) record.Line { return line(t, "a", a1, map[string]any{"heads": heads}) }
	forged := line(t, "b", b1, map[string]string{"another": "past"})
	tests := map[string]struct {
		line  record.Line
		lines []record.Line
		want  string
	}{
		"all there":         {names(want...), []record.Line{a1, b1, b2}, ""},
		"more since":        {names(want[0], record.Head{Writer: "b", Seq: 1, Hash: b1.Hash}), []record.Line{a1, b1, b2}, ""},
		"cut short":         {names(want...), []record.Line{a1, b1}, "when the journal of b had 2 lines; its line 2 is missing"},
		"gone":              {names(want...), []record.Line{a1}, "its line 2 is missing"},
		"another past":      {names(want...), []record.Line{a1, b1, forged}, "when line 2 of b had the hash"},
		"no line before it": {names(record.Head{Writer: "a", Seq: 0}), []record.Line{a1}, "names line 0 of its own journal"},
		"none named":        {line(t, "a", a1, struct{}{}), nil, ""},
		"no heads":          {line(t, "a", a1, map[string]string{"heads": "none"}), nil, "names heads that cannot be read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			hashes := record.Hashes{}
			for _, l := range tt.lines {
				hashes.Apply(l)
			}
			err := tt.line.CheckHeads(hashes.Of)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
