package cli

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/child"
	"github.com/tuar-dev/tuar/ui/config"
)

// configuration is what this machine's file and environment say, and what is wrong with it.
type configuration struct {
	config.Config
	path   string
	exists bool
	faults []error
}

// configuration reads the configuration of this machine. With a fault the defaults hold in its place. name makes of the
// path what faults show.
func (s *session) configuration(name func(path string) string) configuration {
	if s.Config == nil {
		made, faults := config.Read("", nil, s.variable)
		return configuration{Config: made, faults: faults}
	}
	path, data, err := s.Config(config.Largest)
	made, faults := config.Read(name(path), data, s.variable)
	if err != nil {
		faults = append([]error{err}, faults...)
	}
	return configuration{made, path, data != nil, faults}
}

func whole(path string) string { return path }

// variable returns a variable of the environment, or what a flag says in its place.
func (s *session) variable(name string) string {
	if name == "TUAR_THEME" && s.theme != "" {
		return s.theme
	}
	return s.Getenv(name)
}

func (s *session) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Choose theme, keys and mouse of this machine",
		Long: `config is about how tuar looks on this machine and which keys it has: a file, config.toml, and a few variables of the environment.
It is never part of the record; the rules of the workspace are: see "tuar settings".

What is wrong in the file is said when tuar opens, and the usual values hold in its place. "tuar config check" ends with exit
code 2 then.`,
		Example: `tuar config edit
tuar config show
tuar config check
TUAR_THEME="high-contrast light" tuar`,
		Args: unknownCommand,
		RunE: func(*cobra.Command, []string) error { return s.showConfig() },
	}
	command := func(use, example, short, long string, do func(context.Context) error) *cobra.Command {
		return &cobra.Command{
			Use: use, Short: short, Long: long, Example: example, Args: takes(0, 0, ""),
			RunE: func(c *cobra.Command, _ []string) error { return do(c.Context()) },
		}
	}
	c.AddCommand(
		command("show", "tuar config show\ntuar config show --json", "Show each value and where it comes from", `show prints each value with its source: default, file or environment. Values that are wrong are left out: see
"tuar config check". --json also says what is allowed.`, func(context.Context) error { return s.showConfig() }),
		command("path", "tuar config path", "Print where the file is", `path prints the file that is read, whether or not it exists: TUAR_CONFIG, or else tuar/config.toml in the platform's place for
configuration.`, func(context.Context) error { return s.configPath() }),
		command("check", "tuar config check", "Say what is wrong in the file", `check reads the file and the variables, and says all that is wrong with line and column. It ends with exit code 2 then. Own
colours that are hard to read are told, and are no error.`, func(context.Context) error { return s.checkConfig() }),
		command("edit", "tuar config edit", "Change the file in your editor", `edit opens the file in the editor that VISUAL or EDITOR names, and checks it afterwards. A first file is made with all values,
commented out.`, s.editConfig),
	)
	return c
}

func (s *session) showConfig() error {
	c := s.configuration(whole)
	values := c.Values()
	return s.give(answer{values, func(p *printer) {
		rows := make([][]string, len(values))
		for i, v := range values {
			rows[i] = []string{v.Key, v.Value, string(v.Source), v.Does}
		}
		p.table([]column{{name: "VALUE OF", keep: true}, {name: "IS", keep: true}, {name: "SOURCE", keep: true}, {name: "WHAT IT IS"}}, rows)
		p.gap()
		if len(c.faults) > 0 {
			p.next("tuar config check")
			return
		}
		p.next("tuar config edit")
	}}, nil)
}

func (s *session) configPath() error {
	c := s.configuration(whole)
	if c.path == "" && len(c.faults) > 0 {
		return c.faults[0]
	}
	return s.give(answer{struct {
		Path   string `json:"path"`
		Exists bool   `json:"exists"`
	}{c.path, c.exists}, func(p *printer) { p.linef("%s", c.path) }}, nil)
}

// checkConfig says all that is wrong. All faults but the last are lines, the last is the error of the command.
func (s *session) checkConfig() error {
	c := s.configuration(whole)
	weak := c.Theme.Palette.Weak()
	p := s.printer(s.err)
	if len(c.faults) > 0 {
		for _, err := range c.faults[:len(c.faults)-1] {
			if !s.json {
				p.hang(p.bad("error:"), "%s", withHint(err))
			}
		}
		return fault.Wrap(c.faults[len(c.faults)-1], "the configuration")
	}
	return s.give(answer{struct {
		Path   string   `json:"path"`
		Exists bool     `json:"exists"`
		Weak   []string `json:"weak,omitempty"`
	}{c.path, c.exists, weak}, func(p *printer) {
		for _, w := range weak {
			p.hang(p.warn("warning:"), "%s", w)
		}
		if !c.exists {
			p.linef("there is no file %s; all values are the usual ones", c.path)
			return
		}
		p.linef("%s is right", c.path)
	}}, nil)
}

func withHint(err error) string {
	if hint := fault.HintOf(err); hint != "" {
		return err.Error() + "; " + hint
	}
	return err.Error()
}

// editConfig lets the user edit the file until it is right or they give up.
func (s *session) editConfig(ctx context.Context) error {
	editor, err := editorOf(cmp.Or(s.Getenv("VISUAL"), s.Getenv("EDITOR")))
	if err != nil {
		return fault.Wrap(err, "editing the configuration")
	}
	c := s.configuration(whole)
	switch {
	case c.path == "" && len(c.faults) > 0:
		return c.faults[0]
	case c.path == "":
		return fault.New(fault.Failed, "there is no place for a configuration")
	}
	if _, err := os.Lstat(c.path); os.IsNotExist(err) {
		if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
			return fault.New(fault.BadInput, "there is no folder for the configuration: %w", err)
		}
		if err := s.Files.Write(ctx, c.path, false, func(w io.Writer) error {
			_, err := io.WriteString(w, config.Template())
			return err
		}); err != nil {
			return err
		}
	}
	for {
		run := child.Command(ctx, editor[0], append(editor[1:], c.path)...)
		run.Stdin, run.Stdout, run.Stderr = s.In, s.err.w, s.err.w
		if err := run.Run(); err != nil {
			return fault.New(fault.Failed, "the editor %s: %w", editor[0], err)
		}
		wrong := s.checkConfig()
		if wrong == nil || !s.interactive() {
			return wrong
		}
		p := s.printer(s.err)
		p.hang(p.bad("error:"), "%s", withHint(wrong))
		if err := s.confirm(ctx, "Go on editing?"); err != nil {
			return wrong
		}
	}
}
