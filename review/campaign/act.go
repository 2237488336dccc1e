package campaign

import (
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/record"
)

// acts holds the acts of several lines whose last line has not been read yet, by writer and batch.
type acts map[string]*act

// mostAtOnce limits the room that is made for an act before its lines are there: a line can claim any number.
const mostAtOnce = 4096

type act struct {
	writer string
	want   int
	steps  []step
}

// step is one line of an act.
type step struct {
	line    *record.Line
	refuses func() string // why the line has no effect for lack of rights; empty if it may have
	take    func()
}

// add folds a line of an act of that many lines. They take effect with the last of them: all or, if one is refused,
// none. It returns the refusals, and whether the act took effect.
func (a acts) add(batch string, lines int, one step) (refused []*record.Refusal, effect bool) {
	if lines <= 1 {
		refused = take([]step{one})
		return refused, len(refused) == 0
	}
	key := one.line.Writer + " " + batch
	all, ok := a[key]
	if !ok {
		all = &act{writer: one.line.Writer, want: lines, steps: make([]step, 0, min(lines, mostAtOnce))}
		a[key] = all
	}
	all.steps = append(all.steps, one)
	if len(all.steps) < all.want {
		return nil, false
	}
	delete(a, key)
	refused = take(all.steps)
	return refused, len(refused) == 0
}

func take(steps []step) (refused []*record.Refusal) {
	for _, s := range steps {
		if why := s.refuses(); why != "" {
			refused = append(refused, s.line.Refuse("%s", why))
		}
	}
	if len(refused) == 0 {
		for _, s := range steps {
			s.take()
		}
		return nil
	}
	why := fmt.Sprintf("another line of the same act is refused: %s", refused[0].Reason)
	for _, s := range steps {
		if !slices.ContainsFunc(refused, func(r *record.Refusal) bool { return r.Line.Hash == s.line.Hash }) {
			refused = append(refused, s.line.Refuse("%s", why))
		}
	}
	return refused
}

// Unfinished returns sentences about the acts that were cut short. None of their lines counts.
func (b *Book) Unfinished() []string {
	var out []string
	for _, one := range b.acts {
		out = append(out, fmt.Sprintf("an act of %d decisions by %s was cut short after %d lines; none of them counts", one.want, one.writer, len(one.steps)))
	}
	slices.Sort(out)
	return out
}
