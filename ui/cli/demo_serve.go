package cli

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/ui/demo"
)

// The sizes of a workspace that is served.
const smallest, largest = 25, 200_000

// serveDemo serves a simulated workspace with that many users, 140 if it is 0, until the context ends. It prints the
// environment that leads there, as lines for a shell.
func (s *session) serveDemo(ctx context.Context, folder string, size int) (err error) {
	if size != 0 && (size < smallest || size > largest) {
		return usagef("a simulated workspace has %d to %d users, not %d", smallest, largest, size)
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
