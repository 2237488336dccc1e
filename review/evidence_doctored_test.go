package review_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Whoever changes one cell of a table, in its CSV and its JSON, and writes the manifest anew, is found out by check.py,
// which names table, row and column, and by verify.
func TestADoctoredCellOfAnyTableIsFound(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes long")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	x := newAftermathWorld(t)
	user := x.rows[1]
	until := record.Time{Time: x.clock.Now().UTC().Add(2 * time.Hour)}
	x.write(
		record.Entry{Type: elevation.TypeRequested, Actor: record.Actor{Email: lead, Assurance: record.Declared}, Data: elevation.RequestedData{
			Elevation: "e1", UserID: strings.TrimPrefix(user.Item, "user/"), Email: user.Email, RoleID: "r", Role: "Anything", PriorRole: user.Role,
			Seconds: 60, Longest: 60, Reason: "needed", Until: until, StartsAt: until, Approvals: 1,
		}},
		record.Entry{Type: campaign.TypeDecided, Actor: record.Actor{Email: "eve@example.net", Assurance: record.Declared}, Data: campaign.Decided{
			Campaign: x.open, Item: user.Item, Decision: campaign.Certify, Reason: "needed by me", Bulk: 1, Hints: []string{},
		}},
	)
	path, _ := packed(t, x.desk.open(lead, settings.Credentials{}), x.closed)
	names := map[string]string{"refused": "lines without effect"}
	for _, table := range pack.TableNames {
		c := contentOf(t, path)
		cells := must(csv.NewReader(bytes.NewReader(c.files[pack.TablePath(table, "csv")])).ReadAll())
		if len(cells) < 2 {
			t.Logf("%s has no rows", table)
			continue
		}
		done := map[string]bool{}
		for column, name := range cells[0] {
			row := slices.IndexFunc(cells[1:], func(r []string) bool { return r[column] != "" }) + 1
			if row == 0 {
				continue
			}
			class, other := anotherCell(cells[row][column])
			if done[class] {
				continue
			}
			done[class] = true
			t.Run(table+" "+name, func(t *testing.T) {
				c := contentOf(t, path)
				doctor(t, c, table, row, column, other)
				out, ok := runCheckPy(t, python, t.TempDir(), c)
				want := fmt.Sprintf(": row %d, %s: the table says", row, name)
				found := slices.ContainsFunc(strings.Split(out, "\n"), func(line string) bool {
					of := strings.HasPrefix(line, "FAIL  "+table+", derived anew") || names[table] != "" && strings.HasPrefix(line, "FAIL  "+names[table])
					return of && strings.Contains(line, want)
				})
				if ok || !found {
					t.Errorf("check.py does not say %q of %s:\n%s", want, table, out)
				}
				failures, said := failed(verified(t, c.write(), evidence.VerifyOptions{}))
				if !slices.Contains(failures, "tables") || !strings.Contains(said["tables"], pack.TablePath(table, "csv")) || !strings.Contains(said["tables"], "column "+name) {
					t.Errorf("verify: %v, %v", failures, said)
				}
			})
		}
	}
}

// anotherCell returns what kind of cell it is, and another one of that kind.
func anotherCell(cell string) (class, other string) {
	if at, err := time.Parse(time.RFC3339Nano, cell); err == nil {
		return "time", at.Add(-time.Hour).Format(time.RFC3339Nano)
	}
	switch {
	case cell == "true":
		return "flag", "false"
	case cell == "false":
		return "flag", "true"
	case strings.Trim(cell, "0123456789") == "":
		return "number", "1" + cell
	}
	return "text", "Forged"
}

// doctor changes a cell of a table, in both of its forms, and makes a manifest that fits.
func doctor(t *testing.T, c *content, table string, row, column int, to string) {
	t.Helper()
	cells := must(csv.NewReader(bytes.NewReader(c.files[pack.TablePath(table, "csv")])).ReadAll())
	cells[row][column] = to
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(cells); err != nil {
		t.Fatal(err)
	}
	var values []map[string]any
	if err := json.Unmarshal(c.files[pack.TablePath(table, "json")], &values); err != nil {
		t.Fatal(err)
	}
	name := cells[0][column]
	values[row-1][name] = to
	switch class, _ := anotherCell(to); class {
	case "flag":
		values[row-1][name] = to == "true"
	case "number":
		values[row-1][name] = json.Number(to)
	}
	c.files[pack.TablePath(table, "csv")], c.files[pack.TablePath(table, "json")] = out.Bytes(), must(json.Marshal(values))
	c.relist()
}
