package record

import "fmt"

// Damage reports a line of the record that contradicts the others or itself.
type Damage struct {
	Writer string
	Seq    int64
	Why    error // the end of a sentence that begins with the line
}

// Error names the file and the line.
func (d *Damage) Error() string {
	return fmt.Sprintf("%s: %v", Line{Writer: d.Writer, Seq: d.Seq}.Place(), d.Why)
}

// Unwrap returns what is wrong with the line.
func (d *Damage) Unwrap() error { return d.Why }

// Place returns where the line stands, as people name it.
func (l Line) Place() string { return fmt.Sprintf("journal/%s.jsonl, line %d", l.Writer, l.Seq) }

// Damaged returns the Damage of this line.
func (l Line) Damaged(format string, args ...any) *Damage {
	return &Damage{Writer: l.Writer, Seq: l.Seq, Why: fmt.Errorf(format, args...)}
}
