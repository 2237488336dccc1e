package guide_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/ui/guide"
)

func TestBlocks(t *testing.T) {
	got := guide.Blocks("# A *guide*\n\nSay `tuar --yes`\nor [look](x.md) at **it**.\n\n- one `--flag`\n- two\n  goes on\n\n3. three\n\n<!-- no -->\n\n" +
		"```sh\nfirst\n\n  second\n```\n\n| a | `b` |\n|---|---|\n| 1 | *2* |\n")
	want := []guide.Block{
		{Heading: "A guide"},
		{Text: "Say tuar --yes or look at it."},
		{Items: []string{"one --flag", "two goes on"}},
		{Items: []string{"three"}, Ordered: 3},
		{Code: "first\n\n  second", Lang: "sh"},
		{Table: [][]string{{"a", "b"}, {"1", "2"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
