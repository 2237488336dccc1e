package campaign

import (
	"context"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/settings"
)

// mostAffected bounds the rows that an effect names.
const mostAffected = 5

// HintEffect is what other rules change about one hint on the rows of the last population.
type HintEffect struct {
	Hint        string
	More, Fewer int      // rows that get the hint, and rows that lose it
	Gains       []string // names of up to five rows that get it
	Loses       []string // and of up to five that lose it
}

// String returns the effect as a sentence without its end.
func (e HintEffect) String() string {
	text := fmt.Sprintf("%s: %s, %d fewer", e.Hint, some(e.More, "more row", "more rows"), e.Fewer)
	if len(e.Gains) > 0 {
		text += "; new: " + namedOf(e.Gains, e.More)
	}
	if len(e.Loses) > 0 {
		text += "; gone: " + namedOf(e.Loses, e.Fewer)
	}
	return text
}

func namedOf(names []string, all int) string {
	text := strings.Join(names, ", ")
	if rest := all - len(names); rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

// PreviewSetting returns what another value of a setting changes about the hints of the last population: one effect for each
// hint whose threshold it is, and for each other hint that changes. There are none for other settings, for a value that the
// settings already have, and before the first sync.
func (l *Lookup) PreviewSetting(ctx context.Context, key, value string) ([]HintEffect, error) {
	var judged []string // hints by that threshold
	for _, k := range access.HintKinds {
		for _, one := range k.Settings {
			if one == key {
				judged = append(judged, k.Name)
			}
		}
	}
	chosen, err := l.core.Settings(ctx)
	if err != nil || len(judged) == 0 {
		return nil, err
	}
	after := chosen.Clone()
	if err := after.Set(key, value); err != nil {
		return nil, err
	}
	if err := after.Check(); err != nil {
		return nil, err
	}
	synced := false
	if err := l.core.Read(ctx, func() error { synced = l.core.Syncs().Last() != nil; return nil }); err != nil {
		return nil, err
	}
	if !synced || len(settings.Difference(chosen, after)) == 0 {
		return nil, nil
	}
	view, err := l.Access(ctx)
	if err != nil {
		return nil, err
	}
	p, err := l.core.Population(ctx, view.Population)
	if err != nil {
		return nil, err
	}
	rows := access.Rows(p, after.Rules, p.TakenAt, view.Memory, view.Marks, view.People)
	return effectsOf(judged, view.Rows, rows), nil
}

// effectsOf compares the hints of the same rows before and after. The hints named come in any case.
func effectsOf(named []string, before, after []access.Row) []HintEffect {
	effects := map[string]*HintEffect{}
	of := func(hint string) *HintEffect {
		if effects[hint] == nil {
			effects[hint] = &HintEffect{Hint: hint}
		}
		return effects[hint]
	}
	for _, hint := range named {
		of(hint)
	}
	for i := range before {
		was, is := &before[i], &after[i]
		for _, h := range is.Hints {
			if !was.Has(h.Name) {
				e := of(h.Name)
				if e.More++; len(e.Gains) < mostAffected {
					e.Gains = append(e.Gains, is.Title())
				}
			}
		}
		for _, h := range was.Hints {
			if !is.Has(h.Name) {
				e := of(h.Name)
				if e.Fewer++; len(e.Loses) < mostAffected {
					e.Loses = append(e.Loses, was.Title())
				}
			}
		}
	}
	out := make([]HintEffect, 0, len(effects))
	for _, name := range access.HintNames() {
		if e := effects[name]; e != nil {
			out = append(out, *e)
		}
	}
	return out
}
