package verify

import (
	"context"
	"io"
	"slices"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Contents holds the valid content of a pack, for reading while the pack stays open.
type Contents struct {
	Index pack.Index    // what pack.json says; zero if it cannot be read
	Lines []record.Line // of each journal those from the first on that check out, in fold order
	Names []string      // of the populations, sorted
	files map[string]*file
}

// Read checks a pack as Run does, and returns its content. If no content is valid, Contents is nil; the result gives
// the reason.
func Read(ctx context.Context, r io.ReaderAt, size int64, o Options) (Result, *Contents, error) {
	v := &verification{ctx: ctx, Options: o}
	result, err := v.run(r, size)
	if err != nil || len(v.intact) == 0 {
		return result, nil, err
	}
	h := &Contents{Lines: v.intact, files: v.files}
	if index, err := v.readIndex(); err == nil {
		h.Index = index
	}
	for path := range v.files {
		if name, is := populationIn(path); is {
			h.Names = append(h.Names, name)
		}
	}
	slices.Sort(h.Names)
	return result, h, nil
}

// Load reads the population of that name: a Refused fault if the pack has none of that name, since it holds only the
// populations of its campaign; a Damaged fault if the population is not valid.
func (h *Contents) Load(ctx context.Context, name string) (*population.Population, error) {
	if err := h.has(name); err != nil {
		return nil, err
	}
	return populations{h.files}.Load(ctx, name)
}

// Raw gives the bytes of the population of that name; see Load.
func (h *Contents) Raw(_ context.Context, name string) ([]byte, error) {
	if err := h.has(name); err != nil {
		return nil, err
	}
	f := h.files[pack.PopulationPath(name)]
	data, err := f.read(maxPopulation)
	if err != nil {
		return nil, fault.New(fault.Damaged, "%s cannot be read: %w", f.path, err)
	}
	return data, population.Check(data, name)
}

// Answer gives the raw body of an answer from which a population in the pack was made.
func (h *Contents) Answer(_ context.Context, name string) ([]byte, error) {
	f := h.files[pack.AnswerPath(name)]
	if f == nil {
		return nil, fault.New(fault.Refused, "the answer %s is not in this pack", population.Short(name))
	}
	data, err := f.read(maxPopulation)
	if err != nil || population.Name(data) != name {
		return nil, fault.New(fault.Damaged, "%s cannot be read, or does not hold what its name says", f.path)
	}
	return data, nil
}

// Roster gives the bytes of the roster of that name: a Refused fault if the pack has none of that name.
func (h *Contents) Roster(ctx context.Context, name string) ([]byte, error) {
	return populations{h.files}.Roster(ctx, name)
}

// Attachment gives the bytes of the file that a line names: a Refused fault if the pack has none of that name.
func (h *Contents) Attachment(_ context.Context, name string) ([]byte, error) {
	f := h.files[pack.FilePath(name)]
	if f == nil {
		return nil, fault.New(fault.Refused, "the file %.12s is not in this pack", name)
	}
	data, err := f.read(maxPopulation)
	if err != nil || population.Name(data) != name {
		return nil, fault.New(fault.Damaged, "%s cannot be read, or does not hold what its name says", f.path)
	}
	return data, nil
}

func (h *Contents) has(name string) error {
	if _, found := slices.BinarySearch(h.Names, name); !found {
		return fault.New(fault.Refused, "population %s is not in this pack, which holds what %s rests on and no more",
			population.Short(name), h.Index.Campaign)
	}
	return nil
}
