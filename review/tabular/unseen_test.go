package tabular_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/unseen"
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
		if strings.ContainsFunc(strings.ReplaceAll(out.String(), "\n", ""), unseen.Is) || strings.Contains(out.String(), strings.Repeat("\u0301", 5)) {
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
	"ad\u2800min", "a\ufe0f", "a\u00a0b", "\U000E0041", "e" + strings.Repeat("\u0301", 600), "\u0301",
}
