package review

import (
	"context"
	"errors"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// TypeSettingsChanged is the type of the line that says which rule came into force: what was decided under which rules is
// evidence.
const TypeSettingsChanged = "settings.changed"

// SettingsChanged is the data of a settings.changed line; the values are as in Setting.
type SettingsChanged struct {
	Key string `json:"key"` // as of a Setting; or webhook
	Old string `json:"old"`
	New string `json:"new"`
}

// webhookKey is the key under which it is recorded that a webhook was set or removed.
const webhookKey = "webhook"

// Settings are the workspace's choices.
func (w *Workspace) Settings(ctx context.Context) (Settings, error) { return w.cfg.Settings.Load(ctx) }

// ChangeSettings changes the settings and records what changed, both or neither. An error of change changes nothing.
func (w *Workspace) ChangeSettings(ctx context.Context, change func(*Settings) error) ([]SettingsChanged, error) {
	if err := w.mayAct(); err != nil {
		return nil, err
	}
	actor := w.witness(ctx, w.clientID(ctx))
	w.saving.Lock()
	defer w.saving.Unlock()
	before, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return nil, err
	}
	after, err := w.cfg.Settings.Load(ctx) // not a copy: what is behind pointers is not shared
	if err == nil {
		err = change(&after)
	}
	if err != nil {
		return nil, err
	}
	changed := difference(before, after)
	if len(changed) == 0 {
		return nil, nil
	}
	if err := w.cfg.Settings.Save(ctx, after); err != nil {
		return nil, err
	}
	_, err = w.append(ctx, func(*state) ([]record.Entry, error) {
		entries := make([]record.Entry, len(changed))
		for i, c := range changed {
			entries[i] = record.Entry{Type: TypeSettingsChanged, Actor: actor, Data: c}
		}
		return entries, nil
	})
	if err != nil {
		return nil, errors.Join(err, w.cfg.Settings.Save(context.WithoutCancel(ctx), before))
	}
	return changed, nil
}

// difference is every setting that is not the same.
func difference(before, after Settings) []SettingsChanged {
	var changed []SettingsChanged
	note := func(key, old, now string) {
		if old != now {
			changed = append(changed, SettingsChanged{Key: key, Old: old, New: now})
		}
	}
	now := after.All()
	for i, was := range before.All() {
		note(was.Key, was.Value, now[i].Value)
	}
	note(webhookKey, before.webhookText(), after.webhookText())
	return changed
}

func (s Settings) webhookText() string {
	if s.Connection.WebhookAt.IsZero() {
		return "none"
	}
	return "set " + s.Connection.WebhookAt.UTC().Format(time.RFC3339Nano)
}

// WebhookFrom says where the webhook comes from: FromEnvironment, FromKeyring or FromNowhere. It does not ask the keyring.
func (w *Workspace) WebhookFrom(s Settings) string {
	switch {
	case !w.hasWebhook(s):
		return FromNowhere
	case w.cfg.HookEnv != HookTarget{}:
		return FromEnvironment
	}
	return FromKeyring
}
