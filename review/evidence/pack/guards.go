package pack

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/tabular"
)

// setting is a setting as it was in force at the opening and at the closing of the campaign.
type setting struct{ key, opening, closing, changed string }

// settingFields lists the columns of the table of settings in force.
var settingFields = tabular.Fields[setting]{
	tabular.TextOf("setting", func(s setting) string { return s.key }),
	tabular.TextOf("at_opening", func(s setting) string { return s.opening }),
	tabular.TextOf("at_closing", func(s setting) string { return s.closing }),
	tabular.TextOf("changed", func(s setting) string { return s.changed }),
}

// settings returns the settings in force, by the lines that opened and closed the campaign; none where these lines are of
// an earlier version.
func (pv *packView) settings() (all []setting) {
	at := map[string]int{}
	for _, one := range pv.Campaign.Settings {
		at[one.Key] = len(all)
		all = append(all, setting{key: one.Key, opening: one.Value})
	}
	var closing []settings.Setting
	if pv.Campaign.Closing != nil {
		closing = pv.Campaign.Closing.Settings
	}
	for _, one := range closing {
		i, known := at[one.Key]
		if !known {
			i, all = len(all), append(all, setting{key: one.Key})
		}
		all[i].closing = one.Value
	}
	for i := range all {
		switch s := &all[i]; {
		case len(closing) == 0:
			s.changed = "not closed"
		case s.opening == s.closing:
			s.changed = "no"
		case settings.Loosens(s.key, s.opening, s.closing):
			s.changed = "loosened"
		default:
			s.changed = "yes"
		}
	}
	return all
}

// guardFields lists the columns of the table of guards that were loosened.
var guardFields = tabular.Fields[rights.Loosened]{
	tabular.TextOf("key", func(g rights.Loosened) string { return g.Key }),
	tabular.TextOf("before", func(g rights.Loosened) string { return g.Old }),
	tabular.TextOf("after", func(g rights.Loosened) string { return g.New }),
	tabular.TextOf("by", func(g rights.Loosened) string { return g.By }),
	tabular.TimeOf("at", func(g rights.Loosened) *time.Time { return &g.At }),
	tabular.TextOf("proposal", func(g rights.Loosened) string { return proposalOf(g).ID }),
	tabular.TextOf("proposed_by", func(g rights.Loosened) string { return proposalOf(g).By }),
	tabular.TimeOf("proposed_at", func(g rights.Loosened) *time.Time { at := proposalOf(g).At; return &at }),
	tabular.TextOf("reason", func(g rights.Loosened) string { return proposalOf(g).Reason }),
	tabular.TextOf("seen_by", func(g rights.Loosened) string {
		seen := make([]string, len(g.Seen))
		for i, s := range g.Seen {
			seen[i] = s.By + " " + s.At.UTC().Format(time.RFC3339)
		}
		return strings.Join(seen, ", ")
	}),
}

// proposalOf returns the proposal that the change carried out; an empty one if a sole owner needed none.
func proposalOf(g rights.Loosened) rights.Proposal {
	if g.Proposal == nil {
		return rights.Proposal{}
	}
	return *g.Proposal
}

// ofGuards finds the guards that were loosened while the campaign was open.
func (x *exceptionFinder) ofGuards() {
	for i := range x.Loosened {
		g := &x.Loosened[i]
		if !x.loosenedSince(g) {
			continue
		}
		known := "; no other person has seen it"
		switch {
		case g.Proposal != nil:
			known = fmt.Sprintf("; %s proposed it", g.Proposal.By)
		case len(g.Seen) > 0:
			known = fmt.Sprintf("; %s has seen it", g.Seen[0].By)
		}
		x.add("guard-loosened", "", g.By, g.At, "has %s%s", g.Done(), known)
	}
}
