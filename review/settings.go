package review

import (
	"context"
	"reflect"

	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// ChangeSettings changes the settings: as lines of the record first, then in the files. An error of change changes nothing.
func (w *Workspace) ChangeSettings(ctx context.Context, change func(*settings.Settings) error) ([]settings.Changed, error) {
	return w.changeShared(ctx, w.clientID(ctx), false, change)
}

// changeShared changes the settings. Where workspace.json says what the record does not, only accepting may do so.
func (w *Workspace) changeShared(ctx context.Context, clientID string, accepting bool, change func(*settings.Settings) error) ([]settings.Changed, error) {
	if err := w.mayAct(); err != nil {
		return nil, err
	}
	actor := w.witness(ctx, clientID)
	w.saving.Lock()
	defer w.saving.Unlock()
	var changed []settings.Changed
	var before, after settings.Settings
	_, err := w.append(ctx, func(s *state) (entries []record.Entry, err error) {
		if before, err = w.settingsIn(ctx, s); err != nil {
			return nil, err
		}
		if !accepting && w.copyOf(ctx, s).Off() {
			return nil, errCopyOff()
		}
		after = before.Clone()
		if err := change(&after); err != nil {
			return nil, err
		}
		if err := after.Check(); err != nil {
			return nil, err
		}
		changed = append(settings.Difference(before, after), settings.Settled(before, after)...)
		for _, c := range changed {
			entries = append(entries, record.Entry{Type: settings.TypeChanged, Actor: actor, Data: c})
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
func (w *Workspace) settingsIn(ctx context.Context, s *state) (settings.Settings, error) {
	if s.settings.Now == nil {
		return w.cfg.Settings.Load(ctx)
	}
	ruled := s.settings.Now.Clone()
	var err error
	ruled.Connection, _, err = w.cfg.Settings.Connection(ctx)
	ruled.SeenFromBefore = true
	return ruled, err
}

// WebhookFrom says where the webhook comes from: FromEnvironment, FromKeyring or FromNowhere. It does not ask the keyring.
func (w *Workspace) WebhookFrom(s settings.Settings) string {
	switch {
	case !w.hasWebhook(s):
		return FromNowhere
	case w.cfg.HookEnv != order.HookTarget{}:
		return FromEnvironment
	}
	return FromKeyring
}
