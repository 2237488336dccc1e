package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/safetext"
)

func (s *session) syncCommand() *cobra.Command {
	var opt review.SyncOptions
	c := &cobra.Command{
		Use:   "sync [flags]",
		Short: "Read everyone's access from Torq",
		Long: `sync reads all users, roles, API keys and claim mappings from Torq into a new population, and says what changed since the
one before. Either everything was read and is plausible, or the population before stays the last one.`,
		Example: `tuar sync
# although far fewer users are listed than last time
tuar sync --allow-drop`,
		Args: takes(0, 0, ""),
		RunE: s.each(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			result, err := s.syncWith(ctx, w, opt)
			return answered(syncOf(result), func(p *printer) {
				p.synced(result)
				p.step(w.NextInWorkspace(ctx))
			}, err)
		}),
	}
	c.Flags().BoolVar(&opt.AllowDrop, "allow-drop", false, "believe a list that became implausibly short, or lacks users, keys or mappings that nothing explains; the record keeps that you did")
	return c
}

// syncWith syncs, and shows the progress in a terminal.
func (s *session) syncWith(ctx context.Context, w *review.Workspace, opt review.SyncOptions) (review.SyncResult, error) {
	progress, clear := s.progress()
	defer clear()
	opt.Progress = progress
	return w.Sync(ctx, opt)
}

// progress shows the progress of reading in a terminal, until it is cleared.
func (s *session) progress() (show population.Progress, clear func()) {
	if _, watched := terminal(s.err); !watched || s.json || s.quiet {
		return nil, func() {}
	}
	bar := &progress{w: s.err, aloud: s.accessible}
	return bar.show, bar.clear
}

// progress is one line that shows what is being read.
type progress struct {
	w     io.Writer
	aloud bool // a line for each thing instead, for screen readers

	mu   sync.Mutex
	said string
}

func (b *progress) show(what string, done, total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	what = safetext.Clean(what)
	switch {
	case b.aloud && b.said != what:
		fmt.Fprintf(b.w, "reading %s\n", what)
	case b.aloud:
	case total == 0 && done > 0:
		fmt.Fprintf(b.w, "\r\x1b[Kreading %s, %d", what, done)
	case total > 0:
		fmt.Fprintf(b.w, "\r\x1b[Kreading %s, %d of %d", what, done, total)
	default:
		fmt.Fprintf(b.w, "\r\x1b[Kreading %s", what)
	}
	b.said = what
}

func (b *progress) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.aloud && b.said != "" {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}

// synced writes what a sync found.
func (p *printer) synced(r review.SyncResult) {
	p.hang(p.good("synced:"), "%s, %s, %s, %s in %s", count(r.Users, "user"), count(r.Roles, "role"), count(r.Keys, "API key"),
		count(r.Mappings, "claim mapping"), count(r.Requests, "request"))
	p.fact("population", "%s", population.Short(r.Population))
	if log := r.Log; log.New > 0 {
		since := "known since " + log.Since.UTC().Format("2 Jan 2006")
		if log.Begins {
			since = "known from its beginning"
		}
		p.fact("audit log", "%d new entries, %s", log.New, since)
	}
	p.gaps(r.Gaps)
	for _, note := range r.Notes {
		p.hang(p.warn("note:"), "%s", note)
	}
	if r.First {
		p.linef("this is the first sync; later ones say what changed")
		return
	}
	p.differences(r.Diff, 10)
}

// gaps writes what could not be read.
func (p *printer) gaps(gaps []population.Gap) {
	for _, g := range gaps {
		why := "this key may not read them"
		if g.Reason == population.GapNotOffered {
			why = "Torq does not offer them"
		}
		p.hang(p.warn("note:"), "%s are missing: %s (status %d)", strings.ReplaceAll(g.Resource, "-", " "), why, g.Status)
	}
}

// differences writes the changes, at most that many rows; all of them if most is 0.
func (p *printer) differences(d access.Diff, most int) {
	for _, resource := range d.Unread {
		p.hang(p.warn("note:"), "%s could not be compared: one of the two populations lacks them", strings.ReplaceAll(resource, "-", " "))
	}
	if len(d.Differences) == 0 {
		p.linef("no access changed")
		return
	}
	p.linef("%d new, %d gone, %d raised, %d lowered, %d changed otherwise", d.Count(access.Added), d.Count(access.Removed),
		d.Count(access.Up), d.Count(access.Down), d.Count(access.Other))
	shown := d.Differences
	if most > 0 && len(shown) > most {
		shown = shown[:most]
	}
	rows := make([][]string, len(shown))
	for i, x := range shown {
		rows[i] = []string{string(x.Change), x.Title(), x.FromRole, x.ToRole, gains(x)}
	}
	p.table([]column{{name: "change", keep: true}, {name: "who", least: 24}, {name: "from", least: 12}, {name: "to", least: 12}, {name: "permissions"}}, rows)
	if more := len(d.Differences) - len(shown); more > 0 {
		p.linef("and %d more: tuar access diff", more)
	}
}

// gains says in short which permissions came and went, and what else changed of a mapping or custom role.
func gains(d access.Difference) string {
	var parts []string
	for _, list := range []struct {
		sign  string
		names []string
	}{{"+", d.Gains}, {"-", d.Loses}} {
		switch n := len(list.names); {
		case n == 1:
			parts = append(parts, list.sign+list.names[0])
		case n > 1:
			parts = append(parts, fmt.Sprintf("%s%s and %d more", list.sign, list.names[0], n-1))
		}
	}
	if d.Detail != "" {
		parts = append(parts, d.Detail)
	}
	return strings.Join(parts, ", ")
}

// syncJSON is the result of a sync, for programs. Scripts rely on the names.
type syncJSON struct {
	Population  string              `json:"population"`
	Users       int                 `json:"users"`
	Roles       int                 `json:"roles"`
	Keys        int                 `json:"api_keys"`
	Mappings    int                 `json:"claim_mappings"`
	Requests    int                 `json:"requests"`
	Added       int                 `json:"added"`
	Removed     int                 `json:"removed"`
	Changed     int                 `json:"changed"`
	First       bool                `json:"first"`
	Gaps        []population.Gap    `json:"gaps"`
	Notes       []string            `json:"notes"`
	Differences []access.Difference `json:"differences"`
	AuditLog    syncLogJSON         `json:"audit_log"`
}

// syncLogJSON is what a sync read of Torq's audit log.
type syncLogJSON struct {
	New   int       `json:"new"`
	Since time.Time `json:"since,omitzero"` // known without a break from then on
	Gap   string    `json:"gap,omitempty"`
	More  bool      `json:"more"` // the next sync reads on
}

func syncOf(r review.SyncResult) syncJSON {
	return syncJSON{
		Population: r.Population, Users: r.Users, Roles: r.Roles, Keys: r.Keys, Mappings: r.Mappings, Requests: r.Requests,
		Added: r.Added, Removed: r.Removed, Changed: r.Changed, First: r.First, Gaps: orEmpty(r.Gaps), Notes: orEmpty(r.Notes),
		Differences: orEmpty(r.Diff.Differences),
		AuditLog:    syncLogJSON{r.Log.New, r.Log.Since, r.Log.Gap, r.Log.More},
	}
}
