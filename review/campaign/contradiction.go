package campaign

import "slices"

// Contradiction is a decision that another decision, an API key or a claim mapping works against.
type Contradiction struct {
	Items    []string // of the campaign, that it is about, sorted
	Text     string   // a sentence
	Possible bool     // it rests on something that Torq does not tell, such as a group in the identity provider
}

// String returns the sentence, and that it is only possible where it is.
func (c Contradiction) String() string {
	if c.Possible {
		return "possibly: " + c.Text
	}
	return c.Text
}

// ContradictionSentences returns the sentences of the contradictions about items that pass, each once: those that are
// certain, then the possible.
func ContradictionSentences(found []Contradiction, passes func(item string) bool) (lines []string) {
	said := map[string]bool{}
	for _, possible := range []bool{false, true} {
		for _, c := range found {
			if line := c.String(); c.Possible == possible && !said[line] && slices.ContainsFunc(c.Items, passes) {
				lines, said[line] = append(lines, line), true
			}
		}
	}
	return lines
}
