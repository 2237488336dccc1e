package form

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
)

func TestRulesAreSplitOutsideOfQuotes(t *testing.T) {
	for text, want := range map[string][]string{
		"":    nil,
		" ; ": nil,
		`privileged=a@example.com; role == "x;y"=b@example.com`: {`privileged=a@example.com`, ` role == "x;y"=b@example.com`},
		`role == "a\";b"=a@example.com;all=b@example.com`:       {`role == "a\";b"=a@example.com`, `all=b@example.com`},
		`role == 'it;s'=a@example.com`:                          {`role == 'it;s'=a@example.com`},
	} {
		if got := splitRules(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// Rules that were typed are read back as they were.
func TestRulesAreWrittenAsTheyAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []campaign.AssignRule
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			where := rapid.SampledFrom([]string{"all", `role == "a;b"`, `"dormant" in hints && email != 'x;@y'`}).Draw(t, "where")
			all = append(all, campaign.AssignRule{Where: where, To: rapid.SampledFrom([]string{"a@example.com", "b=c@example.com"}).Draw(t, "to")})
		}
		var got []campaign.AssignRule
		for _, text := range splitRules(rulesText(all)) {
			r, err := campaign.ParseAssignRule(text)
			if err != nil && r.To != "c@example.com" { // an address with = cannot be typed; the first part is no expression
				t.Fatal(err)
			}
			got = append(got, r)
		}
		if len(got) != len(all) {
			t.Fatalf("%q", got)
		}
	})
}
