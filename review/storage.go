package review

import (
	"context"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/storage"
)

// KeptFor is the default age from which populations are compressed.
const KeptFor = 90 * 24 * time.Hour

// StoreUsage is the disk usage of a workspace. tuar deletes no files.
type StoreUsage struct {
	Kinds      []KindUsage `json:"kinds"`
	Bytes      int64       `json:"bytes"`
	Compressed Compressed  `json:"compressing"` // what compressing would do now
}

// KindUsage is the disk usage of the files of one kind; the times are those of the oldest and the newest, zero without
// any.
type KindUsage struct {
	Kind       string    `json:"kind"` // one of storage.Kinds
	Files      int       `json:"files"`
	Bytes      int64     `json:"bytes"`
	Compressed int       `json:"compressed"` // how many of the files are
	Oldest     time.Time `json:"oldest,omitzero"`
	Newest     time.Time `json:"newest,omitzero"`
}

// Compressed is the effect of compressing populations, done or planned.
type Compressed struct {
	Files  int   `json:"files"`
	Before int64 `json:"bytes_before"`
	After  int64 `json:"bytes_after"`
}

// Saves returns the number of bytes saved.
func (c Compressed) Saves() int64 { return c.Before - c.After }

// StoreUsage returns the disk usage of the workspace, and the effect of compressing populations older than that.
func (w *Workspace) StoreUsage(ctx context.Context, olderThan time.Duration) (StoreUsage, error) {
	if err := w.MayAct(); err != nil {
		return StoreUsage{}, err
	}
	kept, err := w.cfg.Storage.Files(ctx)
	if err != nil {
		return StoreUsage{}, err
	}
	u := StoreUsage{Kinds: []KindUsage{}}
	for _, kind := range storage.Kinds {
		k := KindUsage{Kind: kind}
		for _, f := range kept {
			if f.Kind == kind {
				k.add(f)
			}
		}
		u.Kinds, u.Bytes = append(u.Kinds, k), u.Bytes+k.Bytes
	}
	u.Compressed, err = w.compress(ctx, olderThan, true, nil)
	return u, err
}

func (k *KindUsage) add(f storage.File) {
	k.Files, k.Bytes = k.Files+1, k.Bytes+f.Bytes
	if f.Compressed {
		k.Compressed++
	}
	at := f.ChangedAt.UTC()
	if k.Oldest.IsZero() || at.Before(k.Oldest) {
		k.Oldest = at
	}
	if at.After(k.Newest) {
		k.Newest = at
	}
}

// CompressStore compresses the populations that were taken longer ago than that, but for the newest and those under
// review. They read as before, under the same names.
func (w *Workspace) CompressStore(ctx context.Context, olderThan time.Duration, progress population.Progress) (Compressed, error) {
	if err := w.MayAct(); err != nil {
		return Compressed{}, err
	}
	return w.compress(ctx, olderThan, false, progress)
}

func (w *Workspace) compress(ctx context.Context, olderThan time.Duration, dry bool, progress population.Progress) (c Compressed, err error) {
	names, err := w.unused(ctx, olderThan)
	if err != nil {
		return c, err
	}
	for i, name := range names {
		if progress != nil {
			progress("populations", i, len(names))
		}
		one, err := w.cfg.Storage.Compress(ctx, name, dry)
		if err != nil {
			return c, err
		}
		if !one.Already {
			c.Files, c.Before, c.After = c.Files+1, c.Before+one.Before, c.After+one.After
		}
	}
	return c, nil
}

// unused returns the populations on record that were taken longer ago than that and are not in daily use, oldest first.
func (w *Workspace) unused(ctx context.Context, olderThan time.Duration) ([]string, error) {
	limit := w.Now().Add(-olderThan)
	var names []string
	err := w.Read(ctx, func() error {
		used := map[string]bool{}
		if last := w.Syncs().Last(); last != nil {
			used[last.Population] = true
		}
		for _, c := range w.book.All() {
			if c.State == campaign.Open {
				used[c.Population] = true
			}
		}
		for _, sync := range w.Syncs().All {
			if !used[sync.Population] && !sync.At.After(limit) {
				used[sync.Population] = true
				names = append(names, sync.Population)
			}
		}
		return nil
	})
	return names, err
}
