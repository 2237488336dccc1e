// Package notes holds the forms for what people say about a row: its note, comments, questions and answers.
package notes

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Noter writes notes.
type Noter interface {
	SetNote(ctx context.Context, item string, c noting.Change) (note.Set, bool, error)
	ClearNote(ctx context.Context, item, reason string) error
}

// Commenter writes and reads comments.
type Commenter interface {
	Comments(ctx context.Context, id string) ([]comment.Row, error)
	Comment(ctx context.Context, id, item string, d comment.Draft) (comment.Row, error)
	Answer(ctx context.Context, id, question string, d comment.Draft) (comment.Row, error)
}

// Edit returns the form for the note on a row: the responsible person, the purpose and the interval between reviews. All
// empty, it takes the note away. then is sent once it is recorded; it may be nil.
func Edit(env *screen.Env, s Noter, r access.Row, then tea.Msg) *overlay.Form {
	was := r.Noted()
	return &overlay.Form{
		Label: "Who answers for it, what it is for, and how often it must be reviewed. Owners and managers of this workspace can write it; each note stays on record.",
		Fields: widget.Form{Title: "Note on " + r.Title(), Fields: []widget.Field{
			widget.Text("owner", "name@example.com, the responsible person", was.Owner),
			widget.Text("purpose", "what it is for", was.Purpose),
			widget.Text("review every", "90d, 6mo or 1y", string(was.Every)),
		}},
		Check: func(v []string) (int, error) {
			d := note.Set{Item: r.Item, Owner: v[0], Purpose: v[1], Every: note.Interval(v[2])}
			empty := v[0] == "" && v[1] == "" && v[2] == ""
			switch {
			case empty && was.Item == "":
				return 0, errors.New("there is nothing to record yet; esc leaves")
			case empty:
				return 0, nil
			case v[2] != "" && !d.Every.Known():
				return 2, errors.New("an interval is a number and d, w, mo or y, such as 90d or 6mo")
			case d.Refuses() != "" && v[0] != "" && !note.IsAddress(v[0]):
				return 0, errors.New(d.Refuses())
			case d.Refuses() != "":
				return 1, errors.New(d.Refuses())
			}
			return 0, nil
		},
		Action: func(v []string) tea.Msg {
			return run(env, then, "the note on "+r.Title()+" is recorded", func(ctx context.Context) error {
				if v[0] == "" && v[1] == "" && v[2] == "" {
					return s.ClearNote(ctx, r.Item, "")
				}
				_, _, err := s.SetNote(ctx, r.Item, noting.Change{Owner: &v[0], Purpose: &v[1], Every: &v[2]})
				return err
			})
		},
	}
}

// Comment returns the form for a comment or a question on a row of the campaign. then is sent once it is recorded.
func Comment(env *screen.Env, s Commenter, campaign string, r access.Row, then tea.Msg) *overlay.Form {
	return &overlay.Form{
		Label: "It stays on record with the row. If you name a person to ask, it is a question that waits for their answer. Name an e-mail address, or write holder or manager.",
		Fields: widget.Form{Title: "Comment on " + r.Title(), Fields: []widget.Field{
			widget.Text("text", "what to say or ask", ""),
			widget.Text("ask", "e-mail address, holder or manager; empty for a comment", ""),
			widget.Text("attach", "a file of 5 MB at most; may stay empty", ""),
		}},
		Check: func(v []string) (int, error) {
			if v[0] == "" {
				return 0, errors.New("the text is missing")
			}
			return 0, nil
		},
		Action: func(v []string) tea.Msg {
			return run(env, then, "recorded on "+r.Title(), func(ctx context.Context) error {
				_, err := s.Comment(ctx, campaign, r.Item, comment.Draft{Text: v[0], Ask: v[1], Paths: paths(v[2])})
				return err
			})
		},
	}
}

// Answer returns the form for the answer to a question. mine says that the current user was asked; another reviewer can
// write down what the person said who was asked.
func Answer(env *screen.Env, s Commenter, q comment.Row, mine bool, then tea.Msg) *overlay.Form {
	const own, told = "my answer", "told to me"
	f := &overlay.Form{
		Label: q.By + " asks " + q.Asked + ": " + q.Text,
		Fields: widget.Form{Title: "Answer", Fields: []widget.Field{
			widget.Text("answer", "what to answer", ""), widget.Text("attach", "a file of 5 MB at most; may stay empty", ""),
		}},
		Check: func(v []string) (int, error) {
			if v[0] == "" {
				return 0, errors.New("the answer is missing")
			}
			return 0, nil
		},
	}
	if !mine {
		f.Label += " (" + told + ": you write down what " + q.Asked + " said; the record says that you typed it.)"
		f.Fields.Fields = append(f.Fields.Fields, widget.Choose("whose", []string{told, own}, told))
	}
	f.Action = func(v []string) tea.Msg {
		return run(env, then, "the answer is recorded", func(ctx context.Context) error {
			d := comment.Draft{Text: v[0], Paths: paths(v[1])}
			if len(v) > 2 && v[2] == told {
				d.From = q.Asked
			}
			_, err := s.Answer(ctx, q.Campaign, q.ID, d)
			return err
		})
	}
	return f
}

func paths(path string) []string {
	if path == "" {
		return nil
	}
	return []string{path}
}

// run records something in the name of the current user, who is asked for first if they are not known.
func run(env *screen.Env, then tea.Msg, done string, record func(context.Context) error) tea.Msg {
	var act screen.Run = func() tea.Msg {
		if err := record(context.WithoutCancel(env.Context)); err != nil {
			return screen.Failed{Err: err}
		}
		batch := tea.BatchMsg{screen.Send(screen.Recorded{}), screen.Send(screen.Notify{Text: done, Level: screen.Good})}
		if then != nil {
			batch = append(batch, screen.Send(then))
		}
		return batch
	}
	return screen.Identify{Then: screen.Send(act)}
}
