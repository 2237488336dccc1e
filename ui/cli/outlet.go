package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/tabular"
)

// outlet is a stream to the person or to the next program. It remembers that it broke, so that not every line written
// needs a check.
type outlet struct {
	w      io.Writer
	broken func() // called when a write fails for the first time

	mu  sync.Mutex
	err error
}

func (o *outlet) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.err = err
		o.broken()
	}
	return n, err
}

// failure returns why what was written did not arrive.
func (o *outlet) failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		return nil
	}
	return fault.New(fault.Failed, "the output could not be written: %w", o.err)
}

// hungUp reports whether the reader of the output went away, as head does.
func (o *outlet) hungUp() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	var number syscall.Errno
	if runtime.GOOS == "windows" && errors.As(o.err, &number) {
		return number == 109 || number == 232 // ERROR_BROKEN_PIPE, ERROR_NO_DATA
	}
	return errors.Is(o.err, syscall.EPIPE) || errors.Is(o.err, io.ErrClosedPipe)
}

// terminal returns the terminal behind a stream.
func terminal(stream any) (fd int, ok bool) {
	if o, is := stream.(*outlet); is {
		stream = o.w
	}
	f, is := stream.(*os.File)
	if !is || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// exported returns the writer of an export to stdout. A file gets the byte order mark of CSV, for spreadsheets; a
// program that reads it from a pipe would take the mark for a part of the first column's name.
func (s *session) exported() io.Writer {
	if f, ok := s.out.w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return s.out
		}
	}
	return &unmarked{w: s.out}
}

// unmarked writes without the byte order mark that is written first.
type unmarked struct {
	w     io.Writer
	begun bool
}

func (u *unmarked) Write(p []byte) (int, error) {
	text := p
	if !u.begun {
		text, u.begun = bytes.TrimPrefix(p, []byte(tabular.ByteOrderMark)), true
	}
	if _, err := u.w.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// interactive reports whether a user can be asked. With --json it is false.
func (s *session) interactive() bool {
	_, in := terminal(s.In)
	_, err := terminal(s.err)
	return in && err && !s.json
}

// onScreen reports whether the output is read by a person at a terminal who can answer.
func (s *session) onScreen() bool {
	_, in := terminal(s.In)
	_, out := terminal(s.out)
	return in && out
}
