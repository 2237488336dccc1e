package journal

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
)

// clockSlack is how far the clock may be behind the record before that is worth a warning.
const clockSlack = 2 * time.Minute

// Append implements review.Journal.
func (j *Journal) Append(ctx context.Context, decide func([]record.Line) ([]record.Entry, error)) ([]record.Line, error) {
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
	}
	if own.torn > 0 {
		aside, err := own.setTornAside(j.clock.Now().UTC().Format("20060102T150405.000000000Z"))
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
	if err := own.write(slices.Concat(raws...)); err != nil {
		return nil, err
	}
	for i, raw := range raws {
		own.add(&written[i], len(raw))
	}
	j.files[writer] = own.detached()
	j.lines = append(j.lines, written...) // the newest of all
	return written, nil
}

// chain makes the lines that follow the last one of the file, each with its bytes. They are younger than all there are,
// whoever wrote those: what was decided in the light of a line comes after it, however the clocks of two machines differ.
func (j *Journal) chain(own file, entries []record.Entry) (lines []record.Line, raws [][]byte, err error) {
	now, prev, seq := j.clock.Now(), own.head(), own.count()
	if len(j.lines) > 0 {
		now = j.notBefore(j.lines[len(j.lines)-1], now)
	}
	for i, e := range entries {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, nil, fault.New(fault.Failed, "naming a line of the record: %w", err)
		}
		seq++
		line, raw, err := record.Make(e, id.String(), own.writer, prev, seq, now.Add(time.Duration(i)))
		if err != nil {
			return nil, nil, fault.New(fault.Failed, "writing to the record: %w", err)
		}
		prev = line.Hash
		lines, raws = append(lines, line), append(raws, append(raw, '\n'))
	}
	return lines, raws, nil
}

// notBefore is now, or if the clock is behind the record, the moment after its last line.
func (j *Journal) notBefore(last record.Line, now time.Time) time.Time {
	if now.After(last.Time.Time) {
		return now
	}
	if behind := last.Time.Sub(now); behind > clockSlack {
		j.warn("the clock is %s behind the last line of the record, which %s wrote; lines keep their order all the same",
			behind.Round(time.Minute), last.Writer)
	}
	return last.Time.Add(1)
}
