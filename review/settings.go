package review

import (
	"context"
	"reflect"
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

// ChangeSettings changes the settings: as lines of the record first, then in the files. An error of change changes nothing.
func (w *Workspace) ChangeSettings(ctx context.Context, change func(*Settings) error) ([]SettingsChanged, error) {
	return w.changeShared(ctx, w.clientID(ctx), false, change)
}

// changeShared changes the settings. Where workspace.json says what the record does not, only accepting may do so.
func (w *Workspace) changeShared(ctx context.Context, clientID string, accepting bool, change func(*Settings) error) ([]SettingsChanged, error) {
	if err := w.mayAct(); err != nil {
		return nil, err
	}
	actor := w.witness(ctx, clientID)
	w.saving.Lock()
	defer w.saving.Unlock()
	var changed []SettingsChanged
	var before, after Settings
	_, err := w.append(ctx, func(s *state) (entries []record.Entry, err error) {
		if before, err = w.settingsIn(ctx, s); err != nil {
			return nil, err
		}
		if !accepting && w.copyOf(ctx, s).Off() {
			return nil, errCopyOff()
		}
		after = before.clone()
		if err := change(&after); err != nil {
			return nil, err
		}
		if err := after.Check(); err != nil {
			return nil, err
		}
		changed = append(difference(before, after), settled(before, after)...)
		for _, c := range changed {
			entries = append(entries, record.Entry{Type: TypeSettingsChanged, Actor: actor, Data: c})
		}
		return entries, nil
	})
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(before.Connection, after.Connection) {
		if err := w.cfg.Settings.SaveConnection(ctx, after.Connection); err != nil {
			return nil, err
		}
	}
	if len(changed) > 0 {
		return changed, w.copySettings(ctx)
	}
	return nil, nil
}

// settingsIn are the settings as the record has them, or where it has none, the files.
func (w *Workspace) settingsIn(ctx context.Context, s *state) (Settings, error) {
	if s.ruling.now == nil {
		return w.cfg.Settings.Load(ctx)
	}
	ruled := s.ruling.now.clone()
	var err error
	ruled.Connection, _, err = w.cfg.Settings.Connection(ctx)
	ruled.SeenFromBefore = true
	return ruled, err
}

// settled are the settings that are in doubt no longer, though they keep the value they had.
func settled(before, after Settings) (changed []SettingsChanged) {
	for _, r := range before.Refused {
		value, err := before.Get(r.Key)
		now, _ := after.Get(r.Key)
		if _, still := after.refused(r.Key); err == nil && !still && value == now {
			changed = append(changed, SettingsChanged{Key: r.Key, Old: r.Value, New: value})
		}
	}
	return changed
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
