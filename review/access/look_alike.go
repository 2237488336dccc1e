package access

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// lookAlikes returns, by address as the population has it, why it may be taken for another one. It looks only where an address
// has characters beyond ASCII: m beside rn, or 1 beside l, is not found.
func lookAlikes(rules Rules, users []population.User) map[string]string {
	if !rules.raises(SecondEdition) {
		return nil
	}
	var foreign []string
	for i := range users {
		if !isASCII(users[i].Email) {
			foreign = append(foreign, users[i].Email)
		}
	}
	if len(foreign) == 0 {
		return nil
	}
	alike := map[string][]string{} // by skeleton
	for _, email := range foreign {
		alike[person.Skeleton(email)] = nil
	}
	for i := range users {
		s := person.Skeleton(users[i].Email)
		if others, asked := alike[s]; asked {
			alike[s] = append(others, users[i].Email)
		}
	}
	why := map[string]string{}
	for _, emails := range alike {
		for _, email := range emails {
			for _, other := range emails {
				if !person.Same(email, other) {
					why[email] = "looks like " + other + ", which is another address here"
					break
				}
			}
		}
	}
	for _, email := range foreign {
		scripts := mixedScripts(email)
		switch {
		case scripts == "":
		case why[email] == "":
			why[email] = "mixes " + scripts + " letters in one address"
		default:
			why[email] += "; it mixes " + scripts + " letters"
		}
	}
	return why
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// scripts are those whose letters look like letters of another of them. Others, such as Han beside Latin, are usual together.
var scripts = []struct {
	name string
	has  *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Greek", unicode.Greek},
	{"Armenian", unicode.Armenian},
	{"Cherokee", unicode.Cherokee},
	{"Coptic", unicode.Coptic},
	{"Georgian", unicode.Georgian},
	{"Lisu", unicode.Lisu},
}

// mixedScripts names the scripts of a word of the address that has letters of several; empty if none has.
func mixedScripts(email string) string {
	words := strings.FieldsFunc(email, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) })
	for _, word := range words {
		var found []string
		for _, s := range scripts {
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(s.has, r) }) {
				found = append(found, s.name)
			}
		}
		if len(found) > 1 {
			return strings.Join(found[:len(found)-1], ", ") + " and " + found[len(found)-1]
		}
	}
	return ""
}
