package review

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// TypeSettingsAdopted is the type of the line that says what the rules of the workspace were when the record began to keep
// them: from there on, they are what the lines say, and workspace.json is a copy for reading.
const TypeSettingsAdopted = "settings.adopted"

// SettingsAdopted is the data of a settings.adopted line.
type SettingsAdopted struct {
	Settings []Setting `json:"settings"`
}

// ruling is the settings as the record has them.
type ruling struct {
	now  *Settings       // nil before they were adopted
	past map[string]bool // how they were at any time since, as text

	adopted   map[string]string // by key, as they were adopted
	adoptedBy record.Line
}

func (r *ruling) set(s Settings) {
	if r.past == nil {
		r.past = map[string]bool{}
	}
	r.now, r.past[s.text()] = &s, true
}

// adopt folds a settings.adopted line: the first counts. What this tuar does not know is left alone. A second one, by a writer
// that knew nothing of the first, puts in doubt whatever it says otherwise: one of the two may have been put in later.
func (r *ruling) adopt(l record.Line, d SettingsAdopted) {
	if r.now != nil {
		s := r.now.clone()
		for _, one := range d.Settings {
			if was, is := r.adopted[one.Key]; is && was != one.Value {
				s.doubt(l, one.Key, one.Value, r.adoptedBy.Place()+" says "+strconv.Quote(was)+", and neither knew the other")
			}
		}
		r.set(s)
		return
	}
	s := DefaultSettings()
	r.adopted, r.adoptedBy = map[string]string{}, l
	for _, one := range d.Settings {
		r.adopted[one.Key] = one.Value
		s.follow(l, one.Key, one.Value)
	}
	r.set(s)
}

// change folds a settings.changed line.
func (r *ruling) change(l record.Line, d SettingsChanged) {
	if r.now == nil {
		return
	}
	s := r.now.clone()
	s.follow(l, d.Key, d.New)
	r.set(s)
}

// text is what the settings say, but for what belongs to this installation.
func (s Settings) text() string {
	data, _ := json.Marshal(s) // of texts, numbers and lists
	return string(data)
}

// clone shares nothing with s.
func (s Settings) clone() Settings {
	var c Settings
	_ = json.Unmarshal([]byte(s.text()), &c) // which was just written
	c.Connection, c.SeenFromBefore = s.Connection, s.SeenFromBefore
	c.Connection.Places = maps.Clone(s.Connection.Places)
	c.Refused = slices.Clone(s.Refused)
	return c
}

// Settings are the workspace's choices: those of the record, or of workspace.json where the record has none yet.
func (w *Workspace) Settings(ctx context.Context) (Settings, error) {
	if w.cfg.Pack != nil {
		return w.cfg.Settings.Load(ctx)
	}
	w.mu.Lock()
	s, err := w.fold(ctx)
	var ruled *Settings
	if err == nil && s.ruling.now != nil {
		c := s.ruling.now.clone()
		ruled = &c
	}
	w.mu.Unlock()
	if err != nil || ruled == nil {
		if err != nil {
			return Settings{}, err
		}
		return w.cfg.Settings.Load(ctx)
	}
	ruled.SeenFromBefore = true
	ruled.Connection, _, err = w.cfg.Settings.Connection(ctx)
	return *ruled, err
}

// adopting is the entry that puts the settings into the record, before the entries that are written first.
func (w *Workspace) adopting(ctx context.Context, s *state, entries []record.Entry) ([]record.Entry, error) {
	if s.ruling.now != nil || len(entries) == 0 {
		return nil, nil
	}
	now, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return nil, err
	}
	return []record.Entry{{Type: TypeSettingsAdopted, Actor: entries[0].Actor, Data: SettingsAdopted{now.All()}}}, nil
}

// SettingsCopy is what became of workspace.json, the copy of the record's settings.
type SettingsCopy struct {
	Differs []SettingsChanged `json:"differs"` // from the record to the file
	Behind  bool              `json:"behind"`  // it is as the record was before, as a crash leaves it
	Problem string            `json:"problem"` // why it cannot be read; empty if it can
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
	if s.ruling.now == nil {
		return SettingsCopy{}
	}
	file, err := w.cfg.Settings.Load(ctx)
	switch {
	case err != nil:
		return SettingsCopy{Problem: err.Error()}
	case !file.SeenFromBefore:
		return SettingsCopy{} // there is no copy, which the next change makes
	}
	file = file.over(*s.ruling.now)
	return SettingsCopy{Differs: difference(*s.ruling.now, file), Behind: s.ruling.past[file.text()]}
}

// AcceptSettings takes over what workspace.json says, as changes on record.
func (w *Workspace) AcceptSettings(ctx context.Context) ([]SettingsChanged, error) {
	return w.changeShared(ctx, w.clientID(ctx), true, func(s *Settings) error {
		file, err := w.cfg.Settings.Load(ctx)
		if err != nil {
			return err
		}
		if len(file.Unknown) > 0 {
			return fault.New(fault.BadInput, "workspace.json has names that are no settings of this tuar: %s", strings.Join(file.Unknown, ", ")).
				WithHint("see all settings with: tuar settings")
		}
		*s = file.over(*s)
		return nil
	})
}

// over returns what a file says, and what the record says of names that the file leaves out. A name that is left out must not
// set a rule back to its default: the default lets more people do more.
func (s Settings) over(record Settings) Settings {
	said, kept := s.members(), record.members()
	for _, name := range NamesIn([]byte(record.text())) { // an object comes before what is in it
		if !slices.Contains(s.Names, name) {
			put(said, kept, strings.Split(name, "."))
		}
	}
	data, _ := json.Marshal(said)
	merged := Settings{Connection: record.Connection, SeenFromBefore: record.SeenFromBefore}
	_ = json.Unmarshal(data, &merged) // of members that were settings a moment ago
	return merged
}

// members are the settings as JSON members.
func (s Settings) members() (m map[string]any) {
	d := json.NewDecoder(strings.NewReader(s.text()))
	d.UseNumber()
	_ = d.Decode(&m) // what was just written
	return m
}

// put copies what stands under a path of names from one object to another.
func put(to, from map[string]any, path []string) {
	if len(path) == 1 {
		to[path[0]] = from[path[0]]
		return
	}
	inner, _ := from[path[0]].(map[string]any)
	if room, ok := to[path[0]].(map[string]any); ok {
		put(room, inner, path[1:])
	}
}

// NamesIn returns the names in a JSON object and in the objects in it, such as "elevation.rules", sorted; none of what is no
// JSON object. It does not look into lists.
func NamesIn(data []byte) []string {
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) != nil {
		return nil
	}
	var names []string
	for name, value := range members {
		names = append(names, name)
		for _, inner := range NamesIn(value) {
			names = append(names, name+"."+inner)
		}
	}
	slices.Sort(names)
	return names
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
		if w.state.ruling.now == nil || !wants(w.copyOf(ctx, w.state)) {
			return nil, nil
		}
		ruled := w.state.ruling.now.clone()
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
