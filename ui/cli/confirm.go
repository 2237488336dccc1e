package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// confirm asks before something that cannot be undone. Where nobody can be asked it takes --yes.
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

// canConfirm says whether confirm can get an answer. Commands that write something before they ask check it first.
func (s *session) canConfirm() error {
	if s.yes || s.interactive() {
		return nil
	}
	return usagef("this cannot be undone, and there is nobody to ask: that needs a terminal, and no --json").
		WithHint("to do it without being asked, add --yes")
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
	type result struct {
		lines []string
		err   error
	}
	got := make(chan result, 1)
	go func() {
		from, r := bufio.NewReader(io.LimitReader(in, 64<<10)), result{}
		for len(r.lines) < n && r.err == nil {
			line, err := from.ReadString('\n')
			if !errors.Is(err, io.EOF) {
				r.err = err
			}
			r.lines = append(r.lines, strings.TrimRight(line, "\r\n")) // the rest is cleaned where it is known what it is
		}
		got <- r
	}()
	select {
	case r := <-got:
		return r.lines, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
