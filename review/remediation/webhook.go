package remediation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/settings"
)

// SetWebhook tests a workflow's webhook with an order without an effect, and keeps it in the keyring if the workflow
// accepts it.
func (s *Service) SetWebhook(ctx context.Context, to order.HookTarget) error {
	if err := s.core.MayAct(); err != nil {
		return err
	}
	to, err := cleanHook(to, "")
	if err != nil {
		return err
	}
	if s.orders.hook == nil {
		return fault.New(fault.Failed, "this tuar was built without webhooks")
	}
	if err := s.orders.hook.Check(to); err != nil {
		return err
	}
	now := s.core.Now().UTC()
	test := order.Order{ID: core.RandomHex(8), Expires: now.Add(order.Life), Action: order.Test, Workspace: s.core.Name()}
	if reply := s.orders.hook.Order(ctx, to, test); reply.Outcome != order.Accepted {
		return fault.New(fault.Unreachable, "the workflow did not take a test order: %s", reply.Detail).
			WithHint("it must check the signature, answer 200 and do nothing; see: %s", fault.HelpWebhook.With())
	}
	if err := s.orders.kept.Set(ctx, s.orders.secretName(), to.URL+"\n"+to.Secret); err != nil {
		return fault.Wrap(err, "keeping the webhook in the keyring")
	}
	return s.noteWebhook(ctx, now)
}

// RemoveWebhook takes the webhook out of the keyring.
func (s *Service) RemoveWebhook(ctx context.Context) error {
	if err := s.core.MayAct(); err != nil {
		return err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return err
	}
	err = s.orders.kept.Delete(ctx, s.orders.secretName())
	switch {
	case errors.Is(err, settings.ErrNoSecret) && chosen.Connection.WebhookAt.IsZero():
		return fault.New(fault.BadInput, "the workspace %s has no webhook", s.core.Name())
	case err != nil && !errors.Is(err, settings.ErrNoSecret):
		return err
	}
	return s.noteWebhook(ctx, time.Time{})
}

// noteWebhook notes the time from which there is a webhook, and that it must be tried.
func (s *Service) noteWebhook(ctx context.Context, since time.Time) error {
	_, err := s.core.ChangeSettings(ctx, func(s *settings.Settings) error {
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

// WebhookFrom returns the origin of the webhook: core.FromEnvironment, core.FromKeyring or core.FromNowhere. It does
// not ask the keyring.
func (s *Service) WebhookFrom(chosen settings.Settings) string {
	switch {
	case !s.orders.HasWebhook(chosen):
		return core.FromNowhere
	case s.orders.env != order.HookTarget{}:
		return core.FromEnvironment
	}
	return core.FromKeyring
}
