package keyboard

import "time"

const pasteStart, pasteEnd = "\x1b[200~", "\x1b[201~"

// open begins a bracketed paste. Its pieces go on as they come: Bubble Tea collects them.
func (s *scanner) open(at time.Time) {
	late, again := s.late, s.paste
	s.reset()
	if again {
		return
	}
	s.paste, s.mute, s.taken, s.freed = true, late, 0, false
	if !late {
		s.emit(pasteStart, pasted, at)
	}
}

// close ends it.
func (s *scanner) close(at time.Time) {
	s.noise(at)
	if s.paste && !s.mute {
		s.emit(pasteEnd, pasted, at)
	}
	s.paste, s.mute, s.taken = false, false, 0
}

// lull is the time without a byte after which input inside a paste may be typed: the terminal never ended the paste.
const lull = time.Second

// typed handles keys typed inside a paste that the terminal never ended. They do not act, since the rest of the paste
// may still come. ctrl+c and ctrl+z end it; so does ESC with a pause before and after it; any other key tells the user.
func (s *scanner) typed(b byte, at time.Time) {
	const alone = 500 * time.Millisecond
	pause := at.Sub(s.last)
	switch {
	case (b == etx || b == sub) && pause > alone:
		s.close(at)
	case s.freed && s.state == escaped && pause >= lull && b != '[':
		s.close(s.escAt)
	case b == esc:
		s.freed = s.state == ground && pause > alone
	case pause >= lull && s.state == ground: // what was pasted so far goes on alone, as no mark can stand in a paste
		if !s.mute {
			s.emit(pasteEnd, pasted, at)
		}
		s.emit(stuckMark, other, at)
		if !s.mute {
			s.emit(pasteStart, pasted, at)
		}
	}
}

// inPaste takes a byte of a paste.
func (s *scanner) inPaste(b byte, at time.Time) {
	switch {
	case b >= 0xa0:
		s.lead(b, at)
	case b == '\n', b == '\r', b == '\t', b >= 0x20 && b < 0x7f:
		s.pass(string([]byte{b}), at)
	}
}

// pass hands on a piece of a paste.
func (s *scanner) pass(piece string, at time.Time) {
	if s.taken += len(piece); !s.mute && s.taken <= mostPasted {
		s.emit(piece, pasted, at)
	}
}
