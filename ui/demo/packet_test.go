package demo

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/rights"
)

// tab is a page in a real Chromium, which saves what it downloads in a folder.
type tab struct {
	*testing.T
	context.Context
	saved string
}

// openTab opens a file in a real Chromium without a window. It skips the test where there is none; CI requires one.
func openTab(t *testing.T, file string) *tab {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("TUAR_TEST_CHROMIUM") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.WindowSize(1200, 900), chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &tab{t, ctx, t.TempDir()}
	address := url.URL{Scheme: "file", Path: file}
	p.do(chromedp.Navigate(address.String()))
	if _, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: p.saved,
	}); err != nil {
		t.Fatal(err)
	}
	p.Context, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	return p
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.Context, actions...); err != nil {
		p.Fatal(err)
	}
}

// text returns what is shown of the first element that a CSS selector finds.
func (p *tab) text(selector chromedp.CSS) string {
	p.Helper()
	text, err := chromedp.Run(p.Context, chromedp.Text(selector))
	if err != nil {
		p.Fatal(selector, err)
	}
	return text
}

// evaluate runs a script in the page.
func (p *tab) evaluate(script string) { p.do(chromedp.Evaluate[chromedp.Void](script)) }

// press presses keys, one after the other, as a keyboard does: a key that the page takes types nothing.
func (p *tab) press(keys ...string) {
	p.Helper()
	for _, key := range keys {
		down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, WindowsVirtualKeyCode: map[string]int64{"Escape": 27, "Enter": 13}[key]}
		if utf8.RuneCountInString(key) == 1 {
			down.Text = key
		}
		_, err := chromedp.Call(p.Context, input.DispatchKeyEvent, down)
		if err == nil {
			_, err = chromedp.Call(p.Context, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key})
		}
		if err != nil {
			p.Fatal(err)
		}
	}
}

// said returns the last message.
func (p *tab) said() string {
	p.Helper()
	return p.text("#said")
}

// waits waits until the page says something.
func (p *tab) waits(what string) {
	p.Helper()
	for range 50 {
		if strings.Contains(p.said(), what) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.Fatalf("it says %q, not %q", p.said(), what)
}

// row returns the current row of the packet, and what its line says of a decision.
func (p *tab) row(made packet.Planned) (r packet.Row, done string) {
	p.Helper()
	line, err := chromedp.Run(p.Context, chromedp.Evaluate[[]string](`[".now", ".now .who", ".now .done"].map((s) => document.querySelector(s)).map((e) => e.id || e.textContent)`))
	if err != nil {
		p.Fatal(err)
	}
	at, err := strconv.Atoi(strings.TrimPrefix(line[0], "row-"))
	if err != nil {
		p.Fatal(err)
	}
	if r = made.Packet.Rows[at]; line[1] != r.Title {
		p.Fatalf("row %d shows %q, not %q", at, line[1], r.Title)
	}
	return r, line[2]
}

// file waits for a file that the page saves.
func (p *tab) file(name string) []byte {
	p.Helper()
	for range 100 {
		if data, err := os.ReadFile(filepath.Join(p.saved, name)); err == nil && len(data) > 0 {
			return data
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.Fatalf("%s was not saved", name)
	return nil
}

// makePacket makes the packet of a reviewer of the demo's open campaign.
func makePacket(t *testing.T, d *World, reviewer string, format packet.Format) packet.Planned {
	t.Helper()
	w, err := d.Open(t.Context(), d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := w.PlanPackets(t.Context(), o.Campaigns[0].ID, packet.Options{Reviewers: []string{reviewer}, Format: format, Folder: t.TempDir()})
	if err == nil {
		err = w.MakePackets(t.Context(), plan)
	}
	if err != nil {
		t.Fatal(err)
	}
	return plan.Packets[0]
}

// TestPacketInABrowser decides 30 rows of the demo's packet in a real Chromium, by keys and by mouse, and reloads the page in
// the middle. The answers that it saves say what was done, and nothing else.
func TestPacketInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays a whole quarter")
	}
	d := start(t)
	if err := cmp.Or(d.History(t.Context()), d.Present(t.Context())); err != nil {
		t.Fatal(err)
	}
	made := makePacket(t, d, d.colleague(), packet.HTML)
	p := openTab(t, made.File)
	want := map[string]packet.Decision{}
	decided := func(r packet.Row, verdict campaign.Verdict, reason string, bulk int) {
		t.Helper()
		want[r.Item] = packet.Decision{Item: r.Item, Decision: verdict, Reason: reason, Bulk: bulk}
	}

	// By keys: what is decided moves on to the next row that is open.
	for i := range 20 {
		r, before := p.row(made)
		if before != "undecided" || want[r.Item].Item != "" {
			t.Fatalf("%s is %s before it is decided", r.Title, before)
		}
		p.press([]string{"c", "r", "a"}[i%3])
		decided(r, []campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}[i%3], "", 1)
		if i == 7 { // taken back, and decided otherwise
			p.press("u")
			if now, done := p.row(made); now.Item != r.Item || done != "undecided" {
				t.Fatalf("after undo: %s is %s: %s", now.Title, done, p.said())
			}
			p.press("c")
			decided(r, campaign.Certify, "", 1)
		}
	}
	// A reason, typed.
	typed, _ := p.row(made)
	p.press("n")
	p.do(chromedp.SendKeys(chromedp.CSS("#reason"), "wächst <b>& \"more\""))
	p.press("Escape", "r")
	decided(typed, campaign.Revoke, "wächst <b>& \"more\"", 1)

	// The page is closed and opened again: nothing is lost.
	p.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(".now")))
	if said := p.said(); !strings.Contains(said, "nothing is lost") {
		t.Errorf("after a reload it says %q", said)
	}
	count := p.text("#count")
	if before := len(made.Packet.Rows) - made.Undecided(); !strings.HasPrefix(count, fmt.Sprint(21+before-own(made), " of ")) {
		t.Errorf("after a reload: %s", count)
	}

	// A draft in a file brings all of it back, also where the browser keeps nothing.
	p.do(chromedp.Click(chromedp.CSS("#save")))
	draft := filepath.Join(p.saved, strings.Replace(packet.FileName(made.Packet.Campaign, made.Packet.Reviewer), "answers-", "draft-", 1))
	p.file(filepath.Base(draft))
	p.evaluate(`localStorage.clear(); Object.defineProperty(document, "hidden", { value: false })`)
	p.do(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(".now")))
	if lost := p.text("#count"); lost == count {
		t.Errorf("without what was kept: %s", lost)
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{draft}))
	p.waits("the draft is open again")
	if back := p.text("#count"); back != count {
		t.Errorf("with the draft: %s, not %s", back, count)
	}
	if _, err := packet.ReadAnswers(p.file(filepath.Base(draft))); err == nil || !strings.Contains(err.Error(), "draft") {
		t.Errorf("a draft is read as answers: %v", err)
	}

	// By mouse.
	for range 4 {
		r, _ := p.row(made)
		p.do(chromedp.Click(chromedp.CSS(".now .acts .certify"), chromedp.NodeVisible))
		p.waits("certify: " + r.Title)
		decided(r, campaign.Certify, "", 1)
	}
	// Reduced to the first role of the list.
	var reduced packet.Row
	for range made.Packet.Rows {
		r, done := p.row(made)
		role := made.Packet.Roles[slices.IndexFunc(made.Packet.Roles, func(role packet.Role) bool { return role.ID == r.RoleID })]
		if done == "undecided" && len(role.ReduceTo) > 0 && role.ReduceTo[0].Verdict == campaign.Reduce {
			reduced = r
			p.press("d")
			p.do(chromedp.Click(chromedp.CSS("dialog .choice"), chromedp.NodeVisible))
			p.waits("reduce to ")
			want[r.Item] = packet.Decision{Item: r.Item, Decision: campaign.Reduce, ToRole: role.ReduceTo[0].ID, Bulk: 1}
			break
		}
		p.press("j")
	}
	if reduced.Item == "" {
		t.Fatal("no row could be reduced")
	}
	// Several at once, flagged ones among them: a reason is asked for.
	p.do(chromedp.SetValue(chromedp.CSS("#show"), "open"))
	p.evaluate(`document.getElementById("show").dispatchEvent(new Event("change"))`)
	var marked []packet.Row
	flagged := 0
	p.press("g")
	for range 4 {
		r, _ := p.row(made)
		if r.NeedsReason[campaign.Certify] != "" {
			flagged++
		}
		marked = append(marked, r)
		p.press(" ", "j")
	}
	if flagged == 0 {
		t.Fatal("no row that is marked is flagged")
	}
	p.press("c")
	p.do(chromedp.WaitVisible(chromedp.CSS("#asked")), chromedp.SendKeys(chromedp.CSS("#asked"), ".."))
	p.press("Enter")
	refused := p.text("dialog [role=alert]")
	if !strings.Contains(refused, "3 letters") {
		t.Errorf("a reason without letters: %q", refused)
	}
	p.do(chromedp.SendKeys(chromedp.CSS("#asked"), "seen with the team"))
	p.press("Enter")
	p.do(chromedp.WaitNotVisible(chromedp.CSS("#asked")))
	if said := p.said(); !strings.Contains(said, "4 rows in one act") {
		t.Errorf("after certifying several: %q", said)
	}
	for _, r := range marked {
		decided(r, campaign.Certify, "..seen with the team", 4)
	}
	if len(want) != 30 {
		t.Fatalf("%d rows are decided, not 30", len(want))
	}

	// Finish asks for a name, and saves the answers.
	p.press("s")
	p.do(chromedp.Click(chromedp.CSS("#answer"), chromedp.NodeVisible))
	p.do(chromedp.SendKeys(chromedp.CSS("#name"), "Nora Weiß\r"), chromedp.WaitVisible(chromedp.CSS("#answers")))
	data := p.file(packet.FileName(made.Packet.Campaign, made.Packet.Reviewer))
	answers, err := packet.ReadAnswers(data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if answers.Packet != made.Hash || answers.Name != "Nora Weiß" || answers.Reviewer != d.colleague() || answers.Population != made.Packet.Population || answers.Statement != made.Packet.Statement {
		t.Errorf("the answers say %+v", answers)
	}
	if len(answers.Decisions) != len(want) {
		t.Errorf("%d decisions, not %d", len(answers.Decisions), len(want))
	}
	looked := 0
	for _, got := range answers.Decisions {
		if got.DwellMS > 0 {
			looked++
		}
		got.DwellMS = 0
		if got != want[got.Item] {
			t.Errorf("got %+v, clicked %+v", got, want[got.Item])
		}
	}
	if looked < 20 {
		t.Errorf("only %d rows were in front of the reviewer", looked)
	}
	accepted(t, d, made, filepath.Join(p.saved, packet.FileName(made.Packet.Campaign, made.Packet.Reviewer)), want)
	copied, err := chromedp.Run(p.Context, chromedp.Value(chromedp.CSS("#answers")))
	if err != nil {
		t.Fatal(err)
	}
	if copied != string(data) {
		t.Error("the text to copy is not what was saved")
	}
}

// own counts the rows of a packet that are the reviewer's own access.
func own(p packet.Planned) int {
	n := 0
	for _, r := range p.Packet.Rows {
		if r.Own {
			n++
		}
	}
	return n
}

// TestHostileNamesInABrowser opens a packet full of names that are markup, scripts or text that runs backwards: a real Chromium
// shows them as text, and runs and fetches nothing.
func TestHostileNamesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	d := start(t)
	d.torq.UseNastyNames()
	w, err := d.Open(t.Context(), d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	const hostile = "</script><script>document.title='run'</script><!-- <img src=x onerror=\"document.title='run'\">"
	c, err := w.NewCampaign(t.Context(), campaign.Plan{Name: hostile, Instructions: hostile, Scope: "all", Due: time.Now().AddDate(0, 0, 14), Reviewers: []string{d.Admin(), d.colleague()}})
	if err == nil {
		_, err = w.OpenCampaign(t.Context(), c.ID, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	made := makePacket(t, d, d.colleague(), packet.HTML)
	p := openTab(t, made.File)
	if title, err := chromedp.Run(p.Context, chromedp.Title()); err != nil || title != made.Packet.Name+": access to review" {
		t.Errorf("the title is %q, %v", title, err)
	}
	if heading := p.text("h1"); heading != hostile {
		t.Errorf("the heading is %q", heading)
	}
	shown, err := chromedp.Run(p.Context, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".who, .role")].map((e) => e.textContent)`))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range made.Packet.Rows {
		want = append(want, r.Title, r.Role)
	}
	if !slices.Equal(shown, want) {
		t.Errorf("the rows are %q, not %q", shown, want)
	}
	for range 25 {
		p.press("j")
	}
	foreign, err := chromedp.Run(p.Context, chromedp.Evaluate[int](`document.querySelectorAll("img, iframe, link, object, script:not([id=packet])").length - 1 + performance.getEntriesByType("resource").length`))
	if err != nil || foreign != 0 {
		t.Errorf("%d elements or requests are not the page's own: %v", foreign, err)
	}
	nameless, err := chromedp.Run(p.Context, chromedp.Evaluate[[]string](`[...document.querySelectorAll("button, input, select, textarea, progress, section, dialog, main")]
		.filter((e) => !e.hidden && !e.labels?.length && !e.textContent.trim() && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")).map((e) => e.outerHTML)`))
	if err != nil || len(nameless) > 0 {
		t.Errorf("a screen reader has no name for %q: %v", nameless, err)
	}
	// Even a script that did get in would not run.
	p.evaluate(`document.body.append(Object.assign(document.createElement("p"), { textContent: "x" })); try { const s = document.createElement("script"); s.textContent = "document.title = 'run'"; document.body.append(s) } catch {}`)
	if title, _ := chromedp.Run(p.Context, chromedp.Title()); title != made.Packet.Name+": access to review" {
		t.Errorf("a script ran: %q", title)
	}
}

// accepted has a file of answers accepted by another owner, and wants that the export of the campaign says what was decided in
// it, by its reviewer, and nothing else of theirs.
func accepted(t *testing.T, d *World, made packet.Planned, file string, want map[string]packet.Decision) {
	t.Helper()
	const owner = "olga@example.com"
	w, err := d.Open(t.Context(), d.Admin())
	if err != nil {
		t.Fatal(err)
	}
	reviewtest.Grant(t, w, owner, rights.Owner)
	if w, err = d.Open(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	in, err := w.PreviewAnswers(t.Context(), made.Packet.Campaign, []string{file}, campaign.AcceptOptions{Partial: true})
	if err == nil {
		err = w.AcceptAnswers(t.Context(), in)
	}
	if err != nil {
		t.Fatal(err)
	}
	table, err := w.Export(t.Context(), made.Packet.Campaign)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for i := range table.Rows {
		got := &table.Rows[i].Decision
		decided, clicked := want[got.Item]
		if got.Assurance == record.Relayed {
			seen++
		}
		if !clicked {
			if got.Assurance == record.Relayed {
				t.Errorf("%s of %s was not clicked: %+v", got.Verdict, got.Item, got)
			}
			continue
		}
		if got.Verdict != decided.Decision || got.ToRole != decided.ToRole || got.Reason != decided.Reason || got.Reviewer != made.Packet.Reviewer || got.Assurance != record.Relayed {
			t.Errorf("the export has %+v, clicked was %+v", got, decided)
		}
	}
	if seen != len(want) {
		t.Errorf("%d decisions are relayed, not %d", seen, len(want))
	}
}

// TestPacketInLibreOffice fills in the demo's packet as a workbook, has a real LibreOffice open and save it, and wants that the
// export says what was filled in.
func TestPacketInLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays a whole quarter")
	}
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("TUAR_TEST_CHROMIUM") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no LibreOffice")
	}
	d := start(t)
	if err := cmp.Or(d.History(t.Context()), d.Present(t.Context())); err != nil {
		t.Fatal(err)
	}
	made := makePacket(t, d, d.colleague(), packet.XLSX)
	book, err := excelize.OpenFile(made.File)
	if err != nil {
		t.Fatal(err)
	}
	set := func(sheet, cell, text string) {
		t.Helper()
		if err := book.SetCellValue(sheet, cell, text); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]packet.Decision{}
	for i, r := range made.Packet.Rows[:30] {
		verdict := []campaign.Verdict{campaign.Certify, campaign.Revoke, campaign.Abstain}[i%3]
		reason := fmt.Sprintf("row %d, \"as said\"", i)
		set("rows", fmt.Sprint("D", i+2), string(verdict))
		set("rows", fmt.Sprint("F", i+2), reason)
		want[r.Item] = packet.Decision{Item: r.Item, Decision: verdict, Reason: reason}
	}
	lines, err := book.GetRows("instructions")
	if err != nil {
		t.Fatal(err)
	}
	set("instructions", fmt.Sprint("B", len(lines)), "Sara Díaz")
	folder := t.TempDir()
	filled := filepath.Join(folder, "filled.xlsx")
	if err := book.SaveAs(filled); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+t.TempDir(), "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(folder, "saved"), filled)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	accepted(t, d, made, filepath.Join(folder, "saved", "filled.xlsx"), want)
}

// TestEditedPacketInABrowser opens a packet in which a role was changed: the page says so, and answers to it are not those to the
// packet that was made.
func TestEditedPacketInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it plays a whole quarter")
	}
	d := start(t)
	if err := cmp.Or(d.History(t.Context()), d.Present(t.Context())); err != nil {
		t.Fatal(err)
	}
	made := makePacket(t, d, d.colleague(), packet.HTML)
	page, err := os.ReadFile(made.File)
	if err != nil {
		t.Fatal(err)
	}
	edited := filepath.Join(t.TempDir(), "edited.html")
	if err := os.WriteFile(edited, []byte(strings.Replace(string(page), `"own":false`, `"own":true`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := openTab(t, edited)
	p.waits("was changed after it was made")
	p.press("j", "c", "s")
	p.do(chromedp.SendKeys(chromedp.CSS("#name"), "Eve"), chromedp.Click(chromedp.CSS("#answer")))
	answers, err := packet.ReadAnswers(p.file(packet.FileName(made.Packet.Campaign, made.Packet.Reviewer)))
	if err != nil || answers.Packet == made.Hash {
		t.Errorf("answers to an edited packet: %v, %+v", err, answers)
	}
}
