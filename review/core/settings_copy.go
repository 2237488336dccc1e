package core

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// SettingsCopy compares workspace.json, the copy of the settings, with the record.
type SettingsCopy struct {
	Differs []settings.Changed `json:"differs"` // from the record to the file
	Behind  bool               `json:"behind"`  // it is as the record was before, as a crash leaves it
	Problem string             `json:"problem"` // why it cannot be read; empty if it can
}

// Off reports whether the file holds settings that the record never held.
func (c SettingsCopy) Off() bool { return c.Problem != "" || len(c.Differs) > 0 && !c.Behind }

// SettingsCopy compares workspace.json with the record. Differing values have no effect.
func (c *Core) SettingsCopy(ctx context.Context) (SettingsCopy, error) {
	if c.Packed() {
		return SettingsCopy{}, nil
	}
	var found SettingsCopy
	err := c.Read(ctx, func() error { found = c.copyOf(ctx); return nil })
	return found, err
}

func (c *Core) copyOf(ctx context.Context) SettingsCopy {
	if c.base.Rules.Now == nil {
		return SettingsCopy{}
	}
	file, err := c.cfg.Settings.Load(ctx)
	switch {
	case err != nil:
		return SettingsCopy{Problem: err.Error()}
	case !file.SeenFromBefore:
		return SettingsCopy{} // there is no copy, which the next change makes
	}
	file = file.Over(*c.base.Rules.Now)
	return SettingsCopy{Differs: settings.Difference(*c.base.Rules.Now, file), Behind: c.base.Rules.Had(file)}
}

// RestoreSettings writes workspace.json as the record has the settings, and returns what the file said otherwise.
func (c *Core) RestoreSettings(ctx context.Context) (SettingsCopy, error) {
	if err := c.MayAct(); err != nil {
		return SettingsCopy{}, err
	}
	was, err := c.SettingsCopy(ctx)
	if err != nil {
		return SettingsCopy{}, err
	}
	return was, c.copySettings(ctx)
}

// copySettings writes workspace.json as the record has the settings now. It does so holding the lock of the record, so
// that an older copy never replaces a newer one.
func (c *Core) copySettings(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.copyLocked(ctx, func(SettingsCopy) bool { return true })
}

// copyLocked writes workspace.json if wants says so of the present copy. The caller holds the lock of the workspace.
func (c *Core) copyLocked(ctx context.Context, wants func(SettingsCopy) bool) error {
	_, err := c.cfg.Journal.Append(ctx, func(lines []record.Line) ([]record.Entry, error) {
		if err := c.foldLines(ctx, lines); err != nil {
			return nil, err
		}
		if c.base.Rules.Now == nil || !wants(c.copyOf(ctx)) {
			return nil, nil
		}
		ruled := c.base.Rules.Now.Clone()
		var err error
		if ruled.Connection, _, err = c.cfg.Settings.Connection(ctx); err != nil {
			return nil, err
		}
		return nil, c.cfg.Settings.Save(ctx, ruled)
	})
	return err
}

// mendCopy rewrites workspace.json if a crash left it behind the record, once per process. A process that can write to
// the record may do so. The record stays valid even if this fails. The caller holds the lock.
func (c *Core) mendCopy(ctx context.Context) {
	if c.copyMended {
		return
	}
	c.copyMended = true
	err := c.copyLocked(ctx, func(found SettingsCopy) bool { return found.Behind && len(found.Differs) > 0 })
	if err != nil {
		c.copyUnmended = "workspace.json is behind the record, which is what counts, and cannot be written: " + err.Error()
	}
}

// errCopyOff refuses a change of settings while the copy differs from the record, because the change would overwrite
// the differences.
func errCopyOff() error {
	return fault.New(fault.Refused, "workspace.json says something else than the record; nothing was changed").
		WithHint("see what differs with: %s; then take it over with: %s; or throw it away with: %s", fault.ShowSettings.With(), fault.AcceptSettings.With(), fault.RestoreSettings.With())
}

// String describes the differences as a sentence.
func (c SettingsCopy) String() string {
	if c.Problem != "" {
		return "workspace.json has no effect, since it cannot be read: " + c.Problem
	}
	parts := make([]string, len(c.Differs))
	for i, d := range c.Differs {
		parts[i] = d.Key + " is " + d.New + " there and " + d.Old + " in the record"
	}
	return "workspace.json says something else than the record, and has no effect: " + strings.Join(parts, "; ")
}
