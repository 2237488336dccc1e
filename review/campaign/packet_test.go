package campaign_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// A packet that is on record was made by a person who manages the campaign, while it was open, for a reviewer, of items of
// the campaign. Any other line has no effect.
func TestPacketsOnRecord(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	good := campaign.PacketMade{Campaign: "q4", Reviewer: rita, Packet: hash, Items: []string{"user/plain"}, Format: "html"}
	with := func(change func(*campaign.PacketMade)) campaign.PacketMade {
		d := good
		change(&d)
		return d
	}
	j := newJournal(t)
	j.write(draft(), adopt())
	write := func(who string, d campaign.PacketMade) (refused bool) {
		before, made := len(j.refused()), len(j.campaign().Packets)
		j.write(record.Entry{Type: campaign.TypePacketMade, Actor: by(who), Data: d})
		now := j.campaign()
		if len(j.refused()) > before {
			return true
		}
		return len(now.Packets) == made
	}
	if !write(owner, good) {
		t.Error("a packet of a draft counts")
	}
	j.write(opening())
	for name, d := range map[string]campaign.PacketMade{
		"no hash":     with(func(d *campaign.PacketMade) { d.Packet = "" }),
		"long hash":   with(func(d *campaign.PacketMade) { d.Packet += "\n" }),
		"no reviewer": with(func(d *campaign.PacketMade) { d.Reviewer = eve }),
		"no items":    with(func(d *campaign.PacketMade) { d.Items = []string{} }),
		"no item":     with(func(d *campaign.PacketMade) { d.Items = []string{"user/none"} }),
	} {
		if !write(owner, d) {
			t.Error(name, "counts")
		}
	}
	if !write(rita, good) || !write(eve, good) {
		t.Error("a packet made by who does not manage the campaign counts")
	}
	if write(owner, good) {
		t.Fatal("the packet does not count")
	}
	if p, ok := j.campaign().Packet(hash); !ok || p.By != owner || p.Reviewer != rita {
		t.Errorf("%+v", p)
	}
	if p, ok := j.campaign().LastPacket("RITA@example.com"); !ok || p.Packet != hash {
		t.Errorf("%+v", p)
	}
	if _, ok := j.campaign().LastPacket(sam); ok {
		t.Error("sam has a packet")
	}
	j.write(record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: campaign.ClosedData{Campaign: "q4", Undecided: []string{}, Unsigned: []string{}}})
	if !write(owner, good) {
		t.Error("a packet of a closed campaign counts")
	}
}
