package share

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/share"
)

// The folders and the file of a shared record.
const (
	journals    = "journal"
	populations = "populations"
	attachments = "files"
	rosters     = "rosters"
	readme      = "README.md"
)

// survey is what a commit holds, by its names alone. The names of populations and attachments are not read: there can be
// very many, and they are looked up by what lines name.
type survey struct {
	commit   string
	journals map[string]entry // by writer
	beyond   int              // journals that are not in journals, since there are too many
	readme   bool
	// attachments is true if there is a folder of them.
	attachments bool

	ignored []string // what is no part of a record, as it is shown
	others  int      // how much more of that there is
}

// isRecord reports whether it is a shared record, whatever else is in it.
func (v survey) isRecord() bool { return len(v.journals) > 0 }

// look surveys a commit; an empty one has nothing. Of the journals it takes those of known writers, and of others as many
// as there is room for.
func look(o *objects, commit string, room int, known func(writer string) bool) (survey, error) {
	v := survey{commit: commit, journals: map[string]entry{}}
	if commit == "" {
		return v, nil
	}
	hasJournals := false
	_, err := o.walk(commit+"^{tree}", func(e entry) {
		switch {
		case e.path == readme && e.isFile():
			v.readme = true
		case e.path == journals && e.isFolder():
			hasJournals = true
		case (e.path == populations || e.path == rosters) && e.isFolder():
		case e.path == attachments && e.isFolder():
			v.attachments = true
		default:
			v.ignore(e, "")
		}
	})
	if err != nil || !hasJournals {
		return v, err
	}
	var strangers []entry
	_, err = o.walk(commit+":"+journals, func(e entry) {
		writer, is := strings.CutSuffix(e.path, ".jsonl")
		switch {
		case !is || !share.IsWriter(writer):
			v.ignore(e, journals+"/")
		case known(writer):
			v.journals[writer] = e
		case len(strangers) < room:
			strangers = append(strangers, e)
		default:
			v.beyond++
		}
	})
	for _, e := range strangers {
		if len(v.journals) >= room {
			v.beyond++
			continue
		}
		v.journals[strings.TrimSuffix(e.path, ".jsonl")] = e
	}
	return v, err
}

// mostIgnored bounds how many files are named that are no part of a record.
const mostIgnored = 20

func (v *survey) ignore(e entry, folder string) {
	what := ""
	switch {
	case e.mode == "120000":
		what = " (a link)"
	case e.mode == "160000":
		what = " (a submodule)"
	case e.isFolder():
		what = " (a folder)"
	}
	if len(v.ignored) >= mostIgnored {
		v.others++
		return
	}
	v.ignored = append(v.ignored, folder+shown(e.path)+what)
}

// notRead returns what is no part of a record, as it is told.
func (v survey) notRead() []string {
	if v.others == 0 {
		return v.ignored
	}
	return append(v.ignored[:len(v.ignored):len(v.ignored)], fmt.Sprintf("and %d more", v.others))
}

// shown returns a name from elsewhere as it can be shown: short, and without what is no letter.
func shown(name string) string {
	const longest = 100
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(name, string(unicode.ReplacementChar)))
	if runes := []rune(name); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return name
}
