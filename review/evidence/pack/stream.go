package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
)

// Stream writes a ZIP file with a manifest at its end, file by file, so that it need not be in memory.
type Stream struct {
	z     *zip.Writer
	sum   hash.Hash
	size  counter
	named []string // lines of the manifest
}

// NewStream begins a ZIP file.
func NewStream(w io.Writer) *Stream {
	s := &Stream{sum: sha256.New()}
	s.z = zip.NewWriter(io.MultiWriter(w, s.sum, &s.size))
	return s
}

// Add writes a file, which is made in memory.
func (s *Stream) Add(f File) error {
	e, err := compress(f)
	if err != nil {
		return err
	}
	in, err := s.z.CreateRaw(&e.FileHeader)
	if err != nil {
		return err
	}
	for _, c := range e.compressed {
		if _, err := in.Write(c); err != nil {
			return err
		}
	}
	s.named = append(s.named, e.Name+"\x00"+e.sha256)
	return nil
}

// Store writes a file that is compressed by itself, as write makes it.
func (s *Stream) Store(path string, write func(io.Writer) error) error {
	e := entry{FileHeader: zip.FileHeader{Name: path, Method: zip.Store}}
	e.SetMode(0o644)
	e.ModifiedDate = 1<<5 | 1 // 1 January 1980, where the format begins
	in, err := s.z.CreateHeader(&e.FileHeader)
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := write(io.MultiWriter(in, sum)); err != nil {
		return err
	}
	s.named = append(s.named, path+"\x00"+hex.EncodeToString(sum.Sum(nil)))
	return nil
}

// Close writes the manifest, sorted by path, and ends the ZIP file. sign makes the signature of the manifest; nil for none.
func (s *Stream) Close(sign func(manifest []byte) ([]byte, error)) (Written, error) {
	files := len(s.named) + 1
	slices.Sort(s.named)
	var manifest bytes.Buffer
	for _, line := range s.named {
		path, sum, _ := bytes.Cut([]byte(line), []byte{0})
		fmt.Fprintf(&manifest, "%s  %s\n", sum, path)
	}
	if err := s.Add(File{Path: ManifestPath, Write: bytesOf(manifest.Bytes())}); err != nil {
		return Written{}, err
	}
	if sign != nil {
		signature, err := sign(manifest.Bytes())
		if err != nil {
			return Written{}, err
		}
		if err := s.Add(File{Path: SignaturePath, Write: bytesOf(signature)}); err != nil {
			return Written{}, err
		}
		files++
	}
	if err := s.z.Close(); err != nil {
		return Written{}, err
	}
	return Written{Files: files, Bytes: s.size.n, SHA256: hex.EncodeToString(s.sum.Sum(nil))}, nil
}
