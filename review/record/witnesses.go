package record

// Witnesses holds which lines of others each writer knew when it wrote its last line: by writer, by other writer, the
// number of the last line. Writers of earlier versions do not say it.
type Witnesses map[string]map[string]int64

// Apply takes a line in.
func (w Witnesses) Apply(l Line) {
	for _, h := range l.Seen {
		if w[l.Writer] == nil {
			w[l.Writer] = map[string]int64{}
		}
		w[l.Writer][h.Writer] = h.Seq
	}
}

// Misses reports whether a writer did not know that line of another when it wrote its last line; false if neither of
// the two ever said what it knew.
func (w Witnesses) Misses(writer, other string, seq int64) bool {
	return (w[writer] != nil || w[other] != nil) && writer != other && w[writer][other] < seq
}
