package cli

import (
	"cmp"
	"context"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/store/child"
)

func (s *session) settingsEditCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "edit",
		Short: "Change the settings in your editor",
		Long: `edit opens the settings as JSON in the editor that VISUAL or EDITOR names. They are kept if they can be understood; otherwise
it says what is wrong and where, and offers to go on editing. Nothing is changed before all is right.`,
		Example: `tuar settings edit
EDITOR=nano tuar settings edit`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			editor, err := editorOf(cmp.Or(s.Getenv("VISUAL"), s.Getenv("EDITOR")))
			if err != nil {
				return answer{}, err
			}
			before, err := w.Settings(ctx)
			if err != nil {
				return answer{}, err
			}
			text, err := settingsText(before)
			if err != nil {
				return answer{}, err
			}
			after, err := s.edited(ctx, editor, text)
			if err != nil {
				return answer{}, fault.Wrap(err, "nothing was changed")
			}
			return changedSettings(w.ChangeSettings(ctx, func(now *settings.Settings) error {
				if !slices.Equal(now.All(), before.All()) {
					return fault.New(fault.Refused, "another person changed the settings meanwhile; nothing was changed").WithHint("edit them again")
				}
				*now = now.Edited(after)
				return nil
			}))
		}),
	}
}

// largestSettings is more than any settings take, in bytes.
const largestSettings = 1 << 20

// edited lets the user edit the text until it is valid or they give up.
func (s *session) edited(ctx context.Context, editor []string, text []byte) (settings.Settings, error) {
	file, err := os.CreateTemp("", "tuar-settings-*.json")
	if err != nil {
		return settings.Settings{}, fault.New(fault.Failed, "there is no room to edit the settings in: %w", err)
	}
	path := file.Name()
	defer func() { _ = os.Remove(path) }()
	_, err = file.Write(text)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	for err == nil {
		run := child.Command(ctx, editor[0], append(editor[1:], path)...)
		run.Stdin, run.Stdout, run.Stderr = s.In, s.err.w, s.err.w
		if err := run.Run(); err != nil {
			return settings.Settings{}, fault.New(fault.Failed, "the editor %s: %w", editor[0], err)
		}
		if text, err = s.Files.Read(ctx, path, largestSettings); err != nil {
			break
		}
		given, wrong := settings.Parse(text)
		if wrong == nil || !s.interactive() {
			return given, wrong
		}
		p := s.printer(s.err)
		p.hang(p.bad("error:"), "%s", wrong)
		if err := s.confirm(ctx, "Go on editing?"); err != nil {
			return settings.Settings{}, wrong
		}
	}
	return settings.Settings{}, fault.New(fault.Failed, "editing the settings: %w", err)
}
