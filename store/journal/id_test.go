package journal

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestIDsAreUUIDsOfTheirTimeAndDiffer(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	before, seen := time.Now().UnixMilli(), map[string]bool{}
	for range 10_000 {
		id := newID()
		made, err := strconv.ParseInt(strings.ReplaceAll(id[:13], "-", ""), 16, 64)
		if err != nil || !form.MatchString(id) || seen[id] || made < before || made > time.Now().UnixMilli() {
			t.Fatalf("%s: made at %d, begun at %d, seen %v, %v", id, made, before, seen[id], err)
		}
		seen[id] = true
	}
}
