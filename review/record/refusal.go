package record

import "fmt"

// Refusal is a line that is kept and has no effect: its author had no right for it when it was written.
type Refusal struct {
	Line   Line
	Reason string // a sentence without its full stop
}

// Error returns the reason, so that a ledger can return a refusal from Apply.
func (r *Refusal) Error() string { return r.Reason }

// Refuse returns the refusal of the line for that reason.
func (l Line) Refuse(format string, args ...any) *Refusal {
	return &Refusal{Line: l, Reason: fmt.Sprintf(format, args...)}
}
