package review

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeSettingsChanged is the type of the line that says which rule came into force: what was decided under which rules is
// evidence.
const TypeSettingsChanged = "settings.changed"

// SettingsChanged is the data of a settings.changed line. A value that is no text is written as JSON; it is empty where
// there is none.
type SettingsChanged struct {
	Key string `json:"key"` // a path with dots, as in workspace.json; or webhook
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
	changed, err := difference(before, after)
	if err != nil || len(changed) == 0 {
		return nil, err
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

// difference is every setting that is not the same, by key.
func difference(before, after Settings) ([]SettingsChanged, error) {
	old, err := before.Flat()
	if err != nil {
		return nil, err
	}
	now, err := after.Flat()
	if err != nil {
		return nil, err
	}
	old[webhookKey], now[webhookKey] = before.webhookText(), after.webhookText()
	keys := slices.Collect(maps.Keys(old))
	for key := range now {
		if _, both := old[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var changed []SettingsChanged
	for _, key := range keys {
		if old[key] != now[key] {
			changed = append(changed, SettingsChanged{Key: key, Old: old[key], New: now[key]})
		}
	}
	return changed, nil
}

func (s Settings) webhookText() string {
	if s.Connection.WebhookAt.IsZero() {
		return "none"
	}
	return "set " + s.Connection.WebhookAt.UTC().Format(time.RFC3339Nano)
}

// Flat are the settings by key, a path with dots. Texts are as they are, all else is JSON; a list is one value.
func (s Settings) Flat() (map[string]string, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fault.New(fault.Failed, "the settings cannot be written down: %w", err)
	}
	flat := map[string]string{}
	return flat, flatten(flat, "", data)
}

func flatten(into map[string]string, key string, data []byte) error {
	var object map[string]json.RawMessage
	if bytes.HasPrefix(data, []byte("{")) {
		if err := json.Unmarshal(data, &object); err != nil {
			return err
		}
		for name, value := range object {
			path := name
			if key != "" {
				path = key + "." + name
			}
			if err := flatten(into, path, value); err != nil {
				return err
			}
		}
		return nil
	}
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	into[key] = text
	return nil
}
