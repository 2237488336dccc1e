package share

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/share"
)

// send pushes what the repository lacks.
func (x *exchange) send(ctx context.Context, v survey, at time.Time) error {
	files, sent, err := x.missing(v)
	if err != nil {
		return err
	}
	carried, count, err := x.missingContents(ctx, v, sent)
	if err != nil || len(files)+len(carried) == 0 {
		return err
	}
	lines := int64(0)
	for writer, there := range sent {
		lines += int64(len(x.hashes[writer])) - there
	}
	message := fmt.Sprintf("%s: %d lines, %d populations", x.own, lines, count)
	commit, err := x.r.write(ctx, x.own, message, at, v.commit, append(files, carried...))
	if err != nil {
		return err
	}
	if err := x.r.push(ctx, commit); err != nil {
		return err
	}
	x.state.Commit = commit
	x.out.Sent, x.out.Populations = x.out.Sent+int(lines), x.out.Populations+count
	_, err = x.objects.walk(commit+":"+journals, func(e entry) {
		writer := strings.TrimSuffix(e.path, ".jsonl")
		if _, ok := sent[writer]; ok {
			n := int64(len(x.hashes[writer]))
			x.state.Remote[writer] = share.Remote{Blob: e.id, Lines: n, Head: x.hashOf(writer, n)}
		}
	})
	return err
}

// missing returns the files that the repository lacks, or has shorter than they are here, but for populations, and how
// many lines it has of each writer of whom it lacks some. A journal there that is no beginning of the one here is left as
// it is: it is evidence.
func (x *exchange) missing(v survey) (files []file, sent map[string]int64, err error) {
	sent = map[string]int64{}
	if !v.readme {
		files = append(files, file{readme, func() ([]byte, error) { return about, nil }})
	}
	lines := map[string][]*record.Line{}
	for i := range x.lines {
		lines[x.lines[i].Writer] = append(lines[x.lines[i].Writer], &x.lines[i])
	}
	for _, writer := range slices.Sorted(maps.Keys(lines)) {
		there := int64(0)
		if w := x.weighed[writer]; w != nil {
			if v.journals[writer].isFile() && (!w.Behind || w.Why != "") {
				continue
			}
			there = w.Same
		}
		own := lines[writer]
		slices.SortFunc(own, func(a, b *record.Line) int { return int(a.Seq - b.Seq) })
		size := int64(0)
		for _, l := range own {
			size += int64(len(l.AppendTo(nil))) + 1
		}
		if size > x.limits.journal {
			return nil, nil, fault.New(fault.Failed, "the journal of %s has %d bytes, and no more than %d can be shared", writer, size, x.limits.journal)
		}
		files = append(files, file{journals + "/" + writer + ".jsonl", func() ([]byte, error) {
			data := make([]byte, 0, size)
			for _, l := range own {
				data = append(l.AppendTo(data), '\n')
			}
			return data, nil
		}})
		sent[writer] = there
	}
	return files, sent, nil
}
