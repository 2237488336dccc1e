package access

// Marks holds hints that the population cannot raise, by item: access without a record of it, exceptions to the rules.
// Each has a weight among the others; an unknown one is shown as well.
type Marks map[string][]Hint

// Held returns the marks without the roles to be restored after elevations: rows made with them show the roles held
// now.
func (m Marks) Held() Marks {
	out := make(Marks, len(m))
	for item, hints := range m {
		for _, h := range hints {
			out[item] = append(out[item], Hint{Name: h.Name, Why: h.Why, Source: h.Source})
		}
	}
	return out
}

// lasting returns the role a row has after all elevations: that role is reviewed.
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
