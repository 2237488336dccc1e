package torq

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
)

// answer is what came back for a request, whole.
type answer struct {
	status int
	header http.Header
	body   []byte // decompressed
	sha256 string // of body, lower-case hex
	at     time.Time
	buffer *bytes.Buffer     // that body is in
	hide   *strings.Replacer // takes out what the request proved itself with, should the answer echo it
}

// decodeJSON decodes exactly one JSON value. This is what will be encoding/json/v2: it takes a third of the time of
// encoding/json, and refuses a name that stands twice in an object and text that is not UTF-8.
func decodeJSON(data []byte, v any) error { return json.Unmarshal(data, v) }

// unexpected is the fault of an answer whose status says it is not the one asked for.
func (a *answer) unexpected(call string) *fault.Error {
	return fault.New(fault.Unreachable, "Torq answered %d to %s%s", a.status, call, a.says())
}

// says is a bit of what an error body says, ready to follow a sentence, or "".
func (a *answer) says() string {
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
	if text = harmless(a.withoutProof(text), 160); text == "" {
		return ""
	}
	return ": " + strconv.Quote(text)
}

// notJSON is the fault of an answer that cannot be decoded.
func notJSON(call string, a *answer, err error) error {
	text := strings.TrimSpace(string(a.body[:min(len(a.body), 512)]))
	kind := strings.ToLower(a.header.Get("Content-Type"))
	switch {
	case text == "":
		return fault.New(fault.Unreachable, "Torq answered %s with nothing", call)
	case strings.Contains(kind, "html") || strings.HasPrefix(text, "<"):
		return fault.New(fault.Unreachable, "Torq answered %s with a web page instead of data: %s", call, strconv.Quote(harmless(a.withoutProof(text), 60))).
			WithHint("a proxy or a sign-in page may stand in between")
	}
	return fault.New(fault.Unreachable, "Torq answered %s with what is not the JSON it should be: %w", call, err)
}

// withoutProof is the text without what the request proved itself with.
func (a *answer) withoutProof(text string) string {
	if a.hide == nil {
		return text
	}
	return a.hide.Replace(text)
}

// hiding takes the credentials of a request out of texts.
func hiding(r *http.Request) *strings.Replacer {
	_, proof, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secrets := []string{proof}
	if _, secret, basic := r.BasicAuth(); basic {
		secrets = append(secrets, secret, url.QueryEscape(secret))
	}
	var pairs []string
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, "…")
		}
	}
	return strings.NewReplacer(pairs...)
}

// harmless is the beginning of a text, on one line and without characters that move a cursor or cannot be seen.
func harmless(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if cut := []rune(text); len(cut) > most {
		text = string(cut[:most]) + "…"
	}
	return text
}
