// Package keyboard sits between the terminal and Bubble Tea. It passes on only whole sequences, however slowly their
// pieces come, and marks keys that came faster than a hand types.
//
// Bubble Tea (v2.1.1, with ultraviolet) waits 50 ms for the rest of a sequence and then takes what came after ESC for
// keys: ESC ] 1 1 ; in one piece and rgb:… in the next became r, g, b and the digits, and r revokes. A reader behind
// the library cannot repair that, so this one sits in front of it.
package keyboard

import (
	"regexp"
	"time"
	"unicode/utf8"
)

const (
	esc    = 0x1b
	etx    = 0x03 // ctrl+c
	can    = 0x18
	sub    = 0x1a // ctrl+z
	bel    = 0x07
	st8    = 0x9c
	escKey = "\x1b[27u" // the escape key in the one spelling that can be nothing else
)

// kind classifies a unit by the action of the hand that caused it.
type kind int

const (
	key    kind = iota // a key that was pressed
	click              // a button of the mouse that was pressed
	pasted             // a piece of a paste
	other              // what no hand timed: an answer, a release, a turn of the wheel
)

// unit is a whole key, sequence or piece of a paste, as it is handed on.
type unit struct {
	bytes string
	kind  kind
	at    time.Time
}

type state int

const (
	ground  state = iota
	escaped       // after ESC
	csi           // after ESC [
	console       // after ESC [ [, as Linux consoles begin F1 to F5
	x10           // inside the three bytes of a mouse report of the old kind
	ss3           // after ESC O
	text          // inside a string: OSC, DCS, APC, PM, SOS
	textEsc       // after an ESC inside a string
	rune8         // inside a rune of several bytes
)

const (
	mostHeld   = 256     // bytes kept of an unfinished sequence; a longer one is passed over to its end
	mostPasted = 1 << 20 // bytes handed on of one paste
	// letterAfterEsc bounds the time after an escape key in which a letter may be the late rest of a sequence. [ and ] are
	// not keys of tuar and have no such limit.
	letterAfterEsc = 600 * time.Millisecond
)

// scanner splits bytes into units. It keeps an unfinished unit without a time limit.
type scanner struct {
	units []unit

	state state
	held  []byte    // of the unfinished sequence, from ESC on
	over  bool      // held is not all of it
	intro byte      // of a string, as after ESC
	eight bool      // the string began with a C1 byte, and may end with one
	need  int       // bytes that are to come: of a rune, of a mouse report
	late  bool      // the sequence's ESC was handed on as a key long ago: it is passed over
	since time.Time // when the sequence began
	escAt time.Time // when the last ESC came
	last  time.Time // when the last byte came
	lone  time.Time // when ESC was handed on as a key; zero as soon as anything else came
	paste bool      // inside a bracketed paste
	mute  bool      // the paste is passed over
	taken int       // bytes handed on of it
	freed bool      // an ESC came into it that stands alone so far
}

// feed takes a byte that came at that time.
func (s *scanner) feed(b byte, at time.Time) {
	if s.paste {
		s.typed(b, at)
	}
	was := s.state
	if b == esc {
		s.escAt = at
	}
	s.step(b, at)
	if was == ground {
		s.since = at
	}
	s.last = at
}

func (s *scanner) step(b byte, at time.Time) {
	switch s.state {
	case ground:
		s.ground(b, at)
	case escaped:
		s.escaped(b, at)
	case csi:
		s.csi(b, at)
	case console:
		if !s.aborts(b, at) {
			s.noise(at)
		}
	case x10:
		s.x10(b, at)
	case ss3:
		s.ss3(b, at)
	case text:
		s.text(b, at)
	case textEsc:
		s.textEsc(b, at)
	case rune8:
		s.rune(b, at)
	}
}

// reset forgets the unfinished sequence.
func (s *scanner) reset() {
	s.state, s.held, s.over, s.late, s.need = ground, s.held[:0], false, false, 0
}

// begin starts a sequence with the byte after ESC.
func (s *scanner) begin(to state, b byte, eight bool) {
	s.state, s.intro, s.eight, s.held = to, b, eight, append(s.held[:0], esc, b)
}

func (s *scanner) keep(b byte) {
	if len(s.held) >= mostHeld {
		s.over = true
		return
	}
	s.held = append(s.held, b)
}

// emit hands on a unit.
func (s *scanner) emit(bytes string, k kind, at time.Time) {
	s.units = append(s.units, unit{bytes, k, at})
}

// done ends a sequence and hands it on if it is wanted.
func (s *scanner) done(wanted bool, k kind, at time.Time) {
	if wanted && !s.late && !s.over && !s.paste {
		s.emit(string(s.held), k, at)
		s.reset()
		return
	}
	s.noise(at)
}

// introducers are the bytes that begin sequences after ESC.
var introducers = map[byte]state{'[': csi, 'O': ss3, ']': text, 'P': text, '_': text, '^': text, 'X': text}

func (s *scanner) ground(b byte, at time.Time) {
	if lone := s.lone; !lone.IsZero() {
		s.lone = time.Time{}
		to, ok := introducers[b]
		switch {
		case ok && (b == '[' || b == ']' || at.Sub(lone) < letterAfterEsc):
			s.begin(to, b, false)
			s.late = true
			return
		case b == '\\': // the late end of a string
			return
		}
	}
	switch {
	case b == esc:
		s.state, s.held = escaped, append(s.held[:0], esc)
	case s.paste:
		s.inPaste(b, at)
	case b < 0x80:
		s.emit(string([]byte{b}), key, at)
	case b < 0xa0: // C1: the introducers in one byte
		to, ok := introducers[b-0x40]
		if !ok {
			s.noise(at)
			return
		}
		s.begin(to, b-0x40, true)
	default:
		s.lead(b, at)
	}
}

// lead begins a rune of several bytes.
func (s *scanner) lead(b byte, at time.Time) {
	switch {
	case b >= 0xc2 && b < 0xe0:
		s.need = 1
	case b >= 0xe0 && b < 0xf0:
		s.need = 2
	case b >= 0xf0 && b < 0xf5:
		s.need = 3
	default: // no rune begins so
		s.noise(at)
		return
	}
	s.state = rune8
	s.held = append(s.held, b)
}

// noise drops input that is neither a key nor a requested answer. A letter right beside it does not count as a key
// either.
func (s *scanner) noise(at time.Time) {
	s.reset()
	s.emit("", pasted, at)
}

func (s *scanner) rune(b byte, at time.Time) {
	if b&0xc0 != 0x80 {
		s.noise(s.since)
		s.step(b, at)
		return
	}
	s.held = append(s.held, b)
	if s.need--; s.need > 0 {
		return
	}
	whole := string(s.held)
	s.reset()
	switch {
	case !utf8.ValidString(whole):
		s.noise(at)
	case s.paste:
		s.pass(whole, at)
	default:
		s.emit(whole, key, at)
	}
}

func (s *scanner) escaped(b byte, at time.Time) {
	to, introduces := introducers[b]
	switch {
	case introduces:
		s.begin(to, b, false)
	case b == esc:
		if !s.paste {
			s.emit(escKey, key, at)
		}
	case s.paste && b < 0x80: // no text
		s.reset()
	case b == '\\': // the end of a string that was given up
		s.reset()
	case b < 0x80:
		s.keep(b)
		s.done(true, key, at)
	default:
		s.lead(b, at)
	}
}

// aborts handles the bytes that end any sequence: the start of another one, or ctrl+c and ctrl+z.
func (s *scanner) aborts(b byte, at time.Time) bool {
	switch b {
	case esc:
		s.reset()
		s.state, s.held = escaped, append(s.held[:0], esc)
	case etx, can, sub:
		s.reset()
		if !s.paste {
			s.emit(string([]byte{b}), key, at)
		}
	default:
		return false
	}
	return true
}

func (s *scanner) csi(b byte, at time.Time) {
	switch {
	case s.aborts(b, at):
	case len(s.held) == 2 && b == '[':
		s.state = console
	case len(s.held) == 2 && b == 'M':
		s.keep(b)
		s.state, s.need = x10, 3
	case b >= 0x40 && b <= 0x7e:
		s.keep(b)
		s.control(at)
	case b >= 0x20 && b < 0x40:
		s.keep(b)
	default: // nothing a terminal sends; the sequence goes on
		s.over = true
	}
}

func (s *scanner) x10(b byte, at time.Time) {
	if b < 0x20 && s.aborts(b, at) {
		return
	}
	s.keep(b)
	if s.need--; s.need > 0 {
		return
	}
	s.done(true, pressed(int(s.held[3])-32), at)
}

func (s *scanner) ss3(b byte, at time.Time) {
	switch {
	case s.aborts(b, at):
	case b >= '0' && b <= '9':
		s.keep(b)
	case b > 0x20 && b < 0x7f:
		s.keep(b)
		s.done(true, key, at)
	default:
		s.over = true
	}
}

func (s *scanner) text(b byte, at time.Time) {
	switch {
	case b == esc:
		s.state = textEsc
	case b == bel && s.intro == ']', b == st8 && s.eight:
		s.answer(at)
	case !s.aborts(b, at):
		s.keep(b)
	}
}

func (s *scanner) textEsc(b byte, at time.Time) {
	switch b {
	case '\\':
		s.answer(at)
	case esc:
	default: // the string was given up for another sequence
		s.reset()
		s.state, s.held = escaped, append(s.held[:0], esc)
		s.escaped(b, at)
	}
}

var background = regexp.MustCompile("^\x1b\\]11;rgba?:[0-9a-fA-F/]+$")

// answer ends a string. tuar asks for the colour of the background and for no other.
func (s *scanner) answer(at time.Time) {
	wanted := background.Match(s.held)
	s.keep(bel)
	s.done(wanted, other, at)
}

// quiet tells the scanner that no byte came for longer than a terminal usually takes between ESC and the rest.
func (s *scanner) quiet(at time.Time) {
	switch {
	case !s.undecided():
	case s.state == textEsc: // it ends the string; should there be a \ yet, it is passed over
		s.answer(at)
		s.lone = at
	default:
		s.reset()
		s.emit(escKey, key, s.escAt)
		s.lone = at
	}
}

// undecided reports whether the next bytes decide if ESC was a key.
func (s *scanner) undecided() bool {
	return !s.paste && (s.state == escaped || s.state == textEsc)
}

// stuck reports whether a sequence has been unfinished for so long that the user should be told.
func (s *scanner) stuck(at time.Time) bool {
	const long = time.Second
	return s.state != ground && s.state != escaped && at.Sub(s.since) > long
}
