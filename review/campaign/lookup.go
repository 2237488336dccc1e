package campaign

import (
	"context"

	"github.com/tuar-dev/tuar/review/core"
)

// Lookup reads campaigns and everyone's access. It changes nothing, and keeps what is costly to make.
type Lookup struct {
	core    *core.Core
	book    *Book
	hints   Hints
	changes Changes
	views   views
}

// NewLookup makes the look-ups in the book, which it registers.
func NewLookup(c *core.Core, book *Book, hints Hints, changes Changes) *Lookup {
	c.Register(book, Relies)
	return &Lookup{core: c, book: book, hints: hints, changes: changes}
}

// read calls look with the campaign that id names, which is not to be used later.
func (l *Lookup) read(ctx context.Context, id string, look func(*Campaign)) error {
	return l.core.Read(ctx, func() error {
		c, err := l.book.Find(id)
		if err == nil {
			look(c)
		}
		return err
	})
}

// Inspect calls look with an opened campaign and its view. look may use the campaign until it returns, and must not
// call what reads the record itself.
func (l *Lookup) Inspect(ctx context.Context, id string, look func(*Campaign, *View) error) error {
	v, err := l.View(ctx, id)
	if err != nil {
		return err
	}
	return l.core.Read(ctx, func() error {
		c, ok := l.book.Get(v.Campaign)
		if !ok {
			return errDraft(v.Campaign)
		}
		return look(c, v)
	})
}
