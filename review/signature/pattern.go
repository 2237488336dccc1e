package signature

import "strings"

// pattern matches names with * and ? for what may vary; ! before it excludes them.
type pattern struct {
	text string
	not  bool
}

// patterns reads a list of them, with commas between.
func patterns(list string) []pattern {
	var all []pattern
	for text := range strings.SplitSeq(list, ",") {
		name, not := strings.CutPrefix(text, "!")
		all = append(all, pattern{text: name, not: not})
	}
	return all
}

// match reports whether a pattern takes the name and none refuses it.
func match(all []pattern, name string) bool {
	matched := false
	for _, p := range all {
		if p.matches(name) {
			if p.not {
				return false
			}
			matched = true
		}
	}
	return matched
}

// matches reports whether the name fits the pattern. After a mismatch it goes back to the last *, so that its time
// grows at most with the product of both lengths.
func (p pattern) matches(name string) bool {
	want, got := []rune(strings.ToLower(p.text)), []rune(strings.ToLower(name))
	w, g, star, from := 0, 0, -1, 0
	for g < len(got) {
		switch {
		case w < len(want) && want[w] == '*':
			star, from = w, g
			w++
		case w < len(want) && (want[w] == '?' || want[w] == got[g]):
			w++
			g++
		case star >= 0:
			from++
			w, g = star+1, from
		default:
			return false
		}
	}
	for w < len(want) && want[w] == '*' {
		w++
	}
	return w == len(want)
}
