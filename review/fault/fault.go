// Package fault classifies errors, so that a caller can choose an exit code or a colour without reading their text.
// Every error shown to a user is a sentence that names the operation, the problem and the remedy. A remedy that tuar
// offers is typed: the command line shows it as a command and the app as a key. No secret of this process gets into a
// sentence: package scrub removes it from everything the sentence is made of.
package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of a failure. Its number is the process exit code of the command line contract.
type Kind int

// The kinds, with their exit codes.
const (
	Failed       Kind = 1 // anything else
	BadInput     Kind = 2 // wrong usage, unknown name, unreadable file given by the user
	NotConnected Kind = 3 // no credentials, or Torq refused them
	Unreachable  Kind = 4 // Torq cannot be reached, or answers what cannot be trusted
	Damaged      Kind = 5 // the record or a pack does not check out
	Refused      Kind = 6 // a rule forbids it
)

// Error is a failure with its kind and, if there is one, a hint.
type Error struct {
	Kind Kind
	Text string // a sentence without full stop, lower case first
	Hint Hint   // what to do about it; may be empty
	Err  error  // the cause, already contained in Text when it matters to the reader
}

func (e *Error) Error() string { return e.Text }

func (e *Error) Unwrap() error { return e.Err }

// New returns an error of the kind. A %w verb in format keeps the cause for errors.Is and errors.As.
func New(kind Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Text: scrubbed(err.Error(), format, args), Err: errors.Unwrap(err)}
}

// WithHint returns e with a hint: see NewHint.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = NewHint(format, args...)
	return e
}

// KindOf returns the kind of the outermost fault in err's chain: Failed if there is none, 0 if err is nil.
func KindOf(err error) Kind {
	if err == nil {
		return 0
	}
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Failed
}

// HintOf returns the first hint in err's chain, with its ways as commands; empty if there is none.
func HintOf(err error) string { return Advice(err).String() }

// Advice returns the first hint in err's chain; an empty one if there is none.
func Advice(err error) Hint {
	var f *Error
	for errors.As(err, &f) {
		if f.Hint.String() != "" {
			return f.Hint
		}
		err = f.Err
	}
	return Hint{}
}

// Wrap adds the failed operation to err, and keeps err's kind and hint.
func Wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	doing := scrubbed(fmt.Sprintf(format, args...), format, args)
	return &Error{Kind: KindOf(err), Text: doing + ": " + clean(err).(string), Hint: Advice(err), Err: err}
}
