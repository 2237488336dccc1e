package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/rostering"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/ui/widget"
)

func (s *session) rosterCommand() *cobra.Command {
	c := s.family("roster", `tuar roster import people.csv
tuar roster list`,
		"Say who is employed and who manages whom", s.rosterImportCommand(), s.rosterListCommand(), s.rosterDiffCommand())
	c.Long = `roster keeps who is employed, by which a review sees who has left, whose contract has ended, who is not known, and who changed
department or manager. It is imported from a CSV file of the personnel system or of the identity provider. See: tuar help roster`
	return c
}

func (s *session) rosterImportCommand() *cobra.Command {
	var columns []string
	var dates string
	var how importing
	c := &cobra.Command{
		Use:   "import FILE.csv [flags]",
		Short: "Import the roster from a CSV file",
		Long: `import reads who is employed from a CSV file, shows which columns it takes for what and what has changed since the last roster, asks,
and records it. All lines are recorded or none: every bad line is named with its reason.

The fields: ` + strings.Join(roster.Fields(), ", ") + `. Nothing else is
kept. Columns are found by their headers; --column says which one it is, and --column FIELD=- leaves a field out. This machine
remembers the columns of the last import.

The file is UTF-8 or UTF-16, or else it is taken for Windows-1252; cells stand between commas, semicolons or tabs. Dates such as
3/4/2026 are read as the others in the file show; if none does, you are asked, or --dates says it.`,
		Example: `tuar roster import people.csv
tuar roster import people.csv --column email="Work Email" --column title=-
tuar roster import people.csv --dates eu --yes --json`,
		Args: takes(1, 1, "one file"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			o := roster.Options{Columns: map[string]string{}, Dates: roster.Dates(dates)}
			for _, one := range columns {
				field, header, ok := strings.Cut(one, "=")
				if !ok || header == "" {
					return answer{}, usagef("--column takes FIELD=HEADER, not %q", one).WithHint(`for example --column email="Work Email"`)
				}
				o.Columns[strings.ToLower(strings.TrimSpace(field))] = header
			}
			if dates != "" && !slices.Contains(roster.Orders, o.Dates) {
				return answer{}, usagef("--dates takes iso, us or eu, not %q", dates)
			}
			if !how.dryRun {
				if err := s.canConfirm(); err != nil {
					return answer{}, err
				}
			}
			return s.rosterImport(ctx, w, args[0], o, how)
		}),
	}
	c.Flags().StringArrayVar(&columns, "column", nil, "`FIELD=HEADER`: the column of a field, - for none; repeatable")
	c.Flags().StringVar(&dates, "dates", "", "how 3/4/2026 reads: us (month first), eu (day first); iso takes only 2026-03-04")
	c.Flags().BoolVar(&how.dryRun, "dry-run", false, "only show what would be recorded")
	c.Flags().BoolVar(&how.allowDrop, "allow-drop", false, "take a file that lacks more than a fifth of the people of the last roster")
	complete(c, "dates", "iso", "us", "eu")
	return c
}

// rosterJSON is an import for programs.
type rosterJSON struct {
	Roster  string              `json:"roster"` // empty if nothing was recorded
	Lines   int                 `json:"lines"`  // of the file, bad ones included
	People  int                 `json:"people"`
	Bad     []tabular.BadLine   `json:"bad"`
	Columns map[string]string   `json:"columns"`
	Changes []roster.Difference `json:"changes"` // since the last roster
	DryRun  bool                `json:"dry_run"`
}

// importing holds the flags of roster import that are not about reading the file.
type importing struct{ dryRun, allowDrop bool }

// rosterImport shows what a file holds, asks, and records it.
func (s *session) rosterImport(ctx context.Context, w *review.Workspace, path string, o roster.Options, how importing) (answer, error) {
	r, err := w.ReadRoster(ctx, path, o)
	if err != nil {
		return answer{}, err
	}
	if r.Ambiguous != "" {
		if o.Dates, err = s.askDates(ctx, r.Ambiguous); err != nil {
			return answer{}, err
		}
		if r, err = w.ReadRoster(ctx, path, o); err != nil {
			return answer{}, err
		}
	}
	result := rosterJSON{Lines: r.Read, People: r.People(), Bad: orEmpty(r.Bad), Columns: r.Columns, Changes: orEmpty(r.Diff), DryRun: how.dryRun}
	if len(r.Bad) > 0 {
		err := fault.New(fault.BadInput, "%s of %d cannot be used; nothing was recorded", count(len(r.Bad), "line"), r.Read).
			WithHint("correct them in the file; a column that is not needed can be left out with --column FIELD=-")
		return answer{result, func(p *printer) { p.roster(r); p.badLines(r.Bad) }}, err
	}
	if !s.json {
		p := s.printer(s.out)
		if s.interactive() {
			p = s.aside()
		}
		p.roster(r)
		p.rosterChanges(r)
	}
	if how.dryRun {
		return answer{result, func(p *printer) { p.linef("nothing was recorded: this was a dry run") }}, nil
	}
	if r.Short() && !how.allowDrop {
		err := fault.New(fault.BadInput, "%d of the %d people of the last roster are not in the file; nothing was recorded", r.Gone, len(r.Before.Roster.Lines)).
			WithHint("a roster holds everybody; if the file is right, add --allow-drop")
		return answer{}, err
	}
	if err := s.confirm(ctx, "Record this roster?"); err != nil {
		return answer{}, err
	}
	if result.Roster, err = w.ImportRoster(ctx, r); err != nil {
		return answer{}, err
	}
	return answer{result, func(p *printer) {
		p.hang(p.good("imported:"), "roster %.12s, %s of %s", result.Roster, count(r.Read, "line"), persons(result.People))
		p.next("tuar access list")
	}}, nil
}

func persons(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// askDates asks how the dates of a file are written.
func (s *session) askDates(ctx context.Context, example string) (roster.Dates, error) {
	if s.yes || !s.interactive() {
		return "", usagef("the date %s can be read in two ways, and no other date in the file shows in which", example).
			WithHint("say how dates are written: --dates us (month first) or --dates eu (day first)")
	}
	text, err := s.ask(ctx, question{
		text: "us or eu", about: "The date " + example + " can be read in two ways: us has the month first, eu the day.",
		check: func(answer string) error {
			if answer != string(roster.US) && answer != string(roster.European) {
				return fmt.Errorf("answer us or eu")
			}
			return nil
		},
	})
	return roster.Dates(text), err
}

// roster writes how a file was read.
func (p *printer) roster(r *rostering.Preview) {
	p.linef("%s", p.bold(count(r.Read, "line")+", "+persons(r.People())))
	encoding := r.Encoding
	if r.Assumed {
		encoding += ", which is assumed: the file is not UTF-8. Check a name with an accent"
	}
	p.fact("encoding", "%s", encoding)
	for _, field := range slices.Sorted(maps.Keys(r.Columns)) {
		p.fact(strings.ReplaceAll(field, "_", " "), "column %q", r.Columns[field])
	}
	if r.Order != "" {
		p.fact("dates", "%s", map[roster.Dates]string{roster.ISO: "as 2026-12-31", roster.US: "month first", roster.European: "day first"}[r.Order])
	}
	if len(r.Unused) > 0 {
		p.fact("not read", "%s", strings.Join(r.Unused, ", "))
	}
}

// mostBad bounds how many bad lines are written.
const mostBad = 200

func (p *printer) badLines(bad []tabular.BadLine) {
	lines := make([]string, len(bad))
	for i, b := range bad {
		lines[i] = fmt.Sprintf("line %d: %s", b.Line, b.Why)
	}
	p.list(lines, mostBad)
}

// changeWords say what became of people.
var changeWords = map[roster.Change]string{
	roster.Joined: "joined", roster.Gone: "left or not in the file", roster.OtherManager: "other manager", roster.OtherUnit: "other department", roster.OtherType: "other type",
	roster.OtherDates: "other dates", roster.OtherTitle: "other title", roster.OtherAddress: "other addresses", roster.OtherFullName: "other name",
}

// rosterChanges writes what changed since the last roster.
func (p *printer) rosterChanges(r *rostering.Preview) {
	if r.Before == nil {
		p.fact("before", "this is the first roster")
		return
	}
	p.fact("before", "roster %.12s of %s", r.Before.Name, moment(r.Before.ImportedAt))
	p.rosterDifferences(r.Diff, 8)
}

// rosterDifferences writes what changed, at most so many of each kind; 0 for all.
func (p *printer) rosterDifferences(diff []roster.Difference, most int) {
	if len(diff) == 0 {
		p.linef("nothing changed")
		return
	}
	for _, change := range roster.Changes {
		var lines []string
		for _, d := range diff {
			if d.Change == change {
				lines = append(lines, d.Email+told(d))
			}
		}
		if len(lines) == 0 {
			continue
		}
		p.hang(p.bold(changeWords[change]+":"), "%d", len(lines))
		p.list(lines, cmp.Or(most, len(lines)))
	}
}

func told(d roster.Difference) string {
	switch {
	case d.Before == "" && d.After == "":
		return ""
	case d.Change == roster.Joined:
		return ": " + d.After
	case d.Change == roster.Gone:
		return ": " + strings.Trim(d.Before+" → "+cmp.Or(d.After, "not on the roster"), " →")
	}
	return ": " + cmp.Or(d.Before, "none") + " → " + cmp.Or(d.After, "none")
}

func (s *session) rosterListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the rosters that were imported",
		Example: `tuar roster list
tuar roster list --json`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.ListRosters(ctx)
			return answered(orEmpty(list), func(p *printer) {
				if len(list) == 0 {
					p.linef("no roster was imported yet")
					p.next("tuar roster import FILE.csv")
					return
				}
				rows, ages := make([][]string, len(list)), make([]string, len(list))
				for i, r := range list {
					ages[i] = fmt.Sprint(w.Now().Sub(r.At).Nanoseconds())
					rows[i] = []string{r.Roster[:12], fmt.Sprint(r.Lines), fmt.Sprint(r.People), widget.Ago(r.At, w.Now()), moment(r.At), r.By}
				}
				p.table([]column{
					{name: "ROSTER", keep: true},
					{name: "LINES", right: true},
					{name: "PEOPLE", right: true},
					{name: "AGE", keep: true, order: ages},
					{name: "IMPORTED"},
					{name: "BY"},
				}, rows)
			}, err)
		}),
	}
}

func (s *session) rosterDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [A [B]]",
		Short: "Say who joined, left or changed between two rosters",
		Long: `diff compares two rosters. Without arguments it compares the last two; with one, that one with the last. A roster is named by the
beginning of its hash, as tuar roster list prints it.`,
		Example: "tuar roster diff",
		Args:    takes(0, 2, "two rosters"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			args = append(args, "", "")
			diff, err := w.DiffRosters(ctx, args[0], args[1])
			return answered(orEmpty(diff), func(p *printer) { p.rosterDifferences(diff, 0) }, err)
		}),
	}
}
