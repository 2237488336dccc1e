package spelling

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"certify", "revoke", "reduce"}
	for given, want := range map[string]string{"certfy": "certify", "REVOK": "revoke", "reduse": "reduce", "x": "", "approve": ""} {
		if got := Nearest(given, known); got != want {
			t.Errorf("%s: %q, want %q", given, got, want)
		}
	}
}
