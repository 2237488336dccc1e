package reminder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// addressOf returns the address as the headers of a message have it. One that they cannot hold is a BadInput fault.
func addressOf(email string) (string, error) {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fault.New(fault.BadInput, "%q cannot be the address of a message, which holds visible ASCII only", email)
	}
	return (&mail.Address{Address: email}).String(), nil
}

// EML returns the message as a file that mail programs open, by RFC 5322. Outlook opens it as a draft.
func (m Message) EML() ([]byte, error) {
	to, err := addressOf(m.To())
	if err != nil {
		return nil, err
	}
	from, err := addressOf(m.From)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, domain, _ := strings.Cut(m.From[strings.LastIndexByte(m.From, '@'):], "@")
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", from)
	header("To", to)
	header("Subject", folded(mime.QEncoding.Encode("utf-8", m.Subject())))
	header("Date", m.At.UTC().Format(time.RFC1123Z))
	header("Message-ID", "<"+m.ID()+"."+m.At.UTC().Format("20060102150405")+"@"+domain+">")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	header("X-Unsent", "1")
	b.WriteString("\r\n")
	body := quotedprintable.NewWriter(&b)
	_, _ = body.Write([]byte(m.Text())) // a buffer takes everything
	_ = body.Close()
	return b.Bytes(), nil
}

// folded breaks the value of a header into lines, at its blanks.
func folded(value string) string {
	const most = 76
	var b strings.Builder
	used := len("Content-Transfer-Encoding: ") // more than the longest name of those that are folded
	for i, word := range strings.Split(value, " ") {
		switch {
		case i == 0:
		case used+1+len(word) > most:
			b.WriteString("\r\n ")
			used = 1
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += len(word)
	}
	return b.String()
}

// Mailto returns a link that opens a mail program with the message, by RFC 6068.
func (m Message) Mailto() (string, error) {
	if _, err := addressOf(m.To()); err != nil {
		return "", err
	}
	escaped := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
	body := strings.ReplaceAll(m.Text(), "\n", "\r\n")
	return "mailto:" + strings.ReplaceAll(escaped(m.To()), "%40", "@") + "?subject=" + escaped(m.Subject()) + "&body=" + escaped(body), nil
}

// To returns the address of the reviewer.
func (m Message) To() string { return m.Reviewer }

// ID names the message: the same for the same reviewer, campaign, kind and day, so that a workflow that gets it twice
// acts once. It has 16 hex digits.
func (m Message) ID() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"reminder", m.Campaign, m.To(), string(m.Kind), m.At.UTC().Format("2006-01-02")}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
