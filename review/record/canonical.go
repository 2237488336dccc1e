package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxInteger is the largest integer that every JSON reader holds exactly.
const maxInteger = 1<<53 - 1

// Canonical rewrites a JSON value in the canonical form of RFC 8785: keys sorted by UTF-16 code units, no white space,
// shortest escapes. The record uses strings, integers, booleans, arrays and objects only; null, fractions, exponents
// and repeated keys are errors.
func Canonical(raw []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	out, err := appendValue(make([]byte, 0, len(raw)), dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the JSON value")
	}
	return out, nil
}

func appendValue(out []byte, dec *json.Decoder) ([]byte, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case string:
		return appendString(out, t), nil
	case bool:
		return strconv.AppendBool(out, t), nil
	case json.Number:
		n, err := strconv.ParseInt(t.String(), 10, 64)
		if err != nil || n > maxInteger || n < -maxInteger {
			return nil, fmt.Errorf("the number %s is not an integer within ±2^53", t)
		}
		return strconv.AppendInt(out, n, 10), nil
	case json.Delim:
		if t == '[' {
			return appendArray(out, dec)
		}
		return appendObject(out, dec)
	}
	return nil, fmt.Errorf("null has no place in the record")
}

func appendArray(out []byte, dec *json.Decoder) ([]byte, error) {
	out = append(out, '[')
	for n := 0; dec.More(); n++ {
		if n > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendValue(out, dec); err != nil {
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	return append(out, ']'), nil
}

func appendObject(out []byte, dec *json.Decoder) ([]byte, error) {
	type member struct {
		key    string
		sort   []uint16
		pinned []byte
	}
	var members []member
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := appendValue(nil, dec)
		if err != nil {
			return nil, err
		}
		members = append(members, member{key.(string), utf16.Encode([]rune(key.(string))), value})
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	slices.SortFunc(members, func(a, b member) int { return slices.Compare(a.sort, b.sort) })
	out = append(out, '{')
	for i, m := range members {
		if i > 0 {
			if m.key == members[i-1].key {
				return nil, fmt.Errorf("the key %q stands twice", m.key)
			}
			out = append(out, ',')
		}
		out = append(appendString(out, m.key), ':')
		out = append(out, m.pinned...)
	}
	return append(out, '}'), nil
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string with the escapes of RFC 8785 and no others.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == '\b':
			out = append(out, '\\', 'b')
		case r == '\f':
			out = append(out, '\\', 'f')
		case r == '\n':
			out = append(out, '\\', 'n')
		case r == '\r':
			out = append(out, '\\', 'r')
		case r == '\t':
			out = append(out, '\\', 't')
		case r < 0x20:
			out = append(out, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&0xf])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
