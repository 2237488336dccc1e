package pack

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/tabular"
)

// said is a comment, a question or an answer, as the tables have it.
type said struct {
	comment.Said
	kind, item, text, question, asked, from string
	open                                    bool
	files                                   []attached.File
}

// said returns what was said on the rows of the campaign, each answer after its question.
func (f *Facts) said() (all []said) {
	for _, c := range f.Comments {
		one := said{Said: c.Said, kind: "comment", item: c.Item, text: c.Text, asked: c.Ask, open: c.Open(), files: c.Attached}
		if c.Ask != "" {
			one.kind, one.question = "question", c.ID()
		}
		all = append(all, one)
		for i := range c.Answers {
			a := &c.Answers[i]
			all = append(all, said{Said: a.Said, kind: "answer", item: c.Item, text: a.Text, question: c.ID(), asked: c.Ask, from: a.From, files: a.Attached})
		}
	}
	return all
}

func saidLine[R any](of func(R) *said) tabular.Fields[R] {
	return tabular.Fields[R]{
		tabular.TextOf("by", func(r R) string { return of(r).By }),
		tabular.TextOf("assurance", func(r R) string { return string(of(r).Known.Assurance) }),
		tabular.TimeOf("at", func(r R) *time.Time { return &of(r).At }),
		tabular.TextOf("journal_writer", func(r R) string { return of(r).Line.Writer }),
		tabular.NumberOf("journal_seq", func(r R) int64 { return of(r).Line.Seq }),
		tabular.TextOf("journal_hash", func(r R) string { return of(r).Line.Hash }),
	}
}

// comments returns the table of questions, answers and comments on the rows of the campaign.
func (pv *packView) comments() *tabular.Table {
	fields := tabular.Fields[*said]{
		tabular.TextOf("item", func(r *said) string { return r.item }),
		tabular.TextOf("kind", func(r *said) string { return r.kind }),
		tabular.TextOf("text", func(r *said) string { return r.text }),
		tabular.TextOf("asked", func(r *said) string { return r.asked }),
		tabular.BoolOf("open", func(r *said) bool { return r.open }),
		tabular.TextOf("answer_of", func(r *said) string { return r.from }),
		tabular.TextOf("question", func(r *said) string { return r.question }),
		tabular.NumberOf("files", func(r *said) int { return len(r.files) }),
	}
	return tabular.OfPointers("comments", append(fields, saidLine(func(r *said) *said { return r })...), pv.said())
}

// attachment is a file that a comment names.
type attachment struct {
	attached.File
	on *said
}

// attachments returns the table of the files attached to comments; those kept stand in files/.
func (pv *packView) attachments() *tabular.Table {
	var rows []attachment
	all := pv.said()
	for i := range all {
		for _, f := range all[i].files {
			rows = append(rows, attachment{f, &all[i]})
		}
	}
	fields := tabular.Fields[attachment]{
		tabular.TextOf("item", func(r attachment) string { return r.on.item }),
		tabular.TextOf("kind", func(r attachment) string { return r.on.kind }),
		tabular.TextOf("name", func(r attachment) string { return r.Name }),
		tabular.TextOf("sha256", func(r attachment) string { return r.SHA256 }),
		tabular.NumberOf("bytes", func(r attachment) int64 { return r.Bytes }),
		tabular.BoolOf("kept", func(r attachment) bool { return !r.HashOnly }),
	}
	return tabular.Of("attachments", append(fields, saidLine(func(r attachment) *said { return r.on })...), rows)
}

// Attached returns the files that comments on the campaign name and whose content is kept, each once, in the order of
// the lines.
func (f *Facts) Attached() (files []attached.File) {
	for _, one := range f.said() {
		for _, file := range one.files {
			if !file.HashOnly && !slices.ContainsFunc(files, func(other attached.File) bool { return other.SHA256 == file.SHA256 }) {
				files = append(files, file)
			}
		}
	}
	return files
}
