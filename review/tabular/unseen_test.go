package tabular_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/tuar-dev/tuar/review/tabular"
)

// FuzzWriteJSON: whoever reads it gets the text that was written, and a terminal obeys none of it.
func FuzzWriteJSON(f *testing.F) {
	for _, text := range nasty {
		f.Add(text)
	}
	f.Add("\U000E0041tag\x7f\u009b31m")
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		if err := tabular.WriteJSON(&out, map[string]string{"text": text}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(strings.ReplaceAll(out.String(), "\n", ""), func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Cf) }) {
			t.Errorf("%q carries what nobody sees", out.String())
		}
		var back map[string]string
		want := string([]rune(text)) // what is not UTF-8 cannot be in JSON
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["text"] != want {
			t.Errorf("%q reads back as %q, %v", text, back["text"], err)
		}
	})
}

var nasty = []string{
	"", "plain", "=cmd|' /C calc'!A0", "\t=1", "a,b\"c\nd", "\x1b[31mred", "\u202eevil", "zero\u200bwidth", "<script>alert(1)</script>", "🎉👩‍🔧", "\xff\xfe", "\u3164",
}
