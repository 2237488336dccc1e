package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// walk goes through the rows of a campaign, one at a time, those that need a closer look first.
type walk struct {
	t       *talk
	me      identity
	service reviewService
	signing *signing
	id      string

	sheet *campaign.Sheet
	all   []*campaign.SheetRow
	said  map[string][]comment.Row
	at    int
	since time.Time                // when the row at hand was said
	seen  map[string]time.Duration // how long rows were at hand before
}

type reviewService interface {
	signingService
	IAm(ctx context.Context, email string) error
	Decide(ctx context.Context, id string, choices []campaign.Choice) ([]campaign.Decision, error)
	Undo(ctx context.Context, id string, items []string) ([]campaign.Decision, error)
	Postpone(ctx context.Context, id string, delay campaign.Delay) ([]string, error)
	PreviewDelegate(ctx context.Context, id string, h campaign.Handing) ([]string, error)
	Delegate(ctx context.Context, id string, h campaign.Handing) ([]string, error)
	Comments(ctx context.Context, id string) ([]comment.Row, error)
	Comment(ctx context.Context, id, item string, d comment.Draft) (comment.Row, error)
	Answer(ctx context.Context, id, question string, d comment.Draft) (comment.Row, error)
	SetNote(ctx context.Context, item string, c noting.Change) (note.Set, bool, error)
	ResumeItem(ctx context.Context, id string) string
	SaveResumeItem(ctx context.Context, id, item string) error
}

// open reads the sheet and goes on at the row where the review was left.
func (r *walk) open() error {
	t := r.t
	r.seen = map[string]time.Duration{}
	if err := r.read(); err != nil {
		return err
	}
	if len(r.all) == 0 {
		t.say("The campaign has no rows.")
		return nil
	}
	if r.sheet.Summary.State == campaign.Open {
		if err := r.me.known(); err != nil {
			return err
		}
		if err := r.read(); err != nil { // it says now which rows are yours
			return err
		}
		t.say("Note: the time for each row and decisions on several rows at once are recorded.")
	}
	t.fact("Instructions", r.sheet.Instructions)
	r.id = r.sheet.Summary.ID
	r.at = max(0, slices.IndexFunc(r.all, func(row *campaign.SheetRow) bool { return row.Item == r.service.ResumeItem(t.ctx, r.id) }))
	if !r.undecided(r.all[r.at]) {
		r.toNext()
	}
	t.say("Row keys:")
	t.list(r.keys())
	r.tell()
	for {
		if err := r.step(); err != nil {
			return errors.Join(r.remember(), err)
		}
	}
}

// remember keeps the place for the next time.
func (r *walk) remember() error {
	if r.sheet.Summary.State != campaign.Open {
		return nil
	}
	return r.service.SaveResumeItem(context.WithoutCancel(r.t.ctx), r.id, r.row().Item)
}

func (r *walk) read() error {
	sheet, err := r.service.Sheet(r.t.ctx, r.id)
	if err != nil {
		return err
	}
	comments, err := r.service.Comments(r.t.ctx, r.id)
	if err != nil {
		return err
	}
	item := ""
	if len(r.all) > 0 {
		item = r.row().Item
	}
	r.said = map[string][]comment.Row{}
	for _, c := range comments {
		r.said[c.Item] = append(r.said[c.Item], c)
	}
	first := r.all == nil
	places := map[string]int{}
	for i, row := range r.all {
		places[row.Item] = i
	}
	r.sheet, r.all = sheet, make([]*campaign.SheetRow, len(sheet.Rows))
	for i := range sheet.Rows {
		r.all[i] = &sheet.Rows[i]
	}
	if first { // a row keeps its number while it is decided
		slices.SortStableFunc(r.all, campaign.CompareRisk)
	} else {
		slices.SortStableFunc(r.all, func(a, b *campaign.SheetRow) int { return places[a.Item] - places[b.Item] })
	}
	if i := slices.IndexFunc(r.all, func(row *campaign.SheetRow) bool { return row.Item == item }); i >= 0 {
		r.at = i
	}
	return nil
}

func (r *walk) row() *campaign.SheetRow { return r.all[r.at] }

// undecided reports whether the current user can decide the row and has not.
func (r *walk) undecided(row *campaign.SheetRow) bool {
	return words.Barred(r.sheet, row) == "" && row.Mine && row.Part().Decision.Verdict == campaign.Undecided && !row.Later
}

// left counts the rows that are left to decide.
func (r *walk) left() (n int) {
	for _, row := range r.all {
		if r.undecided(row) {
			n++
		}
	}
	return n
}

// toNext goes to the next row that is left to decide, and reports whether there is one.
func (r *walk) toNext() bool {
	for i := 1; i <= len(r.all); i++ {
		if next := (r.at + i) % len(r.all); r.undecided(r.all[next]) {
			r.to(next)
			return true
		}
	}
	return false
}

// to makes another row the one at hand.
func (r *walk) to(at int) {
	if !r.since.IsZero() {
		r.seen[r.row().Item] += r.t.now().Sub(r.since)
	}
	r.at, r.since = at, r.t.now()
}

// dwell returns how long a row has been at hand, in milliseconds.
func (r *walk) dwell(row *campaign.SheetRow) int64 {
	seen := r.seen[row.Item]
	if row == r.row() {
		seen += r.t.now().Sub(r.since)
	}
	return seen.Milliseconds()
}

// step asks what to do with the row at hand, and does it.
func (r *walk) step() error {
	t := r.t
	answer, err := t.ask(question{
		text: fmt.Sprintf("Row %d, what next?", r.at+1), help: "a letter or a word of the list of keys, the number of a row, or words to find a row", more: func() { t.list(r.keys()) },
	})
	if err != nil {
		return err
	}
	chosen, ok := find(r.keys(), answer)
	switch n, notNumber := strconv.Atoi(answer); {
	case ok:
		err = chosen.do()
	case notNumber == nil && n >= 1 && n <= len(r.all):
		r.to(n - 1)
		r.tell()
	case notNumber == nil:
		t.say("There is no row %d; the last is %d.", n, len(r.all))
	default:
		err = r.find(strings.TrimPrefix(answer, "/"))
	}
	if errors.Is(err, errBack) {
		t.say("Row %d again.", r.at+1)
	}
	return t.survive(err)
}

func (r *walk) keys() []choice {
	all := []choice{
		{"n", "next row", func() error { return r.move(1) }},
		{"p", "previous row", func() error { return r.move(-1) }},
		{"w", "next undecided row", r.nextLeft},
		{"l", "list of rows", r.list},
		{"i", "details", r.details},
		{"k", "keys, this list", func() error { r.t.list(r.keys()); return nil }},
	}
	if r.sheet.Summary.State != campaign.Open {
		return all
	}
	return append([]choice{
		{"c", "certify", func() error { return r.decide(campaign.Certify) }},
		{"r", "revoke", func() error { return r.decide(campaign.Revoke) }},
		{"d", "reduce", r.reduce},
		{"a", "abstain", func() error { return r.decide(campaign.Abstain) }},
		{"b", "certify until a day", r.certifyUntil},
		{"o", "postpone", r.postpone},
		{"m", "certify several rows", r.several},
		{"f", "carry forward what is unchanged", r.carry},
		{"e", "reason of the decision", r.reason},
		{"u", "undo the last decision", r.undo},
		{"q", "comment or ask a person", r.comment},
		{"y", "answer a question", r.answer},
		{"t", "note", r.note},
		{"h", "hand over to another reviewer", r.handOver},
		{"s", "sign off", r.signOff},
	}, all...)
}

func (r *walk) signOff() error {
	if err := r.signing.signOff(r.id); err != nil {
		return err
	}
	return r.read()
}

func (r *walk) move(by int) error {
	next := r.at + by
	if next < 0 || next >= len(r.all) {
		r.t.say("There is no row beyond this one.")
		return nil
	}
	r.to(next)
	r.tell()
	return nil
}

// nextLeft goes to the next row that is left to decide, or says that none is.
func (r *walk) nextLeft() error {
	if r.toNext() {
		r.tell()
		return nil
	}
	if r.t.say("No row is left for you to decide."); r.sheet.Summary.State == campaign.Open {
		r.t.say("s signs off.")
	}
	return nil
}

// find goes to the next row that has all the words.
func (r *walk) find(text string) error {
	found := matching(r.lines(), text)
	if len(found) == 0 {
		return fmt.Errorf("%q is no key, and no row has these words; k lists the keys", text)
	}
	i := max(0, slices.IndexFunc(found, func(at int) bool { return at > r.at }))
	r.t.say("%s.", words.Count(len(found), "row has these words", "rows have these words"))
	r.to(found[i])
	r.tell()
	return nil
}

func (r *walk) lines() []string {
	lines := make([]string, len(r.all))
	for i, row := range r.all {
		lines[i] = r.line(row)
	}
	return lines
}

// line says a row in one line.
func (r *walk) line(row *campaign.SheetRow) string {
	line := row.Title() + ", " + row.Role
	if hints := row.HintNames(); len(hints) > 0 {
		line += ", hints: " + strings.Join(hints, ", ")
	}
	return line + ", " + r.decision(row)
}

// decision says in a few words what was decided, or why nothing can be.
func (r *walk) decision(row *campaign.SheetRow) string {
	d := row.Part().Decision
	switch why := words.Barred(r.sheet, row); {
	case d.Verdict != campaign.Undecided:
		return told(d)
	case row.Later:
		return "postponed until " + day(row.Postponed.Until)
	case why != "":
		return "undecided, " + why
	}
	return "undecided"
}

// told says a decision without its author.
func told(d campaign.Decision) string {
	text := d.Verdict.Past()
	if to := d.To(); to != "" {
		text += " to " + to
	}
	if d.Until != "" {
		text += " until " + d.Until
	}
	return text
}

func (r *walk) list() error {
	at, err := r.t.pick("row", r.lines())
	if err != nil {
		return err
	}
	r.to(at)
	r.tell()
	return nil
}

// tell says what is known of the row at hand, one fact in a line.
func (r *walk) tell() {
	t, row := r.t, r.row()
	r.since = t.now()
	t.say("Row %d of %d. %s left to decide.", r.at+1, len(r.all), words.Count(r.left(), "row"))
	t.fact("Who", row.Title())
	if !strings.EqualFold(row.Email, row.Title()) {
		t.fact("E-mail", row.Email)
	}
	t.fact("Role", row.RoleTold())
	if row.Privileged {
		t.say("Privileged: yes")
	}
	for _, h := range row.Hints {
		t.say("Hint %s: %s", h.Name, h.Fact)
	}
	t.fact("Advice", row.Advised())
	t.fact("Account", row.Account())
	if row.Kind.HoldsRole() {
		word := "Last sign-in"
		if row.Kind == access.Key {
			word = "Last use"
		}
		t.fact(word, before(row.LastLoginAt, r.sheet.TakenAt))
	}
	for _, f := range row.Facts() {
		t.fact(f.Label, f.Text)
	}
	t.fact("Roster", row.Employment())
	t.fact("Last time", row.LastTime(r.sheet.PreviousName))
	t.fact("If revoked", strings.Join(r.sheet.Revoking(row), "; "))
	t.fact("Decision", r.decision(row))
	if d := row.Part().Decision; d.Verdict != campaign.Undecided {
		t.fact("Reason", d.Reason)
	}
	for _, c := range r.said[row.Item] {
		kind := c.Kind
		if c.Open {
			kind = "open question"
		}
		t.say("Said, %s: %s", kind, c)
	}
}

// details says the rest of what is known of the row at hand.
func (r *walk) details() error {
	t, row := r.t, r.row()
	r.tell()
	t.fact("ID", row.Item)
	t.fact("Kind", string(row.Kind))
	t.fact("Created", before(row.CreatedAt, r.sheet.TakenAt))
	t.fact("Responsible", row.Responsibility())
	t.fact("Purpose", row.Noted().Purpose)
	t.fact("Assigned to", row.Reviewer)
	t.fact("Assigned at opening to", row.ReassignedFrom)
	for _, h := range row.Hints {
		t.fact("Rule of "+h.Name, h.Basis())
	}
	for _, d := range row.Dismissed {
		t.fact("Dismissed hint "+d.Name, d.String())
	}
	for _, part := range row.Parts() {
		d := part.Decision
		if d.Verdict != campaign.Undecided {
			t.say("%s: %s %s by %s", part.Stage, told(d), widget.Ago(d.At, t.now()), words.Assured(d.Reviewer, d.Known))
		}
	}
	if row.Decision.Stages != nil {
		t.fact("In force", row.Decision.Ruling.Words())
	}
	t.fact("Also grants", strings.Join(row.Decision.Gains, ", "))
	t.say("Permissions of the role: %d", len(row.Permissions))
	return t.pages(row.Permissions)
}
