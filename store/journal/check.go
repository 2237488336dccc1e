package journal

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/store/disk"
)

// Check reads everything from disk again and reports on each writer. A torn last line is reported, but is no damage: it
// was never acknowledged. A journal that has not been read yet keeps what it reads here, unless something is wrong.
func (j *Journal) Check(ctx context.Context) ([]record.WriterCheck, error) {
	defer j.lock.Share(ctx)()
	j.mu.Lock()
	writers, _, err := j.writers()
	read := map[string]file{}
	if err == nil && len(j.files) == 0 {
		if _, bad := j.read(ctx); bad == nil { // else the writers are looked at one by one
			read = maps.Clone(j.files)
		}
	}
	j.mu.Unlock()
	if err != nil {
		return nil, err
	}
	checks := make([]record.WriterCheck, len(writers))
	for i, w := range writers {
		if err := ctx.Err(); err != nil {
			return nil, disk.Fault(err, "checking the record")
		}
		f, whole := read[w]
		var wrong error
		if !whole {
			f, _, wrong = file{path: filepath.Join(j.dir, w+suffix), writer: w, checking: true}.read()
		}
		checks[i] = f.report(wrong)
	}
	return checks, nil
}

// report says what reading the file found; err is what is wrong with it.
func (f file) report(err error) record.WriterCheck {
	c := record.WriterCheck{Writer: f.writer, Lines: int(f.count()), Head: f.head(), OK: err == nil}
	switch {
	case err != nil:
		c.Detail = err.Error()
	case f.open:
		c.Detail = fmt.Sprintf("the last line of %s lacks its newline; it counts, and the next line that is written mends it", f.path)
	case f.torn > 0:
		c.Detail = fmt.Sprintf("the last line of %s is torn, as a crash leaves it; it was never acknowledged", f.path)
	}
	return c
}

// Torn returns the writers whose journal ends in a torn line or had one that was set aside. A writer without a whole
// line is left out.
func (j *Journal) Torn(ctx context.Context) ([]string, error) {
	if _, err := j.Lines(ctx); err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var torn []string
	for w, f := range j.files {
		if f.count() > 0 && (f.torn > 0 || len(disk.Matching(j.dir, w+suffix+tornMark+"*")) > 0) {
			torn = append(torn, w)
		}
	}
	slices.Sort(torn)
	return torn, nil
}
