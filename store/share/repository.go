package share

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/disk"
)

// branch is the one branch that carries a record.
const branch = "refs/heads/main"

// The refs of the bare repository on this machine. fetched is the commit of the last sync that went through, incoming
// the one that is being looked at, outgoing the one that is to be pushed.
const (
	fetched  = "refs/tuar/fetched"
	incoming = "refs/tuar/incoming"
	outgoing = "refs/tuar/outgoing"
	lost     = "refs/tuar/lost/" // and its commit: a history that the shared repository no longer has
)

// repository is the bare repository of a workspace on this machine, and the shared one at a URL.
type repository struct {
	git
	url string
}

var objectID = regexp.MustCompile(`^[0-9a-f]{40}([0-9a-f]{24})?$`)

// make makes the bare repository on this machine, if it is not there.
func (r *repository) make(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(r.dir, "HEAD")); err == nil {
		return nil
	}
	if err := disk.MakeFolder(r.dir); err != nil {
		return disk.Fault(err, "making room for the shared record")
	}
	_, err := r.run(ctx, nil, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", "--", r.dir)
	return wrap(err, "making room for the shared record")
}

// heads returns the refs of the shared repository, by name.
func (r *repository) heads(ctx context.Context) (map[string]string, error) {
	out, err := r.run(ctx, nil, "ls-remote", "--quiet", "--refs", "--", r.url)
	if err != nil {
		return nil, r.explain(err, "reading the shared repository")
	}
	refs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && objectID.MatchString(id) {
			refs[name] = id
		}
	}
	return refs, nil
}

// fetch fetches the branch and returns its commit; empty if the shared repository does not have it. It takes no more
// than so many bytes.
func (r *repository) fetch(ctx context.Context, most int64) (string, error) {
	before := r.packs()
	if there := grown(nil, before); there > mostOfAll*most {
		return "", fault.New(fault.Refused, "the shared repository has grown to %s on this machine, and nothing more is fetched", size(there)).
			WithHint("have its owner remove what is no part of the record, then: %s, and: %s", fault.LeaveShare.With(), fault.JoinShare.On("URL"))
	}
	fetching, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		for tick := time.NewTicker(100 * time.Millisecond); fetching.Err() == nil; {
			select {
			case <-fetching.Done():
				tick.Stop()
			case <-tick.C:
				if grown(before, r.packs()) > most {
					stop(errTooMuch)
				}
			}
		}
	}()
	var err error
	for range tries {
		_, err = r.run(fetching, nil, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance",
			"--no-write-fetch-head", "--no-show-forced-updates", "--force", "--refmap=", "--", r.url, "+"+branch+":"+incoming)
		if !r.isHeld(err) {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	if errors.Is(context.Cause(fetching), errTooMuch) || err == nil && grown(before, r.packs()) > most {
		return "", errors.Join(r.drop(ctx, before), fault.New(fault.Refused, "the shared repository sends more than %s at once; nothing of it was taken", size(most)).
			WithHint("its history says who pushed so much; have the owner of the repository remove it"))
	}
	var failed *result
	switch {
	case errors.As(err, &failed) && strings.Contains(failed.stderr, "couldn't find remote ref"):
		return "", nil
	case err != nil:
		r.sweep(0)
		return "", r.explain(err, "reading the shared repository")
	}
	return r.commit(ctx, incoming)
}

// mostOfAll is how much more the repository may have on this machine than a fetch may bring.
const mostOfAll = 8

// isHeld reports whether git could not write a ref because another git was writing it: one that goes on for a moment though
// its tuar was killed.
func (r *repository) isHeld(err error) bool {
	var failed *result
	return errors.As(err, &failed) && strings.Contains(failed.stderr, "cannot lock ref 'refs/tuar/")
}

// errTooMuch is why a fetch is ended.
var errTooMuch = errors.New("the shared repository sends too much")

// packs returns the sizes of the files that hold packs of objects, and of those that are being written.
func (r *repository) packs() map[string]int64 {
	sizes := map[string]int64{}
	there, _ := os.ReadDir(filepath.Join(r.dir, "objects", "pack")) // there may be none
	for _, e := range there {
		if info, err := e.Info(); err == nil {
			sizes[e.Name()] = info.Size()
		}
	}
	return sizes
}

// grown returns the bytes of the packs that were not there before.
func grown(before, after map[string]int64) (n int64) {
	for name, size := range after {
		if _, was := before[name]; !was {
			n += size
		}
	}
	return n
}

// drop removes what was fetched and is not wanted.
func (r *repository) drop(ctx context.Context, before map[string]int64) error {
	_, err := r.run(ctx, nil, "update-ref", "-d", incoming)
	for name := range r.packs() {
		if _, was := before[name]; !was {
			err = errors.Join(err, os.Remove(filepath.Join(r.dir, "objects", "pack", name)))
		}
	}
	return wrap(err, "removing what was fetched")
}

// commit returns the commit of a ref or an ID; empty if there is none.
func (r *repository) commit(ctx context.Context, name string) (string, error) {
	out, err := r.run(ctx, nil, "rev-parse", "--quiet", "--verify", "--end-of-options", name+"^{commit}")
	var failed *result
	if errors.As(err, &failed) && failed.stderr == "" {
		return "", nil
	}
	if err != nil {
		return "", wrap(err, "reading the shared record")
	}
	id := strings.TrimSpace(string(out))
	if !objectID.MatchString(id) {
		return "", fault.New(fault.Failed, "reading the shared record: git names no commit")
	}
	return id, nil
}

// follows reports whether a commit has the other among its ancestors.
func (r *repository) follows(ctx context.Context, commit, earlier string) (bool, error) {
	_, err := r.run(ctx, nil, "merge-base", "--is-ancestor", earlier, commit)
	var failed *result
	if errors.As(err, &failed) && failed.stderr == "" {
		return false, nil
	}
	return err == nil, wrap(err, "comparing histories")
}

// mostLost bounds how many histories are kept that the shared repository has lost.
const mostLost = 100

// remember keeps a commit that the shared repository has lost, with its history, so that git never removes it here.
func (r *repository) remember(ctx context.Context, commit string) error {
	if _, err := r.run(ctx, nil, "update-ref", lost+commit, commit); err != nil {
		return wrap(err, "keeping what the shared repository has lost")
	}
	out, err := r.run(ctx, nil, "for-each-ref", "--sort=-creatordate", "--format=%(refname)", lost)
	if err != nil {
		return wrap(err, "keeping what the shared repository has lost")
	}
	for i, ref := range strings.Fields(string(out)) {
		if i >= mostLost && ref != lost+commit {
			if _, err := r.run(ctx, nil, "update-ref", "-d", ref); err != nil {
				return wrap(err, "keeping what the shared repository has lost")
			}
		}
	}
	return nil
}

// removed reports whether populations or attachments are in the one commit and not in the other; ok is false if that cannot
// be told.
func (r *repository) removed(ctx context.Context, from, to string) (some, ok bool) {
	out, err := r.run(ctx, nil, "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=D", "--name-only", from, to, "--", populations, attachments, rosters)
	return len(out) > 0, err == nil
}

// keep notes a commit as the one of the last sync.
func (r *repository) keep(ctx context.Context, commit string) error {
	_, err := r.run(ctx, nil, "update-ref", fetched, commit)
	return wrap(err, "keeping the shared record")
}

// file is a file to be written into a commit. load returns its bytes; nil: it is left out after all.
type file struct {
	path string
	load func() ([]byte, error)
}

// write makes a commit with those files over the files of the parent, which may be empty, and returns its ID.
func (r *repository) write(ctx context.Context, by, message string, at time.Time, parent string, files []file) (string, error) {
	if parent == "" {
		_, _ = r.run(ctx, nil, "update-ref", "-d", outgoing) // or the commit would follow what was there
	}
	in, w := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := script(w, by, message, at, parent, files)
		_ = w.CloseWithError(err)
		written <- err
	}()
	out, err := r.run(ctx, in, "fast-import", "--quiet", "--done", "--force")
	_ = in.CloseWithError(errNotRead)
	if failed := <-written; failed != nil && !errors.Is(failed, errNotRead) {
		return "", failed
	}
	if r.isHeld(err) {
		return "", errRace
	}
	if err != nil {
		return "", wrap(err, "writing the shared record")
	}
	id := strings.TrimSpace(string(out))
	if !objectID.MatchString(id) {
		return "", fault.New(fault.Failed, "writing the shared record: git names no commit")
	}
	return id, nil
}

// errNotRead is what the writer of a script gets when git has ended before its end.
var errNotRead = errors.New("git does not read on")

// script writes what git fast-import does: a commit with those files. One file at a time is in memory.
func script(to io.Writer, by, message string, at time.Time, parent string, files []file) error {
	w := bufio.NewWriterSize(to, 64<<10)
	fmt.Fprintf(w, "commit %s\nmark :1\ncommitter %s <%s@tuar.invalid> %d +0000\ndata %d\n%s\n", outgoing, by, by, at.Unix(), len(message), message)
	if parent != "" {
		fmt.Fprintf(w, "from %s\n", parent)
	}
	for _, f := range files {
		data, err := f.load()
		if err != nil {
			return err
		}
		if data == nil {
			continue
		}
		fmt.Fprintf(w, "M 100644 inline %s\ndata %d\n", f.path, len(data))
		_, _ = w.Write(data) // Flush returns the error
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	fmt.Fprint(w, "get-mark :1\ndone\n")
	return w.Flush()
}

// errRace reports that another machine pushed in the meantime.
var errRace = errors.New("another machine was first")

// receivePack is what a push to a folder of this machine runs there: without the hooks of that repository, without
// commands that its configuration names, and without a checkout, which would run its filters.
const receivePack = "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true " +
	"-c receive.autogc=false -c receive.fsckObjects=true -c receive.denyCurrentBranch=ignore receive-pack"

// push sends a commit to the shared repository. It never replaces what is there: errRace if that is no ancestor.
func (r *repository) push(ctx context.Context, commit string) error {
	args := []string{"push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no"}
	if filepath.IsAbs(r.url) {
		args = append(args, "--receive-pack="+receivePack)
	}
	_, err := r.run(ctx, nil, append(args, "--", r.url, commit+":"+branch)...)
	var failed *result
	if errors.As(err, &failed) {
		said := failed.stdout + failed.stderr
		if slices.ContainsFunc(races, func(sign string) bool { return strings.Contains(said, sign) }) {
			return errRace
		}
		if refused := rejected.FindStringSubmatch(failed.stdout); refused != nil {
			return fault.New(fault.NotConnected, "the shared repository does not take what is sent: %s", refused[1]).
				WithHint("ask for the right to push to its branch main; what is here stays, and goes out later")
		}
	}
	return r.explain(err, "sending to the shared repository")
}

// races are what git says where another push came first.
var races = []string{
	"[rejected] (fetch first)", "[rejected] (non-fast-forward)", "cannot lock ref", "incorrect old value provided",
	"failed to update ref", "reference already exists", "(stale info)", "shallow.lock", "failed to lock",
}

var rejected = regexp.MustCompile(`(?m)^!\t\S+\t\[remote rejected\] \((.*)\)$`)

// mostPacks is the number of packs beyond which they are put together. Each fetch and each push makes one.
const mostPacks = 30

// pack puts small packs together, now and then. Large ones stay as they are, so that it takes moments.
func (r *repository) pack(ctx context.Context) {
	if packs, _ := filepath.Glob(filepath.Join(r.dir, "objects", "pack", "pack-*.pack")); len(packs) > mostPacks { // the pattern is good
		_, _ = r.run(ctx, nil, "repack", "--geometric=2", "-d", "--quiet") // only takes room
	}
}
