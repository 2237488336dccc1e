package review_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
)

func TestContradictions(t *testing.T) {
	sheetRow := func(item string, kind access.Kind, email string, v campaign.Verdict) review.SheetRow {
		return review.SheetRow{Row: access.Row{Item: item, Kind: kind, Email: email, Name: map[access.Kind]string{access.Key: "ci"}[kind], Role: "Owner"}, Decision: campaign.Decision{Item: item, Verdict: v}}
	}
	for _, one := range []struct {
		owner, key campaign.Verdict
		says       string
	}{
		{campaign.Revoke, campaign.Certify, "ann@example.com is revoked, but their key ci (Owner) is certified"},
		{campaign.Certify, campaign.Revoke, "ann@example.com is certified, but their key ci (Owner) is revoked"},
		{campaign.Revoke, campaign.Revoke, ""},
		{campaign.Certify, campaign.Certify, ""},
		{campaign.Revoke, campaign.Undecided, ""},
		{campaign.Undecided, campaign.Certify, ""},
	} {
		found := review.Contradictions([]review.SheetRow{
			sheetRow("key/1", access.Key, "ANN@example.com", one.key), sheetRow("key/2", access.Key, "", campaign.Certify), sheetRow("user/1", access.User, "ann@example.com", one.owner),
		})
		for _, item := range []string{"key/1", "user/1"} {
			if got := strings.Join(found[item], "; "); one.says == "" != (got == "") || !strings.Contains(got, one.says) {
				t.Errorf("%s, %s: %s has %q", one.owner, one.key, item, got)
			}
		}
	}
}
