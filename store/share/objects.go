package share

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
)

// objects is a git process that answers questions about objects of the bare repository, one after the other.
type objects struct {
	ask  *os.File
	out  *bufio.Reader
	raw  *os.File
	stop context.CancelFunc
	done chan struct{} // closed when the process has ended
	err  error         // why there is no process, or it has ended; read it after done
	left int64         // bytes of the last answer that were not read
}

// object is an object of Git as it is found under a name.
type object struct {
	id, kind string // kind is "blob", "tree", "commit" or "tag"
	size     int64
}

// begin starts the process: with contents it answers with what is in objects, else with their kind and size alone.
func (r *repository) begin(ctx context.Context, contents bool) *objects {
	mode := "--batch-check"
	if contents {
		mode = "--batch"
	}
	ctx, stop := context.WithCancel(ctx)
	o := &objects{stop: stop, done: make(chan struct{})}
	// Pipes of the system, whose other ends see at once that git was killed.
	in, ask, err := os.Pipe()
	var out, w *os.File
	if err == nil {
		out, w, err = os.Pipe()
	}
	o.ask, o.raw, o.out = ask, out, bufio.NewReaderSize(out, 64<<10)
	if err != nil {
		o.err = err
		close(o.done)
		return o
	}
	go func() {
		o.err = r.stream(ctx, in, w, "cat-file", mode)
		_ = w.Close()
		_ = in.Close()
		close(o.done)
	}()
	return o
}

// close ends the process.
func (o *objects) close() {
	_ = o.ask.Close()
	o.stop()
	_ = o.raw.Close()
	<-o.done
}

// failed returns why the process does not answer.
func (o *objects) failed(err error) error {
	o.close()
	if o.err != nil {
		err = o.err
	}
	return wrap(err, "reading the shared record")
}

// find returns the object of that name, such as an ID or COMMIT:path without a line break; found is false if there is none.
func (o *objects) find(name string) (found bool, ob object, err error) {
	if o.left > 0 { // what the last one who asked did not want to read
		if _, err := io.CopyN(io.Discard, o.out, o.left); err != nil {
			return false, object{}, o.failed(err)
		}
		o.left = 0
	}
	if _, err := io.WriteString(o.ask, name+"\n"); err != nil {
		return false, object{}, o.failed(err)
	}
	line, err := o.out.ReadString('\n')
	if err != nil {
		return false, object{}, o.failed(err)
	}
	line = strings.TrimSuffix(line, "\n")
	if strings.HasSuffix(line, " missing") {
		return false, object{}, nil
	}
	fields := strings.Fields(line)
	if len(fields) != 3 || !objectID.MatchString(fields[0]) {
		return false, object{}, fault.New(fault.Damaged, "reading the shared record: git does not name an object")
	}
	ob = object{id: fields[0], kind: fields[1]}
	ob.size, err = strconv.ParseInt(fields[2], 10, 64)
	return err == nil, ob, err
}

// open finds an object of a process with contents, and returns a reader of its bytes, which ends before the next find.
func (o *objects) open(name string) (found bool, ob object, body *bufio.Reader, err error) {
	found, ob, err = o.find(name)
	if !found || err != nil {
		return found, ob, nil, err
	}
	o.left = ob.size + 1 // and a line break
	return true, ob, bufio.NewReaderSize(&io.LimitedReader{R: counted{o}, N: ob.size}, 32<<10), nil
}

// counted counts what is read of the answer.
type counted struct{ *objects }

func (c counted) Read(p []byte) (int, error) {
	n, err := c.out.Read(p)
	c.left -= int64(n)
	return n, err
}

// read returns the bytes of a blob of that size.
func (o *objects) read(e entry) ([]byte, error) {
	found, ob, body, err := o.open(e.id)
	switch {
	case err != nil:
		return nil, err
	case !found || ob.kind != "blob" || ob.size != e.size:
		return nil, fault.New(fault.Damaged, "git does not have %s as it is listed", shown(e.path))
	}
	data := make([]byte, ob.size)
	_, err = io.ReadFull(body, data)
	return data, wrap(err, "reading the shared record")
}

// entry is a file or folder in a folder of a commit.
type entry struct {
	mode string // as in Git, such as 100644
	path string // its name in the folder, cut off after some thousand bytes
	id   string
	size int64 // of a file; -1: not asked for
}

// isFile reports whether it is a plain file, and no link, submodule or folder.
func (e entry) isFile() bool { return e.mode == "100644" || e.mode == "100755" || e.mode == "100664" }

// isFolder reports whether it is a folder.
func (e entry) isFolder() bool { return e.mode == "40000" }

// longestName bounds how much is kept of a name in a folder. No name of a record is near that.
const longestName = 4 << 10

// walk visits what is in the folder of that name, such as COMMIT:journal or the ID of a tree, in order. If there is no such
// folder, it visits nothing and returns an empty ID.
func (o *objects) walk(name string, visit func(entry)) (id string, err error) {
	found, ob, body, err := o.open(name)
	if err != nil || !found || ob.kind != "tree" {
		return "", err
	}
	raw := make([]byte, len(ob.id)/2)
	for {
		mode, err := body.ReadString(' ')
		if errors.Is(err, io.EOF) && mode == "" {
			return ob.id, nil
		}
		var path string
		if err == nil {
			path, err = readName(body)
		}
		if err == nil {
			_, err = io.ReadFull(body, raw)
		}
		if err != nil {
			return "", fault.New(fault.Damaged, "a folder of the shared repository cannot be read: %w", err)
		}
		visit(entry{mode: strings.TrimSuffix(mode, " "), path: path, id: fmt.Sprintf("%x", raw), size: -1})
	}
}

// readName reads the bytes before the next zero byte, and returns the first of them.
func readName(in *bufio.Reader) (string, error) {
	var name []byte
	for {
		part, err := in.ReadSlice(0)
		if len(name) < longestName {
			name = append(name, part[:min(len(part), longestName-len(name))]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimSuffix(string(name), "\x00"), err
		}
	}
}
