package review

import (
	"context"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
)

// Order is a change of access, so that every method can carry it out: give somebody a role, remove them, invite them,
// delete a key.
type Order struct {
	ID        string    // of the attempt; an order that arrives twice has the same
	Expires   time.Time // from then on nobody may act on it; for methods that only promise
	Action    remediation.Action
	Workspace string // its local name
	User      OrderUser
	Key       OrderKey
	From, To  OrderRole // To of ChangeRole and Invite
	Campaign  string    // ID of the campaign that decided it, if one did
	Elevation string    // ID of the elevation it is part of, if it is
	Reason    string    // may be empty
}

// OrderUser is whose access an order changes; zero for a key.
type OrderUser struct{ ID, Email string }

// OrderKey is the API key an order deletes; zero for a person.
type OrderKey struct{ ClientID, Name string }

// OrderRole is a role; zero for none.
type OrderRole struct{ ID, Name string }

// Hook gives orders to a Torq workflow by its webhook.
type Hook interface {
	// Check says what is wrong with a target, as a BadInput fault that names neither URL nor secret.
	Check(to HookTarget) error
	// Order sends an order, again if the answer is lost, since an ID is acted on once. Accepted is a promise: that the
	// workflow does it until the order expires. Unclear: it may. NotOffered: the workflow does no such action. ctx ends
	// the waiting; a call under way is seen to its end.
	Order(ctx context.Context, to HookTarget, o Order) Reply
}

// HookTarget is a workflow's webhook: both are secrets.
type HookTarget struct{ URL, Secret string }

// Format prints neither URL nor secret, whatever the verb.
func (HookTarget) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "review.HookTarget(withheld)") }

// OrderLife is for how long an order holds: what a workflow has not done by then, it must not do.
const OrderLife = 15 * time.Minute

// call carries out an order by a method, once. mappings are all claim mappings there are.
func (w *Workspace) call(ctx context.Context, source Source, m remediation.Method, o Order, mappings []population.Mapping) Reply {
	o.Workspace = w.cfg.Name
	switch m {
	case remediation.Webhook:
		to, err := w.webhook(ctx)
		if err != nil {
			return Reply{Outcome: remediation.NotSent, Detail: err.Error()}
		}
		return w.cfg.Hook.Order(ctx, to, o)
	case remediation.Mapping:
		if o.Action == remediation.ChangeRole {
			return source.MapEmail(ctx, o.User.Email, o.To.ID, mappings)
		}
	case remediation.API:
		switch o.Action {
		case remediation.Remove:
			return source.RemoveUser(ctx, o.User.ID)
		case remediation.ChangeRole:
			return source.ChangeRole(ctx, o.User.ID, o.To.ID)
		case remediation.DeleteKey:
			return source.DeleteKey(ctx, o.Key.ClientID)
		case remediation.Invite:
			return source.Invite(ctx, o.User.Email, o.To.ID)
		case remediation.Unknown, remediation.Test, remediation.Notice:
		}
	case remediation.Manual:
	}
	return Reply{Outcome: remediation.NotSent, Detail: fmt.Sprintf("there is no way to %s by %s", o.Action, m)}
}

// methods are those the workspace tries, in order, without those that this installation has no means for.
func (w *Workspace) methods(s settings.Settings) []remediation.Method {
	var out []remediation.Method
	for _, m := range s.Remediation.Methods {
		if m != remediation.Webhook || w.hasWebhook(s) {
			out = append(out, m)
		}
	}
	return out
}

// turn waits until nobody else on this machine changes access in this workspace, and keeps others waiting until release.
func (w *Workspace) turn(ctx context.Context) (release func(), err error) {
	if w.cfg.Turn == nil {
		return func() {}, nil
	}
	release, err = w.cfg.Turn.Take(ctx)
	return release, fault.Wrap(err, "somebody else may be changing access in this workspace from this machine")
}
