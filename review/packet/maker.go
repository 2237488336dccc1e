package packet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
)

// Format is a way to write a packet.
type Format string

// The formats.
const (
	HTML Format = "html" // a page for a browser
	XLSX Format = "xlsx" // a workbook
)

// Formats are all formats, the usual one first.
var Formats = []Format{HTML, XLSX}

// ParseFormat reads a format's name; empty means HTML. An unknown one is a BadInput fault.
func ParseFormat(name string) (Format, error) {
	f := Format(strings.ToLower(strings.TrimSpace(name)))
	switch {
	case f == "":
		return HTML, nil
	case slices.Contains(Formats, f):
		return f, nil
	}
	hint := "formats of packets are html and xlsx"
	for _, known := range Formats {
		if spelling.Distance(string(f), string(known)) <= 2 {
			hint = "did you mean " + string(known) + "?"
		}
	}
	return "", fault.New(fault.BadInput, "%q is not a format of packets", name).WithHint("%s", hint)
}

// Maker makes packets of campaigns.
type Maker struct {
	core      *core.Core
	campaigns *campaign.Service
	talk      Talk
	files     Files
}

// Talk provides what was said on the rows of a campaign, the oldest first, each answer after its question.
type Talk interface {
	Comments(ctx context.Context, id string) ([]comment.Row, error)
}

// Files writes what is handed to a person.
type Files interface {
	// Write makes the file with what write produces, whole or not at all. It replaces one only if overwrite is set.
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
	// Vacant returns a BadInput fault unless Write can make a file there.
	Vacant(path string, overwrite bool) error
}

// NewMaker makes the use cases of making packets.
func NewMaker(c *core.Core, campaigns *campaign.Service, talk Talk, files Files) *Maker {
	return &Maker{core: c, campaigns: campaigns, talk: talk, files: files}
}

// Options say which packets to make.
type Options struct {
	Reviewers []string // e-mail addresses; none means all who have not signed off
	Format    Format
	Folder    string // where the files go; it must exist
	Overwrite bool   // files of these names are replaced
}

// Plan is what would be made, before anything is written.
type Plan struct {
	Campaign campaign.Summary
	Packets  []Planned
	Left     []string // sentences about reviewers who get no packet
	Second   []string // sentences about rows that no packet has, since they are of the second stage

	options Options
}

// Planned is a packet to be made.
type Planned struct {
	Packet *Packet
	Hash   string
	File   string               // its path
	Before *campaign.MadePacket // the newest packet of the reviewer with the same items; nil if there is none

	data []byte // the packet's canonical JSON
}

// Undecided returns how many rows of the packet can still be decided: they have no decision and are not the reviewer's own.
func (p Planned) Undecided() int {
	n := 0
	for _, r := range p.Packet.Rows {
		if r.Decided == "" && !r.Own {
			n++
		}
	}
	return n
}

// PlanPackets returns the packets that would be made. It refuses unless the campaign is open and the current user manages
// it, if a reviewer has nothing to decide, and if a file is in the way.
func (m *Maker) PlanPackets(ctx context.Context, id string, o Options) (*Plan, error) {
	if err := m.core.MayAct(); err != nil {
		return nil, err
	}
	actor, err := m.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.campaigns.MayMakePackets(ctx, id); err != nil {
		return nil, err
	}
	sheet, err := m.campaigns.Sheet(ctx, id)
	if err != nil {
		return nil, err
	}
	before, err := m.campaigns.Packets(ctx, sheet.Summary.ID)
	if err != nil {
		return nil, err
	}
	said, err := m.talk.Comments(ctx, sheet.Summary.ID)
	if err != nil {
		return nil, err
	}
	questions := map[string][]comment.Row{} // that are open, by item
	for _, c := range said {
		if c.Open {
			questions[c.Item] = append(questions[c.Item], c)
		}
	}
	plan := &Plan{Campaign: sheet.Summary, options: o}
	origin := from{workspace: m.core.Name(), by: actor.Email, at: m.core.Now()}
	for _, reviewer := range reviewersOf(sheet, o.Reviewers) {
		one := Planned{Packet: newPacket(sheet, reviewer, questions, origin)}
		second := secondRows(sheet, reviewer)
		if why := idle(sheet, one.Packet, second); why != "" {
			if len(o.Reviewers) > 0 {
				return nil, fault.New(fault.Refused, "%s", why)
			}
			plan.Left = append(plan.Left, why)
			continue
		}
		if second > 0 {
			plan.Second = append(plan.Second, fmt.Sprintf("%s decides %s in the second stage, which packets do not have: with tuar", reviewer, some(second, "row")))
		}
		if one.data, one.Hash, err = one.Packet.Encode(); err != nil {
			return nil, err
		}
		one.File = joined(o.Folder, fmt.Sprintf("review-%s-%s.%s", safeName(sheet.Summary.ID), safeName(reviewer), o.Format))
		for _, p := range slices.Backward(before) {
			if sheet.People.Same(p.Reviewer, reviewer) && sameItems(p.Items, one.Packet.Items()) {
				one.Before = &p
				break
			}
		}
		if clash := slices.IndexFunc(plan.Packets, func(p Planned) bool { return p.File == one.File }); clash >= 0 {
			one.File = strings.TrimSuffix(one.File, "."+string(o.Format)) + "-" + one.Hash[:8] + "." + string(o.Format)
		}
		plan.Packets = append(plan.Packets, one)
	}
	if len(plan.Packets) == 0 {
		return nil, fault.New(fault.Refused, "no reviewer of %s has anything to decide: %s", sheet.Summary.ID, strings.Join(plan.Left, "; "))
	}
	for _, p := range plan.Packets {
		if err := m.files.Vacant(p.File, o.Overwrite); err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// reviewersOf returns the reviewers named, as the campaign spells them; without names all of the campaign.
func reviewersOf(sheet *campaign.Sheet, named []string) []string {
	if len(named) == 0 {
		var all []string
		for _, r := range sheet.Summary.Reviewers {
			if !sheet.People.In(all, r) {
				all = append(all, r)
			}
		}
		return all
	}
	reviewers := make([]string, 0, len(named))
	for _, n := range named {
		for _, r := range sheet.Summary.Reviewers {
			if sheet.People.Same(r, n) {
				n = r
				break
			}
		}
		if !sheet.People.In(reviewers, n) {
			reviewers = append(reviewers, n)
		}
	}
	return reviewers
}

// secondRows returns of how many rows the person is the second reviewer.
func secondRows(sheet *campaign.Sheet, reviewer string) (n int) {
	for i := range sheet.Rows {
		if s := sheet.Rows[i].Decision.Stages; s != nil && sheet.People.Same(s.Reviewer, reviewer) {
			n++
		}
	}
	return n
}

// idle returns why a packet has nothing to decide; empty if it has. second counts rows that the reviewer has in the second
// stage.
func idle(sheet *campaign.Sheet, p *Packet, second int) string {
	for _, s := range sheet.Signoffs {
		if sheet.People.Same(s.Reviewer, p.Reviewer) {
			return fmt.Sprintf("%s signed off already, on %s", p.Reviewer, s.At.UTC().Format(campaign.DateLayout))
		}
	}
	own := 0
	for _, r := range p.Rows {
		if r.Own {
			own++
		}
	}
	switch {
	case len(p.Rows) == 0 && second > 0:
		return fmt.Sprintf("%s decides in the second stage only (%s), which packets do not have: with tuar", p.Reviewer, some(second, "row"))
	case len(p.Rows) == 0:
		return fmt.Sprintf("nothing in %s is assigned to %s", p.Campaign, p.Reviewer)
	case own == len(p.Rows):
		return fmt.Sprintf("all that is assigned to %s is their own access, on which they cannot decide", p.Reviewer)
	}
	return ""
}

func sameItems(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// joined returns a file in a folder. Folders of Windows keep their signs.
func joined(folder, file string) string {
	if folder == "" || folder == "." {
		return file
	}
	if strings.HasSuffix(folder, "/") || strings.HasSuffix(folder, `\`) {
		return folder + file
	}
	return path.Dir(folder+"/x") + "/" + file
}

// MakePackets records the packets of a plan and writes their files. They are recorded first: a packet that the record does
// not know could not be accepted. An error says which files were written before it.
func (m *Maker) MakePackets(ctx context.Context, plan *Plan) error {
	made := make([]campaign.PacketMade, len(plan.Packets))
	for i, p := range plan.Packets {
		made[i] = campaign.PacketMade{
			Campaign: plan.Campaign.ID, Reviewer: p.Packet.Reviewer, Packet: p.Hash, Items: p.Packet.Items(), Format: string(plan.options.Format),
		}
	}
	if err := m.campaigns.RecordPackets(ctx, made); err != nil {
		return err
	}
	for i, p := range plan.Packets {
		if err := m.files.Write(ctx, p.File, plan.options.Overwrite, func(w io.Writer) error { return p.write(w, plan.options.Format) }); err != nil {
			return errors.Join(err, left(i, len(plan.Packets)))
		}
	}
	return nil
}

// left says how many files were written before one failed.
func left(written, all int) error {
	if all == 1 {
		return nil
	}
	return fmt.Errorf("%d of %d packets were written; make the others again", written, all)
}

// write writes the packet in a format.
func (p Planned) write(w io.Writer, f Format) error {
	switch f {
	case HTML:
		return p.writePage(w)
	case XLSX:
		return p.writeWorkbook(w)
	}
	return fault.New(fault.BadInput, "%q is not a format of packets", f)
}
