package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/tuar-dev/tuar/review/storage"
	"github.com/tuar-dev/tuar/store/disk"
)

// Files returns all files of the workspace. A folder that is not there yet keeps nothing.
func (s *Store) Files(ctx context.Context) ([]storage.File, error) {
	var files []storage.File
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
			files = append(files, storage.File{Kind: s.kind(path), Bytes: info.Size(), Compressed: strings.HasSuffix(path,
				".gz"), ChangedAt: info.ModTime()})
		}
		return err
	})
	return files, disk.Fault(err, "looking at what is kept")
}

// Compress compresses the population of that name; with dry set it only reports the saving.
func (s *Store) Compress(ctx context.Context, name string, dry bool) (storage.Compression, error) {
	return s.Populations.Compress(ctx, name, dry)
}

func (s *Store) kind(path string) string {
	rel, err := filepath.Rel(s.dir, path)
	if err != nil {
		return storage.Other
	}
	folder, file, below := strings.Cut(filepath.ToSlash(rel), "/")
	switch {
	case !below && strings.HasSuffix(folder, ".json"):
		return storage.Settings
	case folder == "populations" && (strings.HasSuffix(file, ".json") || strings.HasSuffix(file, ".json.gz")):
		return storage.Population
	case folder == "rosters":
		return storage.Roster
	case folder == "answers":
		return storage.Answer
	case folder == "files":
		return storage.Attachment
	case folder == "journal":
		return storage.Journal
	}
	return storage.Other
}
