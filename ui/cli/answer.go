package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

// answer holds the output of a command: a value for programs, or lines for people. The zero answer writes nothing.
type answer struct {
	json  any
	lines func(*printer)
}

// answered returns the answer to a use case, or its error.
func answered(json any, lines func(*printer), err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return answer{json, lines}, nil
}

// useCase is the action of a command on the workspace, given its arguments.
type useCase = func(context.Context, *review.Workspace, []string) (answer, error)

// runE is the function that cobra runs for a command.
type runE = func(*cobra.Command, []string) error

// run returns the RunE of a command that opens the workspace and runs a use case on it. An answer is written even if it
// comes with an error, so that the user sees what was recorded and what failed.
func (s *session) run(do useCase, adjust ...func(*OpenOptions)) runE {
	return func(c *cobra.Command, args []string) error {
		w, err := s.workspace(c.Context(), adjust...)
		if err != nil {
			return err
		}
		if err := s.signs(c.Context(), w); err != nil {
			return err
		}
		a, err := do(c.Context(), w, args)
		return s.give(a, err)
	}
}

// give gives an answer, and returns what went wrong.
func (s *session) give(a answer, err error) error {
	switch {
	case s.json && a.json != nil:
		return cmp.Or(s.writeJSON(a.json), err)
	case !s.json && a.lines != nil:
		a.lines(s.printer(s.out))
	}
	return err
}
