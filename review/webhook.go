package review

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/settings"
)

// hookSecret is the name under which the keyring keeps a workspace's webhook: no workspace is called so.
func (w *Workspace) hookSecret() string { return w.cfg.Name + "/webhook" }

// hasWebhook says whether this installation has a webhook, without asking the keyring.
func (w *Workspace) hasWebhook(s settings.Settings) bool {
	return w.cfg.Hook != nil && (w.cfg.HookEnv != order.HookTarget{} || !s.Connection.WebhookAt.IsZero())
}

// webhook is the webhook to use: the environment's if it has one, else the keyring's, which is asked once in this process
// for each there was.
func (w *Workspace) webhook(ctx context.Context) (order.HookTarget, error) {
	env, err := cleanHook(w.cfg.HookEnv, " in the environment")
	if err != nil {
		return order.HookTarget{}, err
	}
	switch {
	case w.cfg.Hook == nil:
		return order.HookTarget{}, fault.New(fault.Failed, "this tuar was built without webhooks")
	case env.URL != "" && env.Secret != "":
		return env, nil
	case env != order.HookTarget{}:
		return order.HookTarget{}, fault.New(fault.BadInput, "of TUAR_WEBHOOK_URL and TUAR_WEBHOOK_SECRET only one is set").
			WithHint("set both, or neither to use the keyring")
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return order.HookTarget{}, err
	}
	since := chosen.Connection.WebhookAt
	w.hooks.Lock()
	held := w.heldHook
	w.hooks.Unlock()
	if held.target != (order.HookTarget{}) && held.since.Equal(since) {
		return held.target, nil
	}
	kept, err := w.cfg.Secrets.Get(ctx, w.hookSecret())
	if errors.Is(err, settings.ErrNoSecret) {
		return order.HookTarget{}, fault.New(fault.NotConnected, "the keyring holds no webhook for workspace %s", w.cfg.Name).
			WithHint("set it with: %s", fault.SetWebhook.With())
	}
	if err != nil {
		return order.HookTarget{}, err
	}
	url, secret, _ := strings.Cut(kept, "\n")
	held = heldHook{since: since, target: order.HookTarget{URL: url, Secret: secret}}
	w.hooks.Lock()
	w.heldHook = held
	w.hooks.Unlock()
	return held.target, nil
}

// SetWebhook tests a workflow's webhook with an order that asks for nothing, and keeps it in the keyring if the workflow
// takes it.
func (w *Workspace) SetWebhook(ctx context.Context, to order.HookTarget) error {
	if err := w.MayAct(); err != nil {
		return err
	}
	to, err := cleanHook(to, "")
	if err != nil {
		return err
	}
	if w.cfg.Hook == nil {
		return fault.New(fault.Failed, "this tuar was built without webhooks")
	}
	if err := w.cfg.Hook.Check(to); err != nil {
		return err
	}
	now := w.Now().UTC()
	test := order.Order{ID: core.RandomHex(8), Expires: now.Add(order.Life), Action: order.Test, Workspace: w.cfg.Name}
	if reply := w.cfg.Hook.Order(ctx, to, test); reply.Outcome != order.Accepted {
		return fault.New(fault.Unreachable, "the workflow did not take a test order: %s", reply.Detail).
			WithHint("it must check the signature, answer 200 and do nothing; see the README, Webhook")
	}
	if err := w.cfg.Secrets.Set(ctx, w.hookSecret(), to.URL+"\n"+to.Secret); err != nil {
		return fault.Wrap(err, "keeping the webhook in the keyring")
	}
	return w.noteWebhook(ctx, now)
}

// RemoveWebhook takes the webhook out of the keyring.
func (w *Workspace) RemoveWebhook(ctx context.Context) error {
	if err := w.MayAct(); err != nil {
		return err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return err
	}
	err = w.cfg.Secrets.Delete(ctx, w.hookSecret())
	switch {
	case errors.Is(err, settings.ErrNoSecret) && chosen.Connection.WebhookAt.IsZero():
		return fault.New(fault.BadInput, "the workspace %s has no webhook", w.cfg.Name)
	case err != nil && !errors.Is(err, settings.ErrNoSecret):
		return err
	}
	return w.noteWebhook(ctx, time.Time{})
}

// noteWebhook notes since when there is a webhook, and that it is to be tried.
func (w *Workspace) noteWebhook(ctx context.Context, since time.Time) error {
	_, err := w.ChangeSettings(ctx, func(s *settings.Settings) error {
		s.Connection.WebhookAt = since
		if m := &s.Remediation.Methods; !since.IsZero() && !slices.Contains(*m, order.Webhook) {
			i := slices.Index(*m, order.Manual)
			if i < 0 {
				i = len(*m)
			}
			*m = slices.Insert(*m, i, order.Webhook)
		}
		return nil
	})
	return err
}

// cleanHook cleans the address and the secret of a webhook.
func cleanHook(t order.HookTarget, from string) (order.HookTarget, error) {
	var err error
	if t.URL, err = settings.CleanSecret("the webhook's URL"+from, t.URL); err != nil {
		return t, err
	}
	t.Secret, err = settings.CleanSecret("the signing secret"+from, t.Secret)
	return t, err
}

// WebhookFrom says where the webhook comes from: core.FromEnvironment, core.FromKeyring or core.FromNowhere. It does not ask the keyring.
func (w *Workspace) WebhookFrom(s settings.Settings) string {
	switch {
	case !w.hasWebhook(s):
		return core.FromNowhere
	case w.cfg.HookEnv != order.HookTarget{}:
		return core.FromEnvironment
	}
	return core.FromKeyring
}
