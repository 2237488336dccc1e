package tabular_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/tabular"
)

func TestDefuse(t *testing.T) {
	for cell, want := range map[string]string{
		"":            "",
		"plain":       "plain",
		"=1+1":        "'=1+1",
		"+1":          "'+1",
		"-1":          "'-1",
		"@SUM(A1)":    "'@SUM(A1)",
		"\t=1":        "'⟨U+0009⟩=1",
		"\r=1":        "'⟨U+000D⟩=1",
		"\n=1":        "'⟨U+000A⟩=1",
		"  =1":        "'  =1",
		"\u00a0=1":    "'⟨U+00A0⟩=1",
		"\ufeff=1":    "'⟨U+FEFF⟩=1",
		"＝1":          "'＝1",
		"a=1":         "a=1",
		"'=1":         "''=1",       // or it could not be told from =1
		"'\n":         "''⟨U+000A⟩", // or it could not be told from a line end
		"日本":          "日本",
		"ann@ex.org":  "ann@ex.org",
		"\u200b=1":    "'⟨U+200B⟩=1",
		"\x00=1":      "'⟨U+0000⟩=1",
		"\u2003\t =1": "'⟨U+2003⟩⟨U+0009⟩ =1",
	} {
		if got := tabular.Defuse(cell); got != want {
			t.Errorf("Defuse(%q) = %q, want %q", cell, got, want)
		}
		if back := tabular.Restore(want); back != cell {
			t.Errorf("Restore(%q) = %q, want %q", want, back, cell)
		}
	}
}
