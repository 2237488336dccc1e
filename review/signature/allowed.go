package signature

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"github.com/tuar-dev/tuar/review/fault"
)

// Allowed maps people to their keys, as the allowed signers file of ssh-keygen(1) does.
type Allowed struct{ signers []signer }

// signer is one line of the file.
type signer struct {
	principals    []pattern
	key           []byte
	namespaces    []pattern // none: all
	after, before time.Time // zero: always
}

// ParseAllowed reads an allowed signers file. A line that it cannot read as it is meant is a BadInput fault with its
// number: a line that was read in part could allow or exclude the wrong person.
func ParseAllowed(data []byte) (*Allowed, error) {
	a := &Allowed{}
	n := 0
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		n++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		s, err := parseSigner(text)
		if err != nil {
			return nil, fault.New(fault.BadInput, "line %d of the allowed signers %w", n, err).
				WithHint("%s", fault.Advice(err))
		}
		a.signers = append(a.signers, s)
	}
	return a, nil
}

func parseSigner(text string) (signer, error) {
	names, rest := text, ""
	if end := strings.IndexAny(text, " \t"); end >= 0 {
		names, rest = text[:end], text[end:]
	}
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		if names, rest, ok = strings.Cut(quoted, `"`); !ok {
			return signer{}, fault.New(fault.BadInput, "has a quote without an end")
		}
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	switch {
	case err != nil:
		return signer{}, fault.New(fault.BadInput, "does not name a key after %q", names)
	case !utf8.ValidString(names + strings.Join(options, "")): // a comment may be written in anything
		return signer{}, fault.New(fault.BadInput, "is not written in UTF-8").WithHint("save the file as UTF-8")
	}
	s := signer{principals: patterns(names), key: key.Marshal()}
	for _, option := range options {
		name, value, _ := strings.Cut(option, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "namespaces":
			s.namespaces = patterns(value)
		case "valid-after":
			s.after, err = parseMoment(value)
		case "valid-before":
			s.before, err = parseMoment(value)
		case "cert-authority":
			return signer{}, fault.New(fault.BadInput, "names an authority for certificates, which tuar does not read; name the key itself")
		default:
			return signer{}, fault.New(fault.BadInput, "has an option %q that tuar does not know", name)
		}
		if err != nil {
			return signer{}, err
		}
	}
	return s, nil
}

// parseMoment reads YYYYMMDD[HHMM[SS]][Z]; without Z it is this machine's time, as for ssh-keygen.
func parseMoment(text string) (time.Time, error) {
	where := time.Local
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		where = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.ParseInLocation(layout, digits, where); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.BadInput, "has a time %q that is not YYYYMMDD[HHMM[SS]][Z]", text)
}

// Principals returns the names under which that key may sign for tuar at that time, as they stand in the file; none if
// it may not.
func (a *Allowed) Principals(publicKey string, at time.Time) []string {
	var names []string
	for _, s := range a.of(publicKey, at) {
		for _, p := range s.principals {
			if !p.not {
				names = append(names, p.text)
			}
		}
	}
	return names
}

// Allows reports whether that key may sign for tuar in that name at that time. Small and capital letters are the same,
// as in all e-mail addresses of the record.
func (a *Allowed) Allows(name, publicKey string, at time.Time) bool {
	for _, s := range a.of(publicKey, at) {
		if match(s.principals, name) {
			return true
		}
	}
	return false
}

// Bars returns why a key that the file names may not sign for tuar at that time, as the end of a sentence; empty if the file
// does not name it, or it may.
func (a *Allowed) Bars(publicKey string, at time.Time) string {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(publicKey))
	if err != nil || len(a.of(publicKey, at)) > 0 {
		return ""
	}
	for _, s := range a.signers {
		switch {
		case !bytes.Equal(s.key, key.Marshal()):
		case s.namespaces != nil && !match(s.namespaces, Namespace):
			return "the allowed signers allow for other namespaces than " + Namespace
		case !s.before.IsZero() && !at.Before(s.before):
			return "expired on " + s.before.UTC().Format("2 Jan 2006 15:04 UTC") + ", by the allowed signers"
		case !s.after.IsZero() && at.Before(s.after):
			return "the allowed signers allow from " + s.after.UTC().Format("2 Jan 2006 15:04 UTC") + " on"
		}
	}
	return ""
}

// of returns the lines about a key that hold at that time.
func (a *Allowed) of(publicKey string, at time.Time) []signer {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(publicKey))
	if err != nil {
		return nil
	}
	var found []signer
	for _, s := range a.signers {
		switch {
		case !bytes.Equal(s.key, key.Marshal()),
			s.namespaces != nil && !match(s.namespaces, Namespace),
			!s.after.IsZero() && at.Before(s.after),
			!s.before.IsZero() && !at.Before(s.before):
			continue
		}
		found = append(found, s)
	}
	return found
}
