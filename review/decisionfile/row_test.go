package decisionfile

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

var bare = cmpopts.IgnoreFields(Row{}, "fault")

func TestRead(t *testing.T) {
	file := "\ufeffReason , DECISION,email,Item,note\r\n" +
		"\"left,\nas \"\"planned\"\"\",Revoke,a@example.com,,x\r\n" +
		"\r\n" +
		"'=1+1,certify,b@example.com,user/2\r\n" +
		"'tis fine,undecided,,user/3,\r\n" +
		"short\r\n" +
		"left, gone,revoke,c@example.com,,\r\n"
	got, err := Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Line: 2, Email: "a@example.com", Verdict: campaign.Revoke, Reason: "left,\nas \"planned\""},
		{Line: 5, Email: "b@example.com", Item: "user/2", Verdict: campaign.Certify, Reason: "=1+1"},
		{Line: 6, Item: "user/3", Verdict: campaign.Undecided, Reason: "'tis fine"},
		{Line: 7, Reason: "short"},
		{Line: 8, Reason: "left", Verdict: "gone", Email: "revoke", Item: "c@example.com"},
	}
	if diff := cmp.Diff(want, got, bare); diff != "" {
		t.Error(diff)
	}
	for i, wrong := range []bool{false, false, false, true, true} {
		if (got[i].checkShape() != nil) != wrong {
			t.Errorf("line %d: %v", got[i].Line, got[i].checkShape())
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"nothing": "", "only a byte order mark": "\ufeff", "no decision": "item,reason\na,b\n", "no item": "decision\nrevoke\n", "only a header": "item,decision\n",
		"a column twice": "item,decision,Item\na,b,c\n", "a stray quote": "item,decision\na\"b,c\n", "an open quote": "item,decision\n\"a,b\n",
		"another separator": "item|decision\nuser/1|revoke\n",
	} {
		if _, err := Read([]byte(file)); fault.KindOf(err) != fault.BadInput || fault.HintOf(err) == "" {
			t.Errorf("%s: got %v, want bad input with a way out", name, err)
		}
	}
}

func TestCheckShape(t *testing.T) {
	for want, rows := range map[string][]Row{
		"": {
			{Item: "a", Verdict: campaign.Certify},
			{Item: "a", Verdict: campaign.Reduce, ToRole: "Viewer"},
			{Item: "a", Verdict: "frobnicate", ToRole: "Viewer"}, // the campaign says what is wrong with it
			{},
			{Item: "a", Verdict: campaign.Undecided},
		},
		"to_role, but": {
			{Item: "a", Verdict: campaign.Certify, ToRole: "Viewer"},
			{Item: "a", Verdict: campaign.Revoke, ToRoleID: "r1"},
			{Item: "a", Verdict: campaign.Abstain, ToRole: "Viewer"},
			{Item: "a", ToRole: "Viewer"},
		},
		"names no item": {{Verdict: campaign.Revoke}},
		"needs a role":  {{Item: "a", Verdict: campaign.Reduce}},
	} {
		for _, r := range rows {
			err := r.checkShape()
			if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || fault.KindOf(err) != fault.BadInput) {
				t.Errorf("%+v: %v, want %q", r, err, want)
			}
		}
	}
}

func TestGarbled(t *testing.T) {
	for _, reason := range []string{"", "on call", "00123", "2026-01-02", "Müller braucht es", "naïve café", "理由", "À la carte", "INC-4711", "#4711", "1.5e3", "Ünal → Ops", "100 % sure", "– “quoted” –"} {
		if err := Garbled(reason); err != nil {
			t.Errorf("%q: %v", reason, err)
		}
	}
	for _, reason := range []string{"MÃ¼ller", "cafÃ©", "ç\u0090†ç”±", "â€“ done", "#NAME?", "#REF!", "#####", "Err:502", "1.23457E+11", "4,5E+15", "M\ufffdller", "M√ºller"} {
		if Garbled(reason) == nil {
			t.Errorf("%q passes", reason)
		}
	}
}

func TestRewritten(t *testing.T) {
	for was, list := range map[string][]string{
		"00123": {"123"}, "1.50": {"1.5", "1,5"}, "+49123": {"49123"}, "123456789012": {"1.23457E+11"},
		"2026-01-02": {"02/01/2026", "1/2/2026", "02.01.2026", "2-Jan-26", "46024"}, "1-2": {"2-Jan", "01. Feb"}, "3/4": {"04.03."},
	} {
		for _, is := range list {
			if !rewritten(was, is) {
				t.Errorf("%q → %q passes", was, is)
			}
		}
	}
	for was, is := range map[string]string{"": "123", "00123": "124", "on call": "left", "2026-01-02": "left on 2026-01-02", "123": "INC-123", "12": ""} {
		if rewritten(was, is) {
			t.Errorf("%q → %q is refused", was, is)
		}
	}
}

// FuzzRead holds any file to the same: bad input, or rows whose lines go up and whose meaning survives being written as
// we write exports and read again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"item,decision\nuser/1,certify\n", "\ufeffitem,decision,reason\r\nuser/1,revoke,\"a \"\"b\"\"\r\nc\"\r\n",
		"email,decision,to_role_id,to_role\na@example.com,reduce,,Viewer\n", "item,decision,reason\n'@x,'-y,'=1+1\n", "\"", "item,decision\n\x00,\xff\n", "",
		"item;decision\nuser/1;revoke;x\n", "item,decision\n\x00O\xff", "item,decision,reason\nuser/1,revoke,⟨U+000D⟩⟨U+000A⟩x\n", "sep=;\ritem;decision\ruser/1;revoke\r",
		"item,decision,journal_hash,campaign,population,kind,name,role,role_id\nuser/1,revoke,ab,q4,cd,user,n,Owner,r1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := Read(data)
		if err != nil {
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%v is no bad input", err)
			}
			return
		}
		if !slices.IsSortedFunc(rows, func(a, b Row) int { return a.Line - b.Line }) {
			t.Errorf("lines go back: %v", rows)
		}
		header := []string{"row"}
		for name := range columns {
			if name != "journal_hash" || rows[0].Exported {
				header = append(header, name)
			}
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		_ = w.Write(header)
		for i := range rows {
			cells := []string{"x"}
			for _, name := range header[1:] {
				cells = append(cells, tabular.Defuse(*columns[name](&rows[i])))
			}
			_ = w.Write(cells)
		}
		w.Flush()
		again, err := Read(out.Bytes())
		if err != nil {
			t.Fatalf("what was read cannot be written and read again: %v\n%s", err, out.String())
		}
		for i := range again {
			again[i].Line = rows[i].Line
		}
		if diff := cmp.Diff(rows, again, bare); diff != "" {
			t.Error(diff)
		}
	})
}
