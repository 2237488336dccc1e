package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review"
)

// decideSeveral records decisions about items of several workspaces, each named WORKSPACE:ITEM, in the record of its own.
func (s *session) decideSeveral(ctx context.Context, id string, names []string, d decideFlags) error {
	if d.from != "" {
		return usagef("decisions are read from a file in one workspace at a time").
			WithHint("export and fill in the file of each: tuar --workspace %s export %s --format csv", s.names[0], id)
	}
	if len(names) == 0 {
		return usagef("name the items whose decisions are taken back, as WORKSPACE:ITEM").
			WithHint("for your last act in one workspace: tuar --workspace %s decide %s --undo", s.names[0], id)
	}
	items := map[string][]string{}
	for _, name := range names {
		workspace, item, ok := strings.Cut(name, ":")
		if !ok || !slices.Contains(s.names, workspace) {
			return usagef("%q does not say in which workspace the item is", name).WithHint("write WORKSPACE:ITEM, for example %s:%s", s.names[0], name)
		}
		items[workspace] = append(items[workspace], item)
	}
	s.names = slices.DeleteFunc(slices.Clone(s.names), func(name string) bool { return len(items[name]) == 0 })
	return s.onEach(ctx, &joint{session: s}, func(ctx context.Context, w *review.Workspace) (answer, error) {
		return s.decide(ctx, w, id, items[w.Name()], d)
	})
}
