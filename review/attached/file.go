// Package attached holds what lines say of files that stand beside them: the SHA-256, the name and the size. The content
// is kept by the SHA-256, or not at all.
package attached

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of what is attached.
const (
	MostBytes = 5 << 20 // of a file whose content is kept
	MostFiles = 10      // of one line
	mostName  = 255     // characters
)

// File is a file that a line names. Its name is a text from outside.
type File struct {
	SHA256   string `json:"sha256"`
	Name     string `json:"name"`
	Bytes    int64  `json:"bytes"`
	HashOnly bool   `json:"hash_only,omitempty"` // the content is not kept
}

// Of returns what a line says of a file with these bytes. Of its path only the last part is kept.
func Of(name string, data []byte, hashOnly bool) File {
	sum := sha256.Sum256(data)
	return File{SHA256: hex.EncodeToString(sum[:]), Name: path.Base(strings.ReplaceAll(name, `\`, "/")), Bytes: int64(len(data)), HashOnly: hashOnly}
}

var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Refuses returns why a line that names these files has no effect; empty if it may have.
func Refuses(files []File) string {
	if len(files) > MostFiles {
		return fmt.Sprintf("it names more than %d files", MostFiles)
	}
	for _, f := range files {
		switch n := utf8.RuneCountInString(f.Name); {
		case !hash.MatchString(f.SHA256):
			return "a file is named without its SHA-256"
		case n == 0 || n > mostName || strings.ContainsAny(f.Name, `/\`):
			return "a file has no name of its own"
		case f.Bytes < 0 || f.Bytes > MostBytes && !f.HashOnly:
			return fmt.Sprintf("the file %.12s has a size that none can have; %d bytes at most are kept", f.SHA256, MostBytes)
		}
	}
	return ""
}
