package demo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

// writeRoster writes who is employed in the simulated company, as its personnel system would export it, and returns the
// path of the file. Two people are missing in it: that system does not know them.
func (d *World) writeRoster(folder string) (string, error) {
	rows := [][]string{{"Name", "Work Email", "Department", "Job Title", "Manager Email", "Employee Type", "Start Date", "End Date"}}
	people := d.torq.People()
	for i, p := range people {
		if i == len(people)/3 || i == len(people)/2 {
			continue
		}
		kind := "Employee"
		if p.Contractor {
			kind = "Contractor"
		}
		rows = append(rows, []string{p.Name, p.Email, p.Department, p.Title, p.Manager, kind, isoDay(p.Started), isoDay(p.Left)})
	}
	path := filepath.Join(folder, "people.csv")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fault.New(fault.Failed, "the roster cannot be written: %w", err)
	}
	defer file.Close()
	return path, csv.NewWriter(file).WriteAll(rows)
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}
