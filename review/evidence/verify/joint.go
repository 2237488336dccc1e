package verify

import (
	"context"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/joint"
	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// IsJoint reports whether a file has the packs of several workspaces, by the name of its index.
func IsJoint(r io.ReaderAt, size int64) bool { return holds(r, size, joint.IndexPath) }

// workspaces is the verification of the packs of several workspaces, one after the other.
type workspaces struct {
	*verification
	says  joint.Index // what workspaces.json says
	made  joint.Index // by the packs
	older bool        // a pack is of an earlier format
	why   string      // why not all packs could be read
}

// RunJoint checks the packs of several workspaces, each as Run does, holding one at a time in memory.
func RunJoint(ctx context.Context, r io.ReaderAt, size int64, o Options) (Result, error) {
	w := &workspaces{verification: &verification{ctx: ctx, Options: o, format: pack.Format, of: &layout{
		required: append([]string{pack.ManifestPath}, joint.Paths...), form: joint.PackForm, folders: []string{"", "packs/"},
	}}}
	result, err := w.perform([]step{
		{"archive", func() string { return w.openArchive(r, size) }, true},
		{"manifest", w.checkManifest, false},
		{"workspaces", w.checkIndex, false},
	})
	if err != nil || w.files == nil {
		return result, err
	}
	for _, path := range w.paths() {
		if !joint.PackForm.MatchString(path) {
			continue
		}
		facts, inner, err := w.checkNested(r, path)
		switch {
		case err != nil:
			return Result{}, err
		case facts == nil || inner == nil:
			w.why = path + " does not check out"
		default:
			index, err := inner.readIndex()
			if err != nil {
				w.why = path + " does not check out"
				continue
			}
			w.made.Add(joint.Workspace(path), index)
			w.older = w.older || inner.earlier()
			if w.people == nil { // for the signature, as the last line of the first workspace is
				w.people, w.lines = inner.people, slices.Clone(inner.lines[len(inner.lines)-1:])
			}
		}
	}
	return w.perform([]step{
		{"contents", w.checkContents, false},
		{"signature", w.checkSignature, false},
	})
}

// checkIndex reads workspaces.json.
func (w *workspaces) checkIndex() string {
	if !w.loadIndex(joint.IndexPath, &w.says, func() int { return w.says.V }, joint.Format) {
		return ""
	}
	names := make([]string, len(w.says.Packs))
	for i, p := range w.says.Packs {
		names[i] = p.Workspace
		if w.files[p.Path] == nil {
			w.wrong("%s is missing, which %s names", p.Path, joint.IndexPath)
		}
	}
	return strings.Join(names, ", ") + "; no file can show that a workspace was left out"
}

// checkContents makes the other files anew from the packs, and compares them. The first pack that was added names the
// whole.
func (w *workspaces) checkContents() string {
	switch {
	case w.why != "":
		w.wrong("not checked, since %s", w.why)
		return ""
	case len(w.made.Packs) == 0:
		w.wrong("not checked, since there is no pack to make it from")
		return ""
	case w.says.V < joint.Format || w.older:
		w.notChecked = append(w.notChecked, joint.Paths...)
		return "not checked: " + strings.Join(joint.Paths, ", ") + ", which an earlier version of tuar wrote"
	}
	w.made.Name = w.says.Name
	if !slices.ContainsFunc(w.made.Packs, func(p joint.Packed) bool { return p.Name == w.says.Name }) {
		w.wrong("%s is called %q, as no campaign in it is", joint.IndexPath, w.says.Name)
	}
	w.compareIndex()
	w.compareFiles(w.made.Files())
	return strings.Join(joint.Paths, ", ") + " are what the packs give"
}

// compareIndex says which packs workspaces.json does not name, and of which it says something else than they do.
func (w *workspaces) compareIndex() {
	for _, made := range w.made.Packs {
		i := slices.IndexFunc(w.says.Packs, func(p joint.Packed) bool { return p.Path == made.Path })
		switch {
		case i < 0:
			w.wrong("%s does not name %s", joint.IndexPath, made.Path)
		case !reflect.DeepEqual(w.says.Packs[i], made):
			w.wrong("%s says something else of %s than the pack itself", joint.IndexPath, made.Path)
		}
	}
}
