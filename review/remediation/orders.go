package remediation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
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

// Orders carries out orders by every method.
type Orders struct {
	core *core.Core
	hook Hook
	env  order.HookTarget // the webhook of the environment
	kept core.Secrets

	mu   sync.Mutex
	held heldHook
}

// heldHook is the webhook that the keyring had at that time.
type heldHook struct {
	since  time.Time
	target order.HookTarget
}

// NewOrders returns the orders of a workspace. hook is nil without webhooks.
func NewOrders(c *core.Core, hook Hook, env order.HookTarget, secrets core.Secrets) *Orders {
	return &Orders{core: c, hook: hook, env: env, kept: secrets}
}

// Call carries out an order by a method, once. mappings are all claim mappings there are.
func (r *Orders) Call(ctx context.Context, source core.Changer, m order.Method, o order.Order, mappings []population.Mapping) order.Reply {
	o.Workspace = r.core.Name()
	switch m {
	case order.Webhook:
		to, err := r.webhook(ctx)
		if err != nil {
			return order.Reply{Outcome: order.NotSent, Detail: err.Error()}
		}
		return r.hook.Order(ctx, to, o)
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
		case order.DeleteMapping:
			return source.DeleteMapping(ctx, o.Claim.ID)
		case order.ChangeMapping:
			return source.PointMapping(ctx, o.Claim.ID, o.To.ID)
		case order.AddMapping:
			return source.AddMapping(ctx, population.Mapping{
				ClaimName: o.Claim.Name, ClaimValue: o.Claim.Value, RoleID: o.To.ID, Rank: o.Claim.Rank,
			})
		case order.DeleteRole:
			return source.DeleteRole(ctx, o.Custom.ID)
		case order.ChangeScopes:
			return source.SetScopes(ctx, o.Custom.ID, o.Custom.Description, o.Custom.Scopes)
		case order.AddRole:
			return source.AddRole(ctx, o.Custom.Name, o.Custom.Description, o.Custom.Scopes)
		case order.Unknown, order.Test, order.Notice:
		}
	case order.Manual:
	}
	return order.Reply{Outcome: order.NotSent, Detail: fmt.Sprintf("there is no way to %s by %s", o.Action, m)}
}

// Methods returns the methods that the workspace tries, in order, without those that this installation cannot use.
func (r *Orders) Methods(s settings.Settings) []order.Method {
	var out []order.Method
	for _, m := range s.Remediation.Methods {
		if m != order.Webhook || r.HasWebhook(s) {
			out = append(out, m)
		}
	}
	return out
}

// secretName returns the name under which the keyring keeps a workspace's webhook: no workspace can have this name.
func (r *Orders) secretName() string { return r.core.Name() + "/webhook" }

// HasWebhook reports whether this installation has a webhook, without asking the keyring.
func (r *Orders) HasWebhook(s settings.Settings) bool {
	return r.hook != nil && (r.env != order.HookTarget{} || !s.Connection.WebhookAt.IsZero())
}

// webhook returns the webhook to use: the environment's if it has one, else the keyring's, which is asked once in this
// process for each webhook.
func (r *Orders) webhook(ctx context.Context) (order.HookTarget, error) {
	env, err := cleanHook(r.env, " in the environment")
	if err != nil {
		return order.HookTarget{}, err
	}
	switch {
	case r.hook == nil:
		return order.HookTarget{}, fault.New(fault.Failed, "this tuar was built without webhooks")
	case env.URL != "" && env.Secret != "":
		return env, nil
	case env != order.HookTarget{}:
		return order.HookTarget{}, fault.New(fault.BadInput, "of TUAR_WEBHOOK_URL and TUAR_WEBHOOK_SECRET only one is set").
			WithHint("set both, or neither to use the keyring")
	}
	chosen, err := r.core.Settings(ctx)
	if err != nil {
		return order.HookTarget{}, err
	}
	since := chosen.Connection.WebhookAt
	r.mu.Lock()
	held := r.held
	r.mu.Unlock()
	if held.target != (order.HookTarget{}) && held.since.Equal(since) {
		return held.target, nil
	}
	kept, err := r.kept.Get(ctx, r.secretName())
	if errors.Is(err, settings.ErrNoSecret) {
		return order.HookTarget{}, fault.New(fault.NotConnected, "the keyring holds no webhook for workspace %s", r.core.Name()).
			WithHint("set it with: %s", fault.SetWebhook.With())
	}
	if err != nil {
		return order.HookTarget{}, err
	}
	url, secret, _ := strings.Cut(kept, "\n")
	held = heldHook{since: since, target: order.HookTarget{URL: url, Secret: secret}}
	r.mu.Lock()
	r.held = held
	r.mu.Unlock()
	return held.target, nil
}
