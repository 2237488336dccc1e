package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxInteger is the largest integer that every JSON reader holds exactly.
const maxInteger = 1<<53 - 1

// Canonical rewrites a JSON value in the canonical form of RFC 8785: keys sorted by UTF-16 code units, no white space,
// shortest escapes. The record uses strings, integers, booleans, arrays and objects only; null, fractions, exponents,
// repeated keys and broken UTF-8 are errors.
func Canonical(raw []byte) ([]byte, error) {
	if s := (scan{b: raw}); s.isWhole() {
		return bytes.Clone(raw), nil
	}
	if err := checkKinds(raw); err != nil {
		return nil, err
	}
	return canonicalize(raw)
}

func canonicalize(raw []byte) ([]byte, error) {
	v := jsontext.Value(bytes.Clone(raw))
	err := v.Canonicalize()
	return v, err
}

// checkKinds reads through exactly one value and refuses what the record does not use.
func checkKinds(raw []byte) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw))
	for {
		token, err := dec.ReadToken()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return io.ErrUnexpectedEOF
			}
			return err
		}
		switch token.Kind() {
		case 'n':
			return fmt.Errorf("null has no place in the record")
		case '0':
			if n, err := strconv.ParseInt(token.String(), 10, 64); err != nil || n > maxInteger || n < -maxInteger {
				return fmt.Errorf("the number %s is not an integer within ±2^53", token)
			}
		}
		if dec.StackDepth() > maxDepth {
			return fmt.Errorf("it is nested deeper than %d levels", maxDepth)
		}
		if dec.StackDepth() == 0 {
			break
		}
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("there is more after the JSON value")
	}
	return nil
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string with the escapes of RFC 8785 and no others.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		switch {
		case r >= ' ' && r < utf8.RuneSelf && r != '"' && r != '\\':
			out = append(out, byte(r))
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
