package access

// Marks are hints that the population cannot raise, by item: what the audit log does not explain, what was done past the
// rules. Each has a weight among the others; one that this version does not know is shown all the same.
type Marks map[string][]Hint

// Add adds a hint to an item's, unless it has the same already.
func (m Marks) Add(item string, h Hint) {
	for _, there := range m[item] {
		if there == h {
			return
		}
	}
	m[item] = append(m[item], h)
}
