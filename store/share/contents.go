package share

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/attachment"
	"github.com/tuar-dev/tuar/store/population"
)

// mentions are the SHA-256 by which lines name populations and attachments.
type mentions struct {
	populations map[string]bool
	rosters     map[string]bool
	others      map[string]bool // of whatever else; where there is an attachment of that name, it is meant
}

// read adds the names in lines: members of objects, and elements of arrays, that are a SHA-256.
func (n *mentions) read(lines []byte) {
	if n.populations == nil {
		n.populations, n.rosters, n.others = map[string]bool{}, map[string]bool{}, map[string]bool{}
	}
	const long = 2 * sha256.Size
	for at := 0; ; {
		quote := bytes.IndexByte(lines[at:], '"')
		if quote < 0 {
			return
		}
		at += quote + 1
		if at+long >= len(lines) || lines[at+long] != '"' || !attachment.IsName(string(lines[at:at+long])) {
			continue
		}
		name := string(lines[at : at+long])
		switch keyBefore(lines[:at-1]) {
		case "population":
			n.populations[name] = true
		case "roster":
			n.rosters[name] = true
		case "hash", "prev": // of lines
		default:
			n.others[name] = true
		}
		at += long + 1
	}
}

// keyBefore returns the key whose value, or array of values, begins behind; empty if there is none.
func keyBefore(lines []byte) string {
	rest, is := bytes.CutSuffix(bytes.TrimSuffix(lines, []byte{'['}), []byte(`":`))
	if !is {
		return ""
	}
	return string(rest[bytes.LastIndexByte(rest, '"')+1:])
}

// content is a population or an attachment that the record here lacks.
type content struct {
	entry
	name, file string // the file as it is named here
	most       int64  // bytes
	roster     bool
}

// mostBad bounds how many populations and attachments are named that do not check out.
const mostBad = 100

// takeContents keeps the named populations and attachments that are in the commit and not here. It does so before any line
// that names them is taken.
func (x *exchange) takeContents(ctx context.Context, v survey, n mentions, at time.Time) error {
	lacking, err := x.lacking(ctx, v, n)
	if err != nil {
		return err
	}
	before := map[string]share.Refusal{}
	for _, r := range x.state.Refused {
		before[r.File] = r
	}
	x.state.Later = nil
	bad, full := 0, 0
	refuse := func(c content, r share.Refusal) {
		if bad++; bad <= mostBad {
			r.File, r.Blob, r.At, r.SeenBy = c.path, c.id, at, []string{}
			x.refused = append(x.refused, r)
			x.later(c)
		}
	}
	for _, c := range lacking {
		if err := ctx.Err(); err != nil {
			return x.r.explain(&result{args: []string{"cat-file"}, err: err}, "reading the shared record")
		}
		if was := before[c.path]; was.Blob == c.id {
			refuse(c, was)
			continue
		}
		if c.size > c.most {
			refuse(c, share.Refusal{Why: fmt.Sprintf("it has %s, and no more than %s are read", size(c.size), size(c.most))})
			continue
		}
		if x.bytes+c.size > x.limits.contents || x.state.Contents+c.size > x.limits.overall {
			full++
			x.later(c)
			continue
		}
		data, err := x.objects.read(c.entry)
		if err != nil {
			return err
		}
		if why := x.check(c, data); why != "" {
			r := share.Refusal{Why: brief(why), SHA256: sumOf(data), Bytes: c.size}
			r.Kept, r.Unkept = x.keepAside(c.path, data)
			refuse(c, r)
			continue
		}
		switch {
		case c.roster:
			err = x.populations.Rosters().Take(ctx, c.file, data)
		case c.isPopulation():
			err = x.populations.Take(ctx, c.file, data)
			x.brought = append(x.brought, c.file)
			x.out.Populations++
		default:
			_, err = x.attachments.Keep(ctx, data)
		}
		if err != nil {
			return err
		}
		x.bytes, x.state.Contents = x.bytes+c.size, x.state.Contents+c.size
	}
	x.refuseBeyond(bad-mostBad, full, at)
	return nil
}

// refuseBeyond notes that more was bad than is named, and that there was more than a sync takes.
func (x *exchange) refuseBeyond(bad, full int, at time.Time) {
	note := func(waits bool, why string, args ...any) {
		x.refused = append(x.refused, share.Refusal{File: populations, At: at, SeenBy: []string{}, Waits: waits, Why: fmt.Sprintf(why, args...)})
	}
	if bad > 0 {
		note(false, "%d more files do not check out", bad)
	}
	switch {
	case full == 0:
	case x.bytes > x.limits.contents/2:
		note(true, "%d files are left for the next syncs, as no more than %s are taken in one", full, size(x.limits.contents))
	default:
		note(true, "%d files are not taken, as more than %s came from there in all; find out who pushed so much, or take part anew: tuar --workspace NAME share join URL",
			full, size(x.limits.overall))
	}
}

// mostLater bounds how many attachments are remembered that could not be taken.
const mostLater = 1000

// later has the next sync look for an attachment again. A population or roster is looked for again by the lines that wait
// for it.
func (x *exchange) later(c content) {
	if !c.isPopulation() && !c.roster && len(x.state.Later) < mostLater {
		x.state.Later = append(x.state.Later, c.name)
	}
}

func (c content) isPopulation() bool { return c.file != c.name && !c.roster }

// check returns why the bytes cannot be that content; empty if they can.
func (x *exchange) check(c content, data []byte) string {
	if c.roster {
		if err := population.CheckRoster(c.file, data); err != nil {
			return err.Error()
		}
		return ""
	}
	if !c.isPopulation() {
		if !attachment.Bears(data, c.name) {
			return "it does not hold what its name says"
		}
		return ""
	}
	if err := population.CheckFile(c.file, data); err != nil {
		return err.Error()
	}
	return ""
}

// lacking returns what is named, is in the commit and is not here.
func (x *exchange) lacking(ctx context.Context, v survey, n mentions) (all []content, err error) {
	for _, name := range slices.Sorted(maps.Keys(n.populations)) {
		if x.populations.FileOf(name) != "" {
			continue
		}
		e, found, err := x.find(ctx, v, placesOf(name)...)
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, content{e, name, path.Base(e.path), x.limits.population, false})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.rosters)) {
		if x.populations.Rosters().Has(name) {
			continue
		}
		e, found, err := x.find(ctx, v, rosterPlace(name))
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, content{e, name, path.Base(e.path), x.limits.population, true})
		}
	}
	for _, name := range x.state.Later {
		n.others[name] = true
	}
	if !v.attachments {
		return all, nil
	}
	for _, name := range slices.Sorted(maps.Keys(n.others)) {
		if x.attachments.Has(name) {
			continue
		}
		e, found, err := x.find(ctx, v, attachments+"/"+name)
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, content{e, name, name, attachment.Most, false})
		}
	}
	return all, nil
}

// find finds the first of these files that is in the commit.
func (x *exchange) find(ctx context.Context, v survey, places ...string) (e entry, found bool, err error) {
	if err := ctx.Err(); err != nil {
		return entry{}, false, x.r.explain(&result{args: []string{"cat-file"}, err: err}, "reading the shared record")
	}
	if v.commit == "" {
		return entry{}, false, nil
	}
	for _, place := range places {
		found, ob, err := x.sizes.find(v.commit + ":" + place)
		if err != nil {
			return entry{}, false, err
		}
		if found && ob.kind == "blob" {
			return entry{path: place, id: ob.id, size: ob.size}, true, nil
		}
	}
	return entry{}, false, nil
}

// placeOf returns the path of a population's file in the repository. The files are in folders by the first two letters of
// their names: Git writes a folder anew for each file that comes to it.
func placeOf(file string) string { return populations + "/" + file[:2] + "/" + file }

// rosterPlace returns the path of a roster in the repository.
func rosterPlace(name string) string { return rosters + "/" + name + population.PlainSuffix }

// placesOf returns the paths where a population can be; those outside of such folders are of an earlier version.
func placesOf(name string) []string {
	plain, compressed := name+population.PlainSuffix, name+population.CompressedSuffix
	return []string{placeOf(plain), placeOf(compressed), populations + "/" + plain, populations + "/" + compressed}
}

// missingContents returns the files of populations and attachments that the repository lacks: of those that are named by
// the lines that it lacks, or by any line if it may have lost some. It says how many are populations.
func (x *exchange) missingContents(ctx context.Context, v survey, sent map[string]int64) (files []file, count int, err error) {
	var n mentions
	for i := range x.lines {
		l := &x.lines[i]
		there, some := sent[l.Writer]
		if x.resend || some && l.Seq > there {
			n.read(l.Data)
		}
	}
	add := func(here bool, place string, load func() ([]byte, error), places ...string) error {
		if !here {
			return nil
		}
		_, there, err := x.find(ctx, v, places...)
		if err == nil && !there {
			files = append(files, file{place, func() ([]byte, error) {
				data, err := load()
				if fault.KindOf(err) == fault.Damaged {
					return nil, nil // who needs it says so
				}
				return data, err
			}})
		}
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(n.populations)) {
		stored := x.populations.FileOf(name)
		err := add(stored != "", placeOf(cmp.Or(stored, name)), func() ([]byte, error) { return x.bytesOf(name, stored) }, placesOf(name)...)
		if err != nil {
			return nil, 0, err
		}
	}
	count = len(files)
	for _, name := range slices.Sorted(maps.Keys(n.rosters)) {
		load := func() ([]byte, error) { return x.populations.Roster(ctx, name) }
		if err := add(x.populations.Rosters().Has(name), rosterPlace(name), load, rosterPlace(name)); err != nil {
			return nil, 0, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.others)) {
		place := attachments + "/" + name
		err := add(x.attachments.Has(name), place, func() ([]byte, error) { return x.attachments.Attachment(ctx, name) }, place)
		if err != nil {
			return nil, 0, err
		}
	}
	return files, count, nil
}

// bytesOf returns the bytes of a population's file.
func (x *exchange) bytesOf(name, stored string) ([]byte, error) {
	data, now, err := x.populations.Bytes(name)
	if err == nil && now != stored {
		err = fault.New(fault.Failed, "the population %.12s… was compressed just now", name).WithHint("try again: %s", fault.SyncShare.With())
	}
	return data, err
}
