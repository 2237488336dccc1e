package verify

import (
	"archive/zip"
	"encoding/binary"
	"io"
)

// The records of the ZIP format, by their first four bytes, and their fixed sizes.
const (
	localMark, localSize     = 0x04034b50, 30
	behindMark               = 0x08074b50
	centralMark, centralSize = 0x02014b50, 46
	endMark, endSize         = 0x06054b50, 22
)

// walk reads the headers in front of the files, which many tools believe, where archive/zip believes the list at the
// end. Both must say the same, and account for every byte.
func (v *verification) walk(r io.ReaderAt, size int64, z *zip.Reader) {
	at, list := int64(0), int64(0)
	starts := make([]int64, 0, len(z.File))
	for _, f := range z.File {
		starts = append(starts, at)
		var head [localSize]byte
		if _, err := r.ReadAt(head[:], at); err != nil || binary.LittleEndian.Uint32(head[:]) != localMark {
			v.wrong("at byte %d, where %q must begin, something else stands", at, f.Name)
			return
		}
		u16 := func(i int) int64 { return int64(binary.LittleEndian.Uint16(head[i:])) }
		u32 := func(i int) uint64 { return uint64(binary.LittleEndian.Uint32(head[i:])) }
		text := make([]byte, u16(26)+u16(28))
		if _, err := r.ReadAt(text, at+localSize); err != nil {
			v.wrong("the archive ends in the middle of %q", f.Name)
			return
		}
		name, extra := string(text[:u16(26)]), text[u16(26):]
		after := at + localSize + int64(len(text)) + int64(f.CompressedSize64)
		behind := f.Flags&sizesBehind != 0
		if behind {
			after = walkBehind(r, after, f)
		}
		agree := func(says, must uint64) bool { return says == must || behind && says == 0 }
		switch {
		case name != f.Name:
			v.wrong("a file is called %q in the list of the archive, and %q where it stands", f.Name, name)
			return
		case after < 0, uint16(u16(6)) != f.Flags, uint16(u16(8)) != f.Method, !agree(u32(14), uint64(f.CRC32)),
			!agree(u32(18), f.CompressedSize64), !agree(u32(22), f.UncompressedSize64):
			v.wrong("the list of the archive and the header of %q disagree about it: tools may read different things", f.Name)
			return
		case f.Flags&^(0x800|sizesBehind|effort) != 0 && f.Flags&1 == 0:
			v.wrong("%q has flags (%#x) that no file of a pack has", f.Name, f.Flags)
			return
		case !harmless(extra) || !harmless(f.Extra) || f.Comment != "":
			v.wrong("%q has notes in the archive that some tools obey and others do not", f.Name)
		}
		at = after
		list += centralSize + int64(len(f.Name)+len(f.Extra)+len(f.Comment))
	}
	var mark [4]byte
	if len(z.File) > 0 {
		if _, err := r.ReadAt(mark[:], at); err != nil || binary.LittleEndian.Uint32(mark[:]) != centralMark {
			v.wrong("at byte %d, after the last file, something stands that is in no list", at)
			return
		}
	}
	if end := at + list + endSize; end != size || z.Comment != "" {
		v.wrong("the archive ends at byte %d, and the file at byte %d: what is in between no check covers", end, size)
		return
	}
	v.walkList(r, at, list, starts)
}

// walkList reads the list at the end of the archive and the record that closes it, field by field. archive/zip skips
// fields that other tools obey, such as the number of the disk and the size of the list.
func (v *verification) walkList(r io.ReaderAt, at, size int64, starts []int64) {
	data := make([]byte, size+endSize)
	if _, err := r.ReadAt(data, at); err != nil {
		v.wrong("the list of the archive cannot be read: %v", err)
		return
	}
	u16 := func(b []byte, i int) int64 { return int64(binary.LittleEndian.Uint16(b[i:])) }
	u32 := func(b []byte, i int) int64 { return int64(binary.LittleEndian.Uint32(b[i:])) }
	rest := data
	for _, start := range starts {
		if len(rest) < centralSize+endSize || u32(rest, 0) != centralMark || u16(rest, 34) != 0 || u32(rest, 42) != start {
			v.wrong("the list of the archive says of a file that it is elsewhere than at byte %d: tools may read different things", start)
			return
		}
		rest = rest[min(int64(len(rest)), centralSize+u16(rest, 28)+u16(rest, 30)+u16(rest, 32)):]
	}
	n := int64(len(starts))
	if len(rest) != endSize || u32(rest, 0) != endMark || u16(rest, 4) != 0 || u16(rest, 6) != 0 || u16(rest, 8) != n || u16(rest, 10) != n ||
		u32(rest, 12) != size || u32(rest, 16) != at || u16(rest, 20) != 0 {
		v.wrong("the end of the archive says other disks, numbers or sizes than its list has: tools may read different things")
	}
}

// The flags that ZIP programs may set for a file: that its sizes follow it, and the level of compression.
const (
	sizesBehind = 0x8
	effort      = 0x6
)

// walkBehind returns the end of the sizes that follow a file, or -1 if they differ from the list.
func walkBehind(r io.ReaderAt, at int64, f *zip.File) int64 {
	var b [16]byte
	n, _ := r.ReadAt(b[:], at)
	rest := b[:n]
	if n == len(b) && binary.LittleEndian.Uint32(b[:]) == behindMark {
		rest = b[4:]
	}
	if len(rest) < 12 || binary.LittleEndian.Uint32(rest) != f.CRC32 ||
		uint64(binary.LittleEndian.Uint32(rest[4:])) != f.CompressedSize64 ||
		uint64(binary.LittleEndian.Uint32(rest[8:])) != f.UncompressedSize64 {
		return -1
	}
	return at + int64(len(b)-len(rest)) + 12
}

// harmless reports whether the extra fields of a file are times and owners at most.
func harmless(extra []byte) bool {
	for len(extra) >= 4 {
		kind, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if kind != 0x5455 && kind != 0x7875 && kind != 0x5855 && kind != 0x7855 && kind != 0x000a || 4+size > len(extra) {
			return false
		}
		extra = extra[4+size:]
	}
	return len(extra) == 0
}
