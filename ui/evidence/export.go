package evidence

import (
	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
)

// notes say what the tables of the evidence hold.
var notes = map[string]string{
	"population": "everyone there was, in scope or not", "decisions": "a row per item of the campaign", "assignments": "who was to decide on how many rows, and what was handed over",
	"changes":    "what was taken away, with its proof",
	"elevations": "temporary roles", "settings": "the rules at opening and at closing", "rule_changes": "each change of a setting or a right",
	"guards":    "guards that were loosened, by whom",
	"reviewers": "what each reviewer did, and how they are known", "writers": "the installations of tuar that wrote to the record",
	"refused": "lines without effect, with the reasons",
	"roles":   "what each role is, and how many have it", "not_reviewed": "what was not reviewed, and why",
	"comments": "questions, answers and comments on rows", "attachments": "files that they name",
	"dismissals": "which hints people dismissed, until when and why",
	"notes":      "who is responsible for keys and service accounts",
	"exceptions": "everything out of the ordinary", "self_check": "how the evidence will look to an auditor",
}

// askExport asks which table to write, and then where to. On a sample or the trend it writes that.
func (s *Screen) askExport() tea.Cmd {
	env, service, id := s.env, s.service, s.id
	if r, ok := s.front().(*rows); ok && r.drawn != nil {
		drawn := *r.drawn
		return s.env.OpenDialog(dialog.File{
			Title: "Export", What: "the sample", Name: id + "-sample.csv",
			Write: func(path string, replace bool) error {
				return service.WriteSample(env.Context, drawn, path, replace)
			},
		}.Prompt())
	}
	if t, ok := s.front().(*trendPage); ok {
		return s.env.OpenDialog(dialog.File{
			Title: "Export", What: "the trend", Name: "trend.csv",
			Write: func(path string, replace bool) error { return service.WriteTrend(env.Context, t.trend, path, replace) },
		}.Prompt())
	}
	var entries []overlay.Entry
	for _, name := range pack.TableNames {
		for _, format := range evidence.TableFormats {
			entries = append(entries, overlay.Entry{Name: name + "." + format, Note: notes[name], Action: screen.OpenDialog{Dialog: dialog.File{
				Title: "Export", What: name, Of: id, Name: id + "-" + name + "." + format,
				Write: func(path string, replace bool) error {
					return service.WriteTable(env.Context, id, name, format, path, replace)
				},
			}.Prompt()}})
		}
	}
	return s.env.OpenDialog(overlay.NewChoice("Export which table?", entries))
}
