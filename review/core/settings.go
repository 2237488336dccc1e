package core

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
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

// settingsNow returns the settings as Settings does, for a caller who holds the lock. Their owners are those who have
// the right, once rights count.
func (c *Core) settingsNow(ctx context.Context) (settings.Settings, error) {
	if c.base.Rules.Now == nil {
		return c.cfg.Settings.Load(ctx)
	}
	ruled := c.base.Rules.Now.Clone()
	if c.base.Rights.Adopted() {
		ruled.Owners = c.base.Rights.Holders(rights.Owner)
	}
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

// SettingsChange is what became of changes of the settings.
type SettingsChange struct {
	Changed  []settings.Changed // in force now
	Proposed []rights.Proposal  // each loosens a guard, and waits for another owner
}

// ChangeSettings changes the settings: as lines of the record first, then in the files. A choice of this installation
// needs no right and becomes no line. What loosens a guard is proposed
// to the other owners if there are any; a proposal that waits already is not made again. An error of change changes
// nothing.
func (c *Core) ChangeSettings(ctx context.Context, change func(*settings.Settings) error) (SettingsChange, error) {
	return c.ChangeSettingsAs(ctx, c.ClientID(ctx), change)
}

// ChangeSettingsAs changes the settings like ChangeSettings, and uses that API key as the actor if the current user is
// not known.
func (c *Core) ChangeSettingsAs(ctx context.Context, clientID string, change func(*settings.Settings) error) (SettingsChange, error) {
	return c.changeShared(ctx, clientID, false, change)
}

// changeShared changes the settings. If workspace.json differs from the record, only accepting it may do so.
func (c *Core) changeShared(ctx context.Context, clientID string, accepting bool, change func(*settings.Settings) error) (SettingsChange, error) {
	if err := c.MayAct(); err != nil {
		return SettingsChange{}, err
	}
	actor, unknown := c.Actor(ctx)
	if unknown != nil {
		actor = c.SystemActor(ctx, clientID)
	}
	latest, err := c.LatestIfAny(ctx)
	if err != nil {
		return SettingsChange{}, err
	}
	c.saving.Lock()
	defer c.saving.Unlock()
	var made SettingsChange
	var before, after settings.Settings
	_, err = c.Append(ctx, func() (entries []record.Entry, err error) {
		if before, err = c.settingsNow(ctx); err != nil {
			return nil, err
		}
		after = before.Clone()
		if err := change(&after); err != nil {
			return nil, err
		}
		if err := after.Check(); err != nil {
			return nil, err
		}
		if c.base.Rights.Adopted() && !slices.Equal(before.Owners, after.Owners) {
			return nil, fault.New(fault.BadInput, "owners are no setting any more: an owner is a person with the right owner").
				WithHint("give the right with: %s", fault.GrantRight.With("EMAIL", "owner"))
		}
		if err := c.lockOut(before, after); err != nil {
			return nil, err
		}
		for _, settle := range c.settle {
			if err := settle(before, &after, latest); err != nil {
				return nil, err
			}
		}
		wanted := append(settings.Difference(before, after), settings.Settled(before, after)...)
		switch {
		case len(wanted) > 0 && fault.KindOf(unknown) == fault.Refused: // the key belongs to another person
			return nil, unknown
		case !accepting && len(wanted) > 0 && c.copyOf(ctx).Off():
			return nil, errCopyOff()
		}
		made, entries, err = c.divide(actor, before, wanted)
		return entries, err
	})
	if err != nil {
		return SettingsChange{}, err
	}
	recorded := len(made.Changed)+len(made.Proposed) > 0
	if was, is := before.MouseOff(), after.MouseOff(); was != is {
		made.Changed = append(made.Changed, settings.Changed{Key: settings.NoMouseKey, Old: strconv.FormatBool(was), New: strconv.FormatBool(is)})
	}
	if !reflect.DeepEqual(before.Connection, after.Connection) {
		if err := c.cfg.Settings.SaveConnection(ctx, after.Connection); err != nil {
			return SettingsChange{}, err
		}
	}
	if recorded {
		return made, c.copySettings(ctx)
	}
	return made, nil
}

// divide makes entries of the changes that take effect and of those that wait for another owner.
func (c *Core) divide(actor record.Actor, before settings.Settings, wanted []settings.Changed) (made SettingsChange, entries []record.Entry, err error) {
	held, inForce := c.rightsSoon(actor, before), before.Clone()
	for _, one := range wanted {
		value := one.Old
		if now, err := before.Get(one.Key); err == nil {
			value = now
		}
		if !held.NeedsSecond() || !settings.Loosens(one.Key, value, one.New) {
			if one.Key != settings.WebhookKey {
				if err := inForce.Set(one.Key, one.New); err != nil {
					return made, nil, err
				}
			}
			made.Changed = append(made.Changed, one)
			entries = append(entries, record.Entry{Type: settings.TypeChanged, Actor: actor, Data: one})
			continue
		}
		proposal, entry := c.Propose(actor, rights.Change{Key: one.Key, Old: value, New: one.New}, "")
		made.Proposed, entries = append(made.Proposed, proposal), append(entries, entry...)
	}
	if len(made.Proposed) > 0 {
		if err := inForce.Check(); err != nil {
			return made, nil, fault.Wrap(err, "the other changes cannot be made before those that wait for another owner")
		}
	}
	return made, entries, nil
}

// AcceptSettings records the settings in workspace.json as changes, or proposes them; see ChangeSettings.
func (c *Core) AcceptSettings(ctx context.Context) (SettingsChange, error) {
	return c.changeShared(ctx, c.ClientID(ctx), true, func(s *settings.Settings) error {
		file, err := c.cfg.Settings.Load(ctx)
		if err != nil {
			return err
		}
		if len(file.Unknown) > 0 {
			return fault.New(fault.BadInput, "workspace.json has names that are no settings of this tuar: %s", strings.Join(file.Unknown, ", ")).
				WithHint("see all settings with: %s", fault.ShowSettings.With())
		}
		if owners := s.Owners; c.base.Rules.Now != nil && slices.Equal(file.Owners, c.base.Rules.Now.Owners) {
			*s = file.Over(*s)
			s.Owners = owners
			return nil
		}
		*s = file.Over(*s)
		return nil
	})
}

// OnSettings registers a part that completes changed settings, or refuses them with a fault. latest is the newest
// population, nil before the first. The part may use its ledger, and must not read or append.
func (c *Core) OnSettings(settle func(before settings.Settings, after *settings.Settings, latest *population.Population) error) {
	c.settle = append(c.settle, settle)
}
