package access

// carriedInRow counts the last campaigns that had the row in scope and in which it was carried forward, until one in which it
// was not.
func (m Memory) carriedInRow(r Row, isHere func(item string) bool) int {
	n := 0
	for _, p := range m {
		row := p.find(r, isHere)
		switch {
		case row == nil || row.Decision == "":
		case row.Decision == certified && row.Carried:
			n++
		default:
			return n
		}
	}
	return n
}

// habits raises what earlier campaigns did not do about the row.
func (v *view) habits(r *Row, known recalled, hs *raising) {
	if !v.rules.raises(SecondEdition) {
		return
	}
	if known.scoped != nil && known.scoped.Decision == undecided {
		hs.add(UndecidedLast, "in the scope of %s, and not decided there", known.scoped.In)
	}
	if v.rules.CarriedTimes < 1 || known.settled == nil || !known.settled.Carried {
		return
	}
	if n := v.memory.carriedInRow(*r, v.isHere); n > v.rules.CarriedTimes {
		hs.add(CarriedOften, "carried forward %d campaigns in a row, last in %s (limit %d)", n, known.settled.In, v.rules.CarriedTimes)
		hs.size(n)
	}
}
