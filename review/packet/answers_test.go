package packet_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
)

// answers returns answers that are read as they are.
func answers() packet.Answers {
	return packet.Answers{
		Version: 1, Packet: strings.Repeat("0a", 32), Campaign: "q4-2026-1a2b", Population: "abc", Reviewer: "rita@example.com", Name: "Rita Gold",
		Statement: "I have reviewed it.", FinishedAt: time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC),
		Decisions: []packet.Decision{
			{Item: "user/1", Decision: campaign.Certify, DwellMS: 4000, Bulk: 1},
			{Item: "user/2", Decision: campaign.Move, ToRole: "r3", Reason: "writes <reports>\u2028 & \"more\"", DwellMS: 1, Bulk: 1},
			{Item: "key/k", Decision: campaign.Revoke, Reason: "=left", Bulk: 2},
		},
	}
}

func TestAnswersComeBackAsTheyWere(t *testing.T) {
	want := answers()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range [][]byte{data, append([]byte("\ufeff"), data...), []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))} {
		got, err := packet.ReadAnswers(one)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// What is wrong with a file of answers is said in a sentence, and nothing of it is taken.
func TestAnswersThatAreNone(t *testing.T) {
	edit := func(change func(*packet.Answers)) string {
		a := answers()
		change(&a)
		data, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	whole := edit(func(*packet.Answers) {})
	for name, c := range map[string]struct{ file, says string }{
		"empty":          {" \n", "the file is empty"},
		"page":           {"<!DOCTYPE html><html>", "this is a page"},
		"list":           {"[]", "no file of answers"},
		"torn":           {whole[:len(whole)/2], "no file of answers"},
		"more":           {whole + "{}", "no file of answers"},
		"draft":          {`{"draft":1,"packet":"x"}`, "this is a draft"},
		"packet":         {`{"packet":1,"rows":[]}`, "this is a packet"},
		"unknown member": {strings.Replace(whole, `"name"`, `"nam"`, 1), "no file of answers"},
		"twice":          {strings.Replace(whole, `"name":`, `"name":"x","name":`, 1), "no file of answers"},
		"newer":          {edit(func(a *packet.Answers) { a.Version = 2 }), "newer tuar"},
		"no version":     {edit(func(a *packet.Answers) { a.Version = 0 }), "does not begin"},
		"no packet":      {edit(func(a *packet.Answers) { a.Packet = "x" }), "which packet"},
		"no reviewer":    {edit(func(a *packet.Answers) { a.Reviewer = "" }), "do not name"},
		"no name":        {edit(func(a *packet.Answers) { a.Name = " " }), "no name"},
		"long name":      {edit(func(a *packet.Answers) { a.Name = strings.Repeat("x", 201) }), "200 characters"},
		"no statement":   {edit(func(a *packet.Answers) { a.Statement = "" }), "no statement"},
		"no time":        {edit(func(a *packet.Answers) { a.FinishedAt = time.Time{} }), "when they were finished"},
		"nothing":        {edit(func(a *packet.Answers) { a.Decisions = nil }), "decide nothing"},
		"item twice":     {edit(func(a *packet.Answers) { a.Decisions[2] = a.Decisions[0] }), "decision 3: user/1 is decided in decision 1 already"},
		"no item":        {edit(func(a *packet.Answers) { a.Decisions[0].Item = "" }), "decision 1: it names no item"},
		"undecided":      {edit(func(a *packet.Answers) { a.Decisions[0].Decision = campaign.Undecided }), `"undecided" is not a decision`},
		"no role":        {edit(func(a *packet.Answers) { a.Decisions[1].ToRole = "" }), "names no role"},
		"role":           {edit(func(a *packet.Answers) { a.Decisions[0].ToRole = "r1" }), "only reduce and move"},
		"long reason":    {edit(func(a *packet.Answers) { a.Decisions[0].Reason = strings.Repeat("é", 2001) }), "2000 characters"},
		"time":           {edit(func(a *packet.Answers) { a.Decisions[0].DwellMS = -1 }), "not possible"},
		"bulk":           {edit(func(a *packet.Answers) { a.Decisions[0].Bulk = 0 }), "0 rows were decided at once"},
		"large":          {strings.Repeat(" ", packet.MaxAnswers+1), "larger than the 8 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := packet.ReadAnswers([]byte(c.file))
			if err == nil || got != nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, not a sentence with %q", err, c.says)
			}
			if fault.KindOf(err) != fault.BadInput {
				t.Errorf("%v is no bad input", fault.KindOf(err))
			}
		})
	}
}

// All wrong decisions are told, each with its place.
func TestAllWrongDecisionsAreTold(t *testing.T) {
	a := answers()
	a.Decisions[0].Bulk, a.Decisions[2].Decision = 0, "remove"
	data, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	_, err = packet.ReadAnswers(data)
	var rejected *campaign.Rejected
	if !errors.As(err, &rejected) || len(rejected.Problems) != 2 || rejected.Problems[1].Index != 3 {
		t.Errorf("%v", err)
	}
}

func FuzzReadAnswers(f *testing.F) {
	a := answers()
	data, err := a.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"draft":1}`))
	f.Add([]byte(`{"answers":1,"decisions":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := packet.ReadAnswers(data)
		if err != nil {
			return
		}
		again, err := got.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := packet.ReadAnswers(again)
		if err != nil {
			t.Fatalf("what was read is not read again: %v", err)
		}
		if diff := cmp.Diff(got, back); diff != "" {
			t.Error(diff)
		}
	})
}

// A fault of the library is told without the names of this program's types.
func TestFaultsNameNoTypes(t *testing.T) {
	for _, text := range []string{
		`{"answers":1,"packets":"x"}`, `{"answers":"one"}`, `{"answers":1,"decisions":[{"item":7}]}`, `{"answers":1,"decisions":{}}`,
	} {
		_, err := packet.ReadAnswers([]byte(text))
		if err == nil || strings.Contains(err.Error(), "packet.") || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: %v", text, err)
		}
		t.Log(err)
	}
}
