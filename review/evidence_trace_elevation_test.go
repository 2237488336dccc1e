package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store"
)

// follows returns the trace of an elevation, and wants that each step names a line of the record as it stands there, or
// says that it is missing.
func follows(t testing.TB, w *review.Workspace, id string) trace.Trace {
	t.Helper()
	way := must(w.TraceElevation(t.Context(), id))
	lines := map[string]record.Line{}
	for _, l := range must(w.Journal(t.Context())) {
		lines[l.Hash] = l
	}
	for _, s := range way.Steps {
		if s.Stage == trace.Heads {
			continue
		}
		if s.Missing != (s.At == nil) || s.Missing != (s.Line == nil) {
			t.Errorf("%s: %q: at %v, in line %v, missing: %v", s.Stage, s.Text, s.At, s.Line, s.Missing)
		}
		if s.Line == nil {
			continue
		}
		if l := lines[s.Line.Hash]; l.Seq != s.Line.Seq || l.Writer != s.Line.Writer || l.Actor != s.By || value(s, "assurance") == "" {
			t.Errorf("%s: %q by %s is said to stand in %+v", s.Stage, s.Text, s.By, s.Line)
		}
	}
	return way
}

// stages returns the stages of a trace, those with a missing step in brackets.
func stages(way trace.Trace) string {
	var names []string
	for _, s := range way.Steps {
		name := string(s.Stage)
		if s.Missing {
			name = "(" + name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(slices.Compact(names), ", ")
}

// In the record and in a pack, an elevation goes from the request to the listing that shows the role gone.
func TestTraceOfAnElevation(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	campaign := l.opened(l.w, `kind == "user"`, rita).ID
	must(acted(l.open(l.colleague(), creds(l.server.OwnerKey())).ExtendElevation(t.Context(), l.id, 30*time.Minute, "not done")))
	if got, want := stages(follows(t, l.w, l.id)), "request, approval, grant, listing, extension, (end), (listing since the end), heads"; got != want {
		t.Errorf("while it is active: %s, want %s", got, want)
	}
	l.pass(2 * time.Hour)
	check(t, l.reaps(0))
	way := follows(t, l.w, l.id[:8])
	if got, want := stages(way), "request, approval, grant, listing, extension, end, listing since the end, heads"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	row := l.state(l.w, l.id, elevation.Ended)
	if way.Elevation != l.id || way.Item != row.Item || way.Title != "Owner for "+l.email || way.Campaign != "" {
		t.Errorf("%s, %s, %q, %q", way.Elevation, way.Item, way.Title, way.Campaign)
	}
	if got := texts(way, trace.Approved); len(got) != 1 || got[0] != "approved for up to 1h" {
		t.Errorf("%q", got)
	}
	shown, gone := texts(way, trace.Shown), texts(way, trace.Gone)
	if len(shown) != 2 || !strings.HasSuffix(shown[1], " lists "+l.email+" with the role Owner") {
		t.Errorf("the listing: %q", shown)
	}
	if name := population.Short(l.newest()); len(gone) != 1 || gone[0] != "population "+name+" lists "+l.email+" with the role Operator" {
		t.Errorf("the listing since the end, %s: %q", name, gone)
	}
	if diff := cmp.Diff(way, follows(t, openPack(t, packedBy(t, l.w, campaign, "")).Workspace, l.id)); diff != "" {
		t.Errorf("in the pack: %s", diff)
	}
	_, err := l.w.TraceElevation(t.Context(), "el-none")
	wantKind(t, err, fault.BadInput)
}

// A step that is to be expected and not on record is said in words.
func TestTraceOfAnElevationSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	missing := func(way trace.Trace) (says []string) {
		for _, s := range way.Steps {
			if s.Missing {
				says = append(says, s.Text)
			}
		}
		return says
	}
	for name, tt := range map[string]struct {
		do   func(l *lent, asked string) (id string)
		want []string
	}{
		"requested": {func(_ *lent, asked string) string { return asked }, []string{
			"0 of 1 approvals are on record", "the role is not granted yet",
		}},
		"denied": {func(l *lent, asked string) string {
			must(acted(l.open(l.colleague(), creds(l.server.OwnerKey())).DenyElevation(l.t.Context(), asked, "not needed")))
			return asked
		}, []string{"0 of 1 approvals are on record, and the request is denied", "the role was not granted: the request is denied"}},
		"approved by who asked": {func(l *lent, asked string) string {
			l.write(record.Entry{
				Type: elevation.TypeApproved, Actor: record.Actor{Email: lead, Assurance: record.Declared},
				Data: elevation.ApprovedData{Elevation: asked, Seconds: 3600},
			})
			way := follows(l.t, l.w, asked)
			if got := texts(way, trace.Approved); len(got) != 2 || !strings.Contains(strings.Join(got, "\n"), "it has no effect: ") {
				l.t.Errorf("%q", got)
			}
			return asked
		}, []string{"0 of 1 approvals are on record", "the role is not granted yet"}},
		"an end that no listing shows": {func(l *lent, _ string) string {
			l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Operator", l.newest()), How: elevation.Restored})
			way := follows(l.t, l.w, l.id)
			for _, s := range way.Steps {
				if s.Stage == trace.Ended && !strings.Contains(value(s, "not_shown"), "shows the role") {
					l.t.Errorf("%s: %+v", s.Text, s.Facts)
				}
			}
			return l.id
		}, []string{"no list since the end shows it yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLent(t)
			other, _ := l.borrower(l.w, "Creator")
			asked := must(acted(l.w.RequestElevation(t.Context(), elevation.Request{User: other, Role: "Owner", For: time.Hour, Reason: "incident"})))
			id := tt.do(l, asked.ID)
			if diff := cmp.Diff(tt.want, missing(follows(t, l.w, id))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An end that its own listing does not show is shown by a later one.
func TestTraceFindsALaterListing(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("Operator", l.newest()), How: elevation.Restored})
	check(t, l.server.SetRole(l.email, "Operator"))
	if _, err := l.w.Sync(t.Context(), review.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	gone := texts(follows(t, l.w, l.id), trace.Gone)
	if n := len(gone); n < 2 || gone[n-1] != "population "+population.Short(l.newest())+" lists "+l.email+" with the role Operator" {
		t.Errorf("%q", gone)
	}
}

// A population that no sync tells of shows nothing, though it is there.
func TestTraceBelievesNoListThatNoSyncTellsOf(t *testing.T) {
	t.Parallel()
	l := newLent(t)
	p := *must(l.w.Population(t.Context(), l.newest()))
	p.Users = nil
	name := must(must(store.Open(l.home, "default", l.clock)).Populations.Save(t.Context(), &p))
	l.forge(elevation.TypeEnded, elevation.EndedData{Seen: l.seen("", name), How: elevation.Gone})
	way := must(l.w.TraceElevation(t.Context(), l.id))
	gone := texts(way, trace.Gone)
	if len(gone) != 2 || !strings.HasSuffix(gone[0], "; no sync tells of it, so that it shows nothing") || gone[1] != "no list since the end shows it yet" {
		t.Errorf("%q", gone)
	}
}

// A role taken without approval says so.
func TestTraceOfABreakGlass(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	email, _ := d.borrower(w, "Operator")
	d.glass(w, "Owner", lead, email)
	row := must(acted(w.RequestElevation(t.Context(), elevation.Request{User: email, Role: "Owner", For: time.Hour, Reason: "fire", BreakGlass: true})))
	way := follows(t, w, row.ID)
	if got := texts(way, trace.Approved); !slices.Equal(got, []string{"no approval was needed: break-glass"}) {
		t.Errorf("%q", got)
	}
}
