//go:build unix

package plain_test

import (
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/plain"
)

// reader is a person at a terminal who reads lines and types lines.
type reader struct {
	*reviewtest.World
	keyboard *os.File
	ended    chan error

	mu    sync.Mutex
	shown strings.Builder
	read  int // of shown
}

// world makes a workspace that was synced once.
func world(t *testing.T) *reviewtest.World {
	t.Helper()
	t.Parallel()
	w := reviewtest.New(t, torqtest.Options{Users: 25, RateLimit: -1})
	w.Clock.Step = time.Millisecond // no two things happen at once
	w.Sync(w.Open(w.Torq.Admin()))
	return w
}

// sit starts tuar in a terminal.
func sit(w *reviewtest.World, by *review.Workspace, campaignID string) *reader {
	w.Helper()
	keyboard, screen, err := pty.Open()
	if err != nil {
		w.Fatal(err)
	}
	r := &reader{World: w, keyboard: keyboard, ended: make(chan error, 1)}
	w.Cleanup(func() { _ = keyboard.Close() })
	go func() {
		for piece := make([]byte, 4096); ; {
			n, err := keyboard.Read(piece)
			r.mu.Lock()
			r.shown.Write(piece[:n])
			r.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	go func() {
		r.ended <- plain.Run(w.Context(), plain.Options{Workspaces: []*review.Workspace{by}, Campaign: campaignID, In: screen, Out: screen})
		_ = screen.Close()
	}()
	return r
}

// hears waits until each text was said, one after the other, and returns what was said up to the last.
func (r *reader) hears(texts ...string) string {
	r.Helper()
	heard := ""
	for _, text := range texts {
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
			r.mu.Lock()
			rest := r.shown.String()[r.read:]
			at := strings.Index(rest, text)
			if at >= 0 {
				heard += rest[:at+len(text)]
				r.read += at + len(text)
			}
			r.mu.Unlock()
			if at >= 0 {
				break
			}
			if time.Now().After(deadline) {
				r.Fatalf("waited for %q; since the last text the terminal shows:\n%s", text, rest)
			}
		}
	}
	return heard
}

// answers answers questions: pairs of a question and what is typed.
func (r *reader) answers(pairs ...string) {
	r.Helper()
	for pair := range slices.Chunk(pairs, 2) {
		r.hears(pair[0])
		if _, err := io.WriteString(r.keyboard, pair[1]+"\n"); err != nil {
			r.Fatal(err)
		}
	}
}

// quits ends tuar, and checks that nothing that was written moves anything.
func (r *reader) quits(question string) {
	r.Helper()
	r.answers(question, "quit")
	r.hears("Bye.")
	if err := <-r.ended; err != nil {
		r.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range strings.Lines(r.shown.String()) {
		line = strings.TrimSuffix(line, "\r\n")
		if i := strings.IndexFunc(line, func(c rune) bool { return c < ' ' || c == 0x7f }); i >= 0 {
			r.Fatalf("%q holds a control character", line)
		}
		if strings.ContainsAny(line, "│─┌█░✓✗") {
			r.Errorf("%q draws", line)
		}
	}
}

func TestAReviewFromTheFirstRowToTheChangesInTorq(t *testing.T) {
	w := world(t)
	admin := w.Torq.Admin()
	by := w.Open(admin)
	id := w.Campaign(by, campaign.Plan{Name: "Autumn review", Scope: `kind == "user" && !privileged`, Reviewers: []string{admin}})
	r := sit(w, by, id)
	revoke := func(question string) {
		r.answers(question, "r", "may stay empty:", "left the company")
		r.hears("revoked, because: left the company")
	}
	r.hears("Row 1 of", "Who: ", "Role: ", "Decision: undecided")
	r.answers("what next?", "c")
	r.hears("certified. u takes it back.", "Row 2 of")
	revoke("Row 2, what next?")
	r.answers("Row 3, what next?", "c")
	r.hears("certified")
	r.answers("Row 4, what next?", "u")
	r.hears("Taken back: ", "is undecided now", "Row 3 of")
	revoke("Row 3, what next?")
	r.answers("Row 4, what next?", "a", "may stay empty:", "")
	r.hears("abstained")
	r.answers("Row 5, what next?", "b", "Last day", "soon", "Not understood", "30d", "may stay empty:", "")
	r.hears("certified until")
	r.answers("Row 6, what next?", "o", "comes back:", "3d", "until then", "", "Why is it postponed?", "waits for the manager")
	r.hears("is postponed until")
	r.answers("Row 7, what next?", "m", "Numbers of the rows", "7-9", "Certify 3 rows in one act?", "", "Not understood", "maybe", "Not understood", "yes")
	r.hears("certified", "certified", "certified")
	r.answers("Row 10, what next?", "6")
	r.hears("Row 6 of")
	r.answers("Row 6, what next?", "u") // the act on three rows
	r.hears("Taken back: ", "Taken back: ", "Taken back: ", "Row 7 of")
	r.answers("Row 7, what next?", "6", "Row 6, what next?", "c")
	r.hears("certified")

	sheet, err := by.Sheet(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[campaign.Verdict]int{}
	for _, row := range sheet.Rows {
		counts[row.Decision.Verdict]++
	}
	if counts[campaign.Revoke] != 2 || counts[campaign.Abstain] != 1 || counts[campaign.Certify] != 3 {
		t.Fatalf("the record has %v", counts)
	}

	r.answers("what next?", "s", "Another statement", "", "undecided? Type yes or no:", "yes", "Sign off your assignment", "no")
	r.hears("Nothing was done.")
	if n := len(w.Lines(campaign.TypeSignedOff)); n != 0 {
		t.Fatalf("%d sign-offs without a yes", n)
	}
	r.answers("what next?", "s", "Another statement", "", "undecided? Type yes or no:", "yes", "Sign off your assignment", "yes")
	r.hears("Signed off: ", "Head code: ")
	r.answers("what next?", "back", "Which section?", "reviews", "Which campaign?", "1", "What next?", "k", "Nothing in it changes after.", "yes")
	r.hears("Closed: Autumn review.")

	r.answers("What next?", "x")
	r.hears("Plan of Autumn review: 2 changes.", "remove")
	r.answers("What next?", "x", "Make 2 changes in Torq?", "no")
	r.hears("Nothing was done.")
	users := len(w.Torq.Users())
	r.answers("What next?", "x", "Make 2 changes in Torq?", "yes")
	r.hears("sent, not proven yet", "proven by Torq's current list", "2 of 2 changes proven")
	if left := len(w.Torq.Users()); left != users-2 {
		t.Errorf("Torq has %d users after 2 of %d were removed", left, users)
	}
	r.quits("What next?")
}

func TestAnElevationIsAskedForApprovedAndEnded(t *testing.T) {
	w := world(t)
	const approver = "m.cho@example.com"
	reviewtest.Grant(t, w.Open(w.Torq.Admin()), approver, rights.Approver)
	me := w.Holder("Operator", false, 0)
	asks := sit(w, w.Open(me), "")
	asks.answers("Which section?", "4", "What next?", "n", "Number of the role", "Contributor", "Number of the role", "1")
	asks.answers("For whom?", "", "For how long?", "always", "Not understood", "2h", "Reason:", "publish the fix", "Ticket", "", "Start", "")
	asks.hears("Note: if tuar is closed, the role stays past its end")
	asks.answers("ask for approval? Type yes or no:", "yes")
	asks.hears("Recorded: ", "waits for approval")
	asks.quits("What next?")

	approves := sit(w, w.Open(approver), "")
	approves.answers("Which section?", "elevations", "What next?", "1")
	approves.hears("Reason: publish the fix", "Approvals: 0 of 1")
	approves.answers("What next?", "a", "For how long at most?", "30m", "for 30m? Type yes or no:", "no")
	approves.hears("Nothing was done.")
	approves.answers("What next?", "a", "For how long at most?", "30m", "for 30m? Type yes or no:", "yes")
	approves.hears("Recorded: ")
	approves.quits("What next?")

	rows, err := w.Open(me).ListElevations(t.Context())
	if err != nil || len(rows) != 1 || rows[0].State != elevation.Active || rows[0].Granted != 1800 {
		t.Fatalf("the record has %+v, %v", rows, err)
	}
	ends := sit(w, w.Open(me), "")
	ends.answers("Which section?", "4", "What next?", "1", "What next?", "x", "is restored and checked in Torq.", "yes")
	ends.hears("has ended")
	ends.quits("What next?")
}

func TestASettingIsChangedAfterItsEffectWasSaid(t *testing.T) {
	w := world(t)
	by := w.Open(w.Torq.Admin())
	r := sit(w, by, "")
	r.answers("Which section?", "settings", "What next?", "l", "Number of the setting", "dormant")
	heard := r.hears("rules.dormant_days: 90", "Number of the setting")
	number := ""
	for line := range strings.Lines(heard) {
		if n, _, ok := strings.Cut(line, ": rules.dormant_days"); ok {
			number = n
		}
	}
	_, _ = io.WriteString(r.keyboard, number+"\n")
	r.answers("New value", "many", "Not understood", "30", "from 90 to 30? Type yes or no:", "no")
	r.hears("Nothing was done.")
	r.answers("Number of the setting", number, "New value", "30", "from 90 to 30? Type yes or no:", "yes")
	r.hears("Changed: rules.dormant_days from 90 to 30.")
	r.quits("Number of the setting")
	if chosen, err := by.Settings(t.Context()); err != nil || chosen.Rules.DormantDays != 30 {
		t.Errorf("the record has %d, %v", chosen.Rules.DormantDays, err)
	}
}
