// Package sharing holds the use cases of a record that is carried between machines.
package sharing

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// Carrier carries the record of one workspace between machines.
type Carrier interface {
	// State returns what this machine knows of sharing, without asking any other; nil if the workspace is not shared.
	State(ctx context.Context) (*share.State, error)
	// Init shares the record through the repository at the URL, which must be empty; Join takes part in the record that
	// it carries. After an error the workspace is as before.
	Init(ctx context.Context, url string, o share.Options) (share.Outcome, error)
	Join(ctx context.Context, url string, o share.Options) (share.Outcome, error)
	// Sync takes what is new and fits, and sends what is new here. An error comes with what was done before it.
	Sync(ctx context.Context, o share.Options) (share.Outcome, error)
	// Seen forgets the incidents, and returns how many there were.
	Seen(ctx context.Context) (int, error)
	// Aside returns the refused files that are kept on this machine, the newest first.
	Aside(ctx context.Context) ([]share.Kept, error)
	// Leave forgets the repository, and returns what was known of it; nil if that could not be read.
	Leave(ctx context.Context) (*share.State, error)
}

// Service shares the record of one workspace.
type Service struct {
	core      *core.Core
	carrier   Carrier
	witnessed *share.Witnessed
	noSync    bool
}

// NewService returns the service, and registers its ledger with the core; carrier is nil where nothing can be shared. With
// noSync, nothing asks other machines by itself.
func NewService(c *core.Core, carrier Carrier, noSync bool) *Service {
	s := &Service{c, carrier, &share.Witnessed{}, noSync}
	c.Register(s.witnessed, nil)
	return s
}

// options returns the options of a sync; with ask, the person at the terminal may be asked for a passphrase.
func (s *Service) options(ask bool) share.Options {
	return share.Options{Ask: ask, Admit: func(ctx context.Context, choose share.Choose) error { return s.core.Admit(ctx, choose) }}
}

func (s *Service) ready() error {
	if err := s.core.MayAct(); err != nil {
		return err
	}
	if s.carrier == nil {
		return fault.New(fault.Refused, "this workspace cannot be shared")
	}
	return nil
}

// InitShare shares the record through an empty repository.
func (s *Service) InitShare(ctx context.Context, url string, ask bool) (share.Outcome, error) {
	if err := s.ready(); err != nil {
		return share.Outcome{}, err
	}
	return whole(s.carrier.Init(ctx, url, s.options(ask)))
}

// JoinShare takes part in the record that a repository carries. A Refused fault says that it does not fit the lines
// that are here.
func (s *Service) JoinShare(ctx context.Context, url string, ask bool) (share.Outcome, error) {
	if err := s.ready(); err != nil {
		return share.Outcome{}, err
	}
	out, err := s.carrier.Join(ctx, url, s.options(ask))
	if err != nil {
		return whole(out, err)
	}
	return whole(s.told(ctx, out, ask))
}

// SyncShare takes what is new in the shared repository and sends what is new here.
func (s *Service) SyncShare(ctx context.Context, ask bool) (share.Outcome, error) {
	if err := s.ready(); err != nil {
		return share.Outcome{}, err
	}
	out, err := s.carrier.Sync(ctx, s.options(ask))
	if err != nil {
		return whole(out, err)
	}
	return whole(s.told(ctx, out, ask))
}

// Exchange syncs with the other machines before something is done that one of them may do too. shared is false where the
// record is not shared, or the user wants no sync in this run.
func (s *Service) Exchange(ctx context.Context) (shared bool, err error) {
	if err := s.core.MayAct(); err != nil || s.noSync || s.carrier == nil {
		return false, err
	}
	state, err := s.carrier.State(ctx)
	if err != nil || state == nil {
		return false, err
	}
	_, err = s.SyncShare(ctx, false)
	return true, err
}

// told puts what a sync met on record, and sends that too. While no person and no key is known here, it waits.
func (s *Service) told(ctx context.Context, out share.Outcome, ask bool) (share.Outcome, error) {
	if _, err := s.core.Actor(ctx); err != nil && s.core.ClientID(ctx) == "" {
		return out, nil
	}
	wrote, err := s.witness(ctx)
	if err != nil || !wrote {
		return out, err
	}
	more, err := s.carrier.Sync(ctx, s.options(ask))
	more.Taken, more.Sent, more.Populations = out.Taken+more.Taken, out.Sent+more.Sent, out.Populations+more.Populations
	more.Rewritten = more.Rewritten || out.Rewritten
	return more, err
}

// Witness puts on record what this machine refused of the shared repository and what the repository had lost, where that
// is not on record yet. Every machine then knows it, and every pack tells it.
func (s *Service) Witness(ctx context.Context) error {
	if err := s.core.MayAct(); err != nil || s.carrier == nil {
		return err
	}
	_, err := s.witness(ctx)
	return err
}

func (s *Service) witness(ctx context.Context) (wrote bool, err error) {
	state, err := s.carrier.State(ctx)
	if err != nil || state == nil || state.Sound() {
		return false, err
	}
	own, err := s.core.JournalName()
	if err != nil {
		return false, err
	}
	missing := false
	err = s.core.Read(ctx, func() error {
		refused, mended := s.witnessed.Missing(state, own)
		missing = len(refused)+len(mended) > 0
		return nil
	})
	if err != nil || !missing {
		return false, err
	}
	actor, err := s.core.Actor(ctx)
	if client := s.core.ClientID(ctx); err != nil && client != "" {
		actor, err = s.core.SystemActor(ctx, client), nil
	}
	if err != nil {
		return false, err
	}
	written, err := s.core.Append(ctx, func() (entries []record.Entry, err error) {
		refused, mended := s.witnessed.Missing(state, own)
		for _, d := range refused {
			entries = append(entries, record.Entry{Type: share.TypeRefused, Actor: actor, Data: d})
		}
		for _, d := range mended {
			entries = append(entries, record.Entry{Type: share.TypeMended, Actor: actor, Data: d})
		}
		return entries, nil
	})
	return len(written) > 0, err
}

// HasUnsent reports whether the workspace is shared, and this process has recorded lines that were not sent yet.
func (s *Service) HasUnsent(ctx context.Context) bool {
	if s.ready() != nil {
		return false
	}
	if state, err := s.carrier.State(ctx); err != nil || state == nil {
		return false
	}
	wrote := false
	if err := s.core.Read(ctx, func() error { wrote = s.core.Writer() != ""; return nil }); err != nil || !wrote {
		return false
	}
	status, err := s.ShareStatus(ctx)
	return err == nil && status != nil && status.Ahead > 0
}

// SeeIncidents forgets what was mended, as a person has seen it.
func (s *Service) SeeIncidents(ctx context.Context) (int, error) {
	if err := s.ready(); err != nil {
		return 0, err
	}
	return s.carrier.Seen(ctx)
}

// RefusedFiles returns the refused files of the shared repository that are kept on this machine, the newest first.
func (s *Service) RefusedFiles(ctx context.Context) ([]share.Kept, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	files, err := s.carrier.Aside(ctx)
	if err != nil {
		return nil, err
	}
	state, err := s.carrier.State(ctx)
	if err != nil || state == nil { // it was left, or cannot be read, which is told elsewhere
		return orEmpty(files), nil
	}
	for i := range files {
		files[i].Refused = slices.ContainsFunc(state.Refused, func(r share.Refusal) bool { return r.Kept == files[i].Path })
	}
	return orEmpty(files), nil
}

// LeaveShare forgets the repository and keeps the record. It returns how sharing stood.
func (s *Service) LeaveShare(ctx context.Context) (share.Status, error) {
	if err := s.ready(); err != nil {
		return share.Status{}, err
	}
	before, err := s.ShareStatus(ctx)
	state, leaving := s.carrier.Leave(ctx)
	if leaving != nil {
		return share.Status{}, leaving
	}
	if err != nil || before == nil { // it cannot be read, and need not be
		before = &share.Status{}
		if state != nil {
			before.URL = state.URL
		}
	}
	return *before, nil
}

// ShareStatus returns how sharing stands, from this machine alone; nil if the workspace is not shared.
func (s *Service) ShareStatus(ctx context.Context) (*share.Status, error) {
	if s.ready() != nil {
		return nil, nil
	}
	state, err := s.carrier.State(ctx)
	if err != nil || state == nil {
		return nil, err
	}
	lines, err := s.core.Journal(ctx)
	if err != nil {
		return nil, err
	}
	own, err := s.core.JournalName()
	if err != nil {
		return nil, err
	}
	status := &share.Status{
		URL: state.URL, Problem: state.Problem, Hint: state.Hint, Refused: orEmpty(state.Refused), Incidents: orEmpty(state.Incidents),
		Ignored: orEmpty(state.Ignored), OK: state.Sound(),
	}
	if !state.FetchedAt.IsZero() {
		status.FetchedAt = &state.FetchedAt
	}
	err = s.core.Read(ctx, func() error {
		status.Writers = s.writers(lines, own, state)
		return nil
	})
	here := map[string]int64{}
	for _, w := range status.Writers {
		here[w.Writer] = w.Lines
	}
	status.Ahead, status.Behind = state.Count(here)
	return status, err
}

// clockSlack is the time by which the clock of another machine may be ahead without a word.
const clockSlack = 5 * time.Minute

// writers returns all installations whose lines are here, or in the repository.
func (s *Service) writers(lines []record.Line, own string, state *share.State) []share.Writer {
	byName, now := map[string]*share.Writer{}, s.core.Now()
	get := func(name string) *share.Writer {
		w, ok := byName[name]
		if !ok {
			w = &share.Writer{Writer: name, People: []string{}, OK: true, Here: name == own}
			byName[name] = w
		}
		return w
	}
	for i := range lines {
		l := &lines[i]
		w := get(l.Writer)
		if l.Seq > w.Lines {
			w.Lines, w.Head = l.Seq, l.Hash
			if w.Ahead = nil; l.Time.Sub(now) > clockSlack {
				w.Ahead = &l.Time.Time
			}
		}
		if strings.Contains(l.Actor, "@") && !slices.Contains(w.People, l.Actor) {
			w.People = append(w.People, l.Actor)
		}
	}
	for name := range state.Remote {
		get(name)
	}
	for _, r := range state.Refused {
		if r.Writer != "" {
			get(r.Writer).OK = false
		}
	}
	all := make([]share.Writer, 0, len(byName))
	for name, w := range byName {
		if m, ok := s.core.Base().Writers.Now(name); ok {
			w.Host, w.Account = m.Host, m.Account
		}
		all = append(all, *w)
	}
	slices.SortFunc(all, func(a, b share.Writer) int { return cmp.Compare(a.Writer, b.Writer) })
	return all
}

// whole returns the outcome with lists that JSON writes as [] when there is nothing in them.
func whole(out share.Outcome, err error) (share.Outcome, error) {
	out.Refused, out.Ignored = orEmpty(out.Refused), orEmpty(out.Ignored)
	return out, err
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
