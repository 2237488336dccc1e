package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

// answer holds what a command says at its end: a value to a program, or lines to a person. The zero answer says
// nothing.
type answer struct {
	json  any
	lines func(*printer)
}

// answered returns the answer to a use case, or why there is none.
func answered(json any, lines func(*printer), err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return answer{json, lines}, nil
}

// useCase is what a command does with the workspace, given its arguments.
type useCase = func(context.Context, *review.Workspace, []string) (answer, error)

// runE is what cobra runs for a command.
type runE = func(*cobra.Command, []string) error

// run returns the RunE of a command that opens the workspace and does something with it. An answer is given also if it
// comes with an error: what is on record is said, and what stood in the way.
func (s *session) run(do useCase, adjust ...func(*OpenOptions)) runE {
	return func(c *cobra.Command, args []string) error {
		w, err := s.workspace(c.Context(), adjust...)
		if err != nil {
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
