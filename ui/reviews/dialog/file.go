package dialog

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// File describes content to be written to a file that the user names. A file that is there already is replaced only
// after another question.
type File struct {
	Title string
	What  string // "3 items"
	Of    string // what it is of, for the question; may be empty
	Name  string // what is proposed
	Write func(path string, replace bool) error
}

// Prompt asks for the name.
func (f File) Prompt() *overlay.Prompt {
	label := "Write " + f.What
	if f.Of != "" {
		label += " of " + f.Of
	}
	return &overlay.Prompt{
		Title: f.Title, Label: label + " to", Value: f.Name,
		Check: func(path string) error {
			if path == "" {
				return fault.New(fault.BadInput, "a file name is needed")
			}
			return nil
		},
		Action: func(path string) tea.Msg { return f.write(path, false) },
	}
}

func (f File) write(path string, replace bool) screen.Run {
	return func() tea.Msg {
		err := f.Write(path, replace)
		switch {
		case !replace && Taken(err):
			return ask(&overlay.Confirm{
				Title: f.Title, Question: path + " is there already. Replace it?", Yes: "replace", Danger: true,
				Action: f.write(path, true),
			})
		case err != nil:
			return refused(err)
		}
		return screen.Notify{Text: fmt.Sprintf("%s written to %s", f.What, Whole(path)), Level: screen.Good}
	}
}

// Whole returns the absolute path for a message; a path that begins with ~ stays as it is.
func Whole(path string) string {
	if full, err := filepath.Abs(path); err == nil && !strings.HasPrefix(path, "~") {
		return full
	}
	return path
}

// Taken reports whether the file was not written because a file of that name exists, as opposed to a problem with the
// disk.
func Taken(err error) bool {
	return fault.KindOf(err) == fault.BadInput && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission)
}
