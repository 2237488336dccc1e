// Package share carries the record of a workspace between machines, through a private Git repository. The program git
// does the work, in a bare repository that is tuar's alone: nothing of what comes in is ever checked out, and each line
// is checked before it is taken.
package share

import (
	"context"
	_ "embed"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/store/attachment"
	"github.com/tuar-dev/tuar/store/disk"
	"github.com/tuar-dev/tuar/store/lock"
	"github.com/tuar-dev/tuar/store/population"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Share is the sharing of one workspace, seen from this machine. It implements review.Share.
type Share struct {
	dir         string // of the workspace, for what belongs to this OS account
	populations population.Files
	attachments attachment.Files
	writer      func() (string, error)     // this installation's name
	barred      func(writer string) string // why lines of that writer cannot be taken in here; empty: they can
	limits      limits
	clock       Clock
	lock        *lock.Lock
	user        *userConfig

	Log *trail.Log // of runs of git; may be nil
}

// In returns the sharing of the workspace with those populations and attachments. Of its own it keeps everything in
// a folder of this OS account. barred says why lines of a writer cannot be taken in here; empty if they can. It reads and writes nothing yet.
func In(
	ownDir string, populations population.Files, attachments attachment.Files, writer func() (string, error),
	barred func(writer string) string, clock Clock,
) *Share {
	return &Share{
		dir: ownDir, populations: populations, attachments: attachments, writer: writer, barred: barred, limits: usual, clock: clock,
		lock: lock.OfShare(ownDir), user: &userConfig{},
	}
}

//go:embed README.md
var about []byte

func (s *Share) repoDir() string { return filepath.Join(s.dir, "share.git") }

func (s *Share) repository(url string, ask bool) *repository {
	return &repository{git{dir: s.repoDir(), ask: ask, http: strings.HasPrefix(strings.ToLower(url), "http:"), user: s.user, log: s.Log}, url}
}

// longest bounds the time of a sync, unless the caller allows less.
const longest = 15 * time.Minute

// begin takes the lock of sharing, and bounds the time until it is released.
func (s *Share) begin(ctx context.Context) (bounded context.Context, release func(), err error) {
	if err := disk.MakeFolder(s.dir); err != nil {
		return nil, nil, disk.Fault(err, "making room for the workspace")
	}
	unlock, err := s.lock.Take(ctx)
	if err != nil {
		return nil, nil, fault.Wrap(err, "another sync with the shared repository may be under way")
	}
	bounded, cancel := context.WithTimeout(ctx, longest)
	return bounded, func() { cancel(); unlock() }, nil
}

// State returns what this machine knows of sharing, without asking the shared repository; nil if the workspace is not
// shared.
func (s *Share) State(context.Context) (*share.State, error) { return s.load() }

// Init makes the repository at the URL, which must be empty, the shared one of this workspace, and sends the record.
func (s *Share) Init(ctx context.Context, url string, o share.Options) (share.Outcome, error) {
	return s.found(ctx, url, o, func(heads map[string]string) error {
		switch {
		case heads[branch] != "":
			return fault.New(fault.Refused, "the repository is not empty: it has a branch main").
				WithHint("if it carries a record already, take part in it: %s; else make an empty one", fault.JoinShare.On("URL"))
		case len(heads) > 0:
			return fault.New(fault.Refused, "the repository is not empty: it has %s", names(heads)).
				WithHint("make an empty private repository for the record, without a README")
		}
		return nil
	})
}

// Join takes part in the record that the repository at the URL carries. Where lines are here already, both must fit.
func (s *Share) Join(ctx context.Context, url string, o share.Options) (share.Outcome, error) {
	return s.found(ctx, url, o, func(heads map[string]string) error {
		switch {
		case len(heads) == 0:
			return fault.New(fault.Refused, "the repository is empty, so there is no record in it to take part in").
				WithHint("share the record of this workspace there: %s", fault.InitShare.On("URL"))
		case heads[branch] == "":
			return fault.New(fault.Refused, "the repository has no branch main, and so no record in it: it has %s", names(heads)).
				WithHint("check the URL")
		}
		return nil
	})
}

// names lists some names of refs.
func names(heads map[string]string) string {
	var all []string
	for name := range heads {
		all = append(all, strings.TrimPrefix(strings.TrimPrefix(name, "refs/heads/"), "refs/"))
	}
	slices.Sort(all)
	if len(all) > 3 {
		all = append(all[:3], "more")
	}
	return strings.Join(all, ", ")
}

// found begins the sharing with a repository whose heads pass the check. If anything fails nothing is left of it.
func (s *Share) found(ctx context.Context, url string, o share.Options, check func(map[string]string) error) (share.Outcome, error) {
	url, err := checkURL(url)
	if err != nil {
		return share.Outcome{}, err
	}
	ctx, release, err := s.begin(ctx)
	if err != nil {
		return share.Outcome{}, err
	}
	defer release()
	state, err := s.load()
	if err != nil {
		return share.Outcome{}, err
	}
	if state != nil {
		return share.Outcome{}, fault.New(fault.Refused, "this workspace is shared already, through %s", state.URL).
			WithHint("to change that: %s", fault.LeaveShare.With())
	}
	if err := s.forget(); err != nil { // what a sharing that was cut off has left
		return share.Outcome{}, err
	}
	r := s.repository(url, o.Ask)
	err = r.make(ctx)
	if err == nil {
		err = r.checkFolder(ctx)
	}
	var heads map[string]string
	if err == nil {
		heads, err = r.heads(ctx)
	}
	if err == nil {
		err = check(heads)
	}
	var out share.Outcome
	if err == nil {
		state = &share.State{V: 1, URL: url, Remote: map[string]share.Remote{}}
		out, err = (&exchange{Share: s, r: r, o: o, state: state, joins: true}).run(ctx)
	}
	if err != nil {
		_ = s.forget() // the first error is the one to tell
		return share.Outcome{}, err
	}
	return out, nil
}

// Sync takes what is new in the shared repository and fits, and sends what is new here. If something did not fit, the
// outcome says so and the rest was done.
func (s *Share) Sync(ctx context.Context, o share.Options) (share.Outcome, error) {
	ctx, release, err := s.begin(ctx)
	if err != nil {
		return share.Outcome{}, err
	}
	defer release()
	state, err := s.load()
	if err != nil {
		return share.Outcome{}, err
	}
	if state == nil {
		return share.Outcome{}, notShared()
	}
	if _, err := checkURL(state.URL); err != nil {
		if filepath.IsAbs(state.URL) { // it was a repository once, as on a disk that is not mounted now
			err = fault.New(fault.Unreachable, "the shared repository cannot be reached: %w", err).
				WithHint("work goes on without it; what is here goes out at the next sync")
		}
		return share.Outcome{}, s.failed(state, err)
	}
	out, err := (&exchange{Share: s, r: s.repository(state.URL, o.Ask), o: o, state: state}).run(ctx)
	return out, s.failed(state, err)
}

// failed notes why a sync failed, and returns the error.
func (s *Share) failed(state *share.State, err error) error {
	problem, hint := "", ""
	if err != nil {
		problem, hint = err.Error(), fault.HintOf(err)
	}
	if state.Problem != problem || state.Hint != hint {
		state.Problem, state.Hint = problem, hint
		_ = s.save(state) // the error itself is told in any case
	}
	return err
}

func notShared() error {
	return fault.New(fault.BadInput, "this workspace is not shared with other machines").
		WithHint("share it: %s; or take part: %s", fault.InitShare.On("URL"), fault.JoinShare.On("URL"))
}

// Seen forgets the incidents, which a person has seen. What is refused stays.
func (s *Share) Seen(ctx context.Context) (int, error) {
	_, release, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	state, err := s.load()
	if err != nil || state == nil {
		return 0, err
	}
	n := len(state.Incidents)
	state.Incidents = nil
	return n, s.save(state)
}

// Leave forgets the shared repository, and keeps the record.
func (s *Share) Leave(ctx context.Context) (*share.State, error) {
	_, release, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	state, err := s.load()
	if err == nil && state == nil {
		return nil, notShared()
	}
	// One that cannot be read is forgotten as well.
	return state, s.forget()
}
