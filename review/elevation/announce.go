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
)

// announce tells the workspace's workflow which elevations end soon, if it is to be told. The next reap repeats a
// message that did not arrive, while there is time.
func (s *Service) announce(ctx context.Context, now time.Time) error {
	chosen, err := s.core.Settings(ctx)
	if err != nil || !chosen.Elevation.NoticeByWebhook || !s.orders.HasWebhook(chosen) {
		return err
	}
	var soon []Row
	if err := s.core.Read(ctx, func() error { soon = s.book.ToAnnounce(now, time.Duration(chosen.Elevation.Notice)); return nil }); err != nil {
		return err
	}
	var problems []error
	for _, row := range soon {
		reply := s.orders.Call(ctx, nil, order.Webhook, order.Order{
			ID: core.RandomHex(8), Expires: *row.EndsAt, Action: order.Notice,
			User: order.User{ID: strings.TrimPrefix(row.Item, "user/"), Email: row.Email},
			From: order.Role{ID: row.RoleID, Name: row.Role}, To: order.Role{ID: row.PriorRoleID, Name: row.PriorRole}, Elevation: row.ID, Reason: row.Reason,
		}, nil)
		if reply.Outcome == order.NotSent || reply.Outcome == order.Unclear {
			problems = append(problems, fault.New(fault.Unreachable, "the workflow could not be told that the elevation %s ends soon: %s", row.ID, reply.Detail))
			continue
		}
		actor := s.core.SystemActor(ctx, s.core.ClientID(ctx))
		_, err := s.core.Append(ctx, func() ([]record.Entry, error) {
			return []record.Entry{{Type: TypeNoticed, Actor: actor, Data: NoticedData{
				Elevation: row.ID, EndsAt: record.Time{Time: *row.EndsAt}, Outcome: string(reply.Outcome), Detail: reply.Detail,
			}}}, nil
		})
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
