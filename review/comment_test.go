package review_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/store"
)

// TestCommentsInAReview holds what is said on rows, from the question to the evidence and what is read from it.
func TestCommentsInAReview(t *testing.T) {
	t.Parallel()
	w := newRostered(t)
	id := w.Campaign(w.lead, campaign.Plan{Name: "Q4", Scope: `kind == "user" && on_roster && email != "` + w.reviewer + `"`, Reviewers: []string{w.reviewer}})
	by := w.Open(w.reviewer)
	sheet := must(by.Sheet(t.Context(), id))
	row := sheet.Rows[0]
	file := filepath.Join(t.TempDir(), "=ticket\u202e.txt")
	check(t, os.WriteFile(file, []byte("TICKET-1"), 0o600))
	before := must(by.Campaign(t.Context(), id)).Revision
	asked := must(by.Comment(t.Context(), id, row.Item, comment.Draft{Text: "Is it needed?", Ask: comment.Holder, Paths: []string{file}}))
	if asked.Asked != row.Email || !asked.Open {
		t.Fatalf("%+v", asked)
	}
	boss := must(by.Comment(t.Context(), id, row.Item, comment.Draft{Text: "And why?", Ask: comment.Manager}))
	must(by.Comment(t.Context(), id, row.Item, comment.Draft{Text: "for later", Paths: []string{file}, HashOnly: true}))
	if boss.Asked != rosterLead {
		t.Errorf("the manager is %s", boss.Asked)
	}
	holder, eve := w.Open(row.Email), w.Open("eve@example.com")
	if waits := must(holder.WaitingQuestions(t.Context())); len(waits) != 1 || waits[0].ID != asked.ID {
		t.Errorf("for the holder waits %+v", waits)
	}
	for who, do := range map[string]func() error{
		"a stranger comments": func() error {
			_, err := eve.Comment(t.Context(), id, row.Item, comment.Draft{Text: "hello"})
			return err
		},
		"a stranger answers": func() error { _, err := eve.Answer(t.Context(), id, asked.ID, comment.Draft{Text: "no"}); return err },
		"the holder answers another question": func() error {
			_, err := holder.Answer(t.Context(), id, boss.ID, comment.Draft{Text: "no"})
			return err
		},
		"an answer of another person": func() error {
			_, err := by.Answer(t.Context(), id, asked.ID, comment.Draft{Text: "no", From: "eve@example.com"})
			return err
		},
	} {
		if err := do(); fault.KindOf(err) != fault.Refused {
			t.Errorf("%s: %v", who, err)
		}
	}
	must(holder.Answer(t.Context(), id, asked.ID, comment.Draft{Text: "no"}))
	told := must(by.Answer(t.Context(), id, boss.ID, comment.Draft{Text: "on call", From: rosterLead}))
	if !strings.Contains(told.String(), rosterLead+", written down by "+w.reviewer+" (self-declared) answers") {
		t.Error(told)
	}
	open := must(by.Comment(t.Context(), id, row.Item, comment.Draft{Text: "Since when?", Ask: comment.Manager}))
	if waits := must(w.lead.Overview(t.Context())).Attention; !strings.Contains(waits[len(waits)-1].Text+waits[0].Text, "1 question waits for you") {
		found := false
		for _, a := range waits {
			found = found || a.Kind == review.NeedsReply
		}
		if !found {
			t.Errorf("no question waits: %+v", waits)
		}
	}
	if summary := must(w.lead.Campaign(t.Context(), id)); summary.Revision == 0 || summary.Revision != before+6 {
		t.Errorf("revision %d, before what was said %d", summary.Revision, before)
	}
	table := must(w.lead.Export(t.Context(), id))
	var cells strings.Builder
	check(t, table.Write(&cells, export.CSV))
	if said := table.Comments[row.Item]; len(said) != 6 || !strings.Contains(cells.String(), "6; open: "+rosterLead+" is asked: Since when?") {
		t.Errorf("the export has %+v", table.Comments)
	}
	steps := 0
	for _, s := range must(w.lead.Trace(t.Context(), id, row.Item)).Steps {
		if s.Stage == trace.Said && !strings.Contains(s.Text, "does not count") {
			steps++
		}
	}
	if steps != 6 {
		t.Errorf("the trace has %d steps about what was said", steps)
	}
	packets := must(w.lead.PlanPackets(t.Context(), id, packet.Options{Format: packet.HTML, Folder: t.TempDir()}))
	if got := fmt.Sprint(packets.Packets[0].Packet.Rows); strings.Count(got, "open question") != 1 || !strings.Contains(got, "Since when?") {
		t.Errorf("the packet has not the one open question: %s", got)
	}
	w.Decide(by, id, func(r campaign.SheetRow) campaign.Choice {
		if r.Own {
			return campaign.Choice{}
		}
		return campaign.Choice{Item: r.Item, Verdict: campaign.Certify, Reason: "needed for work", DwellMS: 4000}
	})
	w.Close(w.lead, id)
	if _, err := by.Answer(t.Context(), id, open.ID, comment.Draft{Text: "late"}); fault.KindOf(err) != fault.Refused {
		t.Errorf("an answer after the closing: %v", err)
	}
	path := filepath.Join(t.TempDir(), "pack.zip")
	must(w.lead.PackEvidence(t.Context(), id, evidence.PackOptions{Path: path}))
	if result := must(review.VerifyEvidence(t.Context(), store.Files{}, path, evidence.VerifyOptions{})); !result.OK {
		t.Errorf("%+v", result.Checks)
	}
	stockTools(t, path)
	c := contentOf(t, path)
	comments, files := rowsOf(t, c.files, "comments"), rowsOf(t, c.files, "attachments")
	if len(comments) != 6 || comments[1]["kind"] != "answer" || comments[3]["answer_of"] != rosterLead || comments[5]["open"] != "true" {
		t.Errorf("comments: %v", comments)
	}
	if len(files) != 2 || files[0]["kept"] != "true" || files[1]["kept"] != "false" || !strings.HasPrefix(files[0]["name"], "'=ticket") || strings.Contains(files[0]["name"], "\u202e") {
		t.Errorf("attachments: %v", files)
	}
	opened := openPack(t, path)
	out := filepath.Join(t.TempDir(), "ticket.txt")
	must(opened.Workspace.SaveAttachment(t.Context(), files[0]["sha256"][:8], out, false))
	if data, err := os.ReadFile(out); err != nil || string(data) != "TICKET-1" {
		t.Errorf("out of the pack comes %q, %v", data, err)
	}
}
