package plain

import (
	"errors"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/words"
)

// comment puts a comment or a question on the row at hand.
func (r *walk) comment() error {
	t := r.t
	text, err := t.ask(question{text: "Comment or question on the row:", help: "it stays on record with the row"})
	if err != nil {
		return err
	}
	ask, err := t.ask(question{
		text: "Who is asked? An e-mail address, holder or manager, or empty for a comment:", optional: true,
		check: func(text string) error {
			if isOne(text, comment.Holder, comment.Manager) {
				return nil
			}
			return person.Check(text)
		},
	})
	if err != nil {
		return err
	}
	if isOne(ask, comment.Holder, comment.Manager) {
		ask = strings.ToLower(ask)
	}
	if err := t.confirm("Record this on %s?", r.row().Title()); err != nil {
		return err
	}
	said, err := r.service.Comment(t.ctx, r.id, r.row().Item, comment.Draft{Text: text, Ask: ask})
	if err != nil {
		return err
	}
	t.say("Recorded: %s", said)
	return r.read()
}

// answer answers an open question on the row at hand.
func (r *walk) answer() error {
	t := r.t
	var open []comment.Row
	var lines []string
	for _, c := range r.said[r.row().Item] {
		if c.Open {
			open, lines = append(open, c), append(lines, c.String())
		}
	}
	if len(open) == 0 {
		t.say("No question on this row waits for an answer; q asks one.")
		return nil
	}
	at, err := t.pick("question", lines)
	if err != nil {
		return err
	}
	q, d := open[at], comment.Draft{}
	if d.Text, err = t.ask(question{text: "Answer:"}); err != nil {
		return err
	}
	if !r.sheet.People.Same(q.Asked, r.sheet.Actor.Email) {
		t.say("%s was asked. The record says that you typed the answer.", q.Asked)
		told, err := t.yes("Is it what %s told you?", q.Asked)
		if err != nil {
			return err
		}
		if told {
			d.From = q.Asked
		}
	}
	if err := t.confirm("Record this answer?"); err != nil {
		return err
	}
	said, err := r.service.Answer(t.ctx, q.Campaign, q.ID, d)
	if err != nil {
		return err
	}
	t.say("Recorded: %s", said)
	return r.read()
}

// note records who is responsible for the item at hand, what it is for, and how often it is reviewed.
func (r *walk) note() error {
	t, row := r.t, r.row()
	was := row.Noted()
	t.fact("Owner now", orNone(was.Owner))
	t.fact("Purpose now", orNone(was.Purpose))
	t.fact("Review every now", orNone(string(was.Every)))
	t.say("An empty answer leaves a part as it is; the word none takes it away.")
	var c noting.Change
	for _, part := range []struct {
		text  string
		to    **string
		check func(string) error
	}{
		{"Owner, an e-mail address:", &c.Owner, person.Check},
		{"Purpose:", &c.Purpose, nil},
		{"Review every, such as 90d, 6mo or 1y:", &c.Every, func(text string) error {
			if !note.Interval(text).Known() {
				return errors.New("an interval is a number and d, w, mo or y, such as 90d or 6mo")
			}
			return nil
		}},
	} {
		given, err := t.ask(question{text: part.text, optional: true, check: func(text string) error {
			if isOne(text, "none") || part.check == nil {
				return nil
			}
			return part.check(text)
		}})
		if err != nil {
			return err
		}
		if isOne(given, "none") {
			given = ""
		} else if given == "" {
			continue
		}
		*part.to = &given
	}
	if c == (noting.Change{}) {
		t.say("Nothing was changed.")
		return nil
	}
	if err := t.confirm("Record this note on %s?", row.Title()); err != nil {
		return err
	}
	if _, _, err := r.service.SetNote(t.ctx, row.Item, c); err != nil {
		return err
	}
	t.say("Recorded: the note on %s.", row.Title())
	return r.read()
}

// handOver gives the row at hand to another reviewer, for good or up to a day.
func (r *walk) handOver() error {
	t, row := r.t, r.row()
	h := campaign.Handing{Items: []string{row.Item}, Stage: row.Stage}
	var err error
	if h.To, err = t.ask(question{text: "E-mail address of the reviewer who decides on it:", check: person.Check}); err != nil {
		return err
	}
	until, err := t.ask(question{
		text: "Last day, or empty for good:", help: dayHelp, optional: true,
		check: func(text string) error {
			_, err := campaign.ParseDay("the last day", text, t.now())
			return err
		},
	})
	if err != nil {
		return err
	}
	if until != "" {
		text, err := campaign.ParseDay("the last day", until, t.now())
		if err != nil {
			return err
		}
		if h.Until, err = time.Parse(campaign.DateLayout, text); err != nil {
			return err
		}
	}
	if h.Reason, err = r.why("Why does that person decide? A number or your words:", true); err != nil {
		return err
	}
	items, err := r.service.PreviewDelegate(t.ctx, r.id, h)
	if err != nil {
		return err
	}
	if err := t.confirm("Hand %s over to %s?", words.Count(len(items), "row"), h.To); err != nil {
		return err
	}
	if _, err := r.service.Delegate(t.ctx, r.id, h); err != nil {
		return err
	}
	t.say("Recorded: %s decides on %s.", h.To, row.Title())
	return r.read()
}
