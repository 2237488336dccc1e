package torq

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// renderMatrix returns the table as Markdown: calls with the same result share a line.
func renderMatrix(calls []matrixCall, faults []matrixFault, table [][]cell) string {
	var out strings.Builder
	out.WriteString("| Fault | Call | Result | What is said |\n| --- | --- | --- | --- |\n")
	for i, f := range faults {
		var order []cell
		of := map[cell][]matrixCall{}
		for j, call := range calls {
			c := table[i][j]
			c.said = generic(c.said)
			if of[c] == nil {
				order = append(order, c)
			}
			of[c] = append(of[c], call)
		}
		for n, c := range order {
			name := ""
			if n == 0 {
				name = f.name
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", name, namesOf(of[c], calls), c.kind,
				cmp.Or(strings.ReplaceAll(c.said, "|", `\|`), "–"))
		}
	}
	return out.String()
}

// generic returns a sentence with CALL, HOST and ID in place of theirs, and with the real limit of an answer, which
// TestTheRealLimitOfAnAnswer shows.
func generic(said string) string {
	for _, method := range []string{"GET /public/v1alpha/", "POST /v1/auth/"} {
		if before, rest, ok := strings.Cut(said, method); ok {
			end := strings.IndexAny(rest, " :;,")
			if end < 0 {
				end = len(rest)
			}
			said = before + "CALL" + rest[end:]
		}
	}
	said = itemID.ReplaceAllString(said, "ID")
	return strings.NewReplacer("127.0.0.1", "HOST", "larger than 1 MiB", "larger than 64 MiB").Replace(said)
}

// itemID is an ID of the simulated workspace.
var itemID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// namesOf names calls, by their class where all of a class are among them.
func namesOf(some, all []matrixCall) string {
	if len(some) == len(all) {
		return "all"
	}
	count := func(calls []matrixCall, class string) (n int) {
		for _, c := range calls {
			if c.class == class {
				n++
			}
		}
		return n
	}
	var names []string
	for _, c := range some {
		name := c.name
		if missing := count(all, c.class) - count(some, c.class); missing == 0 {
			name = c.class
		} else if missing < count(some, c.class) {
			name = "other " + c.class
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// compareGuide compares the table with that of the guide, or writes it there.
func compareGuide(t *testing.T, want string) {
	const path, begin, end = "../ui/guide/network.md", "<!-- matrix -->\n", "<!-- end -->\n"
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(strings.ReplaceAll(string(file), "\r\n", "\n"), begin)
	got, after, closed := strings.Cut(rest, end)
	switch {
	case !ok || !closed:
		t.Fatal("the guide has no place for the table")
	case got == want:
	case *update && !t.Failed():
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the guide shows another table; run go test ./torq -run TestEachCallUnderEachFault -update\n--- now\n%s",
			want)
	}
}
