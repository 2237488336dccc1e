package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
)

// interrupted is the exit code after ctrl+c.
const interrupted = 130

// exit is an exit code that is an answer, not a failure: the output has been written already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// report writes the error for the user and returns the exit code.
func (s *session) report(ctx context.Context, err error) int {
	var code exit
	switch {
	case err == nil, s.out.hungUp():
		return 0
	case errors.As(err, &code):
		return int(code)
	case ctx.Err() != nil && s.out.failure() == nil, errors.Is(err, context.Canceled):
		return interrupted
	}
	kind := fault.KindOf(err)
	if !s.began && kind == fault.Failed {
		kind = fault.BadInput // the command line itself was not understood
	}
	texts, hints := sentences(err)
	if s.json {
		type failure struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Hint    string `json:"hint"`
		}
		_ = json.NewEncoder(s.err).Encode(map[string]failure{"error": {int(kind), strings.Join(texts, "\n"), strings.Join(hints, "\n")}})
		return int(kind)
	}
	p := s.printer(s.err)
	for _, t := range texts {
		p.titled(p.bad("error:"), t)
	}
	for _, h := range hints {
		p.titled(p.dim("hint: "), h)
	}
	return int(kind)
}

// sentences returns the problems, one sentence each, and the hints, each once.
func sentences(err error) (texts, hints []string) {
	if in, is := err.(inWorkspace); is { //nolint:errorlint // only the outermost error names a workspace
		texts, hints = sentences(in.err)
		for _, list := range [][]string{texts, hints} {
			for i := range list {
				list[i] = in.name + ": " + list[i]
			}
		}
		return texts, hints
	}
	var rejected *campaign.Rejected
	if errors.As(err, &rejected) {
		for _, p := range rejected.Problems {
			t, h := sentences(p.Err)
			texts, hints = append(texts, t...), append(hints, h...)
		}
		return texts, compact(hints)
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			t, h := sentences(e)
			texts, hints = append(texts, t...), append(hints, h...)
		}
		return texts, compact(hints)
	}
	texts = []string{strings.TrimSpace(err.Error())}
	if h := fault.HintOf(err); h != "" {
		hints = []string{h}
	}
	return texts, hints
}

// compact drops repetitions and keeps the order.
func compact(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// usagef returns a fault for a mistake in the command line.
func usagef(format string, args ...any) *fault.Error {
	return fault.New(fault.BadInput, format, args...)
}

// flagError explains a flag that was not understood.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usagef("%w", err).WithHint("see: %s --help", c.CommandPath())
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	given := "--" + unknown.GetSpecifiedName()
	if shorts := unknown.GetSpecifiedShortnames(); shorts != "" {
		given = "-" + shorts
	}
	return usagef("%s has no flag %s", c.CommandPath(), given).WithHint("%s", didYouMean(given, known, "see: "+c.CommandPath()+" --help"))
}

// unknownCommand is the Args of commands with subcommands: a remaining argument is an unknown subcommand.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			known = append(known, sub.Name())
		}
	}
	return usagef("%s has no command %q", c.CommandPath(), args[0]).
		WithHint("%s", didYouMean(args[0], known, "see: "+c.CommandPath()+" --help"))
}

// takes returns the Args of commands with arguments: from least to most of them (most below 0: any number), called
// what.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s needs %s", c.CommandPath(), what).WithHint("usage: %s", c.UseLine())
		case most >= 0 && len(args) > most && most == 0:
			return usagef("%s takes no arguments, but was given %q", c.CommandPath(), args[0]).WithHint("usage: %s", c.UseLine())
		case most >= 0 && len(args) > most:
			return usagef("%s takes no more than %s, but was given %q as well", c.CommandPath(), what, args[most]).WithHint("usage: %s", c.UseLine())
		}
		return nil
	}
}

// didYouMean suggests the nearest of known, or else returns otherwise.
func didYouMean(given string, known []string, otherwise string) string {
	best := spelling.Nearest(given, known)
	if best == "" {
		return otherwise
	}
	return "did you mean " + best + "?"
}
