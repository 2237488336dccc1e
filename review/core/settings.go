package core

import (
	"context"
	"reflect"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Settings returns the settings of the workspace: from the record, or from workspace.json if the record has none yet.
func (c *Core) Settings(ctx context.Context) (chosen settings.Settings, err error) {
	if c.Packed() {
		return c.cfg.Settings.Load(ctx)
	}
	err = c.Read(ctx, func() error {
		chosen, err = c.settingsNow(ctx)
		return err
	})
	return chosen, err
}

// settingsNow returns the settings as Settings does, for a caller who holds the lock.
func (c *Core) settingsNow(ctx context.Context) (settings.Settings, error) {
	if c.base.Rules.Now == nil {
		return c.cfg.Settings.Load(ctx)
	}
	ruled := c.base.Rules.Now.Clone()
	var err error
	ruled.Connection, _, err = c.cfg.Settings.Connection(ctx)
	ruled.SeenFromBefore = true
	return ruled, err
}

// ChangeConnection changes the settings of this installation, one change at a time in this process.
func (c *Core) ChangeConnection(ctx context.Context, change func(*settings.Connection)) error {
	if err := c.MayAct(); err != nil {
		return err
	}
	c.saving.Lock()
	defer c.saving.Unlock()
	connection, _, err := c.cfg.Settings.Connection(ctx)
	if err != nil {
		return err
	}
	change(&connection)
	return c.cfg.Settings.SaveConnection(ctx, connection)
}

// Connection returns what belongs to this installation.
func (c *Core) Connection(ctx context.Context) (settings.Connection, error) {
	connection, _, err := c.cfg.Settings.Connection(ctx)
	return connection, err
}

// ChangeSettings changes the settings: as lines of the record first, then in the files. An error of change changes
// nothing.
func (c *Core) ChangeSettings(ctx context.Context, change func(*settings.Settings) error) ([]settings.Changed, error) {
	return c.ChangeSettingsAs(ctx, c.ClientID(ctx), change)
}

// ChangeSettingsAs changes the settings like ChangeSettings, and uses that API key as the actor if the current user is
// not known.
func (c *Core) ChangeSettingsAs(ctx context.Context, clientID string, change func(*settings.Settings) error) ([]settings.Changed, error) {
	return c.changeShared(ctx, clientID, false, change)
}

// changeShared changes the settings. If workspace.json differs from the record, only accepting it may do so.
func (c *Core) changeShared(ctx context.Context, clientID string, accepting bool, change func(*settings.Settings) error) ([]settings.Changed, error) {
	if err := c.MayAct(); err != nil {
		return nil, err
	}
	actor := c.SystemActor(ctx, clientID)
	c.saving.Lock()
	defer c.saving.Unlock()
	var changed []settings.Changed
	var before, after settings.Settings
	_, err := c.Append(ctx, func() (entries []record.Entry, err error) {
		if before, err = c.settingsNow(ctx); err != nil {
			return nil, err
		}
		if !accepting && c.copyOf(ctx).Off() {
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
		for _, one := range changed {
			entries = append(entries, record.Entry{Type: settings.TypeChanged, Actor: actor, Data: one})
		}
		return entries, nil
	})
	if err != nil {
		return nil, err
	}
	if !reflect.DeepEqual(before.Connection, after.Connection) {
		if err := c.cfg.Settings.SaveConnection(ctx, after.Connection); err != nil {
			return nil, err
		}
	}
	if len(changed) > 0 {
		return changed, c.copySettings(ctx)
	}
	return nil, nil
}

// AcceptSettings records the settings in workspace.json as changes.
func (c *Core) AcceptSettings(ctx context.Context) ([]settings.Changed, error) {
	return c.changeShared(ctx, c.ClientID(ctx), true, func(s *settings.Settings) error {
		file, err := c.cfg.Settings.Load(ctx)
		if err != nil {
			return err
		}
		if len(file.Unknown) > 0 {
			return fault.New(fault.BadInput, "workspace.json has names that are no settings of this tuar: %s", strings.Join(file.Unknown, ", ")).
				WithHint("see all settings with: %s", fault.ShowSettings.With())
		}
		*s = file.Over(*s)
		return nil
	})
}
