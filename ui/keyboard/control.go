package keyboard

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// control ends a CSI sequence. It drops sequences that are neither a known key nor an answer that tuar asked for.
func (s *scanner) control(at time.Time) {
	body := string(s.held[2:])
	final, params := body[len(body)-1], body[:len(body)-1]
	switch {
	case body == "200~":
		s.open(at)
	case body == "201~":
		s.close(at)
	case strings.HasPrefix(params, "<"):
		button, _, _ := strings.Cut(params[1:], ";")
		n, err := strconv.Atoi(button)
		k := pressed(n)
		if final == 'm' {
			k = other
		}
		s.done(err == nil && (final == 'M' || final == 'm') && strings.Count(params, ";") == 2, k, at)
	case strings.HasPrefix(params, "?"): // modes, and what the keyboard can report
		s.done(final == 'u' || final == 'y' && strings.HasSuffix(params, "$"), other, at)
	case strings.ContainsAny(params, "=>$ !\"#%&'()*+,-./"):
		s.done(false, other, at)
	case final == 'u' && held(params), final == '~' && strings.HasPrefix(params, "27;") && held(params[strings.LastIndexByte(params, ';')+1:]):
		s.reset()
	default:
		k := key
		if let(params) {
			k = other
		}
		s.done(slices.Contains([]byte("ABCDEFHPQRSZabcd~^@u"), final), k, at)
	}
}

// let reports whether a key was released; some terminals report this in addition to the press.
func let(params string) bool {
	if _, mods, ok := strings.Cut(params, ";"); ok {
		mods, _, _ = strings.Cut(mods, ";")
		return strings.HasSuffix(mods, ":3")
	}
	return false
}

// held reports whether the key is one that is held while others are pressed, such as shift, which does nothing alone.
func held(code string) bool {
	if i := strings.IndexAny(code, ":;"); i >= 0 {
		code = code[:i]
	}
	n, err := strconv.Atoi(code)
	return err == nil && (n >= 57441 && n <= 57454 || n >= 57358 && n <= 57360)
}

// pressed returns the kind of a mouse report: a button that goes down, or else a movement or the wheel.
func pressed(button int) kind {
	const release, motion, wheel = 3, 32, 64
	if button&(motion|wheel) != 0 || button&release == release {
		return other
	}
	return click
}
