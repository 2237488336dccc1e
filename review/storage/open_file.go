package storage

import "io"

// OpenFile is a file that is read here and there.
type OpenFile interface {
	io.ReaderAt
	io.Closer
	Size() int64 // in bytes
}
