package remediation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeClaimed is the type of the line with which a machine claims the changes of a campaign for a while.
const TypeClaimed = "remediation.claimed"

// ClaimedData is the data of a remediation.claimed line: until then, other machines leave the changes of the campaign to
// this one. A claim that ends at once gives up the one before it.
type ClaimedData struct {
	Campaign string      `json:"campaign"`
	Undo     bool        `json:"undo,omitempty"`
	Until    record.Time `json:"until"`
}

// Sentence returns what the line says.
func (d ClaimedData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("carries out the changes of %s alone, until %s at the latest", d.Campaign, d.Until.UTC().Format("15:04:05 UTC"))}
}

func (d ClaimedData) of() (campaign string, undo bool) { return d.Campaign, d.Undo }

// claim claims the changes of the campaign for this machine. If another one has claimed them it is a Refused fault. It
// reports whether anything came in from other machines meanwhile.
func (r *run) claim(ctx context.Context) (news bool, err error) {
	before := r.core.Length(ctx)
	r.claimed, err = core.Claiming{
		Exchange: r.exchange,
		Claims:   func() core.Claims { return r.ledger.claims },
		Entry: func(_ []string, until time.Time) record.Entry {
			return record.Entry{Type: TypeClaimed, Actor: r.actor, Data: ClaimedData{r.Campaign, r.undo, record.Time{Time: until.UTC()}}}
		},
	}.Claim(ctx, r.core, []string{r.Campaign})
	if err != nil {
		return false, err
	}
	if other, held := r.claimed.Held[r.Campaign]; held {
		return false, other.Fault("carries out the changes of "+r.Campaign, r.core.Now())
	}
	if r.claimed.Apart != nil {
		r.notes = append(r.notes, "the other machines could not be asked whether they do the same now: "+r.claimed.Apart.Error())
	}
	return r.claimed.Shared && r.core.Length(ctx) > before+1, nil
}

// alone has this machine alone carry out the plan, as far as the others can be reached. Where one of them did something
// meanwhile, the plan must be the same after.
func (r *run) alone(ctx context.Context, plan *Plan, opt ApplyOptions) (*Plan, error) {
	news, err := r.claim(ctx)
	if err != nil || !news {
		return plan, err
	}
	if err := r.read(ctx, opt.Progress); err != nil {
		return plan, err
	}
	now, err := r.plan(ctx)
	if err == nil {
		err = fault.Wrap(plan.Holds(now), "another machine did something meanwhile")
	}
	return now, err
}

// keepClaim makes the claim last longer if it ends soon. One that has ended is a Refused fault if another machine has
// claimed the changes since.
func (r *run) keepClaim(ctx context.Context) error {
	ended, err := r.claimed.Keep(ctx)
	if err != nil || !ended {
		return err
	}
	news, err := r.claim(ctx)
	if err == nil && news {
		err = errors.Join(r.read(ctx, nil), r.trusted())
	}
	return err
}

// twice counts the changes of the plan that another machine had sent already, of which the sender did not know.
func (p *Plan) twice(l *Ledger) (n int) {
	for i := range p.Changes {
		if slices.ContainsFunc(l.Track(p.Changes[i].about).Attempts, func(a Attempt) bool { return a.Blind != "" }) {
			n++
		}
	}
	return n
}
