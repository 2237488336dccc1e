package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/estate"
	"github.com/tuar-dev/tuar/review/tabular"
)

// allWorkspaces names every workspace of this machine.
const allWorkspaces = "all"

// nameWorkspaces reads which workspaces --workspace names: one, several with commas in between, or all.
func (s *session) nameWorkspaces() error {
	s.names, s.several = []string{s.name}, s.name == allWorkspaces || strings.Contains(s.name, ",")
	switch {
	case !s.several:
		return nil
	case s.name == allWorkspaces:
		there, err := s.Workspaces(s.home)
		switch {
		case err != nil:
			return err
		case slices.Contains(there, allWorkspaces): // one is called so
			s.several = false
		case len(there) == 0:
			return usagef("there is no workspace on this machine yet").WithHint("make one with: tuar connect --workspace NAME")
		default:
			s.names = there
		}
		return nil
	}
	s.names = nil
	for name := range strings.SplitSeq(s.name, ",") {
		name = strings.TrimSpace(name)
		if name == "" || name == allWorkspaces || slices.Contains(s.names, name) {
			return usagef("--workspace %s has an empty name, all among others, or a name twice", s.name).WithHint("for example: --workspace prod,dev; or --workspace all")
		}
		s.names = append(s.names, name)
	}
	return nil
}

// one refuses several workspaces.
func (s *session) one() error {
	if !s.several {
		return nil
	}
	return usagef("%s works on one workspace, and --workspace %s names %d", s.command, s.name, len(s.names)).
		WithHint("name one of %s: --workspace %s", strings.Join(s.names, ", "), s.names[0])
}

// estate opens all workspaces that are named.
func (s *session) estate(ctx context.Context, adjust ...func(*OpenOptions)) (*estate.Estate, error) {
	e := &estate.Estate{Files: s.Files}
	for _, name := range s.names {
		w, err := s.open(ctx, name, adjust...)
		if err == nil {
			err = s.signs(ctx, w)
		}
		switch {
		case err != nil && s.several:
			return nil, inWorkspace{name, err}
		case err != nil:
			return nil, err
		}
		e.Workspaces = append(e.Workspaces, w)
	}
	return e, nil
}

// each returns the RunE of a command that works on several workspaces too: its use case runs on each of them, and what
// goes wrong in one does not hide the others.
func (s *session) each(do useCase, adjust ...func(*OpenOptions)) runE {
	one := s.run(do, adjust...)
	return func(c *cobra.Command, args []string) error {
		if !s.several {
			return one(c, args)
		}
		return s.onEach(c.Context(), &joint{session: s}, func(ctx context.Context, w *review.Workspace) (answer, error) { return do(ctx, w, args) }, adjust...)
	}
}

// eachList is each for a command that lists: its tables become one, with the workspace as a column.
func (s *session) eachList(do useCase, adjust ...func(*OpenOptions)) runE {
	one := s.run(do, adjust...)
	return func(c *cobra.Command, args []string) error {
		if !s.several {
			return one(c, args)
		}
		j := &joint{session: s, list: true}
		return s.onEach(c.Context(), j, func(ctx context.Context, w *review.Workspace) (answer, error) { return do(ctx, w, args) }, adjust...)
	}
}

// onEach runs a use case on every workspace that is named, and gives the answers as one.
func (s *session) onEach(ctx context.Context, j *joint, do func(context.Context, *review.Workspace) (answer, error), adjust ...func(*OpenOptions)) error {
	var failures []error
	var codes []exit
	for _, name := range s.names {
		w, err := s.open(ctx, name, adjust...)
		if err == nil {
			err = s.signs(ctx, w)
		}
		var a answer
		if err == nil {
			a, err = do(ctx, w)
		}
		if failed := j.add(name, a); failed != nil {
			return failed
		}
		var code exit
		switch {
		case ctx.Err() != nil:
			return errors.Join(j.give(), ctx.Err())
		case errors.As(err, &code):
			codes = append(codes, code)
		case err != nil:
			failures = append(failures, inWorkspace{name, err})
		}
	}
	if err := j.give(); err != nil {
		return err
	}
	if len(failures) > 0 {
		return errors.Join(failures...)
	}
	return worst(codes)
}

// worst returns the code that comes first in the order of check, or else the first; nil without one.
func worst(codes []exit) error {
	for _, grave := range gravity {
		if slices.Contains(codes, grave) {
			return grave
		}
	}
	if len(codes) > 0 {
		return codes[0].orNil()
	}
	return nil
}

// inWorkspace is an error in one of several workspaces.
type inWorkspace struct {
	name string
	err  error
}

func (e inWorkspace) Error() string { return e.name + ": " + e.err.Error() }

func (e inWorkspace) Unwrap() error { return e.err }

// joint is the answer of several workspaces.
type joint struct {
	session *session
	list    bool // tables of the same columns become one
	said    bool // something was written already
	objects []json.RawMessage
	tables  []tabular.Part // to be written as CSV
	columns []column       // of the table for people
	rows    [][]string
	rest    []func(*printer) // what the workspaces say beside their tables
}

// add takes the answer of one workspace. What is no list is written at once.
func (j *joint) add(name string, a answer) error {
	switch s := j.session; {
	case s.json && a.json != nil:
		objects, err := placed(name, a.json)
		j.objects = append(j.objects, objects...)
		return err
	case s.json:
	case a.lines != nil && j.list:
		j.gather(name, a)
	case a.lines != nil:
		p := s.printer(s.out)
		if j.said {
			p.gap()
		}
		j.said = true
		p.linef("%s", p.bold("── "+name))
		a.lines(p)
	}
	return nil
}

// gather takes the tables of a list, and keeps its other lines for below.
func (j *joint) gather(name string, a answer) {
	var text bytes.Buffer
	p := *j.session.printer(j.session.out)
	p.w, p.joined = &text, func(columns []column, rows [][]string) {
		all := append([]column{{name: "workspace", keep: true}}, columns...)
		for i := range all {
			if i < len(j.columns) { // the rows of the workspaces before come first
				all[i].order = append(slices.Clone(j.columns[i].order), all[i].order...)
			}
		}
		j.columns = all
		for _, row := range rows {
			j.rows = append(j.rows, append([]string{name}, row...))
		}
	}
	p.files = func(t *tabular.Table) { j.tables = append(j.tables, tabular.Part{Place: name, Table: t}) }
	if p.width > 0 {
		p.width = max(40, p.width-len(name)-2)
	}
	a.lines(&p)
	for line := range strings.Lines(text.String()) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			j.rest = append(j.rest, func(p *printer) { p.hang(p.dim(name+":"), "%s", styledText(line)) })
		}
	}
}

// give writes what was gathered.
func (j *joint) give() error {
	s := j.session
	if s.json {
		return s.writeJSON(orEmpty(j.objects))
	}
	if len(j.tables) > 0 {
		return tabular.Join(j.tables[0].Table.Name, "workspace", j.tables).WriteMarkedCSV(s.exported())
	}
	p := s.printer(s.out)
	if len(j.rows) > 0 {
		p.table(j.columns, j.rows)
	}
	if len(j.rows) > 0 && len(j.rest) > 0 {
		p.gap()
	}
	for _, line := range j.rest {
		line(p)
	}
	return nil
}

// placed returns the objects of an answer for programs, each with its workspace.
func placed(name string, value any) ([]json.RawMessage, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var objects []json.RawMessage
	if data[0] != '[' {
		objects = []json.RawMessage{data}
	} else if err := json.Unmarshal(data, &objects); err != nil {
		return nil, err
	}
	first, err := json.Marshal(name)
	if err != nil {
		return nil, err
	}
	var has struct {
		Workspace *string `json:"workspace"`
	}
	for i, o := range objects {
		if i == 0 {
			if err := json.Unmarshal(o, &has); err != nil {
				return nil, err
			}
		}
		if has.Workspace != nil {
			break // it says so itself
		}
		with := append([]byte(`{"workspace":`), first...)
		if !bytes.Equal(o, []byte("{}")) {
			with = append(with, ',')
		}
		objects[i] = append(with, o[1:]...)
	}
	return objects, nil
}
