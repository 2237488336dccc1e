package pack

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// FilePath returns the path of a file that a line names.
func FilePath(sha256 string) string { return "files/" + sha256 }

// relayedFields lists the columns of the table of answers to packets that were accepted.
var relayedFields = func() tabular.Fields[*campaign.Answers] {
	type a = *campaign.Answers
	return tabular.Fields[a]{
		tabular.TextOf("reviewer", func(r a) string { return r.Reviewer }),
		tabular.TextOf("relayed_by", func(r a) string { return r.By }),
		tabular.TextOf("relayed_by_assurance", func(r a) string { return string(r.Known.Assurance) }),
		tabular.TimeOf("accepted_at", func(r a) *time.Time { return &r.At.Time }),
		tabular.TextOf("packet", func(r a) string { return r.Packet }),
		tabular.TextOf("answers", func(r a) string { return r.File }),
		tabular.TextOf("name_typed", func(r a) string { return r.Name }),
		tabular.TimeOf("finished_at", func(r a) *time.Time { return &r.FinishedAt.Time }),
		tabular.NumberOf("lines", func(r a) int { return r.Lines }),
		tabular.BoolOf("in_effect", func(r a) bool { return r.InEffect }),
		tabular.TextOf("left_out", func(r a) string { return strings.Join(r.Left, " ") }),
		tabular.TextOf("assurance", func(r a) string {
			if r.Key != "" {
				return string(record.BySSH)
			}
			return string(record.Relayed)
		}),
		tabular.TextOf("key", func(r a) string {
			if r.Signed == nil {
				return ""
			}
			return r.Signed.Key
		}),
		tabular.TextOf("journal_writer", func(r a) string { return r.Line.Writer }),
		tabular.NumberOf("journal_seq", func(r a) int64 { return r.Line.Seq }),
		tabular.TextOf("journal_hash", func(r a) string { return r.Line.Hash }),
	}
}()

// relays reports whether answers to packets were accepted in the campaign.
func (f *Facts) relays() bool { return len(f.Campaign.Answers) > 0 }

// relayedField is the column of the file of answers with which a decision came. Tables of campaigns without any lack it.
func (f *Facts) relayedField() tabular.Fields[*Item] {
	if !f.relays() {
		return nil
	}
	return tabular.Fields[*Item]{tabular.TextOf("answers", func(r *Item) string { return r.Decision.Known.File })}
}

// relayedSignoffField is relayedField for the sign-offs of reviewers.
func (f *Facts) relayedSignoffField() tabular.Fields[*Reviewer] {
	if !f.relays() {
		return nil
	}
	return tabular.Fields[*Reviewer]{tabular.TextOf("signed_off_answers", func(r *Reviewer) string { return valueOf(r.Signoff).Known.File })}
}

// Attachments returns the names of the files that lines of the campaign rest on, in the order of these lines.
func (f *Facts) Attachments() []string {
	var names []string
	for _, a := range f.Campaign.Answers {
		names = append(names, a.File)
	}
	for _, a := range f.Attached() {
		if !slices.Contains(names, a.SHA256) {
			names = append(names, a.SHA256)
		}
	}
	return names
}
