package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

const maxManifest = 1 << 20

var manifestLine = regexp.MustCompile(`^([0-9a-f]{64})  (\S+)$`)

// checkManifest compares every file with its hash in the manifest: each once, and in order.
func (v *verification) checkManifest() string {
	f := v.files[pack.ManifestPath]
	if f == nil {
		v.wrong("there is no %s to check", pack.ManifestPath)
		return ""
	}
	var err error
	if v.manifest, err = f.read(maxManifest); err != nil {
		v.wrong("%s cannot be read: %v", pack.ManifestPath, err)
		return ""
	}
	text, whole := strings.CutSuffix(string(v.manifest), "\n")
	if !whole {
		v.wrong("%s ends in the middle of a line", pack.ManifestPath)
	}
	listed := map[string]bool{}
	var paths []string
	for n, line := range strings.Split(text, "\n") {
		m := manifestLine.FindStringSubmatch(line)
		switch {
		case m == nil:
			v.wrong("%s, line %d: %q is not a hash and a path", pack.ManifestPath, n+1, shorten(line))
			continue
		case listed[m[2]]:
			v.wrong("%s, line %d: %s is listed a second time", pack.ManifestPath, n+1, m[2])
			continue
		}
		listed[m[2]], paths = true, append(paths, m[2])
		v.checkHash(n+1, m[1], m[2])
	}
	if !slices.IsSorted(paths) {
		v.wrong("%s is not sorted by path", pack.ManifestPath)
	}
	for _, path := range v.paths() {
		if !listed[path] && path != pack.ManifestPath && path != pack.SignaturePath {
			v.wrong("%s is in the pack, but %s does not list it", path, pack.ManifestPath)
		}
	}
	return fmt.Sprintf("%d files have the SHA-256 that %s lists", len(paths), pack.ManifestPath)
}

func (v *verification) checkHash(n int, want, path string) {
	f := v.files[path]
	if f == nil {
		v.wrong("%s, line %d: %s is listed, but not in the pack", pack.ManifestPath, n, path)
		return
	}
	in, err := f.Open()
	if err != nil {
		v.wrong("%s cannot be read: %v", path, err)
		return
	}
	defer func() { _ = in.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		v.wrong("%s cannot be read to its end: %v", path, err)
		return
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		v.wrong("%s has the SHA-256 %.12s…, but %s lists %.12s…", path, got, pack.ManifestPath, want)
	}
}

// paths returns the files of the pack, in order.
func (v *verification) paths() []string {
	paths := make([]string, 0, len(v.files))
	for path := range v.files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// shorten returns a text that fits into a sentence.
func shorten(text string) string {
	const most = 80
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
