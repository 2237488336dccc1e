package audit

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
)

// Bounds of a segment.
const (
	MostInSegment  = 5_000    // entries that are written into one
	mostRead       = 20_000   // entries that one may have
	largestSegment = 64 << 20 // bytes, once it is unpacked
)

// segment is the content of a file of entries, compressed with gzip and named by the SHA-256 of the compressed bytes.
type segment struct {
	V       int   `json:"v"`
	Entries []Raw `json:"entries"` // in the order of time, then of ID
}

// EncodeSegment returns the bytes of a file with the entries, and its name. Their order does not matter.
func EncodeSegment(entries []Raw) (data []byte, name string, err error) {
	s := segment{V: 1, Entries: slices.Clone(entries)}
	slices.SortFunc(s.Entries, byTime)
	plain, err := jsonv2.Marshal(s, jsonv2.Deterministic(true))
	if err != nil {
		return nil, "", fault.New(fault.Failed, "writing entries of the audit log: %w", err)
	}
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a good one
	_, err = z.Write(plain)
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, "", fault.New(fault.Failed, "compressing entries of the audit log: %w", err)
	}
	return out.Bytes(), SegmentName(out.Bytes()), nil
}

// SegmentName returns the name of a file with these bytes.
func SegmentName(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// IsSegmentName reports whether a name is one of a segment: a SHA-256 in lower-case hex.
func IsSegmentName(name string) bool {
	return len(name) == 2*sha256.Size && strings.Trim(name, "0123456789abcdef") == ""
}

// DecodeSegment returns the entries in a file of that name. One that does not bear the name, or does not hold what a
// segment must, is a Damaged fault.
func DecodeSegment(data []byte, name string) ([]Raw, error) {
	wrong := func(format string, args ...any) ([]Raw, error) {
		return nil, fault.New(fault.Damaged, "segment %.12s of the audit log %s", name, fmt.Sprintf(format, args...)).
			WithHint("restore it from a backup")
	}
	if SegmentName(data) != name {
		return wrong("does not hold what its name says")
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return wrong("is not compressed as it must be: %v", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, largestSegment+1))
	switch {
	case err != nil:
		return wrong("cannot be unpacked: %v", err)
	case len(plain) > largestSegment:
		return wrong("is larger than %d MiB", largestSegment>>20)
	}
	var s segment
	if err := jsonv2.Unmarshal(plain, &s, jsonv2.RejectUnknownMembers(true)); err != nil {
		return wrong("cannot be read: %v", err)
	}
	switch {
	case s.V != 1:
		return wrong("has format %d; this version of tuar reads format 1", s.V)
	case len(s.Entries) == 0 || len(s.Entries) > mostRead:
		return wrong("has %d entries, not 1 to %d", len(s.Entries), mostRead)
	}
	for i := range s.Entries {
		r := &s.Entries[i]
		if _, ok := r.At(); !ok || r.ID == "" {
			return wrong("has an entry without an ID or a time")
		}
		if i > 0 && byTime(s.Entries[i-1], *r) >= 0 {
			return wrong("is not in the order of time, or has an entry twice")
		}
	}
	return s.Entries, nil
}

// Compare orders entries by time, then by ID, then by what else they say.
func Compare(a, b Raw) int {
	if by := byTime(a, b); by != 0 {
		return by
	}
	x, _ := jsonv2.Marshal(a, jsonv2.Deterministic(true)) // texts only
	y, _ := jsonv2.Marshal(b, jsonv2.Deterministic(true))
	return bytes.Compare(x, y)
}

// byTime orders entries by time, then by ID.
func byTime(a, b Raw) int {
	x, _ := a.At()
	y, _ := b.At()
	return cmp.Or(x.Compare(y), strings.Compare(a.ID, b.ID))
}
