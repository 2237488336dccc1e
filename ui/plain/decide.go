package plain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/words"
)

const dayHelp = "a day such as 2026-12-31, or 30d for 30 days from now"

// mayDecide says why a row cannot be decided, and returns errBack then.
func (r *walk) mayDecide(list ...*campaign.SheetRow) error {
	for _, row := range list {
		if why := words.Barred(r.sheet, row); why != "" {
			if row.Own {
				why += "; h hands it to another reviewer"
			}
			r.t.say("Not possible: %s: %s.", row.Title(), why)
			return errBack
		}
	}
	return nil
}

// decide records a decision about the row at hand.
func (r *walk) decide(verdict campaign.Verdict) error {
	row := r.row()
	if err := r.mayDecide(row); err != nil {
		return err
	}
	choice := campaign.Choice{Item: row.Item, Verdict: verdict}
	if verdict != campaign.Certify {
		var err error
		if choice.Reason, err = r.why("Reason, a number or your words, may stay empty:", false); err != nil {
			return err
		}
	}
	if err := r.record(choice); err != nil {
		return err
	}
	if verdict == campaign.Revoke {
		if err := r.owned(row); err != nil {
			return err
		}
	}
	return r.nextLeft()
}

// why asks for a reason, which can be one of the canned ones by its number.
func (r *walk) why(text string, needed bool) (string, error) {
	for i, canned := range r.sheet.CannedReasons {
		r.t.say("Reason %d: %s", i+1, canned)
	}
	given, err := r.t.ask(question{text: text, help: "the record keeps it with the decision", optional: !needed, check: func(text string) error {
		if n, err := strconv.Atoi(text); err == nil && (n < 1 || n > len(r.sheet.CannedReasons)) {
			return fmt.Errorf("there is no reason %d", n)
		} else if err == nil {
			return nil
		} else if !needed && len([]rune(text)) == 1 {
			return fmt.Errorf("is %s your reason? It has less than three letters; quit ends tuar, back leaves the question", text)
		} else if !needed {
			return nil
		}
		_, err := reason.Check("this", text)
		return err
	}})
	if n, notNumber := strconv.Atoi(given); err == nil && notNumber == nil {
		given = r.sheet.CannedReasons[n-1]
	}
	return given, err
}

// record records choices made in one act, and says what is on record then. Rows of other reviewers need a reason first.
func (r *walk) record(choices ...campaign.Choice) error {
	var others []string
	for i := range choices {
		row := r.of(choices[i].Item)
		choices[i].DwellMS = r.dwell(row)
		if !row.Mine && !slices.Contains(others, row.Reviewer) {
			others = append(others, row.Reviewer)
		}
	}
	if len(others) > 0 {
		r.t.say("Assigned to %s. The record and the sign-off will say that you decided in their place.", strings.Join(others, ", "))
		why, err := r.why("Why do you decide in their place? A number or your words:", true)
		if err != nil {
			return err
		}
		for i := range choices {
			choices[i].Reason = why
		}
	}
	decided, err := r.service.Decide(r.t.ctx, r.id, choices)
	if err != nil {
		return err
	}
	for _, d := range decided {
		r.recorded("Recorded", d)
	}
	among := func(item string) bool {
		return slices.ContainsFunc(decided, func(d campaign.Decision) bool { return d.Item == item })
	}
	if err := r.read(); err != nil {
		return err
	}
	for _, line := range campaign.ContradictionSentences(r.sheet.Contradictions(r.sheet.Rows), among) {
		r.t.say("Note: %s.", line)
	}
	return nil
}

// recorded says a decision that is on record now.
func (r *walk) recorded(what string, d campaign.Decision) {
	row := r.of(d.Item)
	if d.Stages != nil {
		ruling := d.Ruling.Words()
		d = d.Stages.Of(row.Stage)
		r.t.fact("Two stages", ruling)
	}
	line := fmt.Sprintf("%s: %s, %s", what, row.Title(), told(d))
	if d.Reason != "" {
		line += ", because: " + d.Reason
	}
	r.t.say("%s. u takes it back.", line)
}

func (r *walk) of(item string) *campaign.SheetRow {
	if i := slices.IndexFunc(r.all, func(row *campaign.SheetRow) bool { return row.Item == item }); i >= 0 {
		return r.all[i]
	}
	return &campaign.SheetRow{Row: access.Row{Item: item}}
}

// owned offers to revoke what hangs on a person who was revoked, each row with a decision of its own.
func (r *walk) owned(person *campaign.SheetRow) error {
	var choices []campaign.Choice
	for _, item := range r.sheet.Owned(person.Row) {
		row := r.of(item)
		if row.Part().Decision.Verdict == campaign.Revoke || words.Barred(r.sheet, row) != "" {
			continue
		}
		r.t.say("Hangs on them: %s", r.line(row))
		choices = append(choices, campaign.Choice{Item: item, Verdict: campaign.Revoke, Reason: r.of(person.Item).Part().Decision.Reason})
	}
	if len(choices) == 0 {
		return nil
	}
	also, err := r.t.yes("Revoke %s as well?", words.Count(len(choices), "row"))
	if err != nil || !also {
		return err
	}
	return r.record(choices...)
}

// undo takes the last act back.
func (r *walk) undo() error {
	undone, err := r.service.Undo(r.t.ctx, r.id, nil)
	if err != nil {
		return err
	}
	if err := r.read(); err != nil {
		return err
	}
	at := len(r.all)
	for _, d := range undone {
		r.t.say("Taken back: %s is %s now.", r.of(d.Item).Title(), r.decision(r.of(d.Item)))
		at = min(at, slices.IndexFunc(r.all, func(row *campaign.SheetRow) bool { return row.Item == d.Item }))
	}
	if at >= 0 && at < len(r.all) {
		r.to(at)
		r.tell()
	}
	return nil
}

// reason records the decision on the row at hand again with another reason.
func (r *walk) reason() error {
	row := r.row()
	if err := r.mayDecide(row); err != nil {
		return err
	}
	d := row.Part().Decision
	if d.Verdict == campaign.Undecided {
		r.t.say("The row is not decided yet; a decision asks for its reason.")
		return nil
	}
	why, err := r.why("Reason, a number or your words:", true)
	if err != nil {
		return err
	}
	return r.record(campaign.Choice{Item: row.Item, Verdict: d.Verdict, ToRole: d.ToRole, Scopes: d.Scopes, Until: d.Until, Reason: why})
}

// certifyUntil certifies the row at hand up to a day.
func (r *walk) certifyUntil() error {
	row := r.row()
	if err := r.mayDecide(row); err != nil {
		return err
	}
	until, err := r.day("Last day for which the access is right:", "the last day for which it is certified")
	if err != nil {
		return err
	}
	why, err := r.why("Reason, a number or your words, may stay empty:", false)
	if err != nil {
		return err
	}
	if err := r.record(campaign.Choice{Item: row.Item, Verdict: campaign.Certify, Until: until, Reason: why}); err != nil {
		return err
	}
	return r.nextLeft()
}

// day asks for a day to come, as YYYY-MM-DD.
func (r *walk) day(text, what string) (string, error) {
	given, err := r.t.ask(question{text: text, help: dayHelp, check: func(text string) error {
		_, err := campaign.ParseDay(what, text, r.t.now())
		return err
	}})
	if err != nil {
		return "", err
	}
	return campaign.ParseDay(what, given, r.t.now())
}

// postpone leaves the row at hand undecided until a day.
func (r *walk) postpone() error {
	t, row := r.t, r.row()
	if err := r.mayDecide(row); err != nil {
		return err
	}
	if row.Part().Decision.Verdict != campaign.Undecided {
		t.say("The row is decided; u takes that back first.")
		return nil
	}
	t.say("The campaign is due %s; that stays. Nothing can be signed off before a postponed row is back or decided.", r.sheet.Summary.Due)
	delay := campaign.Delay{Items: []string{row.Item}}
	var err error
	if delay.Until, err = r.day("Day on which the row comes back:", "on which it comes back"); err != nil {
		return err
	}
	delay.Ask, err = t.ask(question{text: "E-mail address of the person you ask until then (can stay empty):", optional: true, help: "tuar sends no message", check: person.Check})
	if err != nil {
		return err
	}
	if delay.Reason, err = r.why("Why is it postponed? A number or your words:", true); err != nil {
		return err
	}
	if _, err := r.service.Postpone(t.ctx, r.id, delay); err != nil {
		return err
	}
	t.say("Recorded: %s is postponed until %s. u takes it back.", row.Title(), delay.Until)
	if err := r.read(); err != nil {
		return err
	}
	return r.nextLeft()
}

// reduce records another role for the row at hand, or the permissions that a custom role keeps. Roles that add permissions
// are moves, and need a reason.
func (r *walk) reduce() error {
	t, row := r.t, r.row()
	if err := r.mayDecide(row); err != nil {
		return err
	}
	if row.Kind == access.Role {
		return r.reduceRole(row)
	}
	type offer struct {
		id, name string
		verdict  campaign.Verdict
		gains    []string
	}
	var offers []offer
	for _, role := range r.sheet.Roles {
		verdict, why := campaign.Exchange(r.sheet.Rules, row.Row, role)
		switch {
		case role.ID == row.RoleID:
		case verdict == "":
			t.say("Not possible: %s: %s", role.Name, why)
		default:
			offers = append(offers, offer{role.ID, role.Name, verdict, access.Gains(row.Permissions, role.Scopes)})
		}
	}
	if len(offers) == 0 {
		t.say("No other role can be given.")
		return nil
	}
	slices.SortStableFunc(offers, func(a, b offer) int { return len(a.gains) - len(b.gains) })
	lines := make([]string, len(offers))
	for i, o := range offers {
		lines[i] = o.name + ", a smaller role"
		if o.verdict == campaign.Move {
			lines[i] = fmt.Sprintf("%s, a move that also grants %s", o.name, orNone(strings.Join(o.gains, ", ")))
		}
	}
	at, err := t.pick("role", lines)
	if err != nil {
		return err
	}
	chosen := offers[at]
	needed := campaign.ReasonFor(row.Row, chosen.verdict) == campaign.Always
	text := "Reason, a number or your words, may stay empty:"
	if needed {
		text = "A move needs a reason, a number or your words:"
	}
	why, err := r.why(text, needed)
	if err != nil {
		return err
	}
	if err := r.record(campaign.Choice{Item: row.Item, Verdict: chosen.verdict, ToRole: chosen.id, Reason: why}); err != nil {
		return err
	}
	return r.nextLeft()
}

// reduceRole records which permissions a custom role keeps.
func (r *walk) reduceRole(row *campaign.SheetRow) error {
	t := r.t
	if len(row.Permissions) < 2 {
		t.say("%s has no permission that it could do without; revoke it, or certify it.", row.Title())
		return nil
	}
	for i, permission := range row.Permissions {
		note := ""
		if r.sheet.Rules.PrivilegedBy([]string{permission}) != "" {
			note = ", privileged"
		}
		t.say("%d: %s%s", i+1, permission, note)
	}
	var goes []int
	_, err := t.ask(question{text: "Numbers of the permissions that go, such as 2, 4-6:", check: func(text string) (err error) {
		if goes, err = numbers(text, len(row.Permissions)); err == nil && len(goes) == len(row.Permissions) {
			err = errors.New("a role without permissions is revoked")
		}
		return err
	}})
	if err != nil {
		return err
	}
	var keeps []string
	for i, permission := range row.Permissions {
		if !slices.Contains(goes, i) {
			keeps = append(keeps, permission)
		}
	}
	t.fact("It keeps", strings.Join(keeps, ", "))
	why, err := r.why("Reason, a number or your words, may stay empty:", false)
	if err != nil {
		return err
	}
	if err := r.record(campaign.Choice{Item: row.Item, Verdict: campaign.Reduce, Scopes: keeps, Reason: why}); err != nil {
		return err
	}
	return r.nextLeft()
}

// several certifies several rows in one act, after each was said and a yes.
func (r *walk) several() error {
	t := r.t
	var chosen []int
	_, err := t.ask(question{
		text: "Numbers of the rows, such as 3-7, 9:", help: "l lists the rows with their numbers",
		check: func(text string) (err error) {
			chosen, err = numbers(text, len(r.all))
			return err
		},
	})
	if err != nil {
		return err
	}
	list := make([]*campaign.SheetRow, len(chosen))
	for i, at := range chosen {
		list[i] = r.all[at]
	}
	if err := r.mayDecide(list...); err != nil {
		return err
	}
	need := 0
	for i, row := range list {
		t.say("Row %d: %s", chosen[i]+1, r.line(row))
		if row.ReasonFor(campaign.Certify) != campaign.Never {
			need++
		}
	}
	why := ""
	if need > 0 && len(list) > 1 {
		t.say("Privileged, flagged or advised against: %s. Certifying them together needs a reason, which goes into the record with the number %d.%s",
			words.Count(need, "row"), len(list), words.AdviceAgainst(list))
		if why, err = r.why("Reason, a number or your words:", true); err != nil {
			return err
		}
	}
	if err := t.confirm("Certify %s in one act?", words.Count(len(list), "row")); err != nil {
		return err
	}
	choices := make([]campaign.Choice, len(list))
	for i, row := range list {
		choices[i] = campaign.Choice{Item: row.Item, Verdict: campaign.Certify, Reason: why}
	}
	if err := r.record(choices...); err != nil {
		return err
	}
	return r.nextLeft()
}

// carry certifies again what was certified last time and has not changed, after each row was said and a yes.
func (r *walk) carry() error {
	t := r.t
	var choices []campaign.Choice
	for i, row := range r.all {
		if row.Carry && r.undecided(row) {
			t.say("Row %d: %s, %s", i+1, r.line(row), row.LastTime(r.sheet.PreviousName))
			choices = append(choices, campaign.Choice{Item: row.Item, Verdict: campaign.Certify, Carried: true, Reason: words.CarriedReason(row)})
		}
	}
	if len(choices) == 0 {
		t.say("No row that is assigned to you can be carried forward.")
		return nil
	}
	if err := t.confirm("Certify %s again, unchanged since the last review?", words.Count(len(choices), "row")); err != nil {
		return err
	}
	if err := r.record(choices...); err != nil {
		return err
	}
	return r.nextLeft()
}

// numbers reads numbers and ranges from 1 to most, such as "3-7, 9", and returns places from 0 on, each once.
func numbers(text string, most int) (places []int, err error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		first, last, isRange := strings.Cut(part, "-")
		from, err := strconv.Atoi(first)
		to := from
		if err == nil && isRange {
			to, err = strconv.Atoi(last)
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%q is no number and no range such as 3-7", part)
		case from < 1 || to < from || to > most:
			return nil, fmt.Errorf("%s is not within 1 to %d", part, most)
		}
		for n := from; n <= to; n++ {
			if !slices.Contains(places, n-1) {
				places = append(places, n-1)
			}
		}
	}
	if len(places) == 0 {
		return nil, errors.New("no number was given")
	}
	return places, nil
}
