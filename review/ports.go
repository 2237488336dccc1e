// Package review holds the use cases of tuar on one workspace, without a terminal, HTTP or files. It declares its needs
// here, as small interfaces.
package review

import (
	"context"
	"io"

	"github.com/tuar-dev/tuar/review/storage"
)

// Storage reports disk usage and compresses old populations. It never deletes.
type Storage interface {
	// Files returns all files of the workspace.
	Files(ctx context.Context) ([]storage.File, error)
	// Compress compresses the population of that name; it reads as before. With dry set it only reports the saving.
	Compress(ctx context.Context, name string, dry bool) (storage.Compression, error)
}

// Files writes what is handed to a person.
type Files interface {
	// Write makes the file at path with what write produces, whole or not at all. It refuses to replace a file unless
	// overwrite is set (fault BadInput).
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
	// Vacant returns a BadInput fault unless Write can make a file there.
	Vacant(path string, overwrite bool) error
	// Read returns the bytes of a file a person named, at most limit of them (fault BadInput beyond or if unreadable).
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
	// Open opens a file a person named for reading here and there (fault BadInput if unreadable).
	Open(ctx context.Context, path string) (storage.OpenFile, error)
}
