package cli

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
)

// postpone postpones items as the flags say.
func (s *session) postpone(ctx context.Context, w *review.Workspace, id string, items []string, d decideFlags) (answer, error) {
	day, err := campaign.ParseDay("on which it comes back", d.postpone, time.Now())
	if err != nil {
		return answer{}, err
	}
	postponed, err := w.Postpone(ctx, id, campaign.Delay{Items: items, Until: day, Ask: d.ask, Reason: d.reason})
	if err != nil {
		return answer{}, err
	}
	summary, err := w.Campaign(ctx, id)
	if err != nil {
		return answer{}, err
	}
	all := map[string]any{"campaign": summary.ID, "postponed": postponed, "until": day, "ask": d.ask}
	return answer{all, func(p *printer) {
		p.linef("%s %s until %s", p.good("postponed:"), count(len(postponed), "item"), day)
		if d.ask != "" {
			p.linef("tuar sends no message: ask %s yourself", d.ask)
		}
		p.linef("%s is due on %s; nothing can be signed off before these items are decided or back", summary.ID, summary.Due)
	}}, nil
}

// confirmLapse revokes items whose certificates are over.
func (s *session) confirmLapse(ctx context.Context, w *review.Workspace, id string, items []string, why string) (answer, error) {
	if err := w.ConfirmLapse(ctx, id, items, why); err != nil {
		return answer{}, err
	}
	summary, err := w.Campaign(ctx, id)
	if err != nil {
		return answer{}, err
	}
	return answer{map[string]any{"campaign": summary.ID, "revoked": items}, func(p *printer) {
		p.linef("%s %s, since the certificate is over", p.good("revoked:"), count(len(items), "item"))
		p.linef("nothing has changed in Torq yet; see the plan with: tuar remediate plan %s", summary.ID)
	}}, nil
}
