package guide

import (
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/settings"
)

func TestTheGuideListsExactlyTheHintsThereAre(t *testing.T) {
	var listed []string
	blocks := Blocks(Hints())
	first := 1 + slices.IndexFunc(blocks[1:], func(b Block) bool { return b.Heading != "" }) // below the introduction
	for _, b := range blocks[first:] {
		if name, _, found := strings.Cut(b.Text, ": "); found {
			listed = append(listed, name)
		}
	}
	want := access.HintNames()
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf("the guide lists %q, there are %q", listed, want)
	}
}

// A hint without a rule, with a threshold that cannot be set, or under a heading that does not exist explains nothing.
func TestEveryHintExplainsItself(t *testing.T) {
	usual := settings.Default()
	for _, k := range access.HintKinds {
		rule := k.Rule(access.DefaultRules())
		switch {
		case rule == "" || strings.HasSuffix(rule, "."):
			t.Errorf("the rule of %s is no phrase: %q", k.Name, rule)
		case !strings.HasSuffix(k.Do, "."):
			t.Errorf("what to do about %s is no sentence: %q", k.Name, k.Do)
		case k.Weight < 1:
			t.Errorf("%s has no weight", k.Name)
		case !slices.ContainsFunc(campaign.RiskGroups, func(g campaign.RiskGroup) bool { return g.ID == k.Group }):
			t.Errorf("%s stands under %q, which is no heading", k.Name, k.Group)
		}
		for _, key := range k.Settings {
			if _, err := usual.Get(key); err != nil {
				t.Errorf("%s: %v", k.Name, err)
			}
		}
	}
}
