package tabular_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/tabular"
)

// TestJSONIsWrittenAsItWasFromTheBeginning compares WriteJSON with encoding/json, on texts without invisible characters.
func TestJSONIsWrittenAsItWasFromTheBeginning(t *testing.T) {
	type part struct {
		Text  string            `json:"text"`
		List  []string          `json:"list"`
		Named map[string]string `json:"named,omitempty"`
		Odd   *float64          `json:"odd"`
		None  []int             `json:"none,omitempty"`
	}
	visible := rapid.StringOf(rapid.RuneFrom([]rune("aZ09 <>&\"\\\n\t/{}[]:,é漢字🙂е́")))
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOf(rapid.Custom(func(rt *rapid.T) part {
			return part{
				Text: visible.Draw(rt, "text"), List: rapid.SliceOf(visible).Draw(rt, "list"),
				Named: rapid.MapOf(visible, visible).Draw(rt, "named"), Odd: rapid.Ptr(rapid.Float64(), true).Draw(rt, "odd"),
			}
		})).Draw(rt, "parts")
		var want, got bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(parts); err != nil {
			rt.Skip(err)
		}
		if err := tabular.WriteJSON(&got, parts); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			rt.Fatalf("%v\n%s\ninstead of\n%s", err, &got, &want)
		}
	})
}
