package decisionfile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
	"github.com/tuar-dev/tuar/review/tabular"
)

// BaselineOptions say how to read an earlier review.
type BaselineOptions struct {
	Name     string
	Columns  map[string]string // the column of a field, where it is not to be guessed
	Reviewer string            // who decided, where the file has no such column
	On       string            // when, where the file has no such column; YYYY-MM-DD
	DayFirst *bool             // how 3/4/2026 reads; nil: such dates are refused
}

// Baseline is an earlier review, as it was read from a file.
type Baseline struct {
	campaign.ImportedData
	Columns   []ColumnOf
	Ignored   []string // columns that are not read
	Undecided int      // rows without a decision, which are left out
}

// ColumnOf says which column a field is read from; Column is empty where an option says the same for all rows.
type ColumnOf struct{ Field, Column string }

// mostBaseline limits the rows of an import, which are one line of the record.
const mostBaseline = 20_000

// The fields of a row, and what their columns are called in files of others, without blanks and signs.
var baselineFields = []struct {
	name     string
	headings []string
}{
	{"email", []string{"email", "useremail", "emailaddress", "mail", "principalupn", "upn", "userprincipalname", "user", "username", "login", "account", "member", "who"}},
	{"role", []string{"role", "rolename", "access", "accesslevel", "permission", "permissions", "entitlement", "resourcedisplayname"}},
	{"decision", []string{"decision", "reviewresult", "outcome", "result", "verdict", "action", "response"}},
	{"reviewer", []string{"reviewer", "revieweremailaddress", "reviewerupn", "reviewedby", "certifiedby", "decidedby", "approver", "manager"}},
	{"date", []string{"reviewedon", "decidedat", "reviewdate", "decidedon", "date", "certifiedon", "revieweddate", "dateofreview"}},
	{"reason", []string{"reason", "justification", "notes", "note", "comment", "comments", "rationale"}},
}

// verdicts are the words of others for decisions.
var verdicts = map[string]campaign.Verdict{
	"certify": campaign.Certify, "certified": campaign.Certify, "approve": campaign.Certify, "approved": campaign.Certify, "keep": campaign.Certify,
	"kept": campaign.Certify, "retain": campaign.Certify, "retained": campaign.Certify, "maintain": campaign.Certify, "ok": campaign.Certify,
	"yes": campaign.Certify, "appropriate": campaign.Certify, "no change": campaign.Certify,
	"revoke": campaign.Revoke, "revoked": campaign.Revoke, "remove": campaign.Revoke, "removed": campaign.Revoke, "deny": campaign.Revoke,
	"denied": campaign.Revoke, "delete": campaign.Revoke, "deleted": campaign.Revoke, "no": campaign.Revoke, "inappropriate": campaign.Revoke,
	"reduce": campaign.Reduce, "reduced": campaign.Reduce, "downgrade": campaign.Reduce, "downgraded": campaign.Reduce,
	"move": campaign.Move, "moved": campaign.Move, "change": campaign.Move, "changed": campaign.Move, "modify": campaign.Move, "modified": campaign.Move,
	"abstain": campaign.Abstain, "abstained": campaign.Abstain, "don't know": campaign.Abstain,
	"": campaign.Undecided, "undecided": campaign.Undecided, "not reviewed": campaign.Undecided, "pending": campaign.Undecided,
}

// ReadBaseline reads an earlier review from a CSV file, as tabular.ReadCSV takes it. Decisions after now are refused. It
// is all or nothing: if rows cannot be read, the error is a *campaign.Rejected that names them by their lines.
func ReadBaseline(data []byte, o BaselineOptions, now time.Time) (*Baseline, error) {
	sheet, err := tabular.ReadCSV(data)
	if err != nil {
		return nil, err
	}
	b := &Baseline{}
	if b.Name = strings.TrimSpace(o.Name); b.Name == "" || utf8.RuneCountInString(b.Name) > 120 {
		return nil, fault.New(fault.BadInput, "an import needs a name of at most 120 letters")
	}
	sum := sha256.Sum256(data)
	b.SHA256 = hex.EncodeToString(sum[:])
	places, err := b.places(sheet.Header, o)
	if err != nil {
		return nil, err
	}
	if len(sheet.Rows) > mostBaseline {
		return nil, fault.New(fault.BadInput, "the file has %d rows; an import takes %d at most", len(sheet.Rows), mostBaseline)
	}
	var bad campaign.Rejected
	firsts := map[string]int{} // line in which a person is decided on
	for _, row := range sheet.Rows {
		r, err := baselineRow(row, len(sheet.Header), places, o, now)
		if first, twice := firsts[strings.ToLower(r.Email)]; err == nil && twice {
			err = fault.New(fault.BadInput, "%s is decided on in line %d already", r.Email, first)
		}
		switch {
		case err != nil:
			bad.Problems = append(bad.Problems, campaign.Problem{Index: row.Line, Item: r.Email, Err: fault.Wrap(err, "line %d", row.Line)})
		case r.Decision == campaign.Undecided:
			b.Undecided++
		default:
			firsts[strings.ToLower(r.Email)] = row.Line
			b.Rows = append(b.Rows, r)
		}
	}
	switch {
	case len(bad.Problems) > 0:
		return nil, &bad
	case len(b.Rows) == 0:
		return nil, fault.New(fault.BadInput, "no row of the file has a decision")
	}
	return b, nil
}

// places returns the place of the column of each field: the one that the options name, else the best known heading.
func (b *Baseline) places(header []string, o BaselineOptions) (map[string]int, error) {
	places, used := map[string]int{}, map[int]bool{}
	for _, field := range slices.Sorted(maps.Keys(o.Columns)) {
		if !slices.ContainsFunc(baselineFields, func(f struct {
			name     string
			headings []string
		},
		) bool {
			return f.name == field
		}) {
			return nil, fault.New(fault.BadInput, "%q is no field", field).WithHint("fields are email, role, decision, reviewer, date and reason")
		}
		i := slices.IndexFunc(header, func(name string) bool { return plain(name) == plain(o.Columns[field]) })
		if i < 0 {
			return nil, fault.New(fault.BadInput, "line 1 has no column %q", o.Columns[field]).WithHint("%s", nearestColumn(o.Columns[field], header))
		}
		places[field], used[i] = i, true
	}
	for _, field := range baselineFields {
		if _, known := places[field.name]; known {
			continue
		}
		for _, heading := range field.headings {
			i := slices.IndexFunc(header, func(name string) bool { return plain(name) == heading })
			if i >= 0 && !used[i] {
				places[field.name], used[i] = i, true
				break
			}
		}
	}
	for _, field := range baselineFields {
		if i, ok := places[field.name]; ok {
			b.Columns = append(b.Columns, ColumnOf{field.name, strings.TrimSpace(tabular.Restore(header[i]))})
		}
	}
	for i, name := range header {
		if !used[i] && strings.TrimSpace(name) != "" {
			b.Ignored = append(b.Ignored, strings.TrimSpace(tabular.Restore(name)))
		}
	}
	for _, must := range []struct{ field, given, hint string }{
		{"email", "", "name the column: --column email=NAME"},
		{"decision", "", "name the column: --column decision=NAME"},
		{"reviewer", o.Reviewer, "name the column with --column reviewer=NAME, or the reviewer of all rows with --reviewer"},
		{"date", o.On, "name the column with --column date=NAME, or the day of all rows with --on"},
	} {
		if _, ok := places[must.field]; !ok && must.given == "" {
			return nil, fault.New(fault.BadInput, "no column of the file is the %s, as far as line 1 says", must.field).WithHint("%s", must.hint)
		}
	}
	return places, nil
}

// plain returns the letters and digits of a heading, in lower case.
func plain(heading string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > '~' {
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

func nearestColumn(name string, header []string) string {
	best, distance := "", 1+len(name)/3
	for _, is := range header {
		if d := spelling.Distance(plain(name), plain(is)); d <= distance {
			best, distance = is, d
		}
	}
	if best == "" {
		return "its columns are " + strings.Join(header, ", ")
	}
	return "did you mean " + best + "?"
}

// baselineRow reads a row. Its Decision is Undecided where the file has none.
func baselineRow(row tabular.SheetRow, columns int, places map[string]int, o BaselineOptions, now time.Time) (campaign.ImportedRow, error) {
	cell := func(field string) string {
		if i, ok := places[field]; ok && i < len(row.Cells) {
			return strings.TrimSpace(tabular.Restore(strings.TrimSpace(row.Cells[i])))
		}
		return ""
	}
	r := campaign.ImportedRow{
		Line: row.Line, Email: cell("email"), Role: cell("role"), Reviewer: cmp.Or(cell("reviewer"), o.Reviewer), Reason: cell("reason"),
	}
	if len(row.Cells) > columns {
		return r, fault.New(fault.BadInput, "it has more cells than the first line names columns").WithHint("put a cell that has a comma in it between quotes")
	}
	var known bool
	if r.Decision, known = verdicts[strings.ToLower(cell("decision"))]; !known {
		return r, fault.New(fault.BadInput, "%q is no decision", cell("decision")).WithHint("write certify, revoke, reduce, move or abstain")
	}
	if r.Decision == campaign.Undecided {
		return r, nil
	}
	if at := strings.Index(r.Email, "@"); at <= 0 || at == len(r.Email)-1 || strings.ContainsAny(r.Email, " \t\n") {
		return r, fault.New(fault.BadInput, "%q is no e-mail address", r.Email)
	}
	if r.Reviewer == "" {
		return r, fault.New(fault.BadInput, "it does not say who decided")
	}
	if err := Garbled(r.Reason); err != nil {
		return r, err
	}
	on, err := day(cmp.Or(cell("date"), o.On), o.DayFirst)
	if err != nil {
		return r, err
	}
	if on.After(now) {
		return r, fault.New(fault.BadInput, "%s has not come yet", on.Format(campaign.DateLayout))
	}
	r.On = on.Format(campaign.DateLayout)
	return r, nil
}

// slashed matches a date in numbers whose first two can be a day and a month, or the other way around.
var slashed = regexp.MustCompile(`^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4})(?:[ T].*)?$`)

// day reads a date as people and spreadsheets write it.
func day(text string, dayFirst *bool) (time.Time, error) {
	for _, layout := range []string{campaign.DateLayout, time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02 15:04", "2 Jan 2006", "2-Jan-2006", "2-Jan-06", "Jan 2, 2006", "January 2, 2006", "2006/01/02"} {
		if on, err := time.Parse(layout, text); err == nil {
			on = on.UTC()
			return time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, time.UTC), nil
		}
	}
	m := slashed.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, fault.New(fault.BadInput, "%q is no date", text).WithHint("write dates as 2026-03-31")
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	year, _ := strconv.Atoi(m[4])
	first := m[2] == "." || a > 12 // a date with dots begins with the day
	switch {
	case m[2] != "." && dayFirst != nil:
		first = *dayFirst
	case m[2] != "." && a <= 12 && b <= 12 && a != b:
		return time.Time{}, fault.New(fault.BadInput, "%q can be two days", text).WithHint("say how its dates read: --dates day-first or --dates month-first")
	}
	if !first {
		a, b = b, a
	}
	on := time.Date(year, time.Month(b), a, 0, 0, 0, 0, time.UTC)
	if on.Day() != a || int(on.Month()) != b || year < 1990 {
		return time.Time{}, fault.New(fault.BadInput, "%q is no date", text).WithHint("write dates as 2026-03-31")
	}
	return on, nil
}

// Summary says what an import would record.
func (b *Baseline) Summary() string {
	text := fmt.Sprintf("%d decisions of an earlier review", len(b.Rows))
	if len(b.Rows) == 1 {
		text = "1 decision of an earlier review"
	}
	if b.Undecided > 0 {
		text += fmt.Sprintf("; rows without a decision, left out: %d", b.Undecided)
	}
	return text
}

// ReadBaselineFile reads an earlier review from a file that a person named. It records nothing.
func (i *Importer) ReadBaselineFile(ctx context.Context, path string, o BaselineOptions) (*Baseline, error) {
	data, err := i.files.Read(ctx, path, MaxFile)
	if err != nil {
		return nil, err
	}
	b, err := ReadBaseline(data, o, i.core.Now())
	if err != nil {
		return nil, wrapRejected(err, path)
	}
	if at := strings.LastIndexAny(path, `/\`); at >= 0 {
		path = path[at+1:]
	}
	b.File = path
	return b, nil
}
