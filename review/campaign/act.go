package campaign

import (
	"fmt"
	"slices"
)

// acts holds the acts of several lines whose last line has not been read yet, by writer and batch.
type acts map[string]*act

type act struct {
	writer string
	want   int
	lines  []func()
}

// add folds a line of an act of that many lines: it and the ones before it take effect with the last of them.
func (a acts) add(writer, batch string, lines int, fold func()) {
	if lines <= 1 {
		fold()
		return
	}
	key := writer + " " + batch
	one, ok := a[key]
	if !ok {
		one = &act{writer: writer, want: lines}
		a[key] = one
	}
	one.lines = append(one.lines, fold)
	if len(one.lines) < one.want {
		return
	}
	delete(a, key)
	for _, fold := range one.lines {
		fold()
	}
}

// Unfinished returns sentences about the acts that were cut short. None of their lines counts.
func (b *Book) Unfinished() []string {
	var out []string
	for _, one := range b.acts {
		out = append(out, fmt.Sprintf("an act of %d decisions by %s was cut short after %d lines; none of them counts", one.want, one.writer, len(one.lines)))
	}
	slices.Sort(out)
	return out
}
