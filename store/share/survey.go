package share

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/attachment"
	"github.com/tuar-dev/tuar/store/population"
)

// Sizes beyond which a file of the shared repository is not read.
const (
	mostJournal    = 256 << 20
	mostPopulation = 128 << 20
)

// The folders and the file of a shared record.
const (
	journals    = "journal"
	populations = "populations"
	attachments = "files"
	readme      = "README.md"
)

// survey is what a commit holds, by its names alone.
type survey struct {
	commit      string
	journals    map[string]entry // by writer
	populations map[string]entry // by name
	attachments map[string]entry // by name
	readme      bool
	ignored     []string // what is no part of a record
}

// isRecord reports whether it is a shared record, whatever else is in it.
func (v survey) isRecord() bool { return len(v.journals) > 0 }

// look surveys a commit; an empty one has nothing.
func (r *repository) look(ctx context.Context, commit string) (survey, error) {
	v := survey{commit: commit, journals: map[string]entry{}, populations: map[string]entry{}, attachments: map[string]entry{}}
	if commit == "" {
		return v, nil
	}
	root, err := r.list(ctx, commit, "")
	if err != nil {
		return v, err
	}
	for _, e := range root {
		switch {
		case e.path == readme && e.isFile():
			v.readme = true
		case e.path != journals && e.path != populations && e.path != attachments || e.kind != "tree":
			v.ignore(e, "")
		default:
			if err := v.folder(ctx, r, e.path); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

func (v *survey) folder(ctx context.Context, r *repository, folder string) error {
	entries, err := r.list(ctx, v.commit, folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		writer, isJournal := strings.CutSuffix(e.path, ".jsonl")
		name, _, isPopulation := population.NameOf(e.path)
		switch {
		case folder == journals && isJournal && share.IsWriter(writer):
			v.journals[writer] = e
		case folder == populations && isPopulation && e.isFile():
			if known, ok := v.populations[name]; !ok || e.size < known.size {
				v.populations[name] = e
			}
		case folder == attachments && attachment.IsName(e.path) && e.isFile():
			v.attachments[e.path] = e
		default:
			v.ignore(e, folder+"/")
		}
	}
	return nil
}

// mostIgnored bounds how many files are named that are no part of a record.
const mostIgnored = 20

func (v *survey) ignore(e entry, folder string) {
	what := ""
	switch {
	case e.mode == "120000":
		what = " (a link)"
	case e.kind == "commit":
		what = " (a submodule)"
	case e.kind == "tree":
		what = " (a folder)"
	}
	if len(v.ignored) < mostIgnored {
		v.ignored = append(v.ignored, folder+e.path+what)
	}
}

// readJournals returns the journals of the commit. Of those whose content is known and was taken whole, it returns the
// number of lines alone.
func (r *repository) readJournals(ctx context.Context, v survey, known map[string]share.Remote) ([]share.Journal, error) {
	var all []share.Journal
	var toRead []entry
	for writer, e := range v.journals {
		was, ok := known[writer]
		switch {
		case !e.isFile():
			all = append(all, share.Journal{Writer: writer, Why: "it is no plain file"})
		case e.size > mostJournal:
			all = append(all, share.Journal{Writer: writer, Why: fmt.Sprintf("it has %d bytes, and no more than %d are read", e.size, mostJournal)})
		case ok && was.Blob == e.id && was.More == 0 && was.Lines > 0:
			all = append(all, share.Journal{Writer: writer, Known: record.Head{Writer: writer, Seq: was.Lines, Hash: was.Head}})
		default:
			toRead = append(toRead, e)
		}
	}
	slices.SortFunc(toRead, func(a, b entry) int { return strings.Compare(a.path, b.path) })
	err := r.read(ctx, toRead, func(e entry, data []byte) error {
		all = append(all, share.Journal{Writer: strings.TrimSuffix(e.path, ".jsonl"), Data: data})
		return nil
	})
	return all, err
}
