package keyboard

import (
	"io"
	"time"
)

const (
	// escWait bounds the time in which a lone ESC may still be the beginning of a sequence.
	escWait = 50 * time.Millisecond
	// Haste is the shortest time that one hand needs between two different keys. Faster keys were pasted, or typed by a
	// machine.
	Haste = 25 * time.Millisecond
	// repeats is the shortest time that one finger needs between two presses of the same key. Faster presses come from a
	// key held down: the slowest keyboards repeat every 92 ms.
	repeats = 100 * time.Millisecond
	// begins is the longest time that a keyboard waits before it repeats a key held down.
	begins = 1200 * time.Millisecond
	// letGo is the pause after which a key that was held down counts as pressed again. It allows for a slow link that
	// stutters.
	letGo = 300 * time.Millisecond // also after a burst
	// mostRun bounds the number of keys that are passed on from one run without a pause. It suffices for any text pasted
	// into a line.
	mostRun = 4096
)

// The reader puts these sequences before the input that they mark. The scanner drops them when the terminal sends them,
// so only the reader can produce them.
const (
	hastyMark = "\x1b]8801;hasty\a"
	stuckMark = "\x1b]8801;stuck\a"
)

// A Mark is a remark of the reader about the input.
type Mark int

// The marks.
const (
	None  Mark = iota
	Hasty      // the next key, or click, came faster than a hand types, or another came so fast after it
	Stuck      // the terminal began a sequence a while ago and has not ended it; what is typed meanwhile belongs to it
)

// MarkOf returns the mark that a sequence unknown to Bubble Tea stands for.
func MarkOf(sequence string) Mark {
	switch sequence {
	case hastyMark:
		return Hasty
	case stuckMark:
		return Stuck
	}
	return None
}

// source provides the bytes of the terminal.
type source interface {
	io.Reader
	// wait waits for input, at most for the given time, and reports whether there is any.
	wait(time.Duration) (bool, error)
}

// reader assembles the bytes of a source into whole sequences, and marks input that was not typed by hand.
type reader struct {
	source source
	now    func() time.Time

	scanner scanner
	out     []byte
	pending []unit    // the key that came last and what came after it, as long as another may follow too fast
	last    unit      // the key that came last
	hasty   bool      // it came too fast, or another after it
	again   bool      // it may be the first repetition of a key that is held down
	down    bool      // it is of a key that is held down
	run     int       // how many keys came without a pause
	full    bool      // the last bytes were as many as are read at once: what is read next may have come right behind them
	clicked time.Time // when a button of the mouse was last pressed
	warned  bool      // of the sequence that is not finished
}

// chunk is the number of bytes read at once. The resulting output fits into one read of Bubble Tea, so that none is
// left here while Bubble Tea waits for input.
const chunk = 128

// Read reads at least once, and then for a few hundredths of a second until the last key is known. It returns no bytes
// if no sequence is complete yet.
func (r *reader) Read(p []byte) (int, error) {
	err := r.more()
	for err == nil && (len(r.pending) > 0 || r.scanner.undecided()) {
		var ready bool
		if ready, err = r.source.wait(r.left()); err != nil {
			break
		}
		switch {
		case !ready:
			r.settle()
		case len(r.out) > 0: // the next Read comes at once
			return r.give(p), nil
		default:
			err = r.more()
		}
	}
	if n := r.give(p); n > 0 || err == nil {
		return n, nil
	}
	return 0, err
}

func (r *reader) give(p []byte) int {
	n := copy(p, r.out)
	r.out = append(r.out[:0], r.out[n:]...)
	return n
}

// more reads what is there.
func (r *reader) more() error {
	var buf [chunk]byte
	n, err := r.source.Read(buf[:])
	now := r.now()
	const stale = time.Second // the reading was broken off, as when the app was suspended
	if now.Sub(r.last.at) > stale {
		r.pending = nil
	}
	for _, b := range buf[:n] {
		r.scanner.feed(b, now)
	}
	r.collect()
	r.full = n == len(buf)
	switch {
	case !r.scanner.stuck(now):
		r.warned = r.warned && r.scanner.state != ground
	case !r.warned:
		r.warned = true
		r.out = append(r.out, stuckMark...)
	}
	return err
}

// left returns the time to wait for the next input.
func (r *reader) left() time.Duration {
	now := r.now()
	if r.scanner.undecided() {
		return max(0, r.scanner.escAt.Add(escWait).Sub(now))
	}
	return max(0, r.last.at.Add(r.hold()).Sub(now))
}

// hold returns the time for which the last key is held back, to see whether another follows too fast.
func (r *reader) hold() time.Duration {
	if r.again {
		return repeats
	}
	return Haste
}

// settle continues after a pause in the input.
func (r *reader) settle() {
	now := r.now()
	if r.scanner.undecided() {
		if now.Sub(r.scanner.escAt) < escWait {
			return
		}
		r.scanner.quiet(now)
		r.collect()
	}
	if now.Sub(r.last.at) >= r.hold() {
		r.release()
	}
}

// collect takes what the scanner found.
func (r *reader) collect() {
	const most = 1024 // bytes that are held after a key
	size := 0
	for _, u := range r.scanner.units {
		if u.kind == key || u.kind == pasted { // a key right before or after a paste is of the paste
			if r.press(u); u.kind == key && r.run > mostRun {
				continue
			}
		}
		switch {
		case u.kind == key && moves[u.bytes]: // it does nothing that needs taking back, and waits for nothing
			r.pending = append(r.pending, u)
			r.release()
		case u.kind == key || len(r.pending) > 0:
			r.pending = append(r.pending, u)
		default:
			r.hand(u)
		}
		if size += len(u.bytes); size > most {
			r.release()
		}
	}
	r.scanner.units = r.scanner.units[:0]
}

// press takes a key: it releases the previous one, and marks both if they came too fast. While the app is busy, bytes
// are read later than they came; so a burst ends only after a pause.
func (r *reader) press(u unit) {
	const burst = 3 // keys too fast for any hand
	gap := u.at.Sub(r.last.at)
	fast := gap < Haste || r.full && gap < begins || r.run >= burst && gap < letGo
	r.full = false
	same := u.kind == key && u.bytes == r.last.bytes
	down := same && (gap < repeats || r.down && gap < letGo)
	r.hasty = r.hasty || fast || down
	r.release()
	r.hasty, r.down, r.again, r.last = fast || down, down, same && gap < begins, u
	switch {
	case !fast:
		r.run = 0
	case u.kind == key:
		r.run++
	}
}

// moves are keys that at the most move the cursor, wherever they are pressed.
var moves = map[string]bool{
	"j": true, "k": true, "\x1b[A": true, "\x1b[B": true, "\x1bOA": true, "\x1bOB": true, "\x1b[5~": true, "\x1b[6~": true,
	"\x1b[H": true, "\x1b[F": true, "\x1bOH": true, "\x1bOF": true,
}

// release passes on the key that was held back, and the input after it.
func (r *reader) release() {
	for i, u := range r.pending {
		if i == 0 && r.hasty {
			r.out = append(r.out, hastyMark...)
		}
		r.hand(u)
	}
	r.pending, r.hasty = r.pending[:0], false
}

// hand hands on a unit.
func (r *reader) hand(u unit) {
	if u.kind == click {
		if u.at.Sub(r.clicked) < Haste {
			r.out = append(r.out, hastyMark...)
		}
		r.clicked = u.at
	}
	r.out = append(r.out, u.bytes...)
}
