package share

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

// fetch fetches the branch and returns its commit; empty if the shared repository does not have it.
func (r *repository) fetch(ctx context.Context) (string, error) {
	_, err := r.run(ctx, nil, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance",
		"--no-write-fetch-head", "--no-show-forced-updates", "--force", "--refmap=", "--", r.url, "+"+branch+":"+incoming)
	var failed *result
	switch {
	case errors.As(err, &failed) && strings.Contains(failed.stderr, "couldn't find remote ref"):
		return "", nil
	case err != nil:
		r.sweep()
		return "", r.explain(err, "reading the shared repository")
	}
	return r.commit(ctx, incoming)
}

// sweep removes what a fetch that failed has left.
func (r *repository) sweep() {
	left, _ := filepath.Glob(filepath.Join(r.dir, "objects", "pack", "tmp_*")) // the pattern is good
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > time.Second {
			_ = os.Remove(path)
		}
	}
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

// keep notes a commit as the one of the last sync.
func (r *repository) keep(ctx context.Context, commit string) error {
	_, err := r.run(ctx, nil, "update-ref", fetched, commit)
	return wrap(err, "keeping the shared record")
}

// entry is a file or folder in a commit.
type entry struct {
	mode, kind, id, path string
	size                 int64
}

// isFile reports whether it is a plain file, and no link, submodule or folder.
func (e entry) isFile() bool { return e.kind == "blob" && (e.mode == "100644" || e.mode == "100755") }

// mostEntries is the number of files in a folder of the shared repository beyond which it is not read.
const mostEntries = 20000

// list returns what is in a folder of a commit, "" for its root, and not what is in the folders below.
func (r *repository) list(ctx context.Context, commit, folder string) ([]entry, error) {
	tree := commit
	if folder != "" {
		tree += ":" + folder
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := r.stream(ctx, nil, pw, "ls-tree", "-z", "--long", "--full-tree", tree)
		_ = pw.CloseWithError(err)
		done <- err
	}()
	var all []entry
	in := bufio.NewReaderSize(pr, 64<<10)
	var err error
	for {
		var raw []byte
		raw, err = in.ReadSlice(0)
		if err != nil {
			break
		}
		e, ok := parseEntry(string(raw[:len(raw)-1]))
		if !ok {
			err = errors.New("git lists what is no file")
			break
		}
		if all = append(all, e); len(all) > mostEntries {
			err = fmt.Errorf("there are more than %d files in it", mostEntries)
			break
		}
	}
	cancel()
	_ = pr.Close()
	listed := <-done
	if errors.Is(err, io.EOF) {
		return all, nil
	}
	var fromGit *result
	if errors.As(listed, &fromGit) && fromGit.stderr != "" {
		err = fromGit
	}
	place := folder
	if place == "" {
		place = "its root"
	}
	return nil, fault.New(fault.Damaged, "the shared repository cannot be read, at %s: %w", place, err)
}

// parseEntry reads "100644 blob 3f2a…     1234\tname".
func parseEntry(line string) (entry, bool) {
	facts, path, ok := strings.Cut(line, "\t")
	fields := strings.Fields(facts)
	if !ok || len(fields) != 4 {
		return entry{}, false
	}
	e := entry{mode: fields[0], kind: fields[1], id: fields[2], path: path, size: -1}
	if n, err := strconv.ParseInt(fields[3], 10, 64); err == nil {
		e.size = n
	}
	return e, objectID.MatchString(e.id)
}

// read calls take with the bytes of each of these objects, in their order.
func (r *repository) read(ctx context.Context, entries []entry, take func(e entry, data []byte) error) error {
	if len(entries) == 0 {
		return nil
	}
	var asked bytes.Buffer
	for _, e := range entries {
		asked.WriteString(e.id + "\n")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := r.stream(ctx, &asked, pw, "cat-file", "--batch", "--buffer")
		_ = pw.CloseWithError(err)
		done <- err
	}()
	in := bufio.NewReaderSize(pr, 64<<10)
	err := func() error {
		for _, e := range entries {
			data, err := readObject(in, e)
			if err != nil {
				return err
			}
			if err := take(e, data); err != nil {
				return err
			}
		}
		return nil
	}()
	cancel()
	_ = pr.Close()
	<-done
	return wrap(err, "reading the shared record")
}

// readObject reads "ID blob SIZE\nBYTES\n".
func readObject(in *bufio.Reader, e entry) ([]byte, error) {
	head, err := in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if head != fmt.Sprintf("%s blob %d\n", e.id, e.size) {
		return nil, fault.New(fault.Damaged, "git does not have %s as it is listed", e.path)
	}
	data := make([]byte, e.size+1)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, err
	}
	return data[:e.size], nil
}

// file is a file to be written into a commit.
type file struct {
	path string
	data []byte
}

// write makes a commit with those files over the files of the first parent, and returns its ID.
func (r *repository) write(ctx context.Context, by, message string, at time.Time, parents []string, files []file) (string, error) {
	var in bytes.Buffer
	fmt.Fprintf(&in, "commit %s\nmark :1\ncommitter %s <%s@tuar.invalid> %d +0000\ndata %d\n%s\n", outgoing, by, by,
		at.Unix(), len(message), message)
	for i, p := range parents {
		if i == 0 {
			fmt.Fprintf(&in, "from %s\n", p)
		} else {
			fmt.Fprintf(&in, "merge %s\n", p)
		}
	}
	for _, f := range files {
		fmt.Fprintf(&in, "M 100644 inline %s\ndata %d\n", f.path, len(f.data))
		in.Write(f.data)
		in.WriteByte('\n')
	}
	in.WriteString("get-mark :1\ndone\n")
	if len(parents) == 0 {
		_, _ = r.run(ctx, nil, "update-ref", "-d", outgoing) // or the commit would follow what was there
	}
	out, err := r.run(ctx, &in, "fast-import", "--quiet", "--done", "--force")
	if err != nil {
		return "", wrap(err, "writing the shared record")
	}
	id := strings.TrimSpace(string(out))
	if !objectID.MatchString(id) {
		return "", fault.New(fault.Failed, "writing the shared record: git names no commit")
	}
	return id, nil
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

// pack makes one of many small objects, now and then.
func (r *repository) pack(ctx context.Context) {
	_, _ = r.run(ctx, nil, "-c", "gc.auto=2000", "-c", "gc.autoPackLimit=30", "gc", "--auto", "--quiet") // only takes room
}
