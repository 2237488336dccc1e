package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/packet"
)

func (s *session) packetCommand() *cobra.Command {
	return s.family("packet", `tuar packet make q4 --all -o packets
tuar packet accept answers/*.json`,
		"Let reviewers decide without tuar, in a file", s.packetMakeCommand(), s.packetAcceptCommand())
}

func (s *session) packetMakeCommand() *cobra.Command {
	var o packet.Options
	var all bool
	var format string
	c := &cobra.Command{
		Use:   "make CAMPAIGN (--reviewer EMAIL | --all) -o FOLDER",
		Short: "Write a file with which a reviewer decides without tuar",
		Long: `make writes one file for each reviewer, named review-CAMPAIGN-REVIEWER.html. It opens in any browser, needs no network and no
other file, and holds only what is assigned to that reviewer. They decide in it and send back the file answers-….json that it
saves. With --format xlsx it is a workbook, which they fill in and send back. Rows of a second stage are in no packet: who has such
rows decides them with tuar.

Send the file as you would send the rows themselves: who has it can read them. The record keeps which packet was made for whom,
so that only answers to a packet that was made can be accepted. Only an owner or the manager who made the campaign can make
packets, while it is open. More: tuar help packets.`,
		Example: `tuar packet make q4 --all -o packets
tuar packet make q4 --reviewer p.lang@example.com --format xlsx -o packets`,
		Args:              takes(1, 1, "one campaign"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			var err error
			switch {
			case all == (len(o.Reviewers) > 0):
				return answer{}, usagef("say for whom to make packets").WithHint("--reviewer EMAIL, or --all for all who have not signed off")
			case o.Folder == "" || o.Folder == "-":
				return answer{}, usagef("say in which folder to write").WithHint("-o FOLDER; . is this one")
			}
			if o.Format, err = packet.ParseFormat(format); err != nil {
				return answer{}, err
			}
			plan, err := w.PlanPackets(ctx, args[0], o)
			if err != nil {
				return answer{}, err
			}
			if !s.json {
				s.aside().packetPlan(plan)
			}
			if err := s.confirm(ctx, "Make "+count(len(plan.Packets), "packet")+" of "+fullName(plan.Campaign)+"?"); err != nil {
				return answer{}, err
			}
			if err := w.MakePackets(ctx, plan); err != nil {
				return answer{}, err
			}
			rows := make([]packetJSON, len(plan.Packets))
			for i, p := range plan.Packets {
				rows[i] = packetJSON{plan.Campaign.ID, p.Packet.Reviewer, p.File, string(o.Format), len(p.Packet.Rows), p.Hash, p.Before != nil}
			}
			return answered(rows, func(p *printer) {
				for _, one := range rows {
					p.hang(p.good("written:"), "%s, %s for %s", one.File, count(one.Items, "row"), one.Reviewer)
				}
				p.linef("send each file to its reviewer; they decide in it and send the file of answers back")
			}, nil)
		}),
	}
	c.Flags().StringArrayVar(&o.Reviewers, "reviewer", nil, "for whom, as an `email` address; repeatable")
	c.Flags().BoolVar(&all, "all", false, "for all reviewers who have not signed off")
	c.Flags().StringVarP(&o.Folder, "output", "o", "", "`folder` to write to")
	c.Flags().StringVar(&format, "format", "html", "html or xlsx")
	c.Flags().BoolVar(&o.Overwrite, "force", false, "replace files of these names")
	complete(c, "format", "html", "xlsx")
	return c
}

// packetJSON is a packet for programs.
type packetJSON struct {
	Campaign string `json:"campaign"`
	Reviewer string `json:"reviewer"`
	File     string `json:"file"`
	Format   string `json:"format"`
	Items    int    `json:"items"`
	Packet   string `json:"packet"` // its hash
	Again    bool   `json:"again"`  // a packet of the same rows was made before
}

// packetPlan writes for whom packets would be made, and what is to know before.
func (p *printer) packetPlan(plan *packet.Plan) {
	for _, one := range plan.Packets {
		p.linef("%s: %s, %d to decide", one.Packet.Reviewer, count(len(one.Packet.Rows), "row"), one.Undecided())
		if one.Before != nil {
			p.hang(p.warn("again:"), "%s got a packet of the same rows on %s; answers to either are accepted, once", one.Packet.Reviewer, moment(one.Before.At))
		}
	}
	for _, text := range plan.Second {
		p.hang(p.warn("not in packets:"), "%s", text)
	}
	if len(plan.Left) > 0 {
		p.hang("no packet:", "%s", strings.Join(plan.Left, "; "))
	}
}
