package journal

import (
	"errors"
	"io"
	"os"
	"slices"
)

// pieceSize is how many bytes of a journal are read at once, beside the beginning of a line that was read before.
const pieceSize = 4 << 20

// pieces reads a file piece by piece, so that a long journal takes no more room than a short one while it is parsed.
type pieces struct {
	in      *os.File
	at, end int64 // where it reads next, and where it stops
	room    []byte
}

// next returns the unread end of the piece before and the bytes after it, at least as many as least, if they are there.
// The piece before is no longer valid.
func (p *pieces) next(unread []byte, least int64) ([]byte, error) {
	size := int(min(p.end-p.at, max(pieceSize, least)))
	p.room = slices.Grow(append(p.room[:0], unread...), size)
	from := len(p.room)
	n, err := p.in.ReadAt(p.room[from:from+size], p.at)
	p.room, p.at = p.room[:from+n], p.at+int64(n)
	if errors.Is(err, io.EOF) { // it has become shorter meanwhile
		p.end, err = p.at, nil
	}
	return p.room, err
}

// done reports whether all is read.
func (p *pieces) done() bool { return p.at >= p.end }

// left returns how many times as many bytes are still to be read.
func (p *pieces) left(as int) float64 { return float64(p.end-p.at) / float64(max(1, as)) }
