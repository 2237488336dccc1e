package scrub

import (
	"bytes"
	"strconv"
)

// unescape reads the first character of a text, which is not empty, and returns the number of its bytes: as it is, or
// as an escape of a URL, of mail, of JSON and other languages, or of HTML.
func unescape(text []byte) (char byte, size int) {
	switch text[0] {
	case '%', '=':
		if b, ok := digits(text, 1, 2); ok {
			return b, 3
		}
	case '\\':
		return backslash(text)
	case '&':
		return entity(text)
	}
	return text[0], 1
}

func backslash(text []byte) (byte, int) {
	if len(text) < 2 {
		return text[0], 1
	}
	switch text[1] {
	case 'x':
		if b, ok := digits(text, 2, 2); ok {
			return b, 4
		}
	case 'u':
		if b, ok := digits(text, 2, 4); ok {
			return b, 6
		}
	case '/', '"', '\'', '\\', '&', '?', '=', '+':
		return text[1], 2
	}
	return text[0], 1
}

// digits reads a character that is written as that many hex digits, if it is one byte.
func digits(text []byte, at, n int) (byte, bool) {
	if len(text) < at+n {
		return 0, false
	}
	value := 0
	for _, d := range text[at : at+n] {
		switch {
		case d >= '0' && d <= '9':
			value = value<<4 | int(d-'0')
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			value = value<<4 | int(d|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return byte(value), value < 256
}

var named = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

func entity(text []byte) (byte, int) {
	const most = 10
	end := bytes.IndexByte(text[:min(len(text), most)], ';')
	if end < 2 {
		return text[0], 1
	}
	name := string(text[1:end])
	if b, ok := named[name]; ok {
		return b, end + 1
	}
	if name[0] != '#' {
		return text[0], 1
	}
	number, base := name[1:], 10
	if len(number) > 1 && number[0]|0x20 == 'x' {
		number, base = number[1:], 16
	}
	if n, err := strconv.ParseUint(number, base, 8); err == nil {
		return byte(n), end + 1
	}
	return text[0], 1
}
