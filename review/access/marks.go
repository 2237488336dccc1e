package access

// Marks are hints that the population cannot raise, by item: what the audit log does not explain, what was done past the
// rules. Each has a weight among the others; one that this version does not know is shown all the same.
type Marks map[string][]Hint

// Held are the marks without what they say of the roles behind lent ones: rows made with them show what is held now.
func (m Marks) Held() Marks {
	out := make(Marks, len(m))
	for item, hints := range m {
		for _, h := range hints {
			out[item] = append(out[item], Hint{Name: h.Name, Why: h.Why})
		}
	}
	return out
}

// lasting is the role a row has when nothing is lent: what lasts is what is reviewed.
func (m Marks) lasting(r *Row) string {
	for _, h := range m[r.Item] {
		if h.Base != "" && h.Held == r.RoleID && r.Kind == User {
			return h.Base
		}
	}
	return r.RoleID
}

// Add adds a hint to an item's, unless it has the same already.
func (m Marks) Add(item string, h Hint) {
	for _, there := range m[item] {
		if there == h {
			return
		}
	}
	m[item] = append(m[item], h)
}
