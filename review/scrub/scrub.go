// Package scrub takes the secrets of this process out of texts that come from outside, before they become a message, a
// line of the record or an export. Code that obtains a secret registers it here. Package fault scrubs all its texts,
// and so do the places where text enters tuar.
//
// A secret is found whole and in pieces of eight or more characters, in small or capital letters, reversed, and as hex,
// base64 (at any place of a longer text, both alphabets) or percent encoding; also behind the escapes of URLs, JSON and
// HTML, and with blanks or signs between its characters.
package scrub

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	piece    = 8        // characters that are looked for at a time: as many as fit into a uint64
	shortest = 6        // a secret of fewer characters would take words out of all texts
	longest  = 16 << 10 // of a longer secret, only the beginning is looked for

	// Only the latest registered secrets are searched for: those in use are among them.
	most     = 48
	usual    = 1 << 10 // characters; of longer ones fewer are kept
	mostLong = 2
)

// gone stands where a secret stood.
const gone = "…"

// Set is a set of secrets. The zero Set is ready; it may be used by several goroutines.
type Set struct {
	mu      sync.Mutex
	secrets []secret // the latest last
	index   *index   // nil if it is to be made anew
}

// secret holds the forms by which one secret is found.
type secret struct {
	name  string
	forms []string
}

// Format prints the number of secrets, for any verb.
func (s *Set) Format(f fmt.State, _ rune) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = fmt.Fprintf(f, "%d secrets", len(s.secrets))
}

// process holds the secrets of this process.
var process Set

// Know makes a secret known: a client secret, a token, a signing secret.
func Know(text string) { process.Know(text) }

// KnowPair makes the secret of a client ID known, also as the header that both are sent in. The ID is no secret.
func KnowPair(id, secret string) { process.KnowPair(id, secret) }

// KnowURL makes known an address that is a secret itself, such as a webhook's: its path and each value of its query.
func KnowURL(address string) { process.KnowURL(address) }

// Text returns the text without the secrets of this process.
func Text(text string) string { return process.Text(text) }

// Holds reports whether the text holds a secret of this process.
func Holds(text string) bool { return process.Text(text) != text }

// Know makes a secret known.
func (s *Set) Know(text string) { s.add(text, forms(text)) }

// KnowPair makes a secret known, alone and after the ID that it is sent with.
func (s *Set) KnowPair(id, text string) {
	s.Know(text)
	pair := id + ":" + text
	s.add(pair, encodings(pair))
}

// plainWord matches a part of a webhook's path that is no secret: removing it would spoil other texts.
var plainWord = regexp.MustCompile(`^(v\d+\w{0,8}|api|public|torq|hooks?|webhooks?|workflows?|triggers?|services?|events?|in)$`)

// KnowURL makes the path of an address and each value of its query known.
func (s *Set) KnowURL(address string) {
	u, err := url.Parse(address)
	if err != nil {
		s.Know(address)
		return
	}
	var all []string
	run := ""
	for part := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		if plainWord.MatchString(strings.ToLower(part)) {
			all = append(all, forms(run)...)
			run = ""
			continue
		}
		run += "/" + part
	}
	all = append(all, forms(run)...)
	if query, err := url.ParseQuery(u.RawQuery); err != nil {
		all = append(all, forms(u.RawQuery)...)
	} else {
		for _, values := range query {
			for _, v := range values {
				all = append(all, forms(v)...)
			}
		}
	}
	s.add(address, append(all, encodings(u.RequestURI())...))
}

func (s *Set) add(name string, forms []string) {
	if len(forms) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := slices.IndexFunc(s.secrets, func(k secret) bool { return k.name == name })
	if known >= 0 {
		again := s.secrets[known]
		s.secrets = append(slices.Delete(s.secrets, known, known+1), again)
		return
	}
	s.secrets = append(s.secrets, secret{name, forms})
	if len(s.secrets) > most {
		s.secrets = slices.Delete(s.secrets, 0, 1)
	}
	long := 0
	for i, k := range slices.Backward(s.secrets) {
		if len(k.name) <= usual {
			continue
		}
		if long++; long > mostLong {
			s.secrets = slices.Delete(s.secrets, i, i+1)
		}
	}
	s.index = nil
}

// ready returns the index of what is known, nil if nothing is.
func (s *Set) ready() *index {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index == nil && len(s.secrets) > 0 {
		s.index = newIndex(s.secrets)
	}
	return s.index
}

// forms returns all ways in which a secret is looked for.
func forms(text string) []string {
	text = strings.TrimSpace(text)
	if len(text) < shortest {
		return nil
	}
	text = text[:min(len(text), longest)]
	return append(encodings(text), text, reversed(text), url.QueryEscape(text), url.PathEscape(text))
}

// encodings returns the encoded forms of a text and of its reverse, and the reverse of each.
func encodings(text string) []string {
	text = text[:min(len(text), longest)]
	var all []string
	for _, t := range []string{text, reversed(text)} {
		digits := hex.EncodeToString([]byte(t))
		var percent strings.Builder
		for i := 0; i < len(digits); i += 2 {
			percent.WriteString("%" + digits[i:i+2])
		}
		all = append(all, digits, percent.String(), base64.RawStdEncoding.EncodeToString([]byte(t)))
		for before := range 3 {
			all = append(all, inside(t, before))
		}
	}
	for _, form := range slices.Clone(all) {
		all = append(all, reversed(form))
	}
	return all
}

// inside returns the base64 of the text with that many bytes before it, without the characters that depend on those
// bytes or on the following ones.
func inside(text string, before int) string {
	code := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + text))
	if (before+len(text))%3 != 0 {
		code = code[:len(code)-1]
	}
	return code[[]int{0, 2, 3}[before]:]
}

func reversed(text string) string {
	bytes := []byte(text)
	slices.Reverse(bytes)
	return string(bytes)
}
