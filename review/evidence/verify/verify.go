// Package verify re-performs an evidence pack: it computes everything it can from the journals and populations in the
// pack, and reports differences in sentences. The pack is untrusted: its sizes, names and paths are all checked, and
// memory stays bounded.
package verify

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// Options say what a pack is checked against.
type Options struct {
	Allowed *signature.Allowed // who may sign; nil if unknown
	Revoked *signature.Revoked // keys that may not sign; nil if unknown
	Heads   []string           // head codes kept outside, as record.ParseHeadCode returns them
	Derive  Derive
	Remake  population.Remake // nil where it is not known how populations are made of answers
}

// Derive returns the facts of a campaign from the journals, in fold order, and the populations.
type Derive func(ctx context.Context, lines []record.Line, campaign string, populations Populations) (*pack.Facts,
	error)

// Populations gives the populations and rosters of a pack by name.
type Populations interface {
	Load(ctx context.Context, name string) (*population.Population, error)
	// Roster returns the bytes of the roster of that name, which bear it.
	Roster(ctx context.Context, name string) ([]byte, error)
}

// Check is the result of one check.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Weak is true where the check passes and shows less than it seems: an SSH key signed that no one has vouched for.
	Weak   bool   `json:"weak,omitempty"`
	Detail string `json:"detail"` // what was found, in sentences; with several faults a line for each
	// NotChecked lists the files of a pack of an earlier format that this version of tuar would write differently, and so
	// cannot compare, and what the pack does not show.
	NotChecked []string `json:"not_checked,omitempty"`
}

// First returns the first of the sentences.
func (c Check) First() string {
	first, _, _ := strings.Cut(c.Detail, "\n")
	return first
}

// Result holds the checks of a pack.
type Result struct {
	Checks []Check `json:"checks"`
	OK     bool    `json:"ok"`
}

// Run checks a pack of that size. An error means that the pack could not be read to the end or that ctx ended; problems
// of the pack itself are in the result.
func Run(ctx context.Context, r io.ReaderAt, size int64, o Options) (Result, error) {
	return (&verification{ctx: ctx, Options: o}).run(r, size)
}

func (v *verification) run(r io.ReaderAt, size int64) (Result, error) {
	return v.perform([]step{
		{"archive", func() string { return v.openArchive(r, size) }, true},
		{"manifest", v.checkManifest, false},
		{"journals", v.checkJournals, false},
		{"heads", v.checkHeads, false},
		{"signed lines", v.checkSignedLines, false},
		{"populations", v.checkPopulations, false},
		{"contents", v.checkFacts, false},
		{"relayed answers", v.checkRelayed, false},
		{SourceCheck, v.checkSource, false},
		{"tables", v.checkTables, false},
		{"report", v.checkReport, false},
		{"workbook", v.checkWorkbook, false},
		{"instructions", v.checkInstructions, false},
		{"signature", v.checkSignature, false},
		{"head codes", v.checkHeadCodes, false},
	})
}

// step is one check.
type step struct {
	name string
	do   func() string
	all  bool // without it there is nothing to go on with
}

// perform does the steps, and returns the result of these and of those before.
func (v *verification) perform(steps []step) (Result, error) {
	for _, step := range steps {
		if err := v.ctx.Err(); err != nil {
			return Result{}, err
		}
		v.faults, v.notChecked, v.weak = nil, nil, false
		detail := step.do()
		c := Check{Name: step.name, OK: len(v.faults) == 0, Weak: v.weak && len(v.faults) == 0, Detail: detail, NotChecked: v.notChecked}
		if len(v.notChecked) > 0 && v.earlier() {
			c.Detail = fmt.Sprintf("not checked: %s; the pack has format %d, and this tuar makes format %d",
				strings.Join(v.notChecked, ", "), v.format, pack.Format)
		}
		if !c.OK {
			c.Detail = strings.Join(v.faults, "\n")
		}
		v.checks = append(v.checks, c)
		if step.all && v.files == nil {
			break
		}
	}
	result := Result{Checks: v.checks, OK: true}
	for _, c := range v.checks {
		result.OK = result.OK && c.OK
	}
	return result, v.ctx.Err()
}

// verification is one run, with what each step leaves to the next.
type verification struct {
	Options
	ctx        context.Context
	of         *layout // nil is that of a pack
	nested     bool    // the pack is in an archive, whose signature covers it
	checks     []Check
	faults     []string // of the step under way
	weak       bool     // the step under way shows less than it seems
	notChecked []string // files that the step under way could not check

	files      map[string]*file // by path; nil if the archive cannot be read
	manifest   []byte
	intact     []record.Line  // of each journal those from the first on that check out, in fold order
	lines      []record.Line  // of all journals, in fold order; nil if one does not check out
	people     *people.Ledger // at the last line; nil if the lines do not fold
	standing   *core.Standing // of the lines; nil if they do not fold
	facts      *pack.Facts
	compared   map[string]compared // every file that follows from the facts, by path
	whyNoFacts string              // why there are no facts
	format     int                 // of the pack; see pack.Format
}

// maxFaults limits how many faults of one step are told.
const maxFaults = 20

// wrong notes a fault of the step under way, as a sentence.
func (v *verification) wrong(format string, args ...any) {
	switch n := len(v.faults); {
	case n < maxFaults:
		v.faults = append(v.faults, fmt.Sprintf(format, args...))
	case n == maxFaults:
		v.faults = append(v.faults, "and there is more that does not agree")
	}
}
