package review

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Settings are the workspace's choices: those of the record, or of workspace.json where the record has none yet.
func (w *Workspace) Settings(ctx context.Context) (settings.Settings, error) {
	if w.cfg.Pack != nil {
		return w.cfg.Settings.Load(ctx)
	}
	w.mu.Lock()
	s, err := w.fold(ctx)
	var ruled *settings.Settings
	if err == nil && s.settings.Now != nil {
		c := s.settings.Now.Clone()
		ruled = &c
	}
	w.mu.Unlock()
	if err != nil || ruled == nil {
		if err != nil {
			return settings.Settings{}, err
		}
		return w.cfg.Settings.Load(ctx)
	}
	ruled.SeenFromBefore = true
	ruled.Connection, _, err = w.cfg.Settings.Connection(ctx)
	return *ruled, err
}

// adopting is the entry that puts the settings into the record, before the entries that are written first.
func (w *Workspace) adopting(ctx context.Context, s *state, entries []record.Entry) ([]record.Entry, error) {
	if s.settings.Now != nil || len(entries) == 0 {
		return nil, nil
	}
	now, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return nil, err
	}
	return []record.Entry{{Type: settings.TypeAdopted, Actor: entries[0].Actor, Data: settings.Adopted{Settings: now.All()}}}, nil
}

// SettingsCopy is what became of workspace.json, the copy of the record's settings.
type SettingsCopy struct {
	Differs []settings.Changed `json:"differs"` // from the record to the file
	Behind  bool               `json:"behind"`  // it is as the record was before, as a crash leaves it
	Problem string             `json:"problem"` // why it cannot be read; empty if it can
}

// Off says whether the file says something that the record never said.
func (c SettingsCopy) Off() bool { return c.Problem != "" || len(c.Differs) > 0 && !c.Behind }

// SettingsCopy compares workspace.json with the record. What differs has no effect.
func (w *Workspace) SettingsCopy(ctx context.Context) (SettingsCopy, error) {
	if w.cfg.Pack != nil {
		return SettingsCopy{}, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.fold(ctx)
	if err != nil {
		return SettingsCopy{}, err
	}
	return w.copyOf(ctx, s), nil
}

func (w *Workspace) copyOf(ctx context.Context, s *state) SettingsCopy {
	if s.settings.Now == nil {
		return SettingsCopy{}
	}
	file, err := w.cfg.Settings.Load(ctx)
	switch {
	case err != nil:
		return SettingsCopy{Problem: err.Error()}
	case !file.SeenFromBefore:
		return SettingsCopy{} // there is no copy, which the next change makes
	}
	file = file.Over(*s.settings.Now)
	return SettingsCopy{Differs: settings.Difference(*s.settings.Now, file), Behind: s.settings.Had(file)}
}

// AcceptSettings takes over what workspace.json says, as changes on record.
func (w *Workspace) AcceptSettings(ctx context.Context) ([]settings.Changed, error) {
	return w.changeShared(ctx, w.clientID(ctx), true, func(s *settings.Settings) error {
		file, err := w.cfg.Settings.Load(ctx)
		if err != nil {
			return err
		}
		if len(file.Unknown) > 0 {
			return fault.New(fault.BadInput, "workspace.json has names that are no settings of this tuar: %s", strings.Join(file.Unknown, ", ")).
				WithHint("see all settings with: tuar settings")
		}
		*s = file.Over(*s)
		return nil
	})
}

// RestoreSettings writes workspace.json as the record has the settings, and returns what the file said otherwise.
func (w *Workspace) RestoreSettings(ctx context.Context) (SettingsCopy, error) {
	if err := w.mayAct(); err != nil {
		return SettingsCopy{}, err
	}
	was, err := w.SettingsCopy(ctx)
	if err != nil {
		return SettingsCopy{}, err
	}
	return was, w.copySettings(ctx)
}

// copySettings writes workspace.json as the record has the settings now. It does so holding the lock of the record, so that
// an older copy never replaces a newer one.
func (w *Workspace) copySettings(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.copyLocked(ctx, func(SettingsCopy) bool { return true })
}

// copyLocked writes workspace.json where the copy that is there wants that. The caller holds the lock of the workspace.
func (w *Workspace) copyLocked(ctx context.Context, wants func(SettingsCopy) bool) error {
	_, err := w.cfg.Journal.Append(ctx, func(lines []record.Line) ([]record.Entry, error) {
		if err := w.foldLines(lines); err != nil {
			return nil, err
		}
		if w.state.settings.Now == nil || !wants(w.copyOf(ctx, w.state)) {
			return nil, nil
		}
		ruled := w.state.settings.Now.Clone()
		var err error
		if ruled.Connection, _, err = w.cfg.Settings.Connection(ctx); err != nil {
			return nil, err
		}
		return nil, w.cfg.Settings.Save(ctx, ruled)
	})
	return err
}

// mendCopy writes workspace.json anew where a crash left it behind the record, once in the life of a process: whoever could
// write to the record may do so. What was written to the record stands whether this succeeds or not. The caller holds the lock.
func (w *Workspace) mendCopy(ctx context.Context) {
	if w.copyMended {
		return
	}
	w.copyMended = true
	err := w.copyLocked(ctx, func(c SettingsCopy) bool { return c.Behind && len(c.Differs) > 0 })
	if err != nil {
		w.copyUnmended = "workspace.json is behind the record, which is what counts, and cannot be written: " + err.Error()
	}
}

// errCopyOff refuses a change of settings while the copy says something else than the record: writing it would throw that away.
func errCopyOff() error {
	return fault.New(fault.Refused, "workspace.json says something else than the record; nothing was changed").
		WithHint("see what differs with: tuar settings; then take it over with: tuar settings accept; or throw it away with: tuar settings restore")
}

// String says what differs, as a sentence.
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
