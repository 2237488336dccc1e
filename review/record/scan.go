package record

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// maxDepth limits how deep lists and objects are nested in the data of a line.
const maxDepth = 64

// scan checks that bytes are canonical, without allocating. Input that it accepts is canonical; input that it rejects
// may be canonical too, and the slow check decides. After a failure at is -1.
type scan struct {
	b  []byte
	at int
}

func (s *scan) fail() { s.at = -1 }

func (s *scan) failed() bool { return s.at < 0 }

// isWhole reports whether all of it is one canonical value.
func (s *scan) isWhole() bool {
	s.value(0)
	return s.at == len(s.b)
}

// literal walks over exactly that text.
func (s *scan) literal(text string) {
	if s.failed() || len(s.b)-s.at < len(text) || string(s.b[s.at:s.at+len(text)]) != text {
		s.fail()
		return
	}
	s.at += len(text)
}

// plain walks over a string without escapes and returns what is between the quotes.
func (s *scan) plain() (from, to int) {
	from = s.at + 1
	if s.str(false); s.failed() {
		return 0, 0
	}
	return from, s.at - 1
}

// str walks over a string.
func (s *scan) str(escapes bool) {
	if s.literal(`"`); s.failed() {
		return
	}
	ascii, from := true, s.at
	for i := from; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(s.b[from:i]) {
				s.fail()
				return
			}
			s.at = i + 1
			return
		case c >= utf8.RuneSelf:
			ascii = false
		case c == '\\' && escapes && i+1 < len(s.b) && bytes.IndexByte([]byte(`"\bfnrt`), s.b[i+1]) >= 0:
			i++
		case c < ' ' || c == '\\': // \u00xx is rare enough for the slow way
			s.fail()
			return
		}
	}
	s.fail()
}

// integer walks over a number without fraction and exponent.
func (s *scan) integer() {
	if s.failed() {
		return
	}
	from := s.at
	if from < len(s.b) && s.b[from] == '-' {
		from++
	}
	to := from
	for to < len(s.b) && '0' <= s.b[to] && s.b[to] <= '9' {
		to++
	}
	switch digits := to - from; {
	case digits == 0, digits > 15, // all of 15 digits are within ±2^53
		s.b[from] == '0' && (digits > 1 || from > s.at): // no leading zero, no -0
		s.fail()
	default:
		s.at = to
	}
}

// value walks over any value.
func (s *scan) value(depth int) {
	if s.failed() || s.at == len(s.b) {
		s.fail()
		return
	}
	switch s.b[s.at] {
	case '"':
		s.str(true)
	case '{', '[':
		if depth == maxDepth {
			s.fail()
		} else if s.b[s.at] == '{' {
			s.object(depth)
		} else {
			s.array(depth)
		}
	case 't':
		s.literal("true")
	case 'f':
		s.literal("false")
	default:
		s.integer()
	}
}

func (s *scan) array(depth int) {
	s.literal("[")
	for n := 0; !s.failed() && (n > 0 || !s.isNext(']')); n++ {
		s.value(depth + 1)
		if s.isNext(']') {
			break
		}
		s.literal(",")
	}
	s.literal("]")
}

// object walks over an object whose keys are ASCII and in order: there bytes are ordered as UTF-16 is.
func (s *scan) object(depth int) {
	s.literal("{")
	var last []byte
	for n := 0; !s.failed() && (n > 0 || !s.isNext('}')); n++ {
		from, to := s.plain()
		if s.literal(":"); s.failed() {
			return
		}
		key := s.b[from:to]
		if n > 0 && bytes.Compare(last, key) >= 0 || !isASCII(key) {
			s.fail()
			return
		}
		last = key
		s.value(depth + 1)
		if s.isNext('}') {
			break
		}
		s.literal(",")
	}
	s.literal("}")
}

// isNext reports whether that byte comes next.
func (s *scan) isNext(with byte) bool { return !s.failed() && s.at < len(s.b) && s.b[s.at] == with }

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// count walks over an integer from 1 on, and returns it.
func (s *scan) count() int64 {
	from := s.at
	if s.integer(); s.failed() {
		return 0
	}
	n, err := strconv.ParseInt(string(s.b[from:s.at]), 10, 64)
	if err != nil || n < 1 {
		s.fail()
	}
	return n
}
