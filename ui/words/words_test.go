package words

import "testing"

func TestCountKnowsOneAndMany(t *testing.T) {
	for want, got := range map[string]string{
		"1 item":   Count(1, "item"),
		"0 items":  Count(0, "item"),
		"5 people": Count(5, "person", "people"),
		"1 person": Count(1, "person", "people"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
