package torq

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/scrub"
)

// answer is the whole answer to a request.
type answer struct {
	status int
	header http.Header
	body   []byte // decompressed
	sha256 string // of body, lower-case hex
	at     time.Time
	tls    *population.Certificate // of the server; nil without TLS
	buffer *bytes.Buffer           // that body is in
}

// decodeJSON decodes exactly one JSON value. It uses the future encoding/json/v2, which takes a third of the time of
// encoding/json, and refuses a name that stands twice in an object and text that is not UTF-8.
func decodeJSON(data []byte, v any) error { return json.Unmarshal(data, v) }

// unexpected returns the fault of an answer with a status that was not expected.
func (a *answer) unexpected(call string) *fault.Error {
	return fault.New(fault.Unreachable, "Torq answered %d to %s%s", a.status, call, a.message())
}

// message quotes the beginning of an error body, ready to follow a sentence, or returns "".
func (a *answer) message() string {
	var body struct {
		Message any `json:"message"`
		Error   any `json:"error"`
	}
	text := ""
	if decodeJSON(a.body, &body) == nil {
		text, _ = body.Message.(string)
		if text == "" {
			text, _ = body.Error.(string)
		}
	}
	if text = harmless(text, 160); text == "" {
		return ""
	}
	return ": " + strconv.Quote(text)
}

// notJSON returns the fault of an answer that cannot be decoded. It leaves out what the decoder says, which quotes the
// answer.
func notJSON(call string, a *answer) error {
	text := strings.TrimSpace(string(a.body[:min(len(a.body), 512)]))
	kind := strings.ToLower(a.header.Get("Content-Type"))
	switch {
	case text == "":
		return fault.New(fault.Unreachable, "Torq answered %s with nothing", call)
	case strings.Contains(kind, "html") || strings.HasPrefix(text, "<"):
		return fault.New(fault.Unreachable, "Torq answered %s with a web page instead of data: %s", call,
			strconv.Quote(harmless(text, 60))).
			WithHint("a proxy or a sign-in page may stand in between")
	}
	return fault.New(fault.Unreachable, "Torq answered %s with what is not the JSON it should be", call)
}

// harmless returns the beginning of a text from outside on one line, without control characters, invisible characters
// and secrets.
func harmless(text string, most int) string {
	text = text[:min(len(text), 32*most)] // what is hidden in more is not looked for
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = scrub.Text(strings.Join(strings.Fields(text), " "))
	if cut := []rune(text); len(cut) > most {
		text = string(cut[:most]) + "…"
	}
	return text
}
