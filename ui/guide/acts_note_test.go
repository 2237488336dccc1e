package guide_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/note"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
)

func init() { maps.Copy(acts, noteActs) }

// noteActs are the acts that say something about an item, or about who is employed.
var noteActs = map[string]act{
	"import a roster": {
		kind: rights.Campaign, line: roster.TypeImported,
		do: func(o *office, w *review.Workspace, _ string) error {
			path := filepath.Join(o.TempDir(), "roster.csv")
			text := "email,name,status\n" + o.who["concerned"] + ",C. Concerned,active\n"
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				return err
			}
			p, err := w.ReadRoster(o.Context(), path, roster.Options{})
			if err != nil {
				return err
			}
			_, err = w.ImportRoster(o.Context(), p)
			return err
		},
		forge: func(*office, string) any {
			hash := strings.Repeat("a", 64)
			return roster.Imported{Roster: hash, Lines: 1, People: 1, File: hash}
		},
	},
	"write a note": {
		kind: rights.Campaign, line: note.TypeSet,
		do: func(o *office, w *review.Workspace, _ string) error {
			purpose := "reads the logs"
			_, _, err := w.SetNote(o.Context(), o.item, noting.Change{Purpose: &purpose})
			return err
		},
		forge: func(o *office, _ string) any { return note.Set{Item: o.item, Purpose: "reads the logs"} },
	},
	"clear a note": {
		kind: rights.Campaign, line: note.TypeCleared,
		do: func(o *office, w *review.Workspace, _ string) error {
			return w.ClearNote(o.Context(), o.decided, "")
		},
		forge: func(o *office, _ string) any { return note.Cleared{Item: o.decided} },
	},
	"dismiss a hint": {
		kind: rights.Campaign, line: dismissal.TypeDismissed,
		do: func(o *office, w *review.Workspace, why string) error {
			_, err := w.DismissHint(o.Context(), o.hinted[0].Item, o.hinted[0].Hint, why, o.hinted[0].Until)
			return err
		},
		forge: func(o *office, why string) any {
			d := o.hinted[0]
			d.Reason = why
			return d
		},
	},
	"restore a hint": {
		kind: rights.Campaign, line: dismissal.TypeRestored,
		do: func(o *office, w *review.Workspace, _ string) error {
			return w.RestoreHint(o.Context(), o.hinted[1].Item, o.hinted[1].Hint, "")
		},
		forge: func(o *office, _ string) any {
			return dismissal.Restored{Item: o.hinted[1].Item, Hint: o.hinted[1].Hint}
		},
	},
	"comment on an item": {
		kind: rights.Decide, line: comment.TypeMade,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.Comment(o.Context(), o.open, o.item, comment.Draft{Text: "see the ticket"})
			return err
		},
		forge: func(o *office, _ string) any {
			return comment.Made{Campaign: o.open, Item: o.item, Text: "see the ticket"}
		},
	},
	"answer a question": {
		kind: rights.Decide, line: comment.TypeAnswered,
		do: func(o *office, w *review.Workspace, _ string) error {
			_, err := w.Answer(o.Context(), o.open, o.question, comment.Draft{Text: "until March"})
			return err
		},
		forge: func(o *office, _ string) any {
			return comment.Answered{Campaign: o.open, Item: o.item, Question: o.question, Text: "until March"}
		},
	},
}

// remarks puts a note, a question to the person concerned and a dismissed hint on record, and finds another hint that
// can be dismissed.
func (o *office) remarks() {
	o.Helper()
	owner, ctx := o.as("owner"), o.Context()
	purpose := "runs the night shift"
	if _, _, err := owner.SetNote(ctx, o.decided, noting.Change{Purpose: &purpose}); err != nil {
		o.Fatal(err)
	}
	asked, err := o.as("maker").Comment(ctx, o.open, o.item, comment.Draft{Text: "still needed?", Ask: o.who["concerned"]})
	if err != nil {
		o.Fatal(err)
	}
	o.question = asked.ID
	view, err := owner.Access(ctx)
	if err != nil {
		o.Fatal(err)
	}
	taken := map[string]bool{}
	for _, email := range o.who {
		taken[email] = true
	}
	until := o.Clock.Now().AddDate(0, 1, 0).Format(dismissal.Layout)
	for _, r := range view.Rows {
		for _, h := range r.Hints {
			d := dismissal.Dismissed{Item: r.Item, Hint: h.Name, Holder: r.Email, Reason: why, Until: until}
			if len(o.hinted) < 2 && !taken[r.Email] && d.Refuses(owner.People(), o.who["owner"], o.Clock.Now()) == "" {
				o.hinted = append(o.hinted, d)
			}
		}
	}
	if len(o.hinted) < 2 {
		o.Fatal("there are no two hints that can be dismissed")
	}
	if _, err := owner.DismissHint(ctx, o.hinted[1].Item, o.hinted[1].Hint, why, until); err != nil {
		o.Fatal(err)
	}
}
