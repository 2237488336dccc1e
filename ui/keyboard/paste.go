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
	s.paste, s.mute, s.taken = true, late, 0
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
