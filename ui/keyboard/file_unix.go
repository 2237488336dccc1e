//go:build !windows

package keyboard

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// file is a terminal that reads whole sequences. It stays a file to Bubble Tea, which sets its mode and waits on its
// descriptor in a way that can be cancelled; that is why the reader never waits by itself for longer than a moment.
type file struct {
	*os.File
	reader
}

// Reader puts the reader before a terminal. Other inputs are returned unchanged.
func Reader(in io.Reader) io.Reader {
	f, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return in
	}
	return &file{f, reader{source: tty{f}, now: time.Now}}
}

// Read implements io.Reader.
func (f *file) Read(p []byte) (int, error) { return f.reader.Read(p) }

// tty is a terminal as a source.
type tty struct{ *os.File }

func (t tty) wait(d time.Duration) (bool, error) {
	fd := int(t.Fd())
	for end := time.Now().Add(d); ; {
		var set unix.FdSet
		set.Zero()
		set.Set(fd)
		left := unix.NsecToTimeval(max(0, time.Until(end)).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return n > 0, err
		}
	}
}
