package cli

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// calls returns the calls of tuar in the lines of an example, each as its arguments: behind pipes, variables and && too.
func calls(t *testing.T, example string) (all [][]string) {
	t.Helper()
	for line := range strings.SplitSeq(example, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var words []string
		var word strings.Builder
		quote, inWord := rune(0), false
		end := func() {
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		}
		call := func() {
			end()
			if i := slices.Index(words, "tuar"); i >= 0 {
				all = append(all, words[i+1:])
			}
			words = nil
		}
		for _, r := range line {
			switch {
			case quote != 0 && r == quote:
				quote = 0
			case quote != 0:
				word.WriteRune(r)
			case r == '"', r == '\'':
				quote, inWord = r, true
			case strings.ContainsRune("|&;()<>", r):
				call()
				if r == '<' || r == '>' {
					words = []string{"file"}
				}
			case r == ' ':
				end()
			default:
				word.WriteRune(r)
				inWord = true
			}
		}
		if quote != 0 {
			t.Errorf("%q ends within %c", line, quote)
		}
		call()
	}
	return all
}

// Every command has an example that calls it, and every call in an example is one that tuar understands.
func TestEveryCommandHasExamplesThatParse(t *testing.T) {
	n := 0
	walk((&session{}).root(), func(c *cobra.Command) {
		for above := c; above != nil; above = above.Parent() {
			if above.Hidden || above != c && above.Name() == "help" {
				return
			}
		}
		n++
		own := c.Name() == "completion" || c.Name() == "help" || !c.HasParent()
		for _, args := range calls(t, c.Example) {
			root := (&session{}).root()
			called, rest, err := root.Find(args)
			if err != nil {
				t.Errorf("%s: tuar %q: %v", c.CommandPath(), args, err)
				continue
			}
			if err := called.ParseFlags(rest); err != nil {
				t.Errorf("%s: tuar %q: %v", c.CommandPath(), args, err)
				continue
			}
			if err := called.ValidateArgs(called.Flags().Args()); err != nil {
				t.Errorf("%s: tuar %q: %v", c.CommandPath(), args, err)
			}
			own = own || called.CommandPath() == c.CommandPath() || strings.HasPrefix(called.CommandPath(), c.CommandPath()+" ")
		}
		if !own {
			t.Errorf("%s has no example that calls it", c.CommandPath())
		}
	})
	if n < 100 {
		t.Errorf("%d commands were seen", n)
	}
}

// Examples name a campaign as one types it, by its short name, and never by an ID with its random end. What cannot be taken back
// needs four letters of it.
func TestExamplesNameCampaignsShortly(t *testing.T) {
	long := regexp.MustCompile(`q\d-[a-z-]+-[0-9a-f]{4}\b`)
	short := regexp.MustCompile(`(close|fallback|reopen|void|signoff|apply|done) q4( |$)`)
	walk((&session{}).root(), func(c *cobra.Command) {
		if found := long.FindString(c.Example) + short.FindString(c.Example); found != "" {
			t.Errorf("%s: %s", c.CommandPath(), found)
		}
	})
}
