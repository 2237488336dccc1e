package plain

import (
	"context"
	"fmt"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/words"
)

// journal says the lines of the record, and checks them.
type journal struct {
	t       *talk
	service interface {
		Journal(context.Context) ([]record.Line, error)
		Standing(context.Context) (core.Standing, error)
		Sentences(context.Context) func(record.Line) string
		CheckJournal(context.Context) ([]record.WriterCheck, error)
	}
}

func (j *journal) open() error {
	return j.t.menu("What next?", func() ([]choice, error) {
		return []choice{
			{"l", "list the lines, the newest first", func() error { return j.list(false) }},
			{"r", "lines without effect, with the reason", func() error { return j.list(true) }},
			{"v", "verify the record", j.verify},
		}, nil
	})
}

// list says the lines, the newest first, and one of them whole.
func (j *journal) list(refused bool) error {
	t := j.t
	all, err := j.service.Journal(t.ctx)
	if err != nil {
		return err
	}
	standing, err := j.service.Standing(t.ctx)
	if err != nil {
		return err
	}
	say := j.service.Sentences(t.ctx)
	var lines []string
	var shown []record.Line
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		why := standing.Refused(l)
		if refused && why == "" {
			continue
		}
		line := fmt.Sprintf("%s, %s: %s", moment(l.Time.Time), l.Actor, say(l))
		if why != "" {
			line += ", without effect: " + why
		}
		lines, shown = append(lines, line), append(shown, l)
	}
	if len(lines) == 0 {
		t.say("There is no such line.")
		return nil
	}
	for {
		at, err := t.pick("line", lines)
		if err != nil {
			return err
		}
		l := shown[at]
		t.say("%s", lines[at])
		t.fact("Type", l.Type)
		t.fact("Writer", l.Writer)
		t.fact("Number", fmt.Sprint(l.Seq))
		t.fact("Author", words.Assured(l.Actor, standing.Known(l)))
		t.fact("Hash", l.Hash)
		t.fact("Data", string(l.Data))
	}
}

func (j *journal) verify() error {
	checks, err := j.service.CheckJournal(j.t.ctx)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if c.OK {
			j.t.say("Verified: journal %s, %s, all hashes match.", c.Writer, words.Count(c.Lines, "entry", "entries"))
			continue
		}
		j.t.say("Does not check out: journal %s: %s", c.Writer, c.Detail)
	}
	j.t.say("Populations, rosters and the audit log are checked by the command: tuar journal verify")
	return nil
}
