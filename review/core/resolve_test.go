package core

import "testing"

func TestSuggest(t *testing.T) {
	few := []string{"Viewer", "Owner", "Operator", "Owner"}
	many := []string{"a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9"}
	for _, tt := range []struct {
		want  string
		names []string
		hint  string
	}{
		{"Viewr", few, "did you mean Viewer?"},
		{"own", few, "did you mean Owner?"},
		{"O", few, "did you mean Operator or Owner?"},
		{"xxxxxx", few, "there are Operator, Owner, Viewer"},
		{"", few, "there are Operator, Owner, Viewer"},
		{"xxxxxx", many, "there are a1, b2, c3, d4, e5, f6, g7, h8 and more"},
		{"x", nil, ""},
	} {
		if got := Suggest(tt.want, tt.names); got != tt.hint {
			t.Errorf("Suggest(%q) = %q, want %q", tt.want, got, tt.hint)
		}
	}
}
