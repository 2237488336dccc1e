package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review/fault"
)

// confirm asks for a yes before an act. If it cannot ask, it needs --yes.
func (s *session) confirm(ctx context.Context, question string) error {
	if s.yes {
		return nil
	}
	if err := s.canConfirm(); err != nil {
		return err
	}
	p := s.printer(s.err)
	fmt.Fprintf(s.err, "%s %s ", p.bold(question), p.dim("[y/N]"))
	answer, err := readLine(ctx, s.In)
	if err != nil {
		p.gap()
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return fault.New(fault.Failed, "nothing was done")
}

// agrees asks whether to go on with something that can be left for later: an empty answer agrees, the end of input does not.
func (s *session) agrees(ctx context.Context, question string) bool {
	p := s.printer(s.err)
	fmt.Fprintf(s.err, "%s %s ", p.bold(question), p.dim("[Y/n]"))
	answer, err := s.answer(ctx, false)
	if err != nil {
		p.gap()
		return false
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "", "y", "yes":
		return true
	}
	return false
}

// askNumber asks for a number on the terminal.
func (s *session) askNumber(ctx context.Context, question string) (int, error) {
	p := s.printer(s.err)
	fmt.Fprintf(s.err, "%s ", p.bold(question))
	answer, err := readLine(ctx, s.In)
	if err != nil {
		p.gap()
		return 0, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	if err != nil || n <= 0 {
		return 0, fault.New(fault.Failed, "nothing was done")
	}
	return n, nil
}

// canConfirm reports whether confirm can get an answer. Commands that write something before they ask check it first.
func (s *session) canConfirm() error {
	if s.yes || s.interactive() {
		return nil
	}
	return usagef("this needs your confirmation, and there is no terminal to ask on").
		WithHint("to do it without being asked, add --yes")
}

// question asks for one line of text.
type question struct {
	text     string // "Client ID"
	about    string // said once, above it
	given    string // what an empty answer stands for
	secret   bool   // typed without being seen
	optional bool   // may stay empty
	check    func(string) error
}

// ask asks on the terminal until the answer is valid. An end of input, as ctrl+d makes, ends the command.
func (s *session) ask(ctx context.Context, q question) (string, error) {
	p := s.printer(s.err)
	if q.about != "" {
		p.linef("%s", p.dim(q.about))
	}
	label := q.text
	if q.given != "" {
		label += " [" + q.given + "]"
	}
	for {
		fmt.Fprintf(s.err, "%s ", p.bold(label+":"))
		answer, err := s.answer(ctx, q.secret)
		if err != nil {
			if !q.secret { // or the line was ended already
				p.gap()
			}
			if errors.Is(err, io.EOF) {
				err = fault.New(fault.Failed, "nothing was done")
			}
			return "", err
		}
		answer = cmp.Or(strings.TrimSpace(answer), q.given)
		switch {
		case answer == "" && !q.optional:
			err = errors.New("it is missing")
		case q.check != nil:
			err = q.check(answer)
		}
		if err == nil {
			return answer, nil
		}
		p.hang(p.bad("!"), "%s", err)
	}
}

// answer reads a line from the terminal, and does not show it if it is a secret.
func (s *session) answer(ctx context.Context, secret bool) (string, error) {
	if secret {
		return s.hidden(ctx)
	}
	return within(ctx, func() (string, error) {
		line, err := bufio.NewReader(io.LimitReader(s.In, 64<<10)).ReadString('\n')
		if line != "" && errors.Is(err, io.EOF) {
			err = nil
		}
		return line, err
	})
}

// hidden reads a line from the terminal without showing it, and leaves the terminal as it was.
func (s *session) hidden(ctx context.Context) (string, error) {
	fd, _ := terminal(s.In)
	before, err := term.GetState(fd)
	if err != nil {
		return "", fault.New(fault.Failed, "the terminal does not answer: %w", err)
	}
	defer s.printer(s.err).gap()
	text, err := within(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if ctx.Err() != nil {
		_ = term.Restore(fd, before)
	}
	return string(text), err
}

// within runs a read that knows no context, and leaves it behind when ctx ends.
func within[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	got := make(chan result, 1)
	go func() {
		value, err := read()
		got <- result{value, err}
	}()
	select {
	case r := <-got:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// readLine reads a line, and gives up when ctx ends. An end of input ends the line.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	lines, err := readLines(ctx, in, 1)
	if err != nil {
		return "", err
	}
	return lines[0], nil
}

// readLines reads n lines, and gives up when ctx ends. An end of input ends every line that is left.
func readLines(ctx context.Context, in io.Reader, n int) ([]string, error) {
	return within(ctx, func() ([]string, error) {
		from := bufio.NewReader(io.LimitReader(in, 64<<10))
		lines := make([]string, n) // the rest is cleaned where it is known what it is
		for i := range lines {
			line, err := from.ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return nil, err
			}
			lines[i] = strings.TrimRight(line, "\r\n")
		}
		return lines, nil
	})
}
