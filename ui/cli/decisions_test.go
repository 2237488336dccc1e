package cli

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

func TestParseDecisions(t *testing.T) {
	file := "\ufeffReason , DECISION,email,Item,note\r\n" +
		"\"left,\nas \"\"planned\"\"\",Revoke,a@example.com,,x\r\n" +
		"\r\n" +
		"'=1+1,certify,b@example.com,user/2\r\n" +
		"'tis fine,undecided,,user/3,\r\n" +
		"short\r\n" +
		"left, gone,revoke,c@example.com,,\r\n"
	got, err := parseDecisions([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []decisionLine{
		{line: 2, item: "a@example.com", verdict: campaign.Revoke, reason: "left,\nas \"planned\""},
		{line: 5, item: "user/2", verdict: campaign.Certify, reason: "=1+1"},
		{line: 6, item: "user/3", verdict: campaign.Undecided, reason: "'tis fine"},
		{line: 7, reason: "short"},
		{line: 8, reason: "left", verdict: "gone", item: "c@example.com", extra: true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(decisionLine{})); diff != "" {
		t.Error(diff)
	}
}

func TestParseDecisionsWithSemicolons(t *testing.T) {
	got, err := parseDecisions([]byte("item;decision;reason\r\nuser/1;revoke;\"left, or; so\"\r\n"))
	want := []decisionLine{{line: 2, item: "user/1", verdict: campaign.Revoke, reason: "left, or; so"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(decisionLine{})); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestMistake(t *testing.T) {
	for want, lines := range map[string][]decisionLine{
		"": {
			{item: "a", verdict: campaign.Certify},
			{item: "a", verdict: campaign.Reduce, toRole: "Viewer"},
			{item: "a", verdict: "frobnicate", toRole: "Viewer"}, // the campaign says what is wrong with it
			{},
			{item: "a", verdict: campaign.Undecided},
		},
		"more cells": {{item: "a", verdict: campaign.Certify, extra: true}, {extra: true}},
		"to_role, but": {
			{item: "a", verdict: campaign.Certify, toRole: "Viewer"},
			{item: "a", verdict: campaign.Revoke, toRole: "Viewer"},
			{item: "a", verdict: campaign.Abstain, toRole: "Viewer"},
			{item: "a", toRole: "Viewer"},
		},
		"names no item": {{verdict: campaign.Revoke}},
		"needs a role":  {{item: "a", verdict: campaign.Reduce}},
	} {
		for _, l := range lines {
			err := l.mistake()
			if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || fault.KindOf(err) != fault.BadInput) {
				t.Errorf("%+v: %v, want %q", l, err, want)
			}
		}
	}
}

func TestParseDecisionsRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"nothing": "", "only a byte order mark": "\ufeff", "no decision": "item,reason\n", "no item": "decision\n",
		"a column twice": "item,decision,Item\n", "a stray quote": "item,decision\na\"b,c\n", "an open quote": "item,decision\n\"a,b\n",
	} {
		if _, err := parseDecisions([]byte(file)); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%s: got %v, want bad input", name, err)
		}
	}
}

// FuzzParseDecisions holds any file to the same: bad input, or rows whose lines go up and whose meaning survives being
// written as we write exports and read again.
func FuzzParseDecisions(f *testing.F) {
	for _, seed := range []string{
		"item,decision\nuser/1,certify\n", "\ufeffitem,decision,reason\r\nuser/1,revoke,\"a \"\"b\"\"\r\nc\"\r\n",
		"email,decision,to_role_id,to_role\na@example.com,reduce,,Viewer\n", "item,decision,reason\n'@x,'-y,'=1+1\n", "\"", "item,decision\n\x00,\xff\n", "", "item;decision\nuser/1;revoke;x\n", "item,decision\n\x00O\xff",
		"item,decision,reason\nuser/1,revoke,⟨U+000D⟩⟨U+000A⟩x\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := parseDecisions(data)
		if err != nil {
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%v is no bad input", err)
			}
			return
		}
		if !slices.IsSortedFunc(lines, func(a, b decisionLine) int { return a.line - b.line }) {
			t.Errorf("lines go back: %v", lines)
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		_ = w.Write([]string{"item", "decision", "to_role", "reason"})
		for _, l := range lines {
			cells := []string{l.item, string(l.verdict), l.toRole, l.reason}
			for i := range cells {
				cells[i] = tabular.Defuse(cells[i])
			}
			_ = w.Write(cells)
		}
		w.Flush()
		again, err := parseDecisions(out.Bytes())
		if err != nil {
			t.Fatalf("what was read cannot be written and read again: %v\n%s", err, out.String())
		}
		for i := range again {
			again[i].line, again[i].extra = lines[i].line, lines[i].extra
		}
		if diff := cmp.Diff(lines, again, cmp.AllowUnexported(decisionLine{})); diff != "" {
			t.Error(diff)
		}
	})
}
