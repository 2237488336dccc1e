package demo

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// writeRoster writes who is employed in the simulated company, as its personnel system would export it, and returns the
// path of the file. Two people are missing in it: that system does not know them.
func (d *World) writeRoster(folder string) (string, error) {
	rows := [][]string{{"Name", "Work Email", "Department", "Job Title", "Manager Email", "Employee Type", "Company", "Start Date", "End Date"}}
	people := d.torq.People()
	d.employment(people)
	for i, p := range people {
		if i == len(people)/3 || i == len(people)/2 {
			continue
		}
		kind, company := "Employee", ""
		if p.Contractor {
			kind, company = "Contractor", "Northgate Staffing"
		}
		rows = append(rows, []string{p.Name, p.Email, p.Department, p.Title, p.Manager, kind, company, isoDay(p.Started), isoDay(p.Left)})
	}
	path := filepath.Join(folder, "people.csv")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fault.New(fault.Failed, "the roster cannot be written: %w", err)
	}
	defer file.Close()
	return path, csv.NewWriter(file).WriteAll(rows)
}

// employment makes what the personnel system knows of people differ from what they were hired for: once the quarter has
// passed, one contract has ended, one person has changed the department, and one who was invited starts only next week.
func (d *World) employment(people []torqtest.Person) {
	if !d.passed {
		return
	}
	now := d.clock.Now()
	at := func(fits func(torqtest.Person) bool) *torqtest.Person {
		return &people[slices.IndexFunc(people, func(p torqtest.Person) bool { return p.Left.IsZero() && fits(p) })]
	}
	at(func(p torqtest.Person) bool { return p.Contractor }).Left = now.AddDate(0, 0, -12)
	moved := at(func(p torqtest.Person) bool { return p.Title == "Fraud Analyst" && !p.Contractor })
	moved.Department, moved.Title, moved.Manager = "Security Operations", "SOC Analyst", d.titled(managerTitle)
	people[len(people)-2].Started = now.AddDate(0, 0, 14) // invited in the quarter
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}
