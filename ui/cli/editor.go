package cli

import (
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/store/userpath"
)

// editorOf returns the program and the arguments that VISUAL or EDITOR names. A value that names a program as it stands
// is that program, blanks and all; any other is split into words.
func editorOf(value string) ([]string, error) {
	value = strings.TrimSpace(value)
	if strings.ContainsFunc(value, unicode.IsSpace) {
		if program, err := exec.LookPath(value); err == nil {
			return []string{program}, nil
		}
	}
	words, err := shellWords(value, runtime.GOOS != "windows")
	switch {
	case err != nil:
		return nil, usagef("the editor %q cannot be understood: %w", value, err).WithHint("VISUAL and EDITOR are read as a shell reads a command")
	case len(words) == 0 || words[0] == "":
		return nil, usagef("there is no editor to open").WithHint("name one in VISUAL or EDITOR, or use: tuar settings set SETTING VALUE")
	}
	program, err := userpath.Expand(words[0])
	if err != nil {
		return nil, err
	}
	return append([]string{program}, words[1:]...), nil
}

// shellWords splits a command into words as a shell does, with single and double quotes and, where escapes says so,
// backslashes: on Windows they are part of paths. It expands nothing; editorOf expands a ~ that begins the program. (A
// shell parser would be a library of its own; the small ones are no longer kept, or end at a ; or & without a word.)
func shellWords(command string, escapes bool) ([]string, error) {
	var words []string
	var word strings.Builder
	begun, escaped, quote := false, false, rune(0)
	for _, r := range command {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`", r) {
				word.WriteByte('\\')
			}
			if r != '\n' {
				word.WriteRune(r)
			}
			escaped = false
		case r == '\\' && escapes && quote != '\'':
			begun, escaped = true, true
		case r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			begun, quote = true, r
		case unicode.IsSpace(r):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	switch {
	case quote != 0:
		return nil, errors.New("a quote is not closed")
	case escaped:
		return nil, errors.New("it ends with a backslash")
	case begun:
		words = append(words, word.String())
	}
	return words, nil
}
