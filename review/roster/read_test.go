package roster_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/roster"
)

// three are the people of all shapes below.
var three = []roster.Line{
	{
		Email: "bea.lind@example.com", Name: "Bea Lind", Status: roster.Active, Start: "2020-02-03", Department: "Security", Title: "Head of SOC",
		Type: roster.Employee,
	},
	{
		Email: "jörg.weiß@example.com", Also: []string{"jw@example.org"}, Name: "Jörg Weiß", Status: roster.HasLeft, Start: "2021-05-31", End: "2026-10-31",
		Manager: "bea.lind@example.com", Department: "Ops, night", Title: "Engineer", Type: roster.Employee,
	},
	{
		Email: "kim@example.com", Name: "Kim Ott", Status: roster.Active, Start: "2026-01-15", End: "2026-12-31", Manager: "bea.lind@example.com",
		Department: "Security", Title: "Analyst", Type: roster.Contractor, Company: "ACME",
	},
}

// plain is the file in its plainest shape.
const plain = `Email,Other Emails,Name,Status,Start Date,End Date,Manager Email,Department,Job Title,Employee Type,Vendor
bea.lind@example.com,,Bea Lind,Active,2020-02-03,,,Security,Head of SOC,Employee,
jörg.weiß@example.com,jw@example.org,Jörg Weiß,Terminated,2021-05-31,2026-10-31,bea.lind@example.com,"Ops, night",Engineer,Full-time,
kim@example.com,,Kim Ott,Active,2026-01-15,2026-12-31,bea.lind@example.com,Security,Analyst,Contractor,ACME
`

func wide(text string, big bool, mark string) string {
	var b bytes.Buffer
	b.WriteString(mark)
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

func latin(t *testing.T, text string) string {
	out, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestShapes reads one roster in thirty shapes.
func TestShapes(t *testing.T) {
	header := func(of ...string) string { // plain with other headers
		text := plain
		for i := 0; i < len(of); i += 2 {
			text = strings.Replace(text, of[i], of[i+1], 1)
		}
		return text
	}
	swap := strings.NewReplacer
	cells := func(comma string) string {
		return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, `"Ops, night"`, "Ops\x00 night"), ",", comma), "\x00", ",")
	}
	us := swap("2020-02-03", "2/3/2020", "2021-05-31", "5/31/2021", "2026-10-31", "10/31/2026", "2026-01-15", "1/15/2026", "2026-12-31", "12/31/2026")
	eu := swap("2020-02-03", "03/02/2020", "2021-05-31", "31/05/2021", "2026-10-31", "31/10/2026", "2026-01-15", "15/01/2026", "2026-12-31", "31/12/2026")
	shapes := map[string]struct {
		file string
		o    roster.Options
	}{
		"plain":                      {plain, roster.Options{}},
		"with a byte order mark":     {"\ufeff" + plain, roster.Options{}},
		"UTF-16 LE":                  {wide(plain, false, "\xff\xfe"), roster.Options{}},
		"UTF-16 BE":                  {wide(plain, true, "\xfe\xff"), roster.Options{}},
		"UTF-16 LE without a mark":   {wide(plain, false, ""), roster.Options{}},
		"Windows-1252":               {latin(t, plain), roster.Options{}},
		"Windows-1252, CRLF":         {latin(t, strings.ReplaceAll(plain, "\n", "\r\n")), roster.Options{}},
		"CRLF":                       {strings.ReplaceAll(plain, "\n", "\r\n"), roster.Options{}},
		"CR":                         {strings.ReplaceAll(plain, "\n", "\r"), roster.Options{}},
		"without the last line end":  {strings.TrimSuffix(plain, "\n"), roster.Options{}},
		"semicolons":                 {cells(";"), roster.Options{}},
		"tabs":                       {cells("\t"), roster.Options{}},
		"tabs in UTF-16 with CRLF":   {wide(strings.ReplaceAll(cells("\t"), "\n", "\r\n"), false, "\xff\xfe"), roster.Options{}},
		"sep=;":                      {"sep=;\r\n" + cells(";"), roster.Options{}},
		"sep=|":                      {"sep=|\n" + cells("|"), roster.Options{}},
		"every cell in quotes":       {`"` + strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(cells("\x01"), "\x01", `","`), "\n", "\"\n\""), `"`), roster.Options{}},
		"a line break in quotes":     {swap(`"Ops, night"`, "\"Ops,\nnight\"", "Head of SOC", "\"Head\r\nof SOC\"").Replace(plain), roster.Options{}},
		"blank lines":                {strings.ReplaceAll(plain, "\n", "\n\n,,,\n"), roster.Options{}},
		"blanks around cells":        {swap(",Kim Ott,", ",\u00a0Kim  Ott ,", "kim@", " kim@").Replace(plain), roster.Options{}},
		"US dates":                   {us.Replace(plain), roster.Options{}},
		"European dates":             {eu.Replace(plain), roster.Options{}},
		"European dates with dots":   {strings.ReplaceAll(eu.Replace(cells(";")), "/", "."), roster.Options{}},
		"dates with the time of day": {swap("2026-10-31", "2026-10-31T00:00:00Z", "2020-02-03", "2020-02-03 00:00:00", "2021-05-31", "5/31/2021 12:00:00 AM").Replace(plain), roster.Options{}},
		"dates with names of months": {swap("2026-10-31", "31 Oct 2026", "2020-02-03", `"Feb 3, 2020"`, "2021-05-31", "31-May-2021", "2026-01-15", "20260115").Replace(plain), roster.Options{}},
		"headers of Workday": {header("Email,", "Email - Primary Work,", "Start Date", "Hire Date", "End Date", "Termination Date", "Manager Email", "Manager's Email",
			"Employee Type", "Worker Type", "Status", "Worker Status", "Job Title", "Business Title", "Name", "Worker"), roster.Options{}},
		"headers of Entra ID": {swap("Active", "True", "Terminated", "False").Replace(header("Name,", "displayName,", "Email,", "userPrincipalName,", "Other Emails", "proxyAddresses",
			"jw@example.org", "SMTP:jörg.weiß@example.com;smtp:jw@example.org;X500:/o=x", "Status", "accountEnabled",
			"Employee Type", "employeeType", "Start Date", "employeeHireDate", "End Date", "employeeLeaveDateTime", "Manager Email", "manager")), roster.Options{}},
		"headers in capital letters": {strings.Replace(plain, plain[:strings.Index(plain, "\n")], strings.ToUpper(plain[:strings.Index(plain, "\n")]), 1), roster.Options{}},
		"headers given":              {header("Email,", "Konto,", "Department", "Bereich"), roster.Options{Columns: map[string]string{"email": "Konto", "department": "Bereich"}}},
		"headers remembered":         {header("Email,", "Konto,", "Department", "Bereich"), roster.Options{Remembered: map[string]string{"email": "Konto", "department": "Bereich"}}},
		"first and last names": {swap(",Name,", ",First name,Last name,", ",Bea Lind,", ",Bea,Lind,", ",Jörg Weiß,", ",Jörg,Weiß,", ",Kim Ott,", ",Kim,Ott,").
			Replace(plain), roster.Options{}},
		"managers by name":           {strings.ReplaceAll(header("Manager Email", "Manager"), ",bea.lind@example.com,", `,"Lind, Bea",`), roster.Options{}},
		"managers of a directory":    {strings.ReplaceAll(header("Manager Email", "Manager"), ",bea.lind@example.com,", `,"CN=Bea Lind,OU=SOC,DC=example",`), roster.Options{}},
		"addresses as links":         {strings.ReplaceAll(plain, "bea.lind@", "mailto:bea.lind@"), roster.Options{}},
		"addresses with names":       {strings.ReplaceAll(plain, ",bea.lind@example.com,", ",Bea Lind <bea.lind@example.com>,"), roster.Options{}},
		"columns that are not known": {strings.Replace(strings.ReplaceAll(plain, "\n", ",x\n"), "Vendor,x", "Vendor,Shoe size", 1), roster.Options{}},
	}
	if len(shapes) < 30 {
		t.Fatalf("these are %d shapes", len(shapes))
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			if name == "first and last names" {
				shape.file = strings.ReplaceAll(shape.file, "Name,Status", "Status")
			}
			r, err := roster.Read([]byte(shape.file), shape.o)
			if err != nil || len(r.Bad) > 0 || r.Ambiguous != "" || r.Read != 3 {
				t.Fatalf("%v; %+v", err, r)
			}
			want := three
			if name == "headers of Entra ID" { // accounts are enabled or not; more is not said
				want = append([]roster.Line{}, three...)
				want[1].Status = roster.Inactive
			}
			if diff := cmp.Diff(want, r.Lines); diff != "" {
				t.Error(diff)
			}
			if said := strings.HasPrefix(name, "Windows"); r.Assumed != said {
				t.Errorf("encoding %s, assumed: %v", r.Encoding, r.Assumed)
			}
		})
	}
}

// TestBadLines holds each reason for which a line is bad, with its place.
func TestBadLines(t *testing.T) {
	for _, tt := range []struct{ line, why string }{
		{",Ann,,,", "it has no e-mail address below Email"},
		{"ann,,,,", `"ann" is not an e-mail address`},
		{"x@example.com,Dup,,,", "x@example.com stands on line 2, too"},
		{"X@Example.com,Dup,,,", "X@Example.com stands on line 2, too"},
		{"a@example.com,Ann,2026-02-30,,", `"2026-02-30" is not a date`},
		{"a@example.com,Ann,soon,,", `"soon" is not a date`},
		{"a@example.com,Ann,2026-02-03,2026-02-01,", "it ends on 2026-02-01, before it starts on 2026-02-03"},
		{"a@example.com,Ann,,,nobody@", `the manager: "nobody@" is not an e-mail address`},
		{"a@example.com,Ann,,,Zoe", `the manager "Zoe" is neither an e-mail address nor the name on a line`},
		{"a@example.com,Ann,,,,surplus", "it has 6 cells below a header of 5"},
		{`a"b@example.com,Ann,,,`, `it is not CSV: bare " in non-quoted-field`},
		{"a@example.com,A\x07nn,,,", "Name: it holds a control character"},
		{"a@example.com," + strings.Repeat("n", 301) + ",,,", "Name: it is longer than 300 characters"},
	} {
		r, err := roster.Read([]byte("Email,Name,Start Date,End Date,Manager\nx@example.com,X,,,\n"+tt.line+"\ny@example.com,Y,,,X\n"), roster.Options{})
		switch {
		case err != nil:
			t.Errorf("%s: %v", tt.line, err)
		case len(r.Bad) != 1 || r.Bad[0].Line != 3 || r.Bad[0].Why != tt.why:
			t.Errorf("%s: %+v, want %s", tt.line, r.Bad, tt.why)
		case len(r.Lines) != 2 || r.Lines[1].Manager != "x@example.com":
			t.Errorf("%s: beside it there is %+v", tt.line, r.Lines)
		}
	}
	for file, why := range map[string]string{
		"":                              "the file is empty",
		"Email\n":                       "the file has a header and no row below it",
		"Who,What\na@example.com,b\n":   "no column is known to hold the e-mail addresses",
		"PK\x03\x04":                    "the file is a workbook or an archive, not CSV",
		"Email,Status\na@x.com,weird\n": "",
	} {
		r, err := roster.Read([]byte(file), roster.Options{})
		if why == "" {
			if err != nil || len(r.Bad) != 1 || r.Bad[0].Why != `the status "weird" is not known` {
				t.Errorf("%q: %+v, %v", file, r, err)
			}
		} else if fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %s", file, err, why)
		}
	}
}

// TestDates holds when the order of dates is clear, and when a person must say it.
func TestDates(t *testing.T) {
	for _, tt := range []struct {
		cells     string
		given     roster.Dates
		order     roster.Dates
		ambiguous string
		days      string
	}{
		{"2026-03-04", "", "", "", "2026-03-04"},
		{"3/4/2026", "", "", "3/4/2026", ""},
		{"3/4/2026", roster.US, roster.US, "", "2026-03-04"},
		{"3/4/2026", roster.European, roster.European, "", "2026-04-03"},
		{"3/3/2026", "", "", "", "2026-03-03"},
		{"3/4/2026 13/4/2026", "", roster.European, "", "2026-04-03 2026-04-13"},
		{"3-4-2026 4-13-2026", "", roster.US, "", "2026-03-04 2026-04-13"},
		{"3.4.2026", "", "", "", "2026-04-03"},
		{"13/4/2026 4/13/2026 4/14/2026", "", roster.US, "", "2026-04-13 2026-04-14"}, // one is bad
		{"3/4/2026", roster.ISO, roster.ISO, "", ""},
	} {
		file := "Email,Start Date\n"
		for i, cell := range strings.Fields(tt.cells) {
			file += fmt.Sprintf("p%d@example.com,%s\n", i, cell)
		}
		r, err := roster.Read([]byte(file), roster.Options{Dates: tt.given})
		if err != nil || r.Order != tt.order || r.Ambiguous != tt.ambiguous {
			t.Errorf("%s as %q: %+v, %v", tt.cells, tt.given, r, err)
			continue
		}
		var days []string
		for _, l := range r.Lines {
			days = append(days, l.Start)
		}
		if got := strings.Join(days, " "); got != tt.days {
			t.Errorf("%s as %q: %s", tt.cells, tt.given, got)
		}
	}
}

// TestTenThousandLines finds exactly the fifty bad lines among ten thousand.
func TestTenThousandLines(t *testing.T) {
	spoil := []func(i int) string{
		func(i int) string { return fmt.Sprintf("person%d.example.com,Ann,Active,2026-01-02", i) },
		func(i int) string { return fmt.Sprintf("person%d@example.com,Ann,Active,2026-13-02", i) },
		func(i int) string { return fmt.Sprintf("person%d@example.com,Ann,Perhaps,2026-01-02", i) },
		func(i int) string { return fmt.Sprintf("person%d@example.com,An\"n,Active,2026-01-02", i) },
		func(int) string { return "person1@example.com,Again,Active,2026-01-02" },
	}
	var b strings.Builder
	b.WriteString("Email,Name,Status,Start\n")
	want := []int{}
	for i := 1; i <= 10_000; i++ {
		if i%200 == 100 {
			want = append(want, i+1)
			b.WriteString(spoil[len(want)%len(spoil)](i) + "\n")
			continue
		}
		fmt.Fprintf(&b, "person%d@example.com,Person %d,Active,2026-01-02\n", i, i)
	}
	r, err := roster.Read([]byte(b.String()), roster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := []int{}
	for _, bad := range r.Bad {
		got = append(got, bad.Line)
		if bad.Why == "" {
			t.Errorf("line %d has no reason", bad.Line)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) != 50 || len(r.Lines) != 9950 || r.Read != 10_000 {
		t.Errorf("%d bad, %d good of %d: %s", len(got), len(r.Lines), r.Read, diff)
	}
}

// TestReadingIsOneOrTheOther holds that every line of a file is either good or bad, that good lines hold only sound
// values, and that a roster reads back as it was written.
func TestReadingIsOneOrTheOther(t *testing.T) {
	cell := rapid.OneOf(rapid.SampledFrom([]string{
		"", "a@example.com", "b@example.com", "A@EXAMPLE.com", "active", "left", "contractor", "2026-01-02", "2/1/2026", "13/1/2026", "x", "\"", "Ann",
	}), rapid.StringN(0, 6, 12))
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 6, 7), 1, 8).Draw(t, "rows")
		file := "email,also,status,start,manager,type\n"
		for _, row := range rows {
			file += strings.Join(row, ",") + "\n"
		}
		r, err := roster.Read([]byte(file), roster.Options{Dates: rapid.SampledFrom(roster.Orders).Draw(t, "dates")})
		if err != nil {
			return
		}
		holds(t, r)
	})
}

func holds(t interface{ Fatalf(string, ...any) }, r *roster.Reading) {
	if r.Ambiguous != "" {
		if len(r.Lines)+len(r.Bad) > r.Read {
			t.Fatalf("it was judged though %s is ambiguous", r.Ambiguous)
		}
		return
	}
	if len(r.Lines)+len(r.Bad) != r.Read {
		t.Fatalf("%d good and %d bad of %d", len(r.Lines), len(r.Bad), r.Read)
	}
	data, name, err := roster.Encode(&r.Roster)
	if err != nil {
		t.Fatalf("%v", err)
	}
	back, err := roster.Decode(data, name)
	if err != nil || !cmp.Equal(back.Lines, r.Lines) {
		t.Fatalf("%v: %+v reads back as %+v", err, r.Lines, back)
	}
	x := roster.NewIndex(name, back, nil)
	for i := range back.Lines {
		l := &back.Lines[i]
		for _, email := range append([]string{l.Email}, l.Also...) {
			if found, ok := x.Find(email); !ok || found != l {
				t.Fatalf("%s is found as %+v", email, found)
			}
		}
	}
}

// FuzzRead holds that no file makes the reader fail otherwise than with a sentence.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{plain, "\xff\xfeE\x00m\x00", "Email;Start\r\na@x.com;1/2/2026", "sep=;\nEmail\n\"a@x.com", "Email\n\x81\x8d"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := roster.Read(data, roster.Options{})
		if err != nil {
			if fault.KindOf(err) != fault.BadInput {
				t.Fatalf("%v", err)
			}
			return
		}
		holds(t, r)
	})
}
