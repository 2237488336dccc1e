package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
	"golang.org/x/sync/errgroup"
)

// Written describes a pack that was written.
type Written struct {
	Files  int
	Bytes  int64
	SHA256 string // of the whole file
}

// Write writes a pack of these files with its manifest, sorted by path and with constant times. sign makes the
// signature of the manifest; nil for none.
func Write(w io.Writer, files []File, sign func(manifest []byte) ([]byte, error)) (Written, error) {
	entries := make([]entry, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, f := range files {
		g.Go(func() (err error) {
			entries[i], err = compress(f)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return Written{}, err
	}
	slices.SortFunc(entries, byName)
	var manifest bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&manifest, "%s  %s\n", e.sha256, e.Name)
	}
	last := []File{{Path: ManifestPath, Write: bytesOf(manifest.Bytes())}}
	if sign != nil {
		signature, err := sign(manifest.Bytes())
		if err != nil {
			return Written{}, err
		}
		last = append(last, File{Path: SignaturePath, Write: bytesOf(signature)})
	}
	for _, f := range last {
		e, err := compress(f)
		if err != nil {
			return Written{}, err
		}
		entries = append(entries, e)
	}
	return writeZip(w, entries)
}

// entry is a file as stored in the ZIP.
type entry struct {
	zip.FileHeader
	sha256     string
	compressed chunks
}

// compress makes, hashes and compresses a file at once: it is never held as a whole.
func compress(f File) (entry, error) {
	method := zip.Deflate
	if f.Precompressed {
		method = zip.Store
	}
	p, err := newCompressor(f.Path, method)
	if err != nil {
		return entry{}, err
	}
	if err := f.Write(p); err != nil {
		return entry{}, err
	}
	return p.entry()
}

// compressor is a file that is being written to memory, as it will stand in the ZIP.
type compressor struct {
	io.Writer
	header   zip.FileHeader
	out      chunks
	deflate  *flate.Writer // nil if it is stored as it comes
	sum, crc hash.Hash
	size     counter
}

func newCompressor(name string, method uint16) (*compressor, error) {
	p := &compressor{header: zip.FileHeader{Name: name, Method: method}, sum: sha256.New(), crc: crc32.NewIEEE()}
	to := io.Writer(&p.out)
	if method == zip.Deflate {
		var err error
		if p.deflate, err = flate.NewWriter(&p.out, flate.BestSpeed); err != nil {
			return nil, err
		}
		to = p.deflate
	}
	p.Writer = io.MultiWriter(p.sum, p.crc, &p.size, to)
	return p, nil
}

// entry ends the file.
func (p *compressor) entry() (entry, error) {
	if p.deflate != nil {
		if err := p.deflate.Close(); err != nil {
			return entry{}, err
		}
	}
	e := entry{FileHeader: p.header}
	e.SetMode(0o644)
	e.ModifiedDate = 1<<5 | 1 // 1 January 1980, where the format begins
	e.CRC32 = binary.BigEndian.Uint32(p.crc.Sum(nil))
	e.UncompressedSize64, e.CompressedSize64 = uint64(p.size.n), uint64(p.out.len())
	e.sha256, e.compressed = hex.EncodeToString(p.sum.Sum(nil)), p.out
	return e, nil
}

func byName(a, b entry) int { return strings.Compare(a.Name, b.Name) }

// writeZip writes the entries in order of their names.
func writeZip(w io.Writer, entries []entry) (Written, error) {
	slices.SortFunc(entries, byName)
	sum, size := sha256.New(), &counter{}
	z := zip.NewWriter(io.MultiWriter(w, sum, size))
	for i := range entries {
		in, err := z.CreateRaw(&entries[i].FileHeader)
		if err != nil {
			return Written{}, err
		}
		for k, c := range entries[i].compressed {
			if _, err := in.Write(c); err != nil {
				return Written{}, err
			}
			entries[i].compressed[k] = nil // which w may hold by now
		}
	}
	if err := z.Close(); err != nil {
		return Written{}, err
	}
	return Written{Files: len(entries), Bytes: size.n, SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// chunks holds written bytes without ever copying them, as a growing slice would.
type chunks [][]byte

func (c *chunks) Write(p []byte) (int, error) {
	const most = 256 << 10
	n := len(p)
	for len(p) > 0 {
		last := len(*c) - 1
		if last < 0 || len((*c)[last]) == most {
			*c = append(*c, make([]byte, 0, min(most, max(len(p), most/16))))
			last++
		}
		chunk := (*c)[last]
		fits := min(len(p), most-len(chunk))
		(*c)[last], p = append(chunk, p[:fits]...), p[fits:]
	}
	return n, nil
}

func (c chunks) len() (n int) {
	for _, chunk := range c {
		n += len(chunk)
	}
	return n
}
