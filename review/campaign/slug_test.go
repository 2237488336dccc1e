package campaign_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Q4 2026 access review":  "q4-2026-access-review",
		"  Ünïcode, & friends! ": "n-code-friends",
		"日本":                     "campaign",
		"":                       "campaign",
		"../../etc/passwd":       "etc-passwd",
		"-x-":                    "x",
		strings.Repeat("a", 99):  strings.Repeat("a", 32),
	} {
		if got := campaign.Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func FuzzSlug(f *testing.F) {
	for _, name := range []string{"Q4 2026", "", "---", "İstanbul", "\x00\xff", strings.Repeat("a-", 40)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := campaign.Slug(name)
		if !slug.MatchString(got) || len(got) > 32 {
			t.Errorf("Slug(%q) = %q", name, got)
		}
		if campaign.Slug(got) != got {
			t.Errorf("Slug(%q) = %q is not its own slug", name, got)
		}
	})
}
