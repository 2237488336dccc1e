package manual_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/ui/cli/manual"
)

// What stands in a help text is shown letter by letter, and no line of it is a macro.
func TestAPageShowsTextLetterByLetter(t *testing.T) {
	root := &cobra.Command{Use: "prog", Short: "Do things"}
	child := &cobra.Command{
		Use: "make FILE...", Short: "Make it", Run: func(*cobra.Command, []string) {},
		Long:    ".hidden files, a\\b and 'quotes'\n.PP is text\n\nsecond paragraph with --flag and ~ and ^\n\n  laid   out\n  by hand",
		Example: ".dot '$x' \"y\" `z`",
	}
	child.Flags().StringP("level", "l", "", "how `deep`: -1 is all")
	root.AddCommand(child)
	pages := map[string]string{}
	for page := range manual.Pages(root, manual.About{
		Version: "prog 1", Day: "2026-12-01", Exit: []manual.Fact{{Name: "0", Text: "done"}}, Env: []manual.Fact{{Name: "HOME", Text: "home"}}, Files: []manual.Fact{{Name: "~/.prog", Text: ".data"}},
	}) {
		pages[page.Name] = page.Text
	}
	if len(pages) != 2 {
		t.Fatalf("pages of %d commands", len(pages))
	}
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip(err)
	}
	for name, text := range pages {
		lint := exec.CommandContext(t.Context(), "mandoc", "-Tlint", "-W", "style,stop")
		lint.Stdin = strings.NewReader(text)
		if said, _ := lint.CombinedOutput(); strings.Contains(string(said), "ERROR") || strings.Contains(string(said), "WARNING") {
			t.Errorf("%s: %s\n%s", name, said, text)
		}
	}
	show := exec.CommandContext(t.Context(), "mandoc", "-Tutf8", "-Owidth=100")
	show.Stdin = strings.NewReader(pages["prog-make"])
	out, err := show.Output()
	shown := unstruck(string(out))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		".hidden files, a\\b and 'quotes' .PP is text", "second paragraph with --flag and ~ and ^", "  laid   out\n", ".dot '$x' \"y\" `z`",
		"-l, --level deep", "how deep: -1 is all", "prog make FILE... [FLAGS]", "~/.prog", "prog(1)",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the page lacks %q:\n%s", want, shown)
		}
	}
}

// unstruck returns a text without the letters that are overstruck to make others bold.
func unstruck(text string) string {
	var out []rune
	for _, r := range text {
		if r == '\b' {
			out = out[:len(out)-1]
			continue
		}
		out = append(out, r)
	}
	return string(out)
}
