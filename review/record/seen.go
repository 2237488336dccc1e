package record

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf16"

	jsonv2 "github.com/go-json-experiment/json"
)

// Seen lists the heads of other writers that the writer of a line knew, where they changed since its own last line.
// Thus all journals together are one graph of hashes: whatever the clocks say, a line comes after the lines it has
// seen.
type Seen []Head

// seenHead is a head under the name of its writer.
type seenHead struct {
	Hash string `json:"hash"`
	Seq  int64  `json:"seq"`
}

// UnmarshalJSON reads an object of heads by writer.
func (s *Seen) UnmarshalJSON(data []byte) error {
	var heads map[string]seenHead
	if err := jsonv2.Unmarshal(data, &heads, jsonv2.RejectUnknownMembers(true)); err != nil {
		return err
	}
	*s = nil
	for writer, h := range heads {
		*s = append(*s, Head{writer, h.Seq, h.Hash})
	}
	s.sort()
	return nil
}

// MarshalJSON writes the heads in the format of a line.
func (s Seen) MarshalJSON() ([]byte, error) { return s.appendTo(nil), nil }

// sort puts the heads in the order that the canonical form has for their writers.
func (s Seen) sort() {
	slices.SortFunc(s, func(a, b Head) int {
		return slices.Compare(utf16.Encode([]rune(a.Writer)), utf16.Encode([]rune(b.Writer)))
	})
}

func (s Seen) appendTo(b []byte) []byte {
	b = append(b, '{')
	for i, h := range s {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, h.Writer)
		b = append(b, `:{"hash":`...)
		b = appendString(b, h.Hash)
		b = append(b, `,"seq":`...)
		b = strconv.AppendInt(b, h.Seq, 10)
		b = append(b, '}')
	}
	return append(b, '}')
}

// seen walks over the heads that a line has seen; in a line without any, it does not move. It returns the positions of
// the heads.
func (s *scan) seen() (found []seenAt) {
	const begins = `,"seen":{`
	if s.failed() || !bytes.HasPrefix(s.b[s.at:], []byte(begins)) {
		return nil
	}
	for s.at += len(begins); ; {
		var h seenAt
		h.writer, h.writerEnd = s.plain()
		s.literal(`:{"hash":`)
		h.hash, h.hashEnd = s.plain()
		s.literal(`,"seq":`)
		h.seq = s.count()
		if s.literal(`}`); s.failed() {
			return nil
		}
		name := s.b[h.writer:h.writerEnd]
		if n := len(found); !isASCII(name) ||
			n > 0 && bytes.Compare(s.b[found[n-1].writer:found[n-1].writerEnd], name) >= 0 {
			s.fail()
			return nil
		}
		found = append(found, h)
		if s.isNext('}') {
			s.at++
			return found
		}
		s.literal(`,`)
	}
}

// seenAt is the place of a head in the bytes of a line.
type seenAt struct {
	writer, writerEnd, hash, hashEnd int
	seq                              int64
}

// Knows returns all heads that the line names, beginning with those it has seen: their lines, and all lines before
// them, come before this one.
func (l *Line) Knows() ([]Head, error) {
	if !bytes.Contains(l.Data, []byte(`"heads":`)) {
		return l.Seen, nil // as nearly all lines are
	}
	data, ok := Glance[struct {
		Heads json.RawMessage `json:"heads"`
	}](*l)
	var heads []Head
	if !ok || len(data.Heads) > 0 && jsonv2.Unmarshal(data.Heads, &heads, jsonv2.RejectUnknownMembers(true)) != nil {
		return l.Seen, l.Damaged("%s names heads that cannot be read", l.Type)
	}
	return append(slices.Clip([]Head(l.Seen)), heads...), nil
}

// Types of lines that end something, and name in their data where the journals ended: they were written knowing the whole
// record.
const (
	TypeSignedOff = "campaign.signed-off"
	TypeClosed    = "campaign.closed"
)

// Seals reports whether a line ends an assignment or a campaign, and names where the journals ended.
func (l *Line) Seals() bool {
	if l.Type != TypeSignedOff && l.Type != TypeClosed {
		return false
	}
	heads, err := l.Knows()
	return err == nil && len(heads) > len(l.Seen)
}

// Horizon returns the number of the last line of each writer that the line names or, of its own journal, is.
func (l *Line) Horizon() map[string]int64 {
	known := map[string]int64{}
	heads, _ := l.Knows() // what cannot be read names nothing
	for _, h := range heads {
		known[h.Writer] = max(known[h.Writer], h.Seq)
	}
	known[l.Writer] = l.Seq
	return known
}

// CheckHeads checks the heads that a line names against the lines before it; hashOf is the hash of the line of a writer
// with that number. What is wrong is a Damage of this line.
func (l *Line) CheckHeads(hashOf func(writer string, seq int64) (hash string, there bool)) error {
	heads, err := l.Knows()
	if err != nil {
		return err
	}
	for i, h := range heads {
		is, there := hashOf(h.Writer, h.Seq)
		switch {
		case h.Writer == l.Writer && (i < len(l.Seen) || h.Seq < 1 || h.Seq >= l.Seq):
			return l.Damaged("%s names line %d of its own journal as one it has seen", l.Type, h.Seq)
		case !there:
			return l.Damaged("%s was written when the journal of %s had %d lines; its line %d is missing",
				l.Type, h.Writer, h.Seq, h.Seq)
		case is != h.Hash:
			return l.Damaged("%s was written when line %d of %s had the hash %.12s…; now it has %.12s…",
				l.Type, h.Seq, h.Writer, h.Hash, is)
		}
	}
	return nil
}

// Hashes holds the hashes of the lines of whole journals, by writer and number.
type Hashes map[string][]string

// Apply takes the next line of a writer in.
func (h Hashes) Apply(l Line) { h[l.Writer] = append(h[l.Writer], l.Hash) }

// Of returns the hash of the line of a writer with that number.
func (h Hashes) Of(writer string, seq int64) (hash string, there bool) {
	own := h[writer]
	if seq < 1 || seq > int64(len(own)) {
		return "", false
	}
	return own[seq-1], true
}
