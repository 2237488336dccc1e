package reviews

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/packet"
)

// What a reviewer without tuar sent back is accepted from the list of campaigns. What the usual rules refuse is asked.
func TestAnswersAreAccepted(t *testing.T) {
	const rita = "rita@example.net"
	s := start(t)
	s.draft(s.me + ", " + rita)
	s.Press("y", "esc")
	plan, err := s.workspace.PlanPackets(s.Context(), s.only().ID, packet.Options{Reviewers: []string{rita}, Format: packet.HTML, Folder: s.TempDir()})
	if err != nil {
		s.Fatal(err)
	}
	if err := s.workspace.MakePackets(s.Context(), plan); err != nil {
		s.Fatal(err)
	}
	p := plan.Packets[0]
	answers := packet.Answers{
		Version: packet.Version, Packet: p.Hash, Campaign: p.Packet.Campaign, Population: p.Packet.Population, Reviewer: rita, Name: "Rita Osei",
		Statement: p.Packet.Statement, FinishedAt: time.Now().AddDate(1, 0, 0),
	}
	for _, row := range p.Packet.Rows {
		if row.Email == s.me { // who hands the answers in
			continue
		}
		answers.Decisions = append(answers.Decisions, packet.Decision{Item: row.Item, Decision: campaign.Revoke, Reason: "not needed any more", Bulk: 1})
	}
	data, err := answers.Encode()
	if err != nil {
		s.Fatal(err)
	}
	path := filepath.Join(s.TempDir(), "answers.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		s.Fatal(err)
	}
	s.Press("i")
	s.Sees("answers to a packet")
	s.Write(path)
	s.Press("enter")
	s.Sees("Accept answers", "take them without a sign-off")
	s.Press("y")
	s.Sees("Record this as "+rita+"'s own, relayed by you?", "name typed: Rita Osei", "clock, which must be wrong", "no sign-off: ")
	if s.only().Revoked != 0 {
		t.Fatal("recorded before a yes")
	}
	s.Press("y")
	s.Hears("accepted: ", "no sign-off of "+rita)
	if n := s.only().Revoked; n != len(answers.Decisions) || slices.Contains(s.only().SignedOff, rita) {
		t.Errorf("%d revoked, signed off by %v", n, s.only().SignedOff)
	}
	s.Press("i")
	s.Write(path)
	s.Press("enter")
	s.Hears("were accepted already")
}
