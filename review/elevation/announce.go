package elevation

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// announcement is something that the workflow was not told about an elevation yet.
type announcement struct {
	Row
	what Notice
	tell []string // e-mail addresses of those it is for
}

// toAnnounce returns what the workflow was not told of the elevations: those that need approval, those taken without, and
// those that end within that time.
func (b *Book) toAnnounce(now time.Time, within time.Duration) (out []announcement) {
	for _, e := range b.order {
		add := func(what Notice, tell ...string) {
			if len(tell) > 0 && !e.told[what] {
				out = append(out, announcement{b.row(e, now), what, tell})
			}
		}
		switch {
		case e.EndsSoon(now, within) && !e.announced.Equal(e.EndsAt):
			add(NoticeEnding, e.Email)
		case e.State(now) == Requested:
			add(NoticeApproval, b.canApprove(e)...)
		}
		if len(e.Longer) > 0 && e.State(now) == Active {
			add(NoticeExtension, b.canExtend(e)...)
		}
		if e.BreakGlass() && !e.fromBefore && (e.State(now).Live() || e.Granted) {
			add(NoticeBreakGlass, b.base.Rights.Holders(rights.Owner)...)
		}
	}
	return out
}

func (b *Book) noticed(_ record.Line, d NoticedData) error {
	e, ok := b.byID[d.Elevation]
	switch {
	case !ok:
	case d.What == NoticeEnding:
		e.announced = d.EndsAt.Time
	case e.told == nil:
		e.told = map[Notice]bool{d.What: true}
	default:
		e.told[d.What] = true
	}
	return nil
}

// announce tells the workspace's workflow about elevations, if it is to be told. The next reap repeats a message that did
// not arrive, while there is time.
func (s *Service) announce(ctx context.Context, now time.Time) error {
	chosen, err := s.core.Settings(ctx)
	if err != nil || !chosen.Elevation.NoticeByWebhook || !s.orders.HasWebhook(chosen) {
		return err
	}
	var news []announcement
	if err := s.core.Read(ctx, func() error { news = s.book.toAnnounce(now, time.Duration(chosen.Elevation.Notice)); return nil }); err != nil {
		return err
	}
	var problems []error
	for _, a := range news {
		problems = append(problems, s.tell(ctx, a, now))
	}
	return errors.Join(problems...)
}

// tell sends one announcement, and records that it was sent.
func (s *Service) tell(ctx context.Context, a announcement, now time.Time) error {
	data := NoticedData{Elevation: a.ID, What: a.what}
	subject, expires := string(a.what), now.Add(order.Life)
	if a.what == NoticeEnding {
		subject, expires, data.EndsAt = "ends-soon", *a.EndsAt, record.Time{Time: *a.EndsAt}
	}
	reply := s.orders.Call(ctx, nil, order.Webhook, order.Order{
		ID: core.RandomHex(8), Expires: expires, Action: order.Notice, Subject: subject, Tell: a.tell,
		User: order.User{ID: strings.TrimPrefix(a.Item, "user/"), Email: a.Email},
		From: order.Role{ID: a.RoleID, Name: a.Role}, To: order.Role{ID: a.PriorRoleID, Name: a.PriorRole}, Elevation: a.ID, Reason: a.Reason,
	}, nil)
	if reply.Outcome == order.NotSent || reply.Outcome == order.Unclear {
		return fault.New(fault.Unreachable, "the workflow could not be told about the elevation %s (%s): %s", a.ID, subject, reply.Detail)
	}
	data.Outcome, data.Detail = string(reply.Outcome), reply.Detail
	actor := s.core.SystemActor(ctx, s.core.ClientID(ctx))
	return s.core.Record(ctx, record.Entry{Type: TypeNoticed, Actor: actor, Data: data})
}
