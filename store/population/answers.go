package population

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

// saveAnswers writes the answers of a population, each once: equal answers of several populations are one file.
func (f Files) saveAnswers(answers []population.Answer) error {
	if len(answers) == 0 {
		return nil
	}
	if err := disk.MakeFolder(f.answers); err != nil {
		return disk.Fault(err, "making room for the answers")
	}
	for _, a := range answers {
		path := f.answerPath(a.SHA256)
		err := atomicfile.WriteNew(path, disk.FileMode(f.answers), atomicfile.Bytes(a.Gzip))
		if errors.Is(err, fs.ErrExist) {
			if there, readErr := readGzip(path); readErr == nil && population.Name(there) == a.SHA256 {
				continue
			}
			err = atomicfile.Write(path, disk.FileMode(f.answers), atomicfile.Bytes(a.Gzip)) // what is there is damaged
		}
		if err != nil {
			return disk.Fault(err, "keeping the answers")
		}
	}
	return nil
}

// Answer returns the body of the answer with that SHA-256, after checking it.
func (f Files) Answer(ctx context.Context, name string) ([]byte, error) {
	if !isName(name) {
		return nil, fault.New(fault.BadInput, "%q is not the name of an answer", name)
	}
	if err := ctx.Err(); err != nil {
		return nil, disk.Fault(err, "reading an answer")
	}
	path := f.answerPath(name)
	body, err := readGzip(path)
	switch {
	case err != nil:
		return nil, fault.New(fault.Damaged, "the answer %s, from which a population was made, cannot be read: %w",
			population.Short(name), err).
			WithHint("restore %s from a backup", path)
	case population.Name(body) != name:
		return nil, fault.New(fault.Damaged, "%s does not hold what its name says", path).
			WithHint("restore it from a backup")
	}
	return body, nil
}

func (f Files) answerPath(name string) string { return filepath.Join(f.answers, name+".json.gz") }
