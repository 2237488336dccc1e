package verify

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
)

// remakePopulations makes every population whose raw answers are kept anew from them, and compares it. It returns the
// number of those.
func (v *verification) remakePopulations() (made int) {
	for _, path := range v.paths() {
		name, is := populationIn(path)
		if !is || v.ctx.Err() != nil {
			continue
		}
		p, err := populations{v.files}.Load(v.ctx, name)
		if err != nil || !p.AnswersKept {
			continue // whoever reads it says what is wrong with it
		}
		made++
		anew, err := v.Remake(p.Calls, v.answer)
		if err != nil {
			v.wrong("%s cannot be made anew from Torq's answers: %v", path, err)
			continue
		}
		for _, what := range differences(p, anew) {
			v.wrong("%s is not what Torq answered: %s", path, what)
		}
	}
	return made
}

// answer returns the raw body of an answer in the pack.
func (v *verification) answer(sha256 string) ([]byte, error) {
	f := v.files[pack.AnswerPath(sha256)]
	if f == nil {
		return nil, fmt.Errorf("the answer %s is not in the pack", population.Short(sha256))
	}
	data, err := f.read(maxPopulation)
	if err == nil && population.Name(data) != sha256 {
		err = fmt.Errorf("%s holds something else than its name says", f.path)
	}
	return data, err
}

// differences returns the rows that differ between a population and the same made anew, as phrases.
func differences(p, anew *population.Population) (out []string) {
	out = append(out, unlike("users", p.Users, anew.Users, func(u population.User) string { return u.ID })...)
	out = append(out, unlike("roles", p.Roles, anew.Roles, func(r population.Role) string { return r.ID })...)
	out = append(out, unlike("API keys", p.Keys, anew.Keys, func(k population.APIKey) string { return k.ClientID })...)
	out = append(out, unlike("claim mappings", p.Mappings, anew.Mappings, func(m population.Mapping) string { return m.ID })...)
	out = append(out, unlike("gaps", p.Gaps, anew.Gaps, func(g population.Gap) string { return g.Resource })...)
	return append(out, unlike("users listed twice", p.Twice, anew.Twice, strings.Clone)...)
}

// unlike compares a list with the same made anew, in order.
func unlike[T any](what string, got, want []T, id func(T) string) (out []string) {
	for i := range max(len(got), len(want)) {
		var has, must []byte
		name := ""
		if i < len(got) {
			has, _ = json.Marshal(got[i])
			name = id(got[i])
		}
		if i < len(want) {
			must, _ = json.Marshal(want[i])
			name = cmp.Or(name, id(want[i]))
		}
		if !bytes.Equal(has, must) {
			out = append(out, fmt.Sprintf("%s, row %d, %q", what, i+1, name))
		}
		if len(got) != len(want) && len(out) > 0 {
			return append(out, fmt.Sprintf("%s: %d rows, and the answers have %d", what, len(got), len(want)))
		}
	}
	return out
}
