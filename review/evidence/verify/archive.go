package verify

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// The limits on the size of a pack, in bytes, its number of files, and the compression ratio of a file. A pack of
// 100,000 decisions takes a tenth of it.
const (
	maxArchive = 2 << 30
	maxFile    = 1 << 30
	maxTotal   = 2 << 30
	maxFiles   = 4096
	maxRatio   = 200
	ratioFrom  = 1 << 20
)

// file is a file in the archive.
type file struct {
	*zip.File
	path string
}

// read gives all of a file, which is known to be small enough.
func (f *file) read(limit int64) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("it is larger than %d bytes", limit)
	}
	return data, err
}

// Open gives the content, no more of it than the archive says there is.
func (f *file) Open() (io.ReadCloser, error) {
	in, err := f.File.Open()
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in, int64(f.UncompressedSize64)+1), in}, nil
}

// openArchive looks at the archive as a whole, before anything in it is read.
func (v *verification) openArchive(r io.ReaderAt, size int64) string {
	if size > maxArchive {
		v.wrong("the file has %d bytes; a pack has at most %d", size, int64(maxArchive))
		return ""
	}
	z, err := zip.NewReader(r, size)
	switch {
	case err != nil:
		v.wrong("the file cannot be read as a ZIP: %v", err)
		return ""
	case len(z.File) > maxFiles:
		v.wrong("the archive names %d files; a pack has at most %d", len(z.File), maxFiles)
		return ""
	}
	if !v.sizesAreSane(z.File) {
		return ""
	}
	v.files = map[string]*file{}
	spelled := map[string]string{}
	top := topFolder(z.File)
	for _, f := range z.File {
		switch before, taken := spelled[strings.ToLower(f.Name)]; {
		case taken && before == f.Name:
			v.wrong("%q is in the archive twice; tools differ in which of the two they take", f.Name)
			continue
		case taken:
			v.wrong("%q and %q are in the archive, and are one file where capital letters do not count", before, f.Name)
			continue
		}
		spelled[strings.ToLower(f.Name)] = f.Name
		path := strings.TrimPrefix(f.Name, top)
		if isFolder(f) && slices.Contains(v.layout().folders, path) {
			continue // zipping a folder names the folders in it; they hold nothing
		}
		if v.mayStand(f, path) {
			v.files[path] = &file{f, path}
		}
	}
	v.walk(r, size, z)
	for _, path := range v.layout().required {
		if v.files[path] == nil && !isLaterTable(path) { // of those, the check of the tables tells
			v.wrong("%s is missing", path)
		}
	}
	return fmt.Sprintf("%d files, each where it must be, and nothing between or after them", len(v.files))
}

// topFolder returns the folder that holds a whole pack, as unzipping into a folder and zipping that gives it; else
// empty.
func topFolder(files []*zip.File) string {
	for _, f := range files {
		if top, is := strings.CutSuffix(f.Name, "/"+pack.ManifestPath); is && top != "" && !strings.Contains(top, "/") {
			top += "/"
			if slices.ContainsFunc(files, func(f *zip.File) bool {
				return !strings.HasPrefix(f.Name, top) &&
					!isLeftover(f.Name)
			}) {
				return ""
			}
			return top
		}
	}
	return ""
}

// isFolder reports whether an entry is a folder that holds nothing itself.
func isFolder(f *zip.File) bool {
	const nothingPressed = 2 // bytes that deflate makes of nothing
	return strings.HasSuffix(f.Name, "/") && f.Mode().IsDir() && f.UncompressedSize64 == 0 &&
		f.CompressedSize64 <= nothingPressed &&
		(f.Method == zip.Store || f.Method == zip.Deflate)
}

// isLeftover reports whether a file is one that operating systems add to folders and to archives of them.
func isLeftover(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, "._") || base == ".DS_Store" ||
		strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// layout describes the files of a ZIP file.
type layout struct {
	required []string
	form     *regexp.Regexp // of the paths of the other files
	folders  []string       // that zipping a folder may name
}

// layout returns what may be in the file: that of a pack unless it is something else.
func (v *verification) layout() *layout {
	if v.of == nil {
		v.of = &layout{required(), pathForm, []string{"", "tables/", "journal/", "populations/", "answers/", "rosters/", "files/"}}
	}
	return v.of
}

// required returns the files of every pack.
func required() []string {
	paths := []string{
		pack.ManifestPath, pack.VerifyPath, pack.CheckPath, pack.IndexPath, pack.ReportPath,
		pack.WorkbookPath,
	}
	for _, name := range pack.TableNames {
		paths = append(paths, pack.TablePath(name, "csv"), pack.TablePath(name, "json"))
	}
	return paths
}

// sizesAreSane refuses zip bombs: archives that unpack to an unreasonable size.
func (v *verification) sizesAreSane(files []*zip.File) bool {
	var total uint64
	for _, f := range files {
		total += f.UncompressedSize64
		switch {
		case f.UncompressedSize64 > maxFile:
			v.wrong("%q unpacks to %d bytes; a file of a pack has at most %d", f.Name, f.UncompressedSize64, int64(maxFile))
		case f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/maxRatio > f.CompressedSize64:
			v.wrong("%q unpacks from %d to %d bytes, more than %d times as much, as nothing in a pack does", f.Name,
				f.CompressedSize64, f.UncompressedSize64, maxRatio)
		}
		if total > maxTotal {
			v.wrong("the archive unpacks to more than %d bytes", int64(maxTotal))
			break
		}
	}
	return len(v.faults) == 0
}

var (
	pathForm = regexp.MustCompile(`^(journal/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\.jsonl|(populations|answers|rosters)/[0-9a-f]{64}\.json|files/[0-9a-f]{64})$`)
	drive    = regexp.MustCompile(`^[A-Za-z]:`)
)

// mayStand reports whether a file belongs in a pack, by its name, its path in the pack and its kind.
func (v *verification) mayStand(f *zip.File, path string) bool {
	name := f.Name
	switch {
	case strings.Contains(name, `\`):
		v.wrong("the path %q has a backslash, which leads elsewhere on Windows", name)
	case strings.HasPrefix(name, "/") || drive.MatchString(name):
		v.wrong("the path %q is absolute: unpacking would write outside of the folder", name)
	case slices.Contains(strings.Split(name, "/"), ".."):
		v.wrong("the path %q leads out of the folder that the pack is unpacked to", name)
	case f.Flags&1 != 0:
		v.wrong("%q is encrypted; nothing in a pack is", name)
	case f.Mode()&fs.ModeSymlink != 0:
		v.wrong("%q is a symbolic link; a pack has none", name)
	case !f.Mode().IsRegular():
		v.wrong("%q is something else than a file", name)
	case f.Method != zip.Deflate && f.Method != zip.Store:
		v.wrong("%q is compressed in a way (%d) that not all tools know", name, f.Method)
	case isLeftover(name):
		v.wrong("%q is what a system leaves beside files, and no part of a pack; take it out with: zip -d FILE %q", name,
			name)
	case !v.layout().form.MatchString(path) && path != pack.SignaturePath && !slices.Contains(v.layout().required, path):
		v.wrong("%q is no part of a pack: no check covers it", name)
	default:
		return true
	}
	return false
}
