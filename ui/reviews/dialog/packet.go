package dialog

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// Packets asks for whom packets are made, as what and where, shows what they hold, and makes them after a yes.
func (d *Dialogs) Packets(id string) tea.Cmd {
	return d.as(func() tea.Msg {
		c, err := d.service.Campaign(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		entries := []overlay.Entry{{Name: "all reviewers", Note: "who have not signed off", Action: d.packetFormat(c, nil)}}
		plan, err := d.service.PlanPackets(d.env.Context, id, packet.Options{Format: packet.HTML, Folder: ".", Overwrite: true})
		if err != nil {
			return refused(err)
		}
		for _, reviewer := range c.Reviewers {
			entry := overlay.Entry{Name: reviewer, Disabled: "nothing to decide in a packet, or signed off", Action: d.packetFormat(c, []string{reviewer})}
			for _, p := range plan.Packets {
				if p.Packet.Reviewer == reviewer {
					entry.Disabled, entry.Note = "", words.Count(p.Undecided(), "row")+" to decide"
				}
			}
			entries = append(entries, entry)
		}
		return ask(overlay.NewChoice("Packets of "+c.Name+", for reviewers without tuar", entries))
	})
}

func (d *Dialogs) packetFormat(c campaign.Summary, reviewers []string) tea.Msg {
	notes := map[packet.Format]string{packet.HTML: "a page that opens in any browser, without a network", packet.XLSX: "a workbook for spreadsheets"}
	entries := make([]overlay.Entry, len(packet.Formats))
	for i, f := range packet.Formats {
		entries[i] = overlay.Entry{Name: string(f), Note: notes[f], Action: d.packetFolder(c, packet.Options{Reviewers: reviewers, Format: f})}
	}
	return ask(overlay.NewChoice("Packets of "+c.Name+" as", entries))
}

func (d *Dialogs) packetFolder(c campaign.Summary, o packet.Options) tea.Msg {
	return ask(&overlay.Prompt{
		Title: "Packets", Label: "Write them to the folder", Value: ".",
		Check: func(folder string) error {
			if folder == "" {
				return fault.New(fault.BadInput, "a folder is needed")
			}
			return nil
		},
		Action: func(folder string) tea.Msg {
			o.Folder = folder
			return d.packetPlan(c, o)
		},
	})
}

// packetPlan shows what would be made, and asks.
func (d *Dialogs) packetPlan(c campaign.Summary, o packet.Options) screen.Run {
	return func() tea.Msg {
		plan, err := d.service.PlanPackets(d.env.Context, c.ID, o)
		switch {
		case err != nil && !o.Overwrite && Taken(err) && strings.Contains(err.Error(), "is there already"):
			o.Overwrite = true
			return ask(&overlay.Confirm{Title: "Packets", Question: err.Error() + ". Replace it?", Yes: "replace", Danger: true, Action: d.packetPlan(c, o)})
		case err != nil:
			return refused(err)
		}
		var details []string
		for _, p := range plan.Packets {
			details = append(details, fmt.Sprintf("%s: %s, %d to decide", p.Packet.Reviewer, words.Count(len(p.Packet.Rows), "row"), p.Undecided()))
			if p.Before != nil {
				details = append(details, "again: a packet of the same rows was made on "+p.Before.At.UTC().Format(campaign.DateLayout)+"; answers to either are accepted, once")
			}
		}
		return ask(&overlay.Confirm{
			Title: "Packets", Question: fmt.Sprintf("Make %s of %s? Who has such a file can read its rows.", words.Count(len(plan.Packets), "packet"), c.Name),
			Details: append(append(details, plan.Second...), plan.Left...), Yes: "make", Action: screen.Run(func() tea.Msg {
				if err := d.service.MakePackets(d.env.Context, plan); err != nil {
					return refused(err)
				}
				return recorded(nil, "%s written to %s; send each to its reviewer", words.Count(len(plan.Packets), "packet"), Whole(o.Folder))
			}),
		})
	}
}
