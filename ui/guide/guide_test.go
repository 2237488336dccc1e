package guide_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/ui/guide"
)

const readme = "../../README.md"

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Each text is a topic of help, begins with a heading, and is linked from the README.
func TestEveryTextIsATopic(t *testing.T) {
	paths, err := filepath.Glob("*.md")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d texts, %v", len(paths), err)
	}
	front := read(t, readme)
	for _, path := range paths {
		name := strings.TrimSuffix(path, ".md")
		if !slices.ContainsFunc(guide.Topics, func(topic guide.Topic) bool { return topic.Name == name }) {
			t.Errorf("%s is no topic", name)
		}
		if !strings.Contains(front, "(ui/guide/"+path+")") {
			t.Errorf("the README has no link to %s", path)
		}
	}
	for _, topic := range guide.Topics {
		if blocks := guide.Blocks(guide.Text(topic.Name)); len(blocks) < 2 || blocks[0].Heading == "" {
			t.Errorf("%s begins with no heading", topic.Name)
		}
		if topic.Short == "" || len(topic.Short) > 70 {
			t.Errorf("%s: %q", topic.Name, topic.Short)
		}
	}
	if guide.Text("../guide") != "" {
		t.Error("there is a text that is no topic")
	}
}

// A command "tuar help NAME" in a text names a topic.
func TestTextsNameTopicsThatExist(t *testing.T) {
	named := regexp.MustCompile("tuar help ([a-z]+)")
	texts := map[string]string{"README": read(t, readme)}
	for _, topic := range guide.Topics {
		texts[topic.Name] = guide.Text(topic.Name)
	}
	for where, text := range texts {
		for _, found := range named.FindAllStringSubmatch(text, -1) {
			if guide.Text(found[1]) == "" && found[1] != "json" { // which the command line makes itself
				t.Errorf("%s: there is no tuar help %s", where, found[1])
			}
		}
	}
}

// The tests that the README and the guide on safety name exist where they say.
func TestThePromisesHaveTheirTests(t *testing.T) {
	named := regexp.MustCompile("(?m)^\\| [^|]* \\| `(Test\\w+)` in `([\\w/]+)` \\|$")
	var rows [][]string
	for _, text := range []string{read(t, readme), guide.Text("safety")} {
		here := named.FindAllStringSubmatch(text, -1)
		if len(here) < 8 {
			t.Fatalf("a text has %d promises", len(here))
		}
		rows = append(rows, here...)
	}
	for _, row := range rows {
		paths, err := filepath.Glob(filepath.Join("../..", row[2], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(paths, func(path string) bool { return strings.Contains(read(t, path), "func "+row[1]+"(") }) {
			t.Errorf("%s has no test %s", row[2], row[1])
		}
	}
}
