package campaign

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// TypePacketMade is the type of the line that a packet was made: a file with which a person without tuar reviews their
// assignment.
const TypePacketMade = "packet.made"

// PacketMade is the data of a packet.made line.
type PacketMade struct {
	Campaign string   `json:"campaign"`
	Reviewer string   `json:"reviewer"`
	Packet   string   `json:"packet"` // SHA-256 of the packet's canonical JSON, in hexadecimal digits
	Items    []string `json:"items"`  // in it, in order
	Format   string   `json:"format"` // html or xlsx
}

// Sentence returns what the line says.
func (d PacketMade) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("made a packet of %s for %s with %s", d.Campaign, d.Reviewer, some(len(d.Items), "item", "items")), Detail: d.Format}
}

// MadePacket is a packet that was made, as the record has it.
type MadePacket struct {
	PacketMade
	By   string
	At   time.Time
	Line Ref

	place int // in the fold, by which what came first is told
}

// Packet returns the packet with that hash that was made for a reviewer of the campaign, if there is one.
func (c *Campaign) Packet(hash string) (MadePacket, bool) {
	i := slices.IndexFunc(c.Packets, func(p MadePacket) bool { return p.Packet == hash })
	if i < 0 {
		return MadePacket{}, false
	}
	return c.Packets[i], true
}

// LastPacket returns the newest packet that was made for the reviewer, if there is one.
func (c *Campaign) LastPacket(reviewer string) (MadePacket, bool) {
	for _, p := range slices.Backward(c.Packets) {
		if c.people.Same(p.Reviewer, reviewer) {
			return p, true
		}
	}
	return MadePacket{}, false
}

// packetHash matches the hash of a packet.
var packetHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// refusesPacket returns why the data of a packet cannot be of this campaign, whoever made it; empty if it can.
func (c *Campaign) refusesPacket(d PacketMade) string {
	switch {
	case !packetHash.MatchString(d.Packet):
		return "the packet has no hash"
	case !c.IsReviewer(d.Reviewer):
		return fmt.Sprintf("%s does not review in %s", d.Reviewer, c.ID)
	case len(d.Items) == 0:
		return "the packet has no items"
	}
	for _, item := range d.Items {
		if !c.Contains(item) {
			return fmt.Sprintf("campaign %s has no item %s", c.ID, item)
		}
	}
	return ""
}

// packetMade folds a packet. Whether its items are still assigned to its reviewer is asked when answers come back.
func (b *Book) packetMade(l record.Line, d PacketMade) error {
	c, ok := b.about(d.Campaign)
	if !ok {
		return nil
	}
	if c.State != Open {
		return refuses(l, c.late(""))
	}
	if why := c.refusesManaging(b.base.Rights, l.Actor); why != "" {
		return refuses(l, why)
	}
	if why := c.refusesPacket(d); why != "" {
		return refuses(l, why)
	}
	c.Packets = append(c.Packets, MadePacket{d, l.Actor, l.Time.Time, refOf(l), b.folded})
	return nil
}

// mayMakePackets returns a Refused fault unless the actor may make packets of the campaign now.
func (c *Campaign) mayMakePackets(actor record.Actor) error {
	if err := c.mayManage(actor); err != nil {
		return err
	}
	if c.State != Open {
		return c.notOpen()
	}
	return nil
}

// MayMakePackets returns a Refused fault unless the current user may make packets of the campaign that id names now.
func (s *Service) MayMakePackets(ctx context.Context, id string) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	return s.core.Read(ctx, func() error {
		c, err := s.book.Find(id)
		if err != nil {
			return err
		}
		return c.mayMakePackets(actor)
	})
}

// RecordPackets records packets of one campaign that the actor makes: all of them or none. It refuses unless the
// campaign is open, the actor manages it, and each item is still assigned to the reviewer of its packet.
func (s *Service) RecordPackets(ctx context.Context, made []PacketMade) error {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return err
	}
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		entries := make([]record.Entry, len(made))
		for i, d := range made {
			c, err := s.book.FindFirmly(d.Campaign)
			if err != nil {
				return nil, err
			}
			if err := c.mayMakePackets(actor); err != nil {
				return nil, err
			}
			if why := c.refusesPacket(d); why != "" {
				return nil, fault.New(fault.Refused, "%s", why)
			}
			for _, item := range d.Items {
				if !c.people.Same(c.Reviewer(item), d.Reviewer) {
					return nil, fault.New(fault.Refused, "%s was assigned to %s meanwhile; no packet was made", item, c.Reviewer(item)).
						WithHint("make the packets again")
				}
			}
			entries[i] = record.Entry{Type: TypePacketMade, Actor: actor, Data: d}
		}
		return entries, nil
	})
	return err
}

// Packets returns the packets of a campaign that were made, the oldest first.
func (s *Service) Packets(ctx context.Context, id string) (made []MadePacket, err error) {
	err = s.lookup.read(ctx, id, func(c *Campaign) { made = slices.Clone(c.Packets) })
	return made, err
}
