package campaign_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

var (
	packetHash = strings.Repeat("0a", 32)
	fileHash   = strings.Repeat("0b", 32)
)

// answered returns the lines of a file of answers of rita's that decide on two items and sign off.
func answered() []record.Entry {
	relayed := record.Actor{Email: rita, Assurance: record.Relayed, Answers: fileHash}
	decided := func(item string, v campaign.Verdict) record.Entry {
		return record.Entry{Type: campaign.TypeDecided, Actor: relayed, Data: campaign.Decided{Campaign: "q4", Item: item, Decision: v, Bulk: 1, Batch: "b", Hints: []string{}}}
	}
	return []record.Entry{
		{Type: campaign.TypeAnswersAccepted, Actor: by(owner), Data: campaign.AnswersAccepted{Campaign: "q4", Reviewer: rita, Packet: packetHash, File: fileHash, Name: "Rita Gold", Lines: 3}},
		decided("user/plain", campaign.Certify), decided("user/idle", campaign.Revoke),
		{Type: campaign.TypeSignedOff, Actor: relayed, Data: campaign.SignedOff{Campaign: "q4", Statement: "reviewed", Decided: 2}},
	}
}

// packeted is an open campaign with a packet for rita.
func packeted(t *testing.T) *journal {
	t.Helper()
	j := opened(t)
	j.write(record.Entry{Type: campaign.TypePacketMade, Actor: by(owner), Data: campaign.PacketMade{
		Campaign: "q4", Reviewer: rita, Packet: packetHash, Items: []string{"user/plain", "user/idle"}, Format: "html",
	}})
	return j
}

func TestAnswersAreTakenTogether(t *testing.T) {
	j := packeted(t)
	lines := answered()
	for i, e := range lines {
		if d := j.campaign().Decision("user/plain"); d.Verdict != campaign.Undecided {
			t.Fatalf("after %d lines: %v", i, d)
		}
		j.write(e)
	}
	d := j.campaign().Decision("user/idle")
	relay := record.Relay{By: owner, Packet: packetHash, File: fileHash, Lines: 3}
	if d.Verdict != campaign.Revoke || d.Reviewer != rita || d.Assurance != record.Relayed || d.Known.Relay != relay {
		t.Errorf("%+v", d)
	}
	s, signed := j.campaign().Signoff(rita)
	if !signed || s.Assurance != record.Relayed || s.Known.Relay != relay || len(j.refused()) > 0 {
		t.Errorf("%+v, %v", s, j.refused())
	}
	if a, ok := j.campaign().AcceptedFrom(fileHash); !ok || a.By != owner || a.Name != "Rita Gold" {
		t.Errorf("%+v", a)
	}
	if len(j.book.Unfinished()) > 0 {
		t.Error(j.book.Unfinished())
	}
}

func TestAnswersThatWereCutShortDoNotCount(t *testing.T) {
	j := packeted(t)
	j.write(answered()[:3]...)
	if left := j.campaign().Left(); len(left) != len(items) || len(j.book.Unfinished()) != 1 {
		t.Error(left, j.book.Unfinished())
	}
}

// A relayed line has no effect without an acceptance, or if it differs from what was accepted. The lines that came with it
// have none either.
func TestRelayedLinesThatHaveNoEffect(t *testing.T) {
	accept := func(change func(*campaign.AnswersAccepted)) func([]record.Entry) []record.Entry {
		return func(all []record.Entry) []record.Entry {
			d := all[0].Data.(campaign.AnswersAccepted)
			change(&d)
			all[0].Data = d
			return all
		}
	}
	acceptedBy := func(who string) func([]record.Entry) []record.Entry {
		return func(all []record.Entry) []record.Entry { all[0].Actor = by(who); return all }
	}
	decide := func(change func(*campaign.Decided)) func([]record.Entry) []record.Entry {
		return func(all []record.Entry) []record.Entry {
			d := all[1].Data.(campaign.Decided)
			change(&d)
			all[1].Data = d
			return all
		}
	}
	for name, c := range map[string]struct {
		change func([]record.Entry) []record.Entry
		says   string
	}{
		"nobody accepted them":     {func(all []record.Entry) []record.Entry { return all[1:] }, "no answers that say so"},
		"another packet":           {accept(func(d *campaign.AnswersAccepted) { d.Packet = fileHash }), "no such packet"},
		"another reviewer":         {accept(func(d *campaign.AnswersAccepted) { d.Reviewer = sam }), "made for " + rita},
		"another file":             {accept(func(d *campaign.AnswersAccepted) { d.File = packetHash }), "no answers that say so"},
		"no lines":                 {accept(func(d *campaign.AnswersAccepted) { d.Lines = 0 }), "no lines"},
		"accepted by a stranger":   {acceptedBy(eve), "not by " + eve},
		"accepted by the reviewer": {acceptedBy(rita), "not by " + rita},
		"accepted by another":      {acceptedBy(sam), "not by " + sam},
		"not in the packet":        {decide(func(d *campaign.Decided) { d.Item = "user/boss" }), "not in the packet"},
		"assigned to another":      {decide(func(d *campaign.Decided) { d.Item = "user/other" }), "assigned to " + sam},
		"another campaign":         {decide(func(d *campaign.Decided) { d.Campaign = "q3" }), "those of " + rita + " in q4"},
		"by another actor":         {func(all []record.Entry) []record.Entry { all[1].Actor.Email = sam; return all }, "those of " + rita},
		"sign-off before its time": {func(all []record.Entry) []record.Entry { all[1], all[3] = all[3], all[1]; return all }, "not the last line"},
		"a line of another kind": {func(all []record.Entry) []record.Entry {
			return append(all[:1], record.Entry{Type: campaign.TypeClosed, Actor: all[1].Actor, Data: campaign.ClosedData{Campaign: "q4", Undecided: []string{}, Unsigned: []string{}}})
		}, "can be relayed"},
		"two accepted lines": {func(all []record.Entry) []record.Entry { return append([]record.Entry{all[0]}, all...) }, "accepted already"},
	} {
		t.Run(name, func(t *testing.T) {
			j := packeted(t)
			j.write(record.Entry{Type: campaign.TypePacketMade, Actor: by(owner), Data: campaign.PacketMade{
				Campaign: "q4", Reviewer: rita, Packet: strings.Repeat("0c", 32), Items: []string{"user/other"}, Format: "html",
			}})
			j.write(c.change(answered())...)
			if !slices.ContainsFunc(j.refused(), func(why string) bool { return strings.Contains(why, c.says) }) {
				t.Errorf("no refusal says %q: %v", c.says, j.refused())
			}
			if left := j.campaign().Left(); len(left) != len(items) {
				t.Errorf("%d of %d items are decided", len(items)-len(left), len(items))
			}
			if len(j.campaign().Signoffs) > 0 {
				t.Error("it is signed off")
			}
		})
	}
}

// A person cannot bring in a decision on their own access that another person is said to have made.
func TestNobodyRelaysADecisionOnTheirOwnAccess(t *testing.T) {
	j := newJournal(t)
	open := opening()
	d := open.Data.(campaign.Opened)
	d.Holders = map[string]string{"user/plain": "Lead@example.com", "user/idle": "idle@example.com"}
	open.Data = d
	j.write(draft(), adopt(), open, grant("second@example.com", rights.Owner), record.Entry{Type: campaign.TypePacketMade, Actor: by(owner), Data: campaign.PacketMade{
		Campaign: "q4", Reviewer: rita, Packet: packetHash, Items: []string{"user/plain", "user/idle"}, Format: "html",
	}})
	j.write(answered()...)
	if r := j.refused(); len(r) != 3 || !strings.Contains(r[0], "who accepted the answers") || len(j.campaign().Left()) != len(items) {
		t.Errorf("%v", r)
	}
}
