package screen

import "github.com/tuar-dev/tuar/review/fault"

// WayOut returns what to do about an error, in words of the app.
func WayOut(err error) string { return Advice(fault.Advice(err)) }

// Advice returns a hint with the app's keys in place of commands, where the app has one.
func Advice(h fault.Hint) string {
	return h.Render(func(w fault.Way) string {
		if key, ok := keyOf[w.Act]; ok {
			return key
		}
		if w.Act == "" {
			return w.Options + " on the command line"
		}
		return w.String()
	})
}

var keyOf = map[fault.Act]string{
	fault.Identify:        "i on Home",
	fault.Connect:         "c on Home",
	fault.Sync:            "S on Home",
	fault.ShowSettings:    ", on Home",
	fault.GetSetting:      ", on Home",
	fault.NewCampaign:     "n in Reviews",
	fault.OpenCampaign:    "enter in Reviews",
	fault.Review:          "enter in Reviews",
	fault.SignOff:         "s in Reviews",
	fault.CloseCampaign:   "C in Reviews",
	fault.EditCampaign:    "E in Reviews",
	fault.MoveDue:         "t in Reviews",
	fault.Reopen:          "R in Reviews",
	fault.VoidCampaign:    "V in Reviews",
	fault.Delegate:        "h in Reviews",
	fault.Export:          "e in Reviews",
	fault.PlanRemediation: "p in Reviews",
	fault.ListElevations:  "4 Elevations",
	fault.ShowElevation:   "4 Elevations",
	fault.Approve:         "a in Elevations",
	fault.Extend:          "e in Elevations",
	fault.EndElevation:    "x in Elevations",
	fault.Reap:            "R in Elevations",
	fault.PackEvidence:    "p in Evidence",
	fault.VerifyEvidence:  "v in Evidence",
	fault.VerifyJournal:   "v in Journal",
	fault.ListJournal:     "6 Journal",
	fault.WhoAmI:          "p on Home",
	fault.ListPeople:      "p on Home",
	fault.ListRights:      "p on Home",
	fault.AddPerson:       "n in people, p on Home",
	fault.AddAlias:        "a in people, p on Home",
	fault.DeclareDistinct: "t in people, p on Home",
	fault.GrantRight:      "r in people, p on Home",
	fault.ListProposals:   "P on Home",
	fault.ApproveProposal: "a in proposals, P on Home",
	fault.SeeLoosened:     "s in proposals, P on Home",
}
