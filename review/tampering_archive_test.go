package review_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io/fs"
	"maps"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// archiveTampering is what is done to the ZIP, whatever it holds.
func archiveTampering() map[string]tampering {
	const check = "archive"
	raw := func(change func([]byte) []byte) func(c *content) { return func(c *content) { c.after = change } }
	// with adds a file of that name, listed in the manifest: only its name gives it away.
	with := func(name string) func(c *content) {
		return relisted(func(c *content) { c.files[name] = []byte("hello\n") })
	}
	head := func(path string, change func(*zip.FileHeader)) func(c *content) {
		return func(c *content) { c.heads[path] = change }
	}
	const decisions = "tables/decisions.csv"
	return map[string]tampering{
		"no ZIP":               {raw(func([]byte) []byte { return []byte("hello") }), check, "cannot be read as a ZIP", true, nil},
		"an empty file":        {raw(func([]byte) []byte { return nil }), check, "cannot be read as a ZIP", true, nil},
		"an empty ZIP":         {func(c *content) { clear(c.files) }, check, "MANIFEST.sha256 is missing", false, nil},
		"cut in the middle":    {raw(func(b []byte) []byte { return b[:len(b)/2] }), check, "cannot be read as a ZIP", true, nil},
		"bytes after the end":  {raw(func(b []byte) []byte { return append(b, "more"...) }), check, "what is in between no check covers", true, nil},
		"bytes before it":      {raw(func(b []byte) []byte { return append([]byte("#!/bin/sh\n"), b...) }), check, "something else stands", true, nil},
		"an archive comment":   {raw(func(b []byte) []byte { return append(append(b[:len(b)-2], 2, 0), "hi"...) }), check, "what is in between no check covers", true, nil},
		"out of the folder":    {with("../evil"), check, "leads out of the folder", false, nil},
		"out, further in":      {with("tables/../../evil"), check, "leads out of the folder", false, nil},
		"an absolute path":     {with("/etc/evil"), check, "is absolute", false, nil},
		"a path with a drive":  {with("C:evil"), check, "is absolute", false, nil},
		"a path of Windows":    {with(`tables\evil`), check, "has a backslash", false, nil},
		"a file of no use":     {with("readme.txt"), check, `"readme.txt" is no part of a pack`, false, nil},
		"a folder":             {func(c *content) { c.files["pictures/"] = nil }, check, `"pictures/" is something else than a file`, false, nil},
		"a hidden folder":      {with("journal/.git/config"), check, "is no part of a pack", false, nil},
		"a name in capitals":   {with("Tables/Decisions.csv"), check, "are one file where capital letters do not count", false, nil},
		"a file twice":         {func(c *content) { c.names = append(slices.Sorted(maps.Keys(c.files)), decisions) }, check, "is in the archive twice", false, nil},
		"a symbolic link":      {head(decisions, func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }), check, "is a symbolic link", false, nil},
		"encrypted":            {head(decisions, func(h *zip.FileHeader) { h.Flags |= 1 }), check, "is encrypted", false, nil},
		"an unknown method":    {head(decisions, func(h *zip.FileHeader) { h.Method = 93 }), check, "compressed in a way (93)", false, nil},
		"a second name":        {head(decisions, func(h *zip.FileHeader) { h.Extra = []byte{0x75, 0x70, 1, 0, 'x'} }), check, "notes in the archive", true, nil},
		"a comment on a file":  {head(decisions, func(h *zip.FileHeader) { h.Comment = "see there" }), check, "notes in the archive", true, nil},
		"a file is missing":    {relisted(func(c *content) { delete(c.files, "tables/changes.json") }), check, "tables/changes.json is missing", false, nil},
		"a bomb":               {relisted(func(c *content) { c.files["journal/bomb.jsonl"] = make([]byte, 64<<20) }), check, "unpacks from", true, nil},
		"a bomb of many":       {manyFiles, check, "a pack has at most", true, nil},
		"a size that lies":     {head(decisions, func(h *zip.FileHeader) { h.UncompressedSize64 -= 7 }), "manifest", "cannot be read to its end", false, nil},
		"a huge size":          {head(decisions, func(h *zip.FileHeader) { h.UncompressedSize64 = 3 << 30 }), check, "a file of a pack has at most", true, nil},
		"a checksum that lies": {head(decisions, func(h *zip.FileHeader) { h.CRC32++ }), "manifest", "checksum error", false, nil},
		"two names for one":    {raw(func(b []byte) []byte { return renamedLocally(b, decisions) }), check, "where it stands", true, nil},
		"two sizes for one":    {raw(func(b []byte) []byte { return resizedLocally(b, decisions) }), check, "disagree about", true, nil},
		"another disk":         {raw(endSays(4, 1)), check, "the end of the archive says other", true, nil},
		"a list on a disk":     {raw(endSays(6, 1)), check, "the end of the archive says other", true, nil},
		"fewer on this disk":   {raw(endSays(8, 1)), check, "the end of the archive says other", true, nil},
		"a list that is short": {raw(endSays(12, 77)), check, "the end of the archive says other", true, nil},
		"a file on a disk":     {raw(listSays(decisions, 34, 1)), check, "is elsewhere than at byte", true, nil},
		"a gap between files":  {raw(gapped), check, "something stands that is in no list", true, nil},
	}
}

func manyFiles(c *content) {
	for i := range 5000 {
		c.files[pack.PopulationPath(string(binary.BigEndian.AppendUint32(nil, uint32(i))))] = nil
	}
}

// localHeader is where the header of a file stands, in front of it.
func localHeader(archive []byte, name string) []byte {
	return archive[bytes.Index(archive, []byte(name))-30:]
}

func renamedLocally(archive []byte, name string) []byte {
	copy(localHeader(archive, name)[30:], "tables/d")
	localHeader(archive, name[:8])[30] = 'T'
	return archive
}

// endSays returns a change of two bytes of the record that ends an archive.
func endSays(at int, value uint16) func([]byte) []byte {
	return func(archive []byte) []byte {
		binary.LittleEndian.PutUint16(archive[len(archive)-22+at:], value)
		return archive
	}
}

// listSays returns a change of two bytes of what the list at the end says of a file.
func listSays(name string, at int, value uint16) func([]byte) []byte {
	return func(archive []byte) []byte {
		binary.LittleEndian.PutUint16(archive[bytes.LastIndex(archive, []byte(name))-46+at:], value)
		return archive
	}
}

func resizedLocally(archive []byte, name string) []byte {
	localHeader(archive, name)[22]++
	return archive
}

// gapped puts bytes between the last file and the list at the end, where no list has them, and mends what leads to the
// list.
func gapped(archive []byte) []byte {
	where := archive[len(archive)-6 : len(archive)-2] // the offset of the list
	list := binary.LittleEndian.Uint32(where)
	hidden := []byte("hidden between the files")
	binary.LittleEndian.PutUint32(where, list+uint32(len(hidden)))
	return slices.Insert(archive, int(list), hidden...)
}

// single is an archive of one file.
func single(tb testing.TB, name string) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store})
	if err == nil {
		_, err = w.Write(nil)
	}
	if err != nil || z.Close() != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}
