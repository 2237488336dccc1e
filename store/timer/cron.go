package timer

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/timer"
)

// cron is a line in the person's own table of cron. Lines of others are left as they are.
type cron struct {
	proc string // where what runs can be read; empty where it cannot
}

func (cron) plan(j job) (timer.Plan, error) {
	line, err := cronLine(j)
	if err != nil {
		return timer.Plan{}, err
	}
	return timer.Plan{
		Kind: timer.Cron, Files: []timer.File{},
		Commands: []string{"(crontab -l | grep -v -F " + quote(mark(j)) + "; echo " + quote(line) + ") | crontab -"},
		Notes: []string{
			"cron mails what goes wrong, where mail is set up",
			"what came due while the machine was off is ended in the first minute after",
		},
	}, nil
}

// mark returns the comment by which the line is found again.
func mark(j job) string { return "# " + j.name }

// cronLine returns the line. To cron a percent sign ends the command unless a backslash stands before it, and other
// uses of the backslash differ between crons.
func cronLine(j job) (string, error) {
	words := make([]string, len(j.args))
	for i, a := range j.args {
		if strings.ContainsAny(a, "\\\n\r") {
			return "", fault.New(fault.BadInput, "%q holds a backslash or a line break, which cron does not run as it is", a)
		}
		words[i] = strings.ReplaceAll(quote(a), "%", `\%`)
	}
	return "* * * * * " + strings.Join(words, " ") + " " + mark(j), nil
}

// table returns the current table.
func table(ctx context.Context) (string, error) {
	text, err := run(ctx, "", "crontab", "-l")
	if err != nil && saysNoTable(strings.ToLower(err.Error())) {
		return "", nil
	}
	return text, err
}

// saysNoTable reports whether crontab said that there is no table yet: in the words of Vixie, cronie and dcron, or of
// BusyBox, which fails to open the file.
func saysNoTable(said string) bool {
	return strings.Contains(said, "no crontab for") || strings.Contains(said, "can't open") &&
		strings.Contains(said, "no such file or directory")
}

// withoutLine returns the table without the line that bears the mark, and whether there was one.
func withoutLine(table, mark string) (rest string, was bool) {
	var b strings.Builder
	for line := range strings.Lines(table) {
		if strings.HasSuffix(strings.TrimRight(line, "\r\n"), mark) {
			was = true
			continue
		}
		b.WriteString(line)
	}
	return b.String(), was
}

// lineOf returns the line of the table that bears the mark, without the mark.
func lineOf(table, mark string) string {
	for line := range strings.Lines(table) {
		if text, ok := strings.CutSuffix(strings.TrimRight(line, "\r\n"), mark); ok {
			return text
		}
	}
	return ""
}

func (cron) install(ctx context.Context, j job, _ timer.Plan) error {
	line, err := cronLine(j)
	if err != nil {
		return err
	}
	text, err := table(ctx)
	if err != nil {
		return err
	}
	rest, _ := withoutLine(text, mark(j))
	if rest != "" && !strings.HasSuffix(rest, "\n") {
		rest += "\n"
	}
	_, err = run(ctx, rest+line+"\n", "crontab", "-")
	return err
}

func (cron) remove(ctx context.Context, j job) (bool, error) {
	if !hasProgram("crontab") {
		return false, nil
	}
	text, err := table(ctx)
	if err != nil {
		return false, err
	}
	rest, was := withoutLine(text, mark(j))
	if was {
		_, err = run(ctx, rest, "crontab", "-")
	}
	return was, err
}

func (c cron) status(ctx context.Context, j job) (timer.Status, error) {
	if !hasProgram("crontab") {
		return timer.Status{}, nil
	}
	text, err := table(ctx)
	if err != nil {
		return timer.Status{}, err
	}
	if _, was := withoutLine(text, mark(j)); !was {
		return timer.Status{}, nil
	}
	s := timer.Status{
		Installed: true, Running: true,
		Detail: "the line is there; whether cron itself runs, crontab does not say",
	}
	if line, err := cronLine(j); err != nil || !strings.Contains(text, line+"\n") {
		s.Detail = unlike("the line", lineOf(text, mark(j)))
	}
	if why := noDaemon(c.proc); why != "" {
		s.Running, s.Detail = false, why
	}
	return s, nil
}
