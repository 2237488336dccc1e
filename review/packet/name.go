package packet

import "strings"

// mostOfName bounds a part of a file's name, in characters.
const mostOfName = 60

// safeName returns the text as a part of a file's name that every system takes: small letters, digits, dots, at signs,
// lines and dashes, no dot at the ends.
func safeName(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case b.Len() >= mostOfName:
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.@", r):
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if name := strings.Trim(b.String(), "-."); name != "" {
		return name
	}
	return "x"
}
