package verify

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/evidence/archive"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// IsArchive reports whether a file is an archive of packs and not a pack, by the name of its index.
func IsArchive(r io.ReaderAt, size int64) bool {
	return holds(r, size, archive.IndexPath)
}

// bundle is the verification of an archive, whose packs are verified one after the other.
type bundle struct {
	*verification
	at     io.ReaderAt
	index  archive.Index
	builds *archive.Builder // makes the archive anew; nil if its period or statement is not valid
	want   []string         // the packs of the period, by the record
	why    string           // why not all packs could be read
	older  []string         // packs of an earlier format
}

// RunArchive checks an archive of that size and every pack in it, as Run does, holding one pack at a time in memory.
func RunArchive(ctx context.Context, r io.ReaderAt, size int64, o Options) (Result, error) {
	b := &bundle{at: r, verification: &verification{ctx: ctx, Options: o, format: pack.Format, of: &layout{
		required: append([]string{pack.ManifestPath}, archive.Paths...), form: archive.PackForm, folders: []string{"", "packs/", "tables/"},
	}}}
	result, err := b.perform([]step{
		{"archive", func() string { return b.openArchive(r, size) }, true},
		{"manifest", b.checkManifest, false},
		{"period", b.checkPeriod, false},
	})
	if err != nil || b.files == nil {
		return result, err
	}
	for _, path := range b.paths() {
		if archive.PackForm.MatchString(path) {
			if err := b.checkPack(path); err != nil {
				return Result{}, err
			}
		}
	}
	return b.perform([]step{
		{"campaigns", b.checkCampaigns, false},
		{"contents", b.checkContents, false},
		{"signature", b.checkSignature, false},
	})
}

// checkPeriod reads archive.json, and what it says of the period and of how the archive is kept.
func (b *bundle) checkPeriod() string {
	if !b.loadIndex(archive.IndexPath, &b.index, func() int { return b.index.V }, archive.Format) {
		return ""
	}
	period, err := archive.NewPeriod(b.index.From, b.index.To)
	if err == nil {
		err = b.index.Retention.Check()
	}
	if err != nil {
		b.wrong("%s: %v", archive.IndexPath, err)
		return ""
	}
	b.builds = archive.NewBuilder(period, b.index.Retention)
	return fmt.Sprintf("%s to %s", b.index.From, b.index.To)
}

// loadIndex reads the index of a file of packs, whose version is at most newest, or says what is wrong with it.
func (v *verification) loadIndex(path string, into any, version func() int, newest int) bool {
	f := v.files[path]
	if f == nil {
		v.wrong("%s is missing", path)
		return false
	}
	data, err := f.read(maxIndex)
	if err == nil {
		err = jsonv2.Unmarshal(data, into)
	}
	if err == nil && (version() < 1 || version() > newest) {
		err = fmt.Errorf("it has format %d; this tuar knows up to %d", version(), newest)
	}
	if err != nil {
		v.wrong("%s cannot be read: %v", path, err)
		return false
	}
	return true
}

// checkPack verifies one pack, and adds a check for it. Its facts are used and let go of.
func (b *bundle) checkPack(path string) error {
	facts, inner, err := b.checkNested(b.at, path)
	switch {
	case err != nil:
		return err
	case inner == nil:
		b.why = path + " cannot be read"
	default:
		b.add(path, facts, inner)
	}
	return nil
}

// add notes what a pack says for the archive.
func (b *bundle) add(path string, facts *pack.Facts, inner *verification) {
	switch {
	case facts == nil:
		b.why = path + " does not check out"
		return
	case b.builds == nil:
		return
	case inner.earlier():
		b.older = append(b.older, path)
	}
	b.people = inner.people // for the signature, as the last line is
	b.lines = slices.Clone(inner.lines[len(inner.lines)-1:])
	if want := archive.PackPath(facts.Campaign.ID); want != path {
		b.why = fmt.Sprintf("%s is about the campaign %s, and would be called %s", path, facts.Campaign.ID, want)
		return
	}
	if b.builds.Len() == 0 {
		for _, c := range facts.Campaigns {
			if b.builds.Campaign(c) {
				b.want = append(b.want, archive.PackPath(c.ID))
			}
		}
	} else if !slices.Equal(facts.Heads, b.builds.Index().Journals) {
		b.why = path + " rests on other journals than the packs before it"
		return
	}
	b.builds.Add(facts)
}

// checkCampaigns compares the packs with the campaigns that the record has in the period.
func (b *bundle) checkCampaigns() string {
	if b.builds == nil || b.builds.Len() == 0 {
		b.wrong("not checked, since no pack can be read, or the period is not known")
		return ""
	}
	if b.why != "" {
		b.wrong("%s", b.why)
	}
	for _, path := range b.want {
		if b.files[path] == nil {
			b.wrong("%s is missing: that campaign was open in the period", path)
		}
	}
	for _, path := range b.paths() {
		if archive.PackForm.MatchString(path) && !slices.Contains(b.want, path) {
			b.wrong("%s is about no campaign that was open in the period", path)
		}
	}
	return fmt.Sprintf("every campaign that was open in the period has a pack, and all %d rest on the same journals", len(b.want))
}

// checkContents makes the other files anew from the packs, and compares them.
func (b *bundle) checkContents() string {
	switch {
	case b.why != "":
		b.wrong("not checked, since %s", b.why)
		return ""
	case b.builds == nil || b.builds.Len() == 0:
		b.wrong("not checked, since there is nothing to make it from")
		return ""
	case b.index.V < archive.Format || len(b.older) > 0:
		b.notChecked = append(b.notChecked, archive.Paths...)
		return "not checked: " + strings.Join(archive.Paths, ", ") + ", which an earlier version of tuar wrote"
	}
	b.compareFiles(b.builds.Files())
	return strings.Join(archive.Paths, ", ") + " are what the packs give"
}
