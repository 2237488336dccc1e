package review_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
)

// shelf is a store in memory, for tests of many thousand steps; the real one has its own. Two workspaces on one shelf
// are two machines that share it.
type shelf struct {
	lines       []record.Line
	byWriter    map[string]record.Line // the last of each
	populations map[string]*population.Population
	settings    settings.Settings
	clock       core.Clock
	dies        int // how many appends from now the process dies before it has written; 0: it lives
}

// errKilled is what a process that was killed panics with.
var errKilled = errors.New("killed")

func newShelf(c core.Clock) *shelf {
	s := settings.Default()
	return &shelf{byWriter: map[string]record.Line{}, populations: map[string]*population.Population{}, settings: s, clock: c}
}

type memoryJournal struct {
	*shelf
	writer string
}

func (j memoryJournal) Lines(context.Context) ([]record.Line, error) {
	return slices.Clip(j.lines), nil
}

func (j memoryJournal) Append(_ context.Context, decide func([]record.Line) ([]record.Entry, error)) ([]record.Line, error) {
	entries, err := decide(slices.Clip(j.lines))
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	if j.dies > 0 {
		if j.dies--; j.dies == 0 {
			panic(errKilled)
		}
	}
	at := j.clock.Now()
	if n := len(j.lines); n > 0 && !at.After(j.lines[n-1].Time.Time) {
		at = j.lines[n-1].Time.Add(1)
	}
	var written []record.Line
	for i, e := range entries {
		last, ok := j.byWriter[j.writer]
		prev, seq := "", int64(1)
		if ok {
			prev, seq = last.Hash, last.Seq+1
		}
		line, _, err := record.Make(e, fmt.Sprint(len(j.lines)), j.writer, prev, seq, at.Add(time.Duration(i)))
		if err != nil {
			return nil, err
		}
		j.byWriter[j.writer] = line
		j.lines = append(j.lines, line)
		written = append(written, line)
	}
	return written, nil
}

func (memoryJournal) Take(context.Context, func([]record.Line) ([]record.Line, error)) error {
	panic("nothing comes from elsewhere here")
}

func (memoryJournal) Check(context.Context) ([]record.WriterCheck, error) { return nil, nil }
func (memoryJournal) Torn(context.Context) ([]string, error)              { return nil, nil }
func (memoryJournal) Warnings() []string                                  { return nil }
func (memoryJournal) Writer() (string, error)                             { return "w", nil }

// Save names populations by their number: what they are called does not matter here, and hashing would take most of the
// time.
func (s *shelf) Save(_ context.Context, p *population.Population) (string, error) {
	name := fmt.Sprintf("%064d", len(s.populations))
	s.populations[name] = p
	return name, nil
}

func (s *shelf) Load(_ context.Context, name string) (*population.Population, error) {
	return s.populations[name], nil
}

func (s *shelf) Roster(context.Context, string) ([]byte, error) { panic("none is kept here") }

func (s *shelf) SaveRoster(context.Context, *roster.Roster) (string, error) {
	panic("none is kept here")
}

func (s *shelf) Answer(context.Context, string) ([]byte, error) { panic("none is kept here") }

func (s *shelf) Raw(context.Context, string) ([]byte, error) { panic("nobody asks for bytes here") }

type memorySettings struct{ *shelf }

func (m memorySettings) Load(context.Context) (settings.Settings, error) { return m.settings, nil }

func (m memorySettings) Connection(context.Context) (settings.Connection, bool, error) {
	return m.settings.Connection, true, nil
}

func (m memorySettings) SaveConnection(_ context.Context, c settings.Connection) error {
	m.settings.Connection = c
	return nil
}

func (m memorySettings) Save(_ context.Context, s settings.Settings) error {
	m.settings = s
	return nil
}

// fakeTorq is a model of Torq: who holds which role, and what goes wrong next.
type fakeTorq struct {
	core.Changer // nil: a call that is not expected panics

	now     time.Time
	offset  time.Duration // of this machine's clock against Torq's
	roles   []population.Role
	users   map[string]string // ID → role ID
	next    string            // what the next change of a role meets; "" nothing
	down    bool
	date    time.Duration   // by which the Date header is wrong
	hidden  map[string]int  // users whom so many of the next listings lack
	unknown map[string]bool // users of whom each change answers 404
	between func()          // runs once while a listing is read
}

// clock of the machine.
func (f *fakeTorq) Now() time.Time {
	f.now = f.now.Add(time.Microsecond)
	return f.now.Add(f.offset)
}

var errDown = errors.New("no answer from Torq")

func (f *fakeTorq) Authenticate(context.Context) error {
	if f.down {
		return errDown
	}
	return nil
}

func (f *fakeTorq) Requests() int                                          { return 0 }
func (f *fakeTorq) Skew() (time.Duration, time.Time)                       { return f.date - f.offset, f.now.Add(f.offset) }
func (f *fakeTorq) Probe(context.Context) ([]population.Permission, error) { return nil, nil }

func (f *fakeTorq) Audit(context.Context, time.Time, population.Progress) (audit.Log, error) {
	return audit.Log{}, nil
}

func (f *fakeTorq) AuditPages(context.Context, time.Time, time.Time) iter.Seq2[audit.Page, error] {
	return func(func(audit.Page, error) bool) {}
}

func (f *fakeTorq) Account(context.Context) (*population.Account, error) { return nil, nil }

func (f *fakeTorq) Extract(context.Context, population.Progress, bool) (*population.Population, error) {
	if f.down {
		return nil, errDown
	}
	began := f.Now()
	if do := f.between; do != nil {
		f.between = nil
		do()
	}
	p := &population.Population{V: 1, Roles: f.roles, Calls: []population.Call{{At: began}}, Tool: population.Tool{ClientID: "key"}}
	for id, role := range f.users {
		if f.hidden[id] > 0 {
			f.hidden[id]--
			continue
		}
		p.Users = append(p.Users, population.User{ID: id, Email: id + "@example.com", RoleID: role, Status: population.StatusVerified})
	}
	p.Sort()
	p.TakenAt = f.Now()
	return p, nil
}

func (f *fakeTorq) ChangeRole(_ context.Context, userID, roleID string) order.Reply {
	what := f.next
	f.next = ""
	reply := order.Reply{Call: "PATCH"}
	switch {
	case f.down:
		reply.Outcome = order.NotSent
		return reply
	case what == "refused":
		reply.Outcome, reply.Status, reply.Detail = order.Refused, 403, "no"
		return reply
	case what == "lost before":
		reply.Outcome = order.Unclear
		return reply
	case what == "killed before":
		panic(errKilled)
	case what == "believed":
		reply.Outcome, reply.Status = order.Accepted, 200
		return reply
	}
	if _, ok := f.users[userID]; !ok || f.unknown[userID] {
		reply.Outcome, reply.Status = order.Missing, 404
		return reply
	}
	f.users[userID] = roleID
	switch what {
	case "lost after":
		reply.Outcome = order.Unclear
	case "killed after":
		panic(errKilled)
	default:
		reply.Outcome, reply.Status = order.Accepted, 200
	}
	return reply
}
