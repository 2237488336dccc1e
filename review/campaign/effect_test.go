package campaign_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// A sign-off or closing was made knowing what its heads cover. What changed that, comes before it, and is not covered
// was put in; what concerns others alone was merely not known.
func TestLinesThatASealDidNotKnow(t *testing.T) {
	decide := func(who, item string, v campaign.Verdict) record.Entry {
		return record.Entry{Type: campaign.TypeDecided, Actor: by(who), Data: campaign.Decided{
			Campaign: "q4", Item: item, Decision: v, Bulk: 1, Hints: []string{}, Batch: item, Reason: "left the team",
		}}
	}
	end := record.Entry{Type: campaign.TypeClosed, Actor: by(owner), Data: ended}
	signed := record.Entry{Type: campaign.TypeSignedOff, Actor: by(rita), Data: campaign.SignedOff{Campaign: "q4"}}
	delegated := func(item, to string) record.Entry {
		return record.Entry{Type: campaign.TypeDelegated, Actor: by(owner), Data: campaign.Delegated{Campaign: "q4", To: to, Items: []string{item}, Reason: "on leave"}}
	}
	again := opening()
	for name, tt := range map[string]struct {
		late            record.Entry
		signoff, closed bool // whether the sign-off of rita, the closing contradicts it
	}{
		"a decision in her assignment":     {decide(owner, "user/plain", campaign.Revoke), true, true},
		"a decision in another assignment": {decide(sam, "user/other", campaign.Revoke), false, true},
		"an item taken from her":           {delegated("user/plain", sam), true, true},
		"an item given to her":             {delegated("user/other", rita), true, true},
		"a closing":                        {end, true, true},
		"her own sign-off":                 {signed, true, true},
		"the sign-off of another":          {record.Entry{Type: campaign.TypeSignedOff, Actor: by(sam), Data: campaign.SignedOff{Campaign: "q4"}}, false, true},
		"a decision of no effect":          {decide("mallory@example.com", "user/plain", campaign.Revoke), false, false},
		"a decision on what is not in it":  {decide(sam, "user/nobody", campaign.Revoke), false, false},
		"a second opening":                 {again, false, false},
		"an act that was cut short": {record.Entry{Type: campaign.TypeDecided, Actor: by(sam), Data: campaign.Decided{
			Campaign: "q4", Item: "user/plain", Decision: campaign.Revoke, Bulk: 2, Hints: []string{}, Batch: "half",
		}}, false, false},
	} {
		for kind, want := range map[string]bool{campaign.TypeSignedOff: tt.signoff, campaign.TypeClosed: tt.closed} {
			for _, knows := range []bool{false, true} {
				t.Run(fmt.Sprint(name, ", ", kind, ", known: ", knows), func(t *testing.T) {
					j := opened(t)
					j.write(decide(rita, "user/plain", campaign.Certify))
					heads := record.Heads{}
					for _, l := range j.lines {
						heads.Apply(l)
					}
					late, _, err := record.Make(tt.late, "late", "late", "", 1, j.at.Add(time.Millisecond))
					if err != nil {
						t.Fatal(err)
					}
					if err := j.book.Apply(late); err != nil {
						t.Fatal(err)
					}
					if knows {
						heads.Apply(late)
					}
					seal := campaign.Seal{Population: "p", Heads: heads.List()}
					e := record.Entry{Type: kind, Actor: by(rita), Data: campaign.SignedOff{Campaign: "q4", Seal: seal}}
					if kind == campaign.TypeClosed {
						closing := ended
						closing.Seal = seal
						e = record.Entry{Type: kind, Actor: by(owner), Data: closing}
					}
					l, _, err := record.Make(e, "seal", "w1", j.lines[len(j.lines)-1].Hash, int64(len(j.lines)+1), j.at.Add(time.Second))
					if err != nil {
						t.Fatal(err)
					}
					err = j.book.Apply(l)
					damage := (*record.Damage)(nil)
					if found := errors.As(err, &damage); found != (want && !knows) || err != nil && !found {
						t.Errorf("got %v", err)
					}
					if damage != nil && (damage.Writer != "late" || damage.Seq != 1) {
						t.Errorf("it names %s, line %d", damage.Writer, damage.Seq)
					}
				})
			}
		}
	}
}
