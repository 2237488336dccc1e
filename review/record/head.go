package record

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Head names the last line of one writer's journal at some moment, and so commits to all lines before it.
type Head struct {
	Writer string `json:"writer"`
	Seq    int64  `json:"seq"`
	Hash   string `json:"hash"`
}

// Heads holds the head of each writer, as lines are folded.
type Heads map[string]Head

// Apply takes a line in.
func (h Heads) Apply(l Line) {
	if l.Seq > h[l.Writer].Seq {
		h[l.Writer] = Head{l.Writer, l.Seq, l.Hash}
	}
}

// List returns the heads by writer.
func (h Heads) List() []Head {
	return slices.SortedFunc(maps.Values(h), func(a, b Head) int { return cmp.Compare(a.Writer, b.Writer) })
}

// The digits of a head code, and how many of them stand together.
const (
	codeDigits = 20
	codeGroup  = 5
)

// HeadCode returns the beginning of a line's hash, short enough for a mail or a ticket: "7f3a9-1c2e4-0b77d-91a3f". With
// a code that was kept, anyone can check that the line and all lines before it are unchanged.
func HeadCode(hash string) string {
	groups := slices.Collect(slices.Chunk([]byte(hash[:min(len(hash), codeDigits)]), codeGroup))
	parts := make([]string, len(groups))
	for i, g := range groups {
		parts[i] = string(g)
	}
	return strings.Join(parts, "-")
}

// ParseHeadCode reads a head code as people pass it on, or a whole hash, and returns the hexadecimal digits with which
// the hash must begin.
func ParseHeadCode(text string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1 // dashes of any kind, blanks, line breaks, quotes, what mail puts in front and behind
		}
		return r
	}, strings.ToLower(text))
	if len(digits) < codeDigits || len(digits) > len(Genesis) || strings.Trim(digits, hexDigits) != "" {
		return "", fmt.Errorf("%q is no head code: that is %d hexadecimal digits such as 7f3a9-1c2e4-0b77d-91a3f, or a whole hash", text, codeDigits)
	}
	return digits, nil
}

// FindHead returns the line whose hash begins with these digits.
func FindHead(lines []Line, digits string) (Line, bool) {
	i := slices.IndexFunc(lines, func(l Line) bool { return strings.HasPrefix(l.Hash, digits) })
	if i < 0 {
		return Line{}, false
	}
	return lines[i], true
}

// Index finds lines by writer and number. The lines are those of whole journals, each in its order.
func Index(lines []Line) func(writer string, seq int64) (Line, bool) {
	byWriter := map[string][]int{}
	for i := range lines {
		byWriter[lines[i].Writer] = append(byWriter[lines[i].Writer], i)
	}
	return func(writer string, seq int64) (Line, bool) {
		own := byWriter[writer]
		if seq < 1 || seq > int64(len(own)) {
			return Line{}, false
		}
		return lines[own[seq-1]], true
	}
}
