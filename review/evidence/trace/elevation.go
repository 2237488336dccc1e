package trace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// The stages of an elevation, in their usual order.
const (
	Requested Stage = "request"
	Approved  Stage = "approval"
	Granted   Stage = "grant"
	Shown     Stage = "listing" // of Torq, that shows the role
	Extended  Stage = "extension"
	Ended     Stage = "end"
	Gone      Stage = "listing since the end"
	Told      Stage = "notice" // to a workflow of the workspace
)

var elevationStages = []Stage{Requested, Approved, Granted, Shown, Extended, Ended, Gone}

// Elevation holds what the trace of an elevation is made from.
type Elevation struct {
	Row     elevation.Row            // as of the last line
	Lines   []record.Line            // of all journals, in fold order
	Heads   []pack.Head              // of all journals
	AsOf    time.Time                // of the last line
	Refused func(record.Line) string // why a line has no effect; empty if it may have

	// Load reads a population by its name.
	Load func(name string) (*population.Population, error)
}

// OfElevation follows the elevation from its request to the listing that shows that the role is gone. A step that is to
// be expected and not on record is said in words.
func OfElevation(e Elevation) Trace {
	r := e.Row
	t := &elevationTracer{Elevation: e, syncs: map[string]*record.Line{}, stages: map[string]Stage{}}
	for i, l := range e.Lines {
		if l.Type != core.TypeSynced {
			continue
		}
		d := data[core.Synced](l)
		if t.syncs[d.Population] == nil {
			t.syncs[d.Population] = &e.Lines[i]
		}
	}
	for _, l := range elevation.LinesAbout(e.Lines, r.ID) {
		t.line(l)
	}
	t.approvals()
	t.grant()
	t.steps = append(t.steps, headsStep(e.Heads, e.AsOf))
	return Trace{Elevation: r.ID, Item: r.Item, Title: r.Role + " for " + r.Email, Steps: t.steps}
}

type elevationTracer struct {
	Elevation
	steps  []Step
	syncs  map[string]*record.Line // the lines that say that populations were taken, by their names
	stages map[string]Stage        // of the attempts
	auto   string                  // why no approval is needed
	over   *record.Line            // the last line that tells of its end
	left   bool                    // the listing which that names shows the role gone

	account *population.Account // the Torq workspace of the first listing; nil while that is unknown
}

// line adds the steps that a line tells of.
func (t *elevationTracer) line(l record.Line) {
	said := elevation.Events.Sentence(l, it)
	said.About = ""
	text := said.String()
	if why := t.Refused(l); why != "" {
		t.add(t.stageOf(l), l, text+"; it has no effect: "+why)
		return
	}
	switch l.Type {
	case elevation.TypeRequested:
		t.requested(l, text)
	case elevation.TypeApproved:
		counts := slices.ContainsFunc(t.Row.Proof.Approvals, func(a elevation.Approval) bool {
			return a.By == l.Actor && a.At.Equal(l.Time.Time)
		})
		t.add(Approved, l, text+ifNot(counts, "; it was not needed, or came too late"))
	case elevation.TypeExtended:
		counts := slices.ContainsFunc(t.Row.Proof.Extensions, func(x elevation.Extension) bool {
			return x.By == l.Actor && x.At.Equal(l.Time.Time)
		})
		t.add(Extended, l, text+ifNot(counts, "; it did not take effect"))
	case elevation.TypeSending:
		d := data[elevation.SendingData](l)
		t.stages[d.Attempt] = t.stageOf(l)
		t.add(t.stageOf(l), l, text, Fact{"attempt", d.Attempt}, Fact{"method", d.Method}, Fact{"from_role", d.FromRole},
			Fact{"to_role", d.ToRole}, Fact{"role_to_restore", d.BaseRole}, Fact{"population", d.Population})
	case elevation.TypeSent:
		d := data[elevation.SentData](l)
		t.add(t.stageOf(l), l, text, Fact{"attempt", d.Attempt}, Fact{"call", d.Call}, number("http_status", d.Status),
			Fact{"population", d.Population})
	case elevation.TypeEnded, elevation.TypeDrifted:
		t.ended(l, text)
	case elevation.TypeActive, elevation.TypeReopened, elevation.TypeMissing, elevation.TypeListed:
		d := data[elevation.ActiveData](l)
		t.add(Shown, l, text, t.seen(l, d.Seen)...)
		t.shown(Shown, d.Population)
	default:
		t.add(t.stageOf(l), l, text)
	}
}

// stageOf returns the stage of a line by its type and purpose.
func (t *elevationTracer) stageOf(l record.Line) Stage {
	switch l.Type {
	case elevation.TypeRequested:
		return Requested
	case elevation.TypeApproved, elevation.TypeDenied:
		return Approved
	case elevation.TypeExtended:
		return Extended
	case elevation.TypeNoticed:
		return Told
	case elevation.TypeActive, elevation.TypeReopened, elevation.TypeMissing, elevation.TypeListed:
		return Shown
	case elevation.TypeSent:
		if stage, known := t.stages[data[elevation.SentData](l).Attempt]; known {
			return stage
		}
		return Granted
	case elevation.TypeSending:
		if data[elevation.SendingData](l).Purpose == elevation.Grant {
			return Granted
		}
	}
	return Ended
}

func (t *elevationTracer) add(stage Stage, l record.Line, text string, facts ...Fact) {
	t.steps = append(t.steps, step(stage, l, text, facts...))
}

func (t *elevationTracer) requested(l record.Line, text string) {
	d := data[elevation.RequestedData](l)
	t.add(Requested, l, text, Fact{"email", d.Email}, Fact{"role", d.Role}, Fact{"prior_role", d.PriorRole},
		Fact{"reason", d.Reason}, Fact{"ticket", d.Ticket}, Fact{"starts_at", timestamp(d.StartsAt.Time)},
		number("approvals_needed", d.Approvals), Fact{"approvers", strings.Join(d.Approvers, " ")},
		Fact{"population", d.Population})
	if t.auto = d.Auto; t.auto != "" {
		why := "break-glass"
		if t.auto == elevation.AutoByRule {
			why = "the rule of the role approves"
		}
		t.add(Approved, l, "no approval was needed: "+why)
	}
}

// ended adds the end that a line tells of, and the listing which that names.
func (t *elevationTracer) ended(l record.Line, text string) {
	d := data[elevation.EndedData](l) // of a drift, what it has in common
	t.add(Ended, l, text, append(t.seen(l, d.Seen), Fact{"how", string(d.How)})...)
	t.over, t.left = &l, t.shown(Gone, d.Population)
}

// seen returns the facts of a role in a listing, and whether the population shows what the line says.
func (t *elevationTracer) seen(l record.Line, s elevation.Seen) []Fact {
	facts := []Fact{{"role", s.Role}, {"population", s.Population}, {"listed_at", timestamp(s.ListedAt.Time)}}
	for _, o := range pack.Observations([]record.Line{l}, "", nil) {
		if p, err := t.Load(o.Population); err != nil {
			continue // the listing says so
		} else if u, lies := o.Unshown(p, t.account); lies {
			facts = append(facts, Fact{"not_shown", u.Why})
		}
	}
	return facts
}

// shown adds what a population shows of the holder, and reports whether it shows the role gone. One that no sync tells of,
// or that is of another Torq workspace, shows nothing.
func (t *elevationTracer) shown(stage Stage, name string) (gone bool) {
	if name == "" {
		return false
	}
	p, err := t.Load(name)
	if err != nil {
		text := fmt.Sprintf("population %s cannot be read here: %v", population.Short(name), err)
		t.steps = append(t.steps, missing(stage, text, Fact{"file", pack.PopulationPath(name)}))
		return false
	}
	role, listed := roleIn(p, t.Row.Item)
	text := fmt.Sprintf("population %s does not list %s", population.Short(name), t.Row.Email)
	if listed {
		text = fmt.Sprintf("population %s lists %s with the role %s", population.Short(name), t.Row.Email, roleName(p, role))
	}
	if t.foreign(p) {
		text += fmt.Sprintf("; it is of another Torq workspace, %s, and shows nothing", p.Account.ID)
	}
	s := Step{Stage: stage, At: &p.TakenAt, Text: text, Facts: listingOf(p, name, t.Row.Item)}
	l := t.syncs[name]
	if l != nil {
		synced := step(stage, *l, text)
		s.By, s.Line, s.Facts = synced.By, synced.Line, append(synced.Facts, s.Facts...)
	} else {
		s.Text += "; no sync tells of it, so that it shows nothing"
	}
	t.steps = append(t.steps, s)
	gone = l != nil && !t.foreign(p) && role != t.Row.RoleID
	if t.account == nil {
		t.account = p.Account
	}
	return gone
}

// foreign reports whether a population is of another Torq workspace than the first listing.
func (t *elevationTracer) foreign(p *population.Population) bool {
	return t.account != nil && p.Account != nil && p.Account.ID != t.account.ID
}

// approvals says which approvals are not on record.
func (t *elevationTracer) approvals() {
	r := t.Row
	if t.auto != "" || r.Given >= r.Needed {
		return
	}
	text := fmt.Sprintf("%d of %d approvals are on record", r.Given, r.Needed)
	if r.State != elevation.Requested {
		text += ", and the request is " + string(r.State)
	}
	t.lacks(Approved, text)
}

// grant says what of the grant, its listing, the end and the listing since is not on record.
func (t *elevationTracer) grant() {
	r := t.Row
	switch live := r.State.Live(); {
	case r.How == elevation.HadIt:
		t.lacks(Granted, "nothing was granted: the user held the role already")
	case !t.has(Granted) && !t.has(Shown) && live:
		t.lacks(Granted, "the role is not granted yet")
	case !t.has(Granted) && !t.has(Shown):
		t.lacks(Granted, "the role was not granted: the request is "+string(r.State))
	case r.How == elevation.NotGranted || r.State == elevation.Failed:
		t.lacks(Shown, "no list shows the role: it could not be granted")
	default:
		t.ends(live)
	}
}

// ends says which listing is missing of a role that was granted, and whether the end is.
func (t *elevationTracer) ends(live bool) {
	r := t.Row
	if !t.has(Granted) {
		t.lacks(Granted, "no call that grants the role is on record")
	}
	if r.ActiveAt == nil {
		t.lacks(Shown, map[bool]string{true: "no list shows the role yet", false: "no list showed the role"}[live])
	}
	if live {
		text := "it has not ended"
		if r.EndsAt != nil {
			text += fmt.Sprintf(": its end is %s, and the record ends at %s", minute(*r.EndsAt), minute(t.AsOf))
		}
		t.lacks(Ended, text)
		t.lacks(Gone, "no list shows the role gone")
		return
	}
	if t.left {
		return
	}
	if n, unread := t.laterList(); !t.left {
		t.lacks(Gone, "no list since the end shows it yet",
			number("lists_since_the_end", n), number("of_them_not_here", unread))
	}
}

// laterList adds the first listing after the end that shows the role gone. It returns the number of those that it
// looked at, and how many of them cannot be read.
func (t *elevationTracer) laterList() (n, unread int) {
	after := false
	for i := range t.Lines {
		l := &t.Lines[i]
		after = after || t.over != nil && l.Hash == t.over.Hash
		if !after || l.Type != core.TypeSynced {
			continue
		}
		name := data[core.Synced](*l).Population
		n++
		if p, err := t.Load(name); err != nil {
			unread++
		} else if role, _ := roleIn(p, t.Row.Item); role != t.Row.RoleID && !t.foreign(p) {
			t.left = t.shown(Gone, name)
			return n, unread
		}
	}
	return n, unread
}

func (t *elevationTracer) has(stage Stage) bool {
	return slices.ContainsFunc(t.steps, func(s Step) bool { return s.Stage == stage })
}

// lacks adds a step that is not on record at its usual place.
func (t *elevationTracer) lacks(stage Stage, text string, facts ...Fact) {
	at := slices.IndexFunc(t.steps, func(s Step) bool {
		return slices.Index(elevationStages, s.Stage) > slices.Index(elevationStages, stage)
	})
	if at < 0 {
		at = len(t.steps)
	}
	t.steps = slices.Insert(t.steps, at, missing(stage, text, facts...))
}

func missing(stage Stage, text string, facts ...Fact) Step {
	return Step{Stage: stage, Text: text, Facts: append([]Fact{}, known(facts)...), Missing: true}
}

// known returns the facts that have a value.
func known(facts []Fact) []Fact {
	return slices.DeleteFunc(facts, func(f Fact) bool { return f.Value == "" })
}

func ifNot(is bool, text string) string {
	if is {
		return ""
	}
	return text
}

func minute(at time.Time) string { return at.UTC().Format("2 Jan 2006 15:04 UTC") }
