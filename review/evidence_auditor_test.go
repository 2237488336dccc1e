package review_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
)

// answer is what testdata/auditor.py found out about one question.
type answer struct {
	Point                 int
	Question, Result, How string
}

// asked has testdata/auditor.py re-perform every point on a pack, unzipped.
func asked(t *testing.T, python string, c *content) []answer {
	t.Helper()
	script := must(filepath.Abs("testdata/auditor.py"))
	folder := t.TempDir()
	for name, data := range c.files {
		to := filepath.Join(folder, filepath.FromSlash(name))
		check(t, errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, data, 0o600)))
	}
	out, err := exec.CommandContext(t.Context(), python, "-I", script, folder).CombinedOutput()
	var answers []answer
	for line := range bytes.Lines(out) {
		var a answer
		check(t, json.Unmarshal(line, &a))
		answers = append(answers, a)
	}
	if missing := slices.ContainsFunc(answers, func(a answer) bool { return a.Result == "missing" }); missing == (err == nil) {
		t.Fatalf("auditor.py: %v\n%s", err, out)
	}
	return answers
}

// stockPython returns the Python of the machine. CI requires it.
func stockPython(t *testing.T) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("TUAR_TEST_STOCK_TOOLS") == "required" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("there is no python3")
	}
	return python
}

// retable changes the rows of a table, as CSV.
func (c *content) retable(name string, change func(column map[string]int, rows [][]string) [][]string) {
	c.t.Helper()
	path := pack.TablePath(name, "csv")
	rows := must(csv.NewReader(bytes.NewReader(c.files[path])).ReadAll())
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	check(c.t, w.WriteAll(append(rows[:1:1], change(column, rows[1:])...)))
	if bytes.Equal(out.Bytes(), c.files[path]) {
		c.t.Fatalf("nothing of %s was changed", path)
	}
	c.files[path] = out.Bytes()
}

// dropRow leaves out the first row of a table with that value in a column.
func dropRow(table, column, value string) func(*content) {
	return func(c *content) {
		c.retable(table, func(columns map[string]int, rows [][]string) [][]string {
			i := slices.IndexFunc(rows, func(r []string) bool { return r[columns[column]] == value })
			return slices.Delete(rows, i, i+1)
		})
	}
}

// setCell puts a value into a column of each row with another value in a column.
func setCell(table, where, is, column, value string) func(*content) {
	return func(c *content) {
		c.retable(table, func(columns map[string]int, rows [][]string) [][]string {
			for _, r := range rows {
				if r[columns[where]] == is {
					r[columns[column]] = value
				}
			}
			return rows
		})
	}
}

// inFiles replaces all occurrences of a text in all files whose path begins so.
func inFiles(path, from, to string) func(*content) {
	return func(c *content) {
		found := false
		for name, data := range c.files {
			if strings.HasPrefix(name, path) {
				found = found || bytes.Contains(data, []byte(from))
				c.files[name] = bytes.ReplaceAll(data, []byte(from), []byte(to))
			}
		}
		if !found {
			c.t.Fatalf("%s does not hold %q", path, from)
		}
	}
}

func bothOf(one, other func(*content)) func(*content) {
	return func(c *content) {
		one(c)
		other(c)
	}
}

// decidedLate moves a decision to the day after the closing, in the journal and in the table.
func decidedLate(c *content) {
	for name := range c.files {
		writer, found := strings.CutPrefix(name, "journal/")
		if !found {
			continue
		}
		c.rechain(strings.TrimSuffix(writer, ".jsonl"), func(lines []record.Line) []record.Line {
			i := slices.IndexFunc(lines, func(l record.Line) bool { return l.Type == campaign.TypeDecided })
			lines[i].Time.Time = lines[i].Time.Add(24 * time.Hour)
			setCell("decisions", "item", must(record.Decode[campaign.Decided](lines[i])).Item, "decided_at", lines[i].Time.Format(time.RFC3339Nano))(c)
			return lines
		})
	}
}

// population returns the path of the file of the campaign's population.
func (c *content) population() string {
	var about struct{ Population string }
	check(c.t, json.Unmarshal(c.files["pack.json"], &about))
	return pack.PopulationPath(about.Population)
}

func inPopulation(pattern, to string) func(*content) {
	return func(c *content) {
		was := c.files[c.population()]
		c.files[c.population()] = regexp.MustCompile(pattern).ReplaceAll(was, []byte(to))
		if bytes.Equal(was, c.files[c.population()]) {
			c.t.Fatalf("the population does not match %s", pattern)
		}
	}
}

// withoutProof leaves out the list that shows the changes.
func withoutProof(c *content) {
	for _, r := range rowsOf(c.t, c.files, "changes") {
		delete(c.files, pack.PopulationPath(r["confirmed_population"]))
	}
}

// An auditor who has nothing but the pack and Python re-performs each point, or reads in the pack that it cannot be shown;
// where the fact behind a point is broken, the auditor notices, even if all hashes of the pack fit.
func TestAnAuditorReperformsAPackWithStockTools(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a pack is read some 26 times")
	}
	python := stockPython(t)
	a := newAudited(t)
	answers := asked(t, python, contentOf(t, a.path))
	broken := []struct {
		fact string
		do   func(*content)
	}{
		{"a table claims another source", setCell("population", "kind", "user", "source", "Torq")},
		{"an account is left out", dropRow("population", "kind", "user")},
		{"an account got another role", setCell("population", "status", "VERIFIED", "role_id", "r-1")},
		{"the list has no time", inPopulation(`"taken_at":`, `"taken_on":`)},
		{"a privileged account looks harmless", setCell("population", "privileged", "true", "privileged", "false")},
		{"a key is undecided", setCell("decisions", "kind", "key", "decision", "undecided")},
		{"an external account looks internal", setCell("population", "external", "true", "external", "false")},
		{"a removal became a yes", setCell("decisions", "decision", "revoke", "decision", "certify")},
		{"a reviewer was not asked to", setCell("decisions", "assigned_to", rita, "assigned_to", "eve@example.com")},
		{"a reviewer decided on themselves", setCell("decisions", "reviewer", rita, "email", rita)},
		{"a reviewer was reminded more often", setCell("reviewers", "reviewer", rita, "reminded", "9")},
		{"work was handed over without a word", dropRow("assignments", "act", "reassigned")},
		{"a decision after the closing", decidedLate},
		{"no reason, and no exception", bothOf(setCell("decisions", "reason", "needed for Owner", "reason", ""), inFiles("journal/", `"needed for Owner"`, `""`))},
		{"a role is described as another", setCell("roles", "role", "Owner", "permissions_sha256", strings.Repeat("0", 64))},
		{"what became of a removal is left out", dropRow("changes", "decision", "revoke")},
		{"the list that shows the removal is missing", withoutProof},
		{"the report shows other words than the closing", inFiles(pack.ReportPath, "I have read the exceptions", "I agree")},
		{"the due date was moved in silence", edited("pack.json", `"due": "2026-`, `"due": "2027-`)},
		{"leavers are not mentioned", dropRow("not_reviewed", "what", "leavers")},
		{"a line was changed", inFiles("journal/", "rita is on leave", "rita is off sick")},
		{"a list is missing", func(c *content) { delete(c.files, c.population()) }},
		{"a hasty reviewer looks thorough", setCell("reviewers", "reviewer", rita, "median_ms", "90000")},
		{"who asked approved", bothOf(setCell("elevations", "break_glass", "false", "approved_by", lead), inFiles("journal/", a.colleague(), lead))},
		{"other workspaces are not mentioned", dropRow("not_reviewed", "what", "other workspaces")},
		{"a stricter rule is claimed", setCell("settings", "setting", "remediation.count_percent", "at_opening", "5")},
	}
	if len(answers) != len(broken) {
		t.Fatalf("%d points were asked, %d are known", len(answers), len(broken))
	}
	for i, got := range answers {
		t.Run(got.Question, func(t *testing.T) {
			want := "shown"
			if strings.Contains(got.Question, "people who left") {
				want = "said"
			}
			if got.Result != want {
				t.Errorf("it is %s, not %s: %s", got.Result, want, got.How)
			}
			c := contentOf(t, a.path)
			broken[i].do(c)
			c.relist()
			after := asked(t, python, c)
			if after[i].Result != "missing" {
				t.Errorf("%s, and the auditor says %s: %s", broken[i].fact, after[i].Result, after[i].How)
			}
			t.Logf("%s; %s: %s", got.How, broken[i].fact, after[i].How)
			seen := map[string]int{}
			for _, one := range after {
				seen[one.Result]++
			}
			if seen["missing"] > len(after)/2 {
				t.Errorf("%s, and the auditor finds almost all missing: %v", broken[i].fact, seen)
			}
		})
	}
}
