package settings

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
)

// CleanSecret returns a secret, or a client ID, without the characters that shells and editors add around it: byte
// order marks, blanks, line ends, characters without width. A text that cannot be a secret is a BadInput fault that
// names the input, never its content.
func CleanSecret(what, text string) (string, error) {
	text = strings.TrimFunc(strings.TrimPrefix(text, "\xef\xbb\xbf"), around)
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"), strings.ContainsRune(text, 0):
		return "", fault.New(fault.BadInput, "%s is written in UTF-16, as PowerShell and some editors do", what).
			WithHint("write it as UTF-8 or ASCII; in PowerShell: $OutputEncoding = [Text.Encoding]::ASCII")
	case !utf8.ValidString(text):
		return "", fault.New(fault.BadInput, "%s is not written in UTF-8", what).WithHint("write it as UTF-8 or ASCII")
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", fault.New(fault.BadInput, "%s has a line end or a character that cannot be seen inside", what).
			WithHint("copy it again, all of it and nothing else")
	}
	return text, nil
}

// around reports whether a character at the ends of a secret does not belong to it.
func around(r rune) bool {
	return r != utf8.RuneError && r != 0 && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}

// Credentials are one API key of one workspace.
type Credentials struct {
	Region   string // us or eu
	ClientID string
	Secret   string
}

// ErrNoSecret is returned by Secrets.Get when the keyring works but holds nothing under the name.
var ErrNoSecret = errors.New("the keyring holds no secret for this workspace")

// Clean cleans what is sent to Torq. An empty part stays empty.
func (c Credentials) Clean(from string) (Credentials, error) {
	var err error
	if c.ClientID, err = CleanSecret("the client ID"+from, c.ClientID); err != nil {
		return c, err
	}
	c.Secret, err = CleanSecret("the client secret"+from, c.Secret)
	c.Region = strings.TrimFunc(c.Region, around)
	return c, err
}
