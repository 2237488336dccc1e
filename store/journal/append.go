package journal

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
)

// clockSlack is the time by which the clock may be behind the record without a warning.
const clockSlack = 2 * time.Minute

// inStep bounds the difference between clocks up to which times are kept in the order of the lines.
const inStep = time.Second

// Append writes the entries that decide returns, all or none, under the lock of the workspace.
func (j *Journal) Append(
	ctx context.Context, decide func([]record.Line) ([]record.Entry, error),
) ([]record.Line, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := disk.MakeFolder(j.dir); err != nil {
		return nil, disk.Fault(err, "making room for the record")
	}
	release, err := j.lock.Take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	lines, err := j.read(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := decide(lines)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return j.append(entries)
}

// append writes the entries as the next lines of this installation.
func (j *Journal) append(entries []record.Entry) ([]record.Line, error) {
	writer, err := j.writer()
	if err != nil {
		return nil, err
	}
	own, ok := j.files[writer]
	if !ok {
		own = file{path: filepath.Join(j.dir, writer+suffix), writer: writer}
		if _, err := os.Lstat(own.path); err == nil {
			return nil, own.damaged(1, errors.New("it is no journal of this installation, whose place it takes"))
		}
	}
	if own.torn > 0 {
		aside, err := own.setTornAside(j.clock.Now().UTC().Format(stamp))
		if err != nil {
			return nil, err
		}
		j.warn("a torn last line, as a crash leaves it, was set aside in %s; it had never been acknowledged", aside)
		j.files[writer] = own
	}
	written, raws, err := j.chain(own, entries)
	if err != nil {
		return nil, err
	}
	data := slices.Concat(raws...)
	if own.open {
		data = append([]byte{'\n'}, data...)
	}
	if err := own.write(data); err != nil {
		return nil, err
	}
	if own.open {
		own.open, own.size = false, own.size+1
	}
	for i, raw := range raws {
		own.add(&written[i], len(raw))
	}
	j.files[writer] = own.detached()
	j.merge(written)
	return written, nil
}

// chain makes the lines that follow the last one of the file, each with its bytes. The first of them has seen all lines
// there are: a decision comes after the lines that it was made on, however the clocks of two machines differ.
func (j *Journal) chain(own file, entries []record.Entry) (lines []record.Line, raws [][]byte, err error) {
	now, prev, seq, seen := j.now(), own.head(), own.count(), j.unseen(own.writer)
	for i, e := range entries {
		seq++
		line, raw, err := record.Make(e, newID(), own.writer, prev, seq, now.Add(time.Duration(i)), seen...)
		if err != nil {
			return nil, nil, fault.New(fault.Failed, "writing to the record: %w", err)
		}
		prev, seen = line.Hash, nil
		lines, raws = append(lines, line), append(raws, append(raw, '\n'))
	}
	return lines, raws, nil
}

// newID returns a UUID of version 7 (RFC 9562): the milliseconds since 1970, the rest random.
func newID() string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], uint64(time.Now().UnixMilli())<<16)
	_, _ = rand.Read(id[6:]) // it never fails
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// unseen returns the heads of the other writers that the writer's own lines have not named.
func (j *Journal) unseen(writer string) (heads []record.Head) {
	for other, f := range j.files {
		if other != writer && f.count() > j.known[writer][other].Seq {
			heads = append(heads, record.Head{Writer: other, Seq: f.count(), Hash: f.head()})
		}
	}
	return heads
}

// now returns the time of the next line: this machine's clock. If the clock is behind the last line by no more than
// clocks differ, it is the moment after that line, so that times show the order as well.
func (j *Journal) now() time.Time {
	now := j.clock.Now()
	if len(j.lines) == 0 {
		return now
	}
	last := j.lines[len(j.lines)-1]
	behind := last.Time.Sub(now)
	switch {
	case behind >= 0 && behind <= inStep:
		return last.Time.Add(1)
	case behind > clockSlack:
		j.warn("the clock is %s behind the last line of the record, which %s wrote; lines keep their order all the same",
			behind.Round(time.Minute), last.Writer)
	}
	return now
}
