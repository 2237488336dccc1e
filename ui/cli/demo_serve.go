package cli

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/ui/demo"
)

// The sizes of a workspace that is served.
const smallest, largest, mostWorkspaces = 25, 200_000, 5

// serveDemo serves a simulated workspace with that many users, 140 if it is 0, and further ones beside it, until the context
// ends. It prints the environment that leads there, as lines for a shell.
func (s *session) serveDemo(ctx context.Context, folder string, size, workspaces int) (err error) {
	if size != 0 && (size < smallest || size > largest) {
		return usagef("a simulated workspace has %d to %d users, not %d", smallest, largest, size)
	}
	if workspaces < 1 || workspaces > mostWorkspaces {
		return usagef("1 to %d workspaces can be served, not %d", mostWorkspaces, workspaces)
	}
	if folder != "" {
		if folder, err = filepath.Abs(folder); err != nil { // commands run elsewhere
			return err
		}
	}
	d, err := demo.Serve(folder, size)
	if err != nil {
		return err
	}
	for i := 1; i < workspaces && err == nil; i++ {
		err = d.ServeBeside(cmp.Or(size, 140))
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	variables := d.Environment()
	err = s.give(answer{variables, func(p *printer) {
		for _, name := range slices.Sorted(maps.Keys(variables)) {
			p.linef("export %s='%s'", name, strings.ReplaceAll(variables[name], "'", `'\''`))
		}
	}}, nil)
	if err == nil {
		s.note("a simulated workspace answers at %s until ctrl+c; read these lines in another terminal, then try: tuar sync", d.URL())
		<-ctx.Done()
	}
	if closing := d.Close(); err == nil {
		err = closing
	}
	return err
}
