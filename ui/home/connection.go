package home

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// connection draws the state of the connection, its key, the result of the last sync and the current user.
func (s *Screen) connection(th *theme.Theme, width int) block {
	o, now := s.standing, s.env.Now()
	var lines []string
	add := func(style lipgloss.Style, text string) {
		lines = append(lines, style.Render(th.Fit(" "+text, width)))
	}
	switch region := "region " + o.Region; {
	case o.Connection == review.Packed:
		add(th.Accent, th.Ring+" an evidence pack, to be looked at only, "+region)
	case o.Untried():
		add(th.Warn, th.Ring+" not connected yet: press S to sync")
	case o.Connection == review.ConnectedOK:
		add(th.Good, th.Dot+" connected to Torq, "+region)
	case o.Connection == review.Syncing:
		add(th.Info, th.Dot+" syncing with Torq, "+region)
	case o.Connection == review.NotConnected:
		add(th.Warn, th.Ring+" not connected to Torq: press c to connect")
	default:
		for _, line := range firstLines(th.Block(th.Alert+" error: "+o.Reason, width-1), 2) {
			lines = append(lines, th.Bad.Render(" "+line))
		}
	}
	from := ""
	switch o.Credentials {
	case core.FromEnvironment:
		from = " from the environment"
	case core.FromKeyring:
		from = " from the OS keyring, since " + date(o.Since, now)
	}
	if from != "" {
		key := o.ClientID
		if len("   key ")+len(key)+len(from) > width && len(key) > 16 {
			key = key[:13] + "…"
		}
		add(th.Dim, "  key "+key+from)
	}
	if sync := o.LastSync; sync != nil {
		add(th.Text, fmt.Sprintf("  synced %s: %s", widget.Ago(sync.At, now), numbers(sync)))
		if sync.Added+sync.Removed+sync.Changed > 0 {
			add(th.Dim, fmt.Sprintf("  since the sync before: %d new, %d gone, %d changed",
				sync.Added, sync.Removed, sync.Changed))
		}
	} else if o.Connection == review.ConnectedOK {
		add(th.Text, "  nothing has been read yet: press S to sync")
	}
	if !o.RosterAt.IsZero() {
		add(th.Dim, "  roster imported "+widget.Ago(o.RosterAt, now))
	}
	if o.Share != nil {
		style := th.Dim
		if o.Share.Problem != "" || !o.Share.OK {
			style = th.Warn
		}
		add(style, "  shared: "+o.Share.Summary(func(t time.Time) string { return ago(t, now) }))
	}
	if s.actor.Email != "" {
		add(th.Dim, "  you are "+words.Assured(s.actor.Email, s.actor.Known()))
	}
	return block{want: len(lines), least: min(len(lines), 3), draw: func(_, height int) ([]string, []int) {
		return firstLines(lines, height), nil
	}}
}

// ago returns how long ago something was that happens every minute.
func ago(t, now time.Time) string {
	if d := now.Sub(t); d >= 0 && d < time.Minute {
		return fmt.Sprintf("%d s ago", int(d.Seconds()))
	}
	return widget.Ago(t, now)
}

func numbers(sync *core.Synced) string {
	parts := []string{
		words.Count(sync.Users, "person", "people"), words.Count(sync.Roles, "role"),
		words.Count(sync.Keys, "API key"),
	}
	if sync.Mappings > 0 {
		parts = append(parts, words.Count(sync.Mappings, "claim mapping"))
	}
	return strings.Join(parts, " · ")
}

func firstLines(lines []string, n int) []string { return lines[:min(len(lines), n)] }

// date returns the day of t where the reader is.
func date(t, now time.Time) string {
	if t.IsZero() {
		return "an unknown day"
	}
	return t.In(now.Location()).Format("2 Jan 2006")
}
