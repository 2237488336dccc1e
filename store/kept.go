package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/store/disk"
)

// Kept implements review.Storage. A folder that is not there yet keeps nothing.
func (s *Store) Kept(ctx context.Context) ([]review.Kept, error) {
	var kept []review.Kept
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it went meanwhile
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			kept = append(kept, review.Kept{Kind: s.kind(path), Bytes: info.Size(), Compressed: strings.HasSuffix(path, ".gz"), ChangedAt: info.ModTime()})
		}
		return err
	})
	return kept, disk.Fault(err, "looking at what is kept")
}

// Compress implements review.Storage.
func (s *Store) Compress(ctx context.Context, name string, dry bool) (review.Compression, error) {
	return s.Populations.Compress(ctx, name, dry)
}

func (s *Store) kind(path string) string {
	rel, err := filepath.Rel(s.dir, path)
	if err != nil {
		return "other"
	}
	folder, file, below := strings.Cut(filepath.ToSlash(rel), "/")
	switch {
	case !below && strings.HasSuffix(folder, ".json"):
		return "settings"
	case folder == "populations" && (strings.HasSuffix(file, ".json") || strings.HasSuffix(file, ".json.gz")):
		return "population"
	case folder == "journal":
		return "journal"
	}
	return "other"
}
