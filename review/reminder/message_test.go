package reminder

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/campaign"
)

var sunday = time.Date(2026, 11, 29, 23, 59, 59, 0, time.UTC)

func oneOf(kind campaign.ReminderKind, due string, left int) Message {
	day, err := time.Parse(campaign.DateLayout, due)
	if err != nil {
		panic(err)
	}
	return Message{
		Pending:  campaign.Pending{Reviewer: "a.berg@example.com", Items: 12, Left: left, Kind: kind},
		Campaign: "q4-access-review-1a2b", Name: "Q4 access review", Due: day, From: "p.lang@example.com", At: sunday,
	}
}

func TestWordsByKind(t *testing.T) {
	for _, c := range []struct {
		m             Message
		subject, text string
	}{
		{oneOf(campaign.RemindOpened, "2026-12-14", 12), "Access review opened: 12 items left, due 14 December 2026 (Q4 access review)", "is open, and you are one of its reviewers."},
		{oneOf(campaign.RemindOpen, "2026-12-14", 1), "Access review: 1 item left, due 14 December 2026 (Q4 access review)", "1 of 12 items assigned to you has no decision yet."},
		{oneOf(campaign.RemindSoon, "2026-11-30", 3), "Access review due in 1 day: 3 items left (Q4 access review)", "is due in 1 day."},
		{oneOf(campaign.RemindSoon, "2026-12-06", 0), "Access review due in 7 days: sign-off missing (Q4 access review)", "tuar signoff q4-access-review-1a2b"},
		{oneOf(campaign.RemindToday, "2026-11-29", 3), "Access review due today: 3 items left (Q4 access review)", "is due today."},
		{oneOf(campaign.RemindOverdue, "2026-11-27", 3), "Access review overdue for 2 days: 3 items left (Q4 access review)", "was due 2 days ago."},
	} {
		if got := c.m.Subject(); got != c.subject {
			t.Errorf("subject %q, want %q", got, c.subject)
		}
		if text := c.m.Text(); !strings.Contains(text, c.text) || !strings.Contains(text, c.m.From) {
			t.Errorf("%q is not in:\n%s", c.text, text)
		}
	}
	for left, want := range []string{"\nLeft: The item assigned to you is decided. Your", "\nLeft: The item assigned to you has no decision yet.\n"} {
		m := oneOf(campaign.RemindOpen, "2026-12-14", left)
		if m.Items = 1; !strings.Contains(m.Text(), want) {
			t.Errorf("%q is not in:\n%s", want, m.Text())
		}
	}
	m := oneOf(campaign.RemindOpen, "2026-12-14", 3)
	m.Packet = true
	if text := m.Text(); strings.Contains(text, "tuar review") || !strings.Contains(text, "You decide in a review packet") {
		t.Error(text)
	}
	m.Packet, m.Campaign = false, "q4; rm -rf ~"
	if text := m.Text(); strings.Contains(text, "rm -rf") {
		t.Errorf("a shell would run it: %s", text)
	}
}

// parse reads a message as net/mail does, and returns its subject and its text.
func parse(t interface{ Fatal(...any) }, data []byte) (head mail.Header, subject, text string) {
	msg, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(msg.Body))
	if err != nil {
		t.Fatal(err)
	}
	return msg.Header, subject, strings.ReplaceAll(string(body), "\r\n", "\n")
}

// nasty are names that would do something in a header, a terminal or a link.
var nasty = []string{
	"Q4\r\nBcc: all@example.com", "Q4\nX: y", "\x1b[2Jgone", "=?utf-8?q?Bcc?=", "Über prüfung – 監査", "a\u202eb", "\u2028Bcc: x", "  ", "",
	strings.Repeat("long name ", 100), strings.Repeat("é", 300), "a & b ? c = d # %0d%0a", "\xff\xfe",
}

// No name of a campaign adds a header, breaks a line rule or is read otherwise than it was written.
func TestNoNameAddsAHeader(t *testing.T) {
	check := func(t rapid.TB, name string) {
		m := oneOf(campaign.RemindOpen, "2026-12-14", 3)
		m.Name = name
		data, err := m.EML()
		if err != nil {
			t.Fatal(err)
		}
		head, subject, text := parse(t, data)
		if len(head) != 9 || subject != m.Subject() || text != m.Text() {
			t.Errorf("%q: %d headers, subject %q, want %q", name, len(head), subject, m.Subject())
		}
		if to, err := head.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.To() {
			t.Errorf("%q: to %v, %v", name, to, err)
		}
		if at, err := head.Date(); err != nil || !at.Equal(sunday) {
			t.Errorf("%q: date %v, %v", name, at, err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
			if len(line) > 400 || strings.ContainsAny(line, "\r\n\x00\x1b") || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
				t.Errorf("%q gives the line %q", name, line)
			}
		}
		link, err := m.Mailto()
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(link)
		if err != nil || u.Opaque != m.To() || len(u.Query()) != 2 || u.Query().Get("subject") != m.Subject() || strings.ContainsAny(link, " \r\n+") {
			t.Errorf("%q: %s", name, link)
		}
		if strings.ReplaceAll(u.Query().Get("body"), "\r\n", "\n") != m.Text() {
			t.Errorf("%q: the link has another text", name)
		}
	}
	for _, name := range nasty {
		check(t, name)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "name")) })
}

// An address that headers cannot hold is refused, whoever wrote it into the record.
func TestNoAddressAddsAHeader(t *testing.T) {
	for _, to := range []string{
		"a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "<a@example.com>", "ä@example.com", "a b@example.com", "", "a",
		"A <a@example.com>", "a@example.com ",
	} {
		m := oneOf(campaign.RemindOpen, "2026-12-14", 3)
		m.Reviewer = to
		if data, err := m.EML(); err == nil {
			t.Errorf("%q is taken: %s", to, data)
		}
		if link, err := m.Mailto(); err == nil {
			t.Errorf("%q is taken: %s", to, link)
		}
		if name := m.file(campaign.RemindByEML); filepath.Base(name) != name || strings.ContainsAny(name, " \r\n/\\:<>") {
			t.Errorf("%q makes the file %q", to, name)
		}
	}
}

// Python's own parser, which knows nothing of tuar, reads the same.
func TestPythonReadsTheMessage(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	for _, name := range nasty {
		m := oneOf(campaign.RemindOpen, "2026-12-14", 3)
		m.Name = name
		data, err := m.EML()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "m.eml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(python, "-I", "-c", `
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
assert not m.defects, m.defects
assert len(m.keys()) == 9, m.keys()
assert m["to"].addresses[0].addr_spec == "a.berg@example.com" and len(m["to"].addresses) == 1
assert not any(m[h].defects for h in m.keys()), [m[h].defects for h in m.keys()]
sys.stdout.buffer.write((m["subject"] + "\n" + m.get_content()).encode("utf-8"))
`, path).CombinedOutput()
		if want := m.Subject() + "\n" + m.Text(); err != nil || string(out) != want {
			t.Errorf("%q: %v\n%s\nwant %s", name, err, out, want)
		}
	}
}

func FuzzEML(f *testing.F) {
	for _, name := range nasty {
		f.Add(name, "a.berg@example.com")
	}
	f.Add("Q4", "a@example.com\r\nBcc: b@example.com")
	f.Fuzz(func(t *testing.T, name, to string) {
		m := oneOf(campaign.RemindSoon, "2026-12-01", 3)
		m.Name, m.Reviewer = name, to
		data, err := m.EML()
		if err != nil {
			return
		}
		if head, subject, text := parse(t, data); len(head) != 9 || subject != m.Subject() || text != m.Text() {
			t.Errorf("%d headers, %q", len(head), subject)
		}
	})
}
