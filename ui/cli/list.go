package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// lists are the commands that list, by their path, with the columns of their tables as one types them. Each has the flags
// --columns, --sort and --watch.
var lists = map[string][]string{
	"access list":        {"who", "role", "status", "by", "last-sign-in", "hints"},
	"campaign list":      {"campaign", "name", "state", "due", "items", "decided", "revoked", "reviewers"},
	"elevate list":       {"id", "who", "from", "role", "state", "when", "reason", "asked-by", "approved-by"},
	"hint list":          {"who", "hint", "state", "until", "by", "reason"},
	"journal list":       {"seq", "time", "type", "actor", "what", "known-by", "hash"},
	"note list":          {"item", "owner", "every", "next", "purpose", "state"},
	"people list":        {"person", "also", "rights", "ssh-keys", "accounts", "known-from", "note"},
	"rights list":        {"person", "right", "granted-by", "since", "reason"},
	"roster list":        {"roster", "lines", "people", "age", "imported", "by"},
	"settings":           {"setting", "value"},
	"settings proposals": {"id", "proposed-to", "by", "at", "state"},
	"share refused":      {"file", "sha256", "bytes", "when", "state", "path"},
}

// listed says how the table of a list is to be shown. The zero value shows it as it is.
type listed struct {
	columns []string // by name, in this order; all if empty
	sort    string   // the name of a column, after a minus to turn the order round; empty: as listed
}

// chosen reports whether columns or their order were asked for, so that none may be left out for want of room.
func (l listed) chosen() bool { return len(l.columns) > 0 || l.sort != "" }

// listFlags adds the flags of lists to the commands that list.
func (s *session) listFlags(root *cobra.Command) {
	for path, names := range lists {
		c, rest, err := root.Find(strings.Fields(path))
		if err != nil || len(rest) > 0 {
			panic("there is no command " + path)
		}
		c.Flags().StringSliceVar(&s.list.columns, "columns", nil, "only these `columns`, in this order: "+strings.Join(names, ", "))
		c.Flags().StringVar(&s.list.sort, "sort", "", "sort by this `column`; with a minus before it the other way round")
		var every time.Duration
		c.Flags().DurationVar(&every, "watch", 0, "list again and again, after each `time` (2s if none is given), until ctrl+c")
		c.Flags().Lookup("watch").NoOptDefVal = "2s"
		_ = c.RegisterFlagCompletionFunc("columns", columnsOf(names, ","))
		_ = c.RegisterFlagCompletionFunc("sort", columnsOf(names, "-"))
		once := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			if err := s.checkList(c, names); err != nil {
				return err
			}
			if every > 0 {
				return s.again(c.Context(), every, func() error { return once(c, args) })
			}
			if c.Flags().Changed("watch") {
				return usagef("--watch needs a time above 0, such as --watch=5s")
			}
			return once(c, args)
		}
	}
}

// columnsOf returns the completion to columns: to a list of them for a comma, to one with a minus before it for a minus.
func columnsOf(names []string, sign string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
		before := typed[:strings.LastIndex(typed, sign)+1]
		for _, name := range names {
			out = append(out, before+name)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// checkList refuses columns that the list does not have, and columns for JSON, which has names of its own.
func (s *session) checkList(c *cobra.Command, names []string) error {
	asked := slices.Clone(s.list.columns)
	if s.several {
		names = append([]string{"workspace"}, names...)
	}
	if s.list.sort != "" {
		asked = append(asked, strings.TrimPrefix(s.list.sort, "-"))
	}
	if len(asked) > 0 && s.json {
		return usagef("--columns and --sort are for tables; --json has all fields").
			WithHint("choose with jq, for example: | jq 'sort_by(.due) | .[] | {id, due}'")
	}
	for _, name := range asked {
		if !slices.Contains(names, typedName(name)) {
			return usagef("%s has no column %q", c.CommandPath(), name).
				WithHint("%s", didYouMean(name, names, "columns are "+strings.Join(names, ", ")))
		}
	}
	return nil
}

// again lists until the context ends. On a terminal each round is written over the one before; elsewhere a line with the
// time parts them, and JSON is written value after value.
func (s *session) again(ctx context.Context, every time.Duration, list func() error) error {
	for {
		_, onTerminal := terminal(s.out)
		switch {
		case onTerminal && s.accessible, !onTerminal && !s.json:
			s.printer(s.out).linef("── %s", time.Now().Format(time.TimeOnly))
		case onTerminal:
			fmt.Fprint(s.out, "\x1b[H\x1b[2J")
		}
		if err := list(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

// of returns the columns and rows of a table as they are to be shown.
func (l listed) of(columns []column, rows [][]string) ([]column, [][]string) {
	at := func(name string) int {
		return slices.IndexFunc(columns, func(c column) bool { return typedName(c.name) == typedName(name) })
	}
	if name, back := strings.CutPrefix(l.sort, "-"); at(name) >= 0 {
		rows = sorted(columns[at(name)], at(name), rows, back)
	}
	if len(l.columns) == 0 {
		return columns, rows
	}
	var chosen []int
	for _, name := range l.columns {
		if i := at(name); i >= 0 {
			chosen = append(chosen, i)
		}
	}
	pick := func(cells []string) []string {
		out := make([]string, len(chosen))
		for i, from := range chosen {
			out[i] = cells[from]
		}
		return out
	}
	kept := make([]column, len(chosen))
	for i, from := range chosen {
		kept[i] = columns[from]
	}
	picked := make([][]string, len(rows))
	for i, row := range rows {
		picked[i] = pick(row)
	}
	return kept, picked
}

// sorted returns rows by the column at an index, back to front if wanted. Equal ones keep their order.
func sorted(by column, at int, rows [][]string, back bool) [][]string {
	key := func(row int) string {
		if by.order != nil {
			return by.order[row]
		}
		return rows[row][at]
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if back {
			a, b = b, a
		}
		return compareCells(key(a), key(b))
	})
	out := make([][]string, len(rows))
	for i, from := range order {
		out[i] = rows[from]
	}
	return out
}

// compareCells orders two cells: numbers by size, times as the tables write them, texts without regard to case.
func compareCells(a, b string) int {
	if x, err := time.Parse(momentLayout, a); err == nil {
		if y, err := time.Parse(momentLayout, b); err == nil {
			return x.Compare(y)
		}
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// typedName returns the name of a column as one types it: "last sign-in" is last-sign-in, "time (UTC)" is time.
func typedName(name string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.ToLower(name), " (utc)"), " ", "-")
}
