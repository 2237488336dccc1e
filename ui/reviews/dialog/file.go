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

// File is something to be written to a file that a person names. A file that is there already is replaced only after
// another question.
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

// Whole is the path from the root, for a message; what begins with ~ says where it is already.
func Whole(path string) string {
	if full, err := filepath.Abs(path); err == nil && !strings.HasPrefix(path, "~") {
		return full
	}
	return path
}

// Taken says that the file was not written because there is one of that name. Of the names that cannot be written to,
// it is the one with nothing wrong on the disk behind it.
func Taken(err error) bool {
	return fault.KindOf(err) == fault.BadInput && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission)
}
