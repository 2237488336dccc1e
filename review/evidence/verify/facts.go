package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/roster"
)

const (
	maxIndex      = 4 << 20
	maxPopulation = 256 << 20
)

// populations provides the populations in the pack.
type populations struct{ files map[string]*file }

// Load implements Populations.
func (p populations) Load(_ context.Context, name string) (*population.Population, error) {
	f := p.files[pack.PopulationPath(name)]
	if f == nil {
		return nil, fault.New(fault.Damaged, "%s is missing, and the journals rest on it", pack.PopulationPath(name))
	}
	data, err := f.read(maxPopulation)
	if err != nil {
		return nil, fault.New(fault.Damaged, "%s cannot be read: %w", f.path, err)
	}
	found, err := population.Decode(data, name)
	return found, fault.Wrap(err, "%s", f.path)
}

// Roster returns the bytes of a roster after checking them.
func (p populations) Roster(_ context.Context, name string) ([]byte, error) {
	f := p.files[pack.RosterPath(name)]
	if f == nil {
		return nil, fault.New(fault.Refused, "roster %.12s is not in this pack", name)
	}
	data, err := f.read(maxPopulation)
	if err != nil {
		return nil, fault.New(fault.Damaged, "%s cannot be read: %w", f.path, err)
	}
	return data, fault.Wrap(roster.Check(data, name), "%s", f.path)
}

// rosterIn returns the name of the roster at a path, if there is one.
func rosterIn(path string) (name string, is bool) {
	if name, is = strings.CutPrefix(path, "rosters/"); is {
		name, is = strings.CutSuffix(name, ".json")
	}
	return name, is
}

// populationIn returns the name of the population at a path, if there is one.
func populationIn(path string) (name string, is bool) {
	if name, is = strings.CutPrefix(path, "populations/"); is {
		name, is = strings.CutSuffix(name, ".json")
	}
	return name, is
}

// answerIn returns the name of the raw answer at a path, if there is one.
func answerIn(path string) (name string, is bool) {
	if name, is = strings.CutPrefix(path, "answers/"); is {
		name, is = strings.CutSuffix(name, ".json")
	}
	return name, is
}

// checkPopulations compares the name of every population, and of every raw answer, with what it holds.
func (v *verification) checkPopulations() string {
	n, answers, rosters := 0, 0, 0
	for _, path := range v.paths() {
		name, is := populationIn(path)
		if is {
			n++
		} else if name, is = answerIn(path); is {
			answers++
		} else if name, is = rosterIn(path); is {
			rosters++
		} else {
			continue
		}
		in, err := v.files[path].Open()
		sum := sha256.New()
		if err == nil {
			_, err = io.Copy(sum, in)
			_ = in.Close()
		}
		if got := hex.EncodeToString(sum.Sum(nil)); err != nil {
			v.wrong("%s cannot be read: %v", path, err)
		} else if got != name {
			v.wrong("%s holds something else than its name says: its SHA-256 is %.12s…", path, got)
		}
	}
	text := some(n, "population") + ", each named by the SHA-256 of what it holds"
	if rosters > 0 {
		text += "; so is " + some(rosters, "roster")
	}
	if answers == 0 {
		return text
	}
	text += "; so are " + some(answers, "raw answer") + " of Torq, from which check.py makes the populations anew"
	if v.Remake == nil {
		return text
	}
	made := v.remakePopulations()
	return text + "; " + some(made, "population") + " made anew from them here, too, with the same content"
}

// checkFacts derives the facts of the pack from the journals and populations, and compares pack.json with them.
func (v *verification) checkFacts() string {
	v.whyNoFacts = "the journals do not check out"
	if v.lines == nil {
		v.wrong("not derived, since a journal does not check out")
		return ""
	}
	index, err := v.readIndex()
	if err != nil {
		v.whyNoFacts = pack.IndexPath + " cannot be read"
		v.wrong("%s cannot be read: %v", pack.IndexPath, err)
		return ""
	}
	v.compareHeads(index)
	facts, err := v.Derive(v.ctx, v.lines, index.Campaign, populations{v.files})
	if err != nil {
		v.whyNoFacts = err.Error()
		v.wrong("what the pack must hold cannot be derived: %v", err)
		return ""
	}
	facts.Torn = v.torn(index, facts.Heads)
	if err := facts.Dress(index); err != nil {
		v.wrong("%s names a letterhead of the report that tuar does not make: %v", pack.IndexPath, err)
	}
	v.facts = facts
	v.checkFormat(index.V)
	v.compareAll()
	v.comparePopulations()
	if v.earlier() {
		v.compareIndex(index)
	} else {
		v.compare(pack.IndexPath)
	}
	return fmt.Sprintf("%s, %s, as of %s: what the journals say", facts.Campaign.ID, facts.Campaign.State, index.AsOf)
}

func (v *verification) readIndex() (x pack.Index, err error) {
	f := v.files[pack.IndexPath]
	if f == nil {
		return x, errors.New("it is missing")
	}
	data, err := f.read(maxIndex)
	if err != nil {
		return x, err
	}
	if err := jsonv2.Unmarshal(data, &x); err != nil { // names count letter by letter, and none is there twice
		return x, err
	}
	if x.V < 1 || x.V > pack.Format {
		return x, fmt.Errorf("it has format %d; this tuar checks formats 1 to %d", x.V, pack.Format)
	}
	return x, nil
}

// compareHeads describes the differences between the heads in pack.json and those of the journals.
func (v *verification) compareHeads(index pack.Index) {
	found, err := pack.From(v.lines)
	if err != nil {
		v.wrong("%v", err)
		return
	}
	heads := found.Heads
	for _, says := range index.Journals {
		i := slices.IndexFunc(heads, func(h pack.Head) bool { return h.Writer == says.Writer })
		switch {
		case i < 0:
			v.wrong("%s names the journal of %q, which is not in the pack", pack.IndexPath, says.Writer)
		case heads[i] != says:
			v.wrong("%s says that the journal of %s has %s and ends with %.12s…; it has %s and ends with %.12s…",
				pack.IndexPath, says.Writer,
				some(int(says.Lines), "line"), says.Head, some(int(heads[i].Lines), "line"), heads[i].Head)
		}
	}
	for _, h := range heads {
		if !slices.ContainsFunc(index.Journals, func(says pack.Head) bool { return says.Writer == h.Writer }) {
			v.wrong("%s does not name the journal of %s", pack.IndexPath, h.Writer)
		}
	}
}

// torn returns the journals that had a torn last line, by pack.json. No other file shows it, since such a line is not
// in the pack.
func (v *verification) torn(index pack.Index, heads []pack.Head) []string {
	for _, writer := range index.Torn {
		if !slices.ContainsFunc(heads, func(h pack.Head) bool { return h.Writer == writer }) {
			v.wrong("%s says that the last line of %q is torn, whose journal is not in the pack", pack.IndexPath, writer)
		}
	}
	return index.Torn
}

func (v *verification) comparePopulations() {
	for _, name := range v.facts.Names {
		if v.files[pack.PopulationPath(name)] == nil {
			v.wrong("%s is missing, and the journals rest on it", pack.PopulationPath(name))
		}
	}
	for _, name := range v.facts.Origin.Answers {
		if v.files[pack.AnswerPath(name)] == nil {
			v.wrong("%s is missing, and a population was made from it", pack.AnswerPath(name))
		}
	}
	if name := v.facts.Campaign.Roster; name != "" && v.files[pack.RosterPath(name)] == nil {
		v.wrong("%s is missing, and the campaign rests on it", pack.RosterPath(name))
	}
	for path := range v.files {
		if name, is := rosterIn(path); is && name != v.facts.Campaign.Roster {
			v.wrong("%s is in the pack, but the campaign does not rest on it", path)
		}
		if name, is := answerIn(path); is && !slices.Contains(v.facts.Origin.Answers, name) {
			v.wrong("%s is in the pack, but no population in it was made from that", path)
		}
		if name, is := populationIn(path); is && !slices.Contains(v.facts.Names, name) {
			v.wrong("%s is in the pack, but nothing in the campaign rests on it", path)
		}
	}
}
