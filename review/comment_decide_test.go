package review_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/reviewtest"
)

// fullDisk keeps no file.
type fullDisk struct{ core.Attachments }

func (fullDisk) Keep(context.Context, []byte) (string, error) {
	return "", errors.New("no space left on device")
}

// TestADecisionIsRecordedWithItsFileOrNotAtAll holds that a decision whose file cannot be kept, or whose comment is refused,
// leaves no line, and that otherwise the decision and the comment come in one act.
func TestADecisionIsRecordedWithItsFileOrNotAtAll(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	id := w.Campaign(w.lead, campaign.Plan{Name: "Q4", Scope: `kind == "user" && email != "` + w.reviewer + `"`, Reviewers: []string{w.reviewer}})
	by := w.Open(w.reviewer)
	item := must(by.Sheet(t.Context(), id)).Rows[0].Item
	file := filepath.Join(t.TempDir(), "ticket.txt")
	check(t, os.WriteFile(file, []byte("TICKET-1"), 0o600))
	choices := []campaign.Choice{{Item: item, Verdict: campaign.Revoke, Reason: "left the company"}}
	lines := len(w.Lines())

	config := w.Config(w.reviewer, reviewtest.Credentials(w.Torq.OwnerKey()))
	config.Attachments = fullDisk{config.Attachments}
	for what, try := range map[string]func() error{
		"no room for the file": func() error {
			_, err := review.New(config).DecideWith(t.Context(), id, choices, comment.Draft{Text: "see", Paths: []string{file}})
			return err
		},
		"no such file": func() error {
			_, err := by.DecideWith(t.Context(), id, choices, comment.Draft{Text: "see", Paths: []string{file + ".gone"}})
			return err
		},
		"a comment without a text": func() error {
			_, err := by.DecideWith(t.Context(), id, choices, comment.Draft{Paths: []string{file}})
			return err
		},
	} {
		if try() == nil {
			t.Errorf("%s: it was recorded", what)
		}
		if n := len(w.Lines()); n != lines {
			t.Errorf("%s: %d new lines", what, n-lines)
		}
	}

	decided := must(by.DecideWith(t.Context(), id, choices, comment.Draft{Text: "see the ticket", Paths: []string{file}}))
	if len(decided) != 1 || decided[0].Verdict != campaign.Revoke {
		t.Errorf("%+v", decided)
	}
	if n := len(w.Lines(campaign.TypeDecided, comment.TypeMade)); n != 2 {
		t.Errorf("%d lines", n)
	}
}
