package review

import (
	"context"
	"fmt"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

// Hook gives orders to a Torq workflow by its webhook.
type Hook interface {
	// Check says what is wrong with a target, as a BadInput fault that names neither URL nor secret.
	Check(to order.HookTarget) error
	// Order sends an order, again if the answer is lost, since an ID is acted on once. Accepted is a promise: that the
	// workflow does it until the order expires. Unclear: it may. NotOffered: the workflow does no such action. ctx ends
	// the waiting; a call under way is seen to its end.
	Order(ctx context.Context, to order.HookTarget, o order.Order) order.Reply
}

// call carries out an order by a method, once. mappings are all claim mappings there are.
func (w *Workspace) call(ctx context.Context, source core.Source, m order.Method, o order.Order, mappings []population.Mapping) order.Reply {
	o.Workspace = w.cfg.Name
	switch m {
	case order.Webhook:
		to, err := w.webhook(ctx)
		if err != nil {
			return order.Reply{Outcome: order.NotSent, Detail: err.Error()}
		}
		return w.cfg.Hook.Order(ctx, to, o)
	case order.Mapping:
		if o.Action == order.ChangeRole {
			return source.MapEmail(ctx, o.User.Email, o.To.ID, mappings)
		}
	case order.API:
		switch o.Action {
		case order.Remove:
			return source.RemoveUser(ctx, o.User.ID)
		case order.ChangeRole:
			return source.ChangeRole(ctx, o.User.ID, o.To.ID)
		case order.DeleteKey:
			return source.DeleteKey(ctx, o.Key.ClientID)
		case order.Invite:
			return source.Invite(ctx, o.User.Email, o.To.ID)
		case order.Unknown, order.Test, order.Notice:
		}
	case order.Manual:
	}
	return order.Reply{Outcome: order.NotSent, Detail: fmt.Sprintf("there is no way to %s by %s", o.Action, m)}
}

// methods are those the workspace tries, in order, without those that this installation has no means for.
func (w *Workspace) methods(s settings.Settings) []order.Method {
	var out []order.Method
	for _, m := range s.Remediation.Methods {
		if m != order.Webhook || w.hasWebhook(s) {
			out = append(out, m)
		}
	}
	return out
}
