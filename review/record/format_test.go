package record_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/record"
)

// TestFormatVectors holds this package to the vectors that FORMAT.md hands to writers of other programs.
func TestFormatVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Good  []string
		Heads map[string]string
		Bad   []struct{ Why, Line string }
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	var lines []record.Line
	last := map[string]*record.Line{}
	hashes := record.Hashes{}
	for _, text := range vectors.Good {
		l, err := record.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := l.Follows(last[l.Writer]); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := l.CheckHeads(hashes.Of); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if got := string(l.AppendTo(nil)); got != text {
			t.Errorf("written again it is\n%s, want\n%s", got, text)
		}
		hashes.Apply(l)
		last[l.Writer], lines = &l, append(lines, l)
	}
	for writer, head := range vectors.Heads {
		if got := last[writer].Hash; got != head {
			t.Errorf("the head of %s is %s, want %s", writer, got, head)
		}
	}
	shuffled := []record.Line{lines[3], lines[2], lines[0], lines[1]}
	ordered := record.Order(shuffled)
	if !slices.EqualFunc(ordered, lines, func(a, b record.Line) bool { return a.Hash == b.Hash }) {
		t.Errorf("the order of the fold is %v", ordered)
	}
	for _, bad := range vectors.Bad {
		if _, err := record.Parse([]byte(bad.Line)); err == nil {
			t.Errorf("%s: %s is read", bad.Why, bad.Line)
		}
	}
}
