package review

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
)

// announce tells the workspace's workflow which elevations end soon, if it is to be told. What did not arrive is told again
// by the next reap, while there is time.
func (w *Workspace) announce(ctx context.Context, now time.Time) error {
	chosen, err := w.Settings(ctx)
	if err != nil || !chosen.Elevation.NoticeByWebhook || !w.orders.HasWebhook(chosen) {
		return err
	}
	w.mu.Lock()
	soon := w.state.elevations.ToAnnounce(now, time.Duration(chosen.Elevation.Notice))
	w.mu.Unlock()
	var problems []error
	for _, row := range soon {
		reply := w.orders.Call(ctx, nil, order.Webhook, order.Order{
			ID: core.RandomHex(8), Expires: *row.EndsAt, Action: order.Notice,
			User: order.User{ID: strings.TrimPrefix(row.Item, "user/"), Email: row.Email},
			From: order.Role{ID: row.RoleID, Name: row.Role}, To: order.Role{ID: row.PriorRoleID, Name: row.PriorRole}, Elevation: row.ID, Reason: row.Reason,
		}, nil)
		if reply.Outcome == order.NotSent || reply.Outcome == order.Unclear {
			problems = append(problems, fault.New(fault.Unreachable, "the workflow could not be told that the elevation %s ends soon: %s", row.ID, reply.Detail))
			continue
		}
		actor := w.SystemActor(ctx, w.ClientID(ctx))
		_, err := w.append(ctx, func(*state) ([]record.Entry, error) {
			return []record.Entry{{Type: elevation.TypeNoticed, Actor: actor, Data: elevation.NoticedData{
				Elevation: row.ID, EndsAt: record.Time{Time: *row.EndsAt}, Outcome: string(reply.Outcome), Detail: reply.Detail,
			}}}, nil
		})
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}
