package review_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/remediation"
)

var (
	onCover   = regexp.MustCompile(`<dt>([^<]*)</dt><dd>([^<]*)</dd>`)
	inChart   = regexp.MustCompile(`<desc id="([a-z]+)-desc">([^<]*)</desc>`)
	ofBar     = regexp.MustCompile(`: ([0-9]+)\.`)
	ofPart    = regexp.MustCompile(`([0-9]+) (certify|reduce|move|revoke|abstain|undecided)\b`)
	onTile    = regexp.MustCompile(`<li>([^<]*) <b>([^<]*)</b> <span>([^<]*)</span></li>`)
	ofControl = regexp.MustCompile(`<strong class="standing [a-z]+">([^<]*)</strong>`)
	sentence  = regexp.MustCompile(`<li>([^<]*)</li>`)
)

// took returns the median and the longest time in a column of the proven changes, in words; empty without one.
func (f *figures) took(column string) string {
	var times []int
	for _, r := range f.changes {
		if seconds, err := strconv.Atoi(r[column]); r["counts_as"] == string(remediation.AsProven) && err == nil {
			times = append(times, seconds)
		}
	}
	if len(times) == 0 {
		return ""
	}
	slices.Sort(times)
	span := func(seconds int) string { return pack.Span(time.Duration(seconds) * time.Second) }
	return fmt.Sprintf("median %s, longest %s", span(times[len(times)/2]), span(times[len(times)-1]))
}

// looked returns the median time for which a row was looked at; 0 if that is not known of any.
func (f *figures) looked() time.Duration {
	var times []int
	for _, r := range f.decisions {
		if ms, err := strconv.Atoi(r["dwell_ms"]); err == nil && ms > 0 {
			times = append(times, ms)
		}
	}
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return time.Duration(times[len(times)/2]) * time.Millisecond
}

// compareReport compares covers, words and charts.
func (f *figures) compareReport(verdicts map[string]int, items, decided int, n remediation.Figures) {
	want := map[string]string{"items": fmt.Sprint(items)}
	for _, v := range append([]campaign.Verdict{campaign.Undecided}, campaign.Verdicts...) {
		want[string(v)] = fmt.Sprint(verdicts[string(v)])
	}
	for name, n := range map[string]int{
		"changes decided": n.Decided, "changes proven": n.Proven, "changes not proven": n.Unproven, "changes that came back": n.Returned,
		"changes undone": n.Undone, "changes without a decision in force": n.Withdrawn, "changes decided by a newer campaign": n.Superseded,
	} {
		if n > 0 {
			want[name] = fmt.Sprint(n)
		}
	}
	if took := f.took("since_decision_seconds"); took != "" {
		want["from decision to proof"] = took
	}
	var left []string
	for _, r := range f.table("not_reviewed") {
		if left = append(left, r["what"]); r["count"] != "" {
			left[len(left)-1] += " (" + r["count"] + ")"
		}
	}
	want["not reviewed"] = strings.Join(left, ", ") + "; the table not_reviewed has the reasons"
	report := string(f.files[pack.ReportPath])
	cover := map[string]string{}
	for _, m := range onCover.FindAllStringSubmatch(report, -1) {
		cover[m[1]] = m[2]
	}
	workbook := f.workbookCover()
	for name, figure := range want {
		f.same("the cover of the report, "+name, cover[name], figure)
		f.same("the summary of the workbook, "+name, workbook[name], figure)
	}

	f.compareSummary(report, verdicts, items, decided, n)

	var words []string
	for _, m := range sentence.FindAllStringSubmatch(report, -1) {
		words = append(words, m[1])
	}
	said := strings.Join(words, "\n")
	for _, of := range []struct {
		n         int
		one, many string
	}{
		{verdicts["undecided"], "item was left undecided", "items were left undecided"},
		{verdicts["abstain"], "item has an abstention", "items have an abstention"},
		{n.Returned, "change was proven, and the access came back", "changes were proven, and the access came back"},
		{n.Undone, "change was taken back", "changes were taken back"},
		{n.Withdrawn, "change was carried out, and its", "changes were carried out, and their"},
	} {
		switch of.n {
		case 0:
			if strings.Contains(said, of.one) || strings.Contains(said, of.many) {
				f.Errorf("the words say something of what is not there: %q", said)
			}
		case 1:
			f.contains("the words", "\n"+said, "\n1 %s", of.one)
		default:
			f.contains("the words", "\n"+said, "\n%d %s", of.n, of.many)
		}
	}
	for _, m := range inChart.FindAllStringSubmatch(report, -1) {
		f.compareChart(m[1], m[2], verdicts, items, decided, n)
	}
}

// compareSummary compares the first page of the report.
func (f *figures) compareSummary(report string, verdicts map[string]int, items, decided int, n remediation.Figures) {
	tiles := map[string]string{}
	for _, m := range onTile.FindAllStringSubmatch(report, -1) {
		tiles[m[1]] = m[2] + ", " + m[3]
	}
	f.contains("the summary, how complete", tiles["How complete"]+",", "%d of %d, items decided,", decided, items)
	if verdicts["abstain"] > 0 {
		f.contains("the summary, how complete", tiles["How complete"], "of which %d abstained", verdicts["abstain"])
	}
	if n.Decided > 0 {
		f.contains("the summary, changes", tiles["Changes of access"], "%d of %d, proven", n.Proven, n.Decided)
	}
	took := "no change is proven"
	if median, longest, proven := strings.Cut(strings.TrimPrefix(f.took("since_decision_seconds"), "median "), ", longest "); proven {
		took = median + ", median, from decision to proof; longest " + longest
	}
	f.contains("the summary, time", tiles["Time to remediate"], "%s", took)
	asked := items - verdicts["certify"] - verdicts["abstain"] - verdicts["undecided"]
	f.contains("the summary", report, "%d certified, %d to be changed.", verdicts["certify"], asked)
	results := map[string]int{}
	for _, m := range ofControl.FindAllStringSubmatch(report, -1) {
		results[m[1]]++
	}
	f.contains("the summary, controls", tiles["Controls"], "%d pass, %d weak, %d fail, %d n/a", results["pass"], results["weak"], results["fail"], results["n/a"])
}

func (f *figures) compareChart(id, text string, verdicts map[string]int, items, decided int, n remediation.Figures) {
	bars := 0
	for _, m := range ofBar.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		bars += n
	}
	parts := map[string]int{}
	for _, m := range ofPart.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		parts[m[2]] += n
	}
	counted := maps.Clone(verdicts)
	switch id {
	case "outcome":
		for v, n := range verdicts {
			f.contains("the chart of outcomes", text, "%s: %d of %d.", v, n, items)
		}
	case "role":
		f.same("the chart of roles", parts, counted)
	case "time":
		delete(counted, "undecided")
		f.same("the chart over time", parts, counted)
	case "dwell":
		f.same("the chart of how long rows were looked at", bars, decided)
	case "lead":
		f.same("the chart of proofs", bars, n.Decided)
		f.contains("the chart of proofs", text, "not proven: %d.", n.Decided-n.Proven)
		f.contains("the chart of proofs", text, "%s", f.took("since_decision_seconds"))
		f.contains("the chart of proofs", text, "%s", f.took("lead_seconds"))
	}
}

// workbookCover returns the cells beside the names on the summary of the workbook.
func (f *figures) workbookCover() map[string]string {
	book, err := excelize.OpenReader(bytes.NewReader(f.files[pack.WorkbookPath]))
	if err != nil {
		f.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("Summary")
	if err != nil {
		f.Fatal(err)
	}
	cover := map[string]string{}
	for _, r := range rows {
		if len(r) == 2 {
			cover[r[0]] = r[1]
		}
	}
	return cover
}
