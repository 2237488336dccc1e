package notes

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Dismisser dismisses and restores hints.
type Dismisser interface {
	BarsDismissal(ctx context.Context, holder string) (string, error)
	DismissHint(ctx context.Context, item, hint, reason, until string) (dismissal.Dismissed, error)
	RestoreHint(ctx context.Context, item, hint, reason string) error
}

// Dismiss asks which hint on a row is dismissed or restored, or says why the current user can do neither. then is sent
// once it is recorded; it may be nil.
func Dismiss(env *screen.Env, s Dismisser, r access.Row, then tea.Msg) tea.Cmd {
	if len(r.Hints)+len(r.Dismissed) == 0 {
		return screen.Send(screen.Notify{Text: r.Title() + " has no hint to dismiss"})
	}
	var ask screen.Run = func() tea.Msg {
		why, err := s.BarsDismissal(env.Context, r.Email)
		switch {
		case err != nil:
			return screen.Failed{Err: err}
		case why != "":
			return screen.Notify{Text: why, Level: screen.Warn}
		}
		return screen.OpenDialog{Dialog: hintsOf(env, s, r, then)}
	}
	return screen.Send(screen.Identify{Then: screen.Send(ask)})
}

// hintsOf returns the choice among the hints of a row: those that count are dismissed, those that do not are restored.
func hintsOf(env *screen.Env, s Dismisser, r access.Row, then tea.Msg) *overlay.Choice {
	var entries []overlay.Entry
	for _, h := range r.Hints {
		e := overlay.Entry{Name: h.Name, Note: h.Fact, Action: screen.OpenDialog{Dialog: dismissForm(env, s, r, h, then)}}
		if slices.Contains(dismissal.Firm, h.Name) {
			e.Disabled = "this hint cannot be dismissed"
		}
		entries = append(entries, e)
	}
	for _, d := range r.Dismissed {
		entries = append(entries, overlay.Entry{Name: "restore " + d.Name, Note: d.String(), Action: run(env, then,
			d.Name+" counts again on "+r.Title(), func(ctx context.Context) error { return s.RestoreHint(ctx, r.Item, d.Name, "") })})
	}
	return overlay.NewChoice("Dismiss a hint on "+r.Title(), entries)
}

// dismissForm returns the form for the reason and the last day of a dismissal.
func dismissForm(env *screen.Env, s Dismisser, r access.Row, h access.Hint, then tea.Msg) *overlay.Form {
	lastDay := func(text string) (string, error) {
		return campaign.ParseDay("the last day on which it is dismissed", text, env.Now())
	}
	return &overlay.Form{
		Label: h.Name + ": " + h.Fact + ". It does not count up to that day, at most 366 days ahead, or until the fact gets worse. H restores it before.",
		Fields: widget.Form{Title: "Dismiss " + h.Name + " on " + r.Title(), Fields: []widget.Field{
			widget.Text("reason", "why it needs no look, for the record", ""),
			widget.Text("until", "2027-02-28, or 30d for 30 days from now", ""),
		}},
		Check: func(v []string) (int, error) {
			if _, err := reason.Check("dismissing a hint", v[0]); err != nil {
				return 0, err
			}
			_, err := lastDay(v[1])
			return 1, err
		},
		Action: func(v []string) tea.Msg {
			day, err := lastDay(v[1])
			if err != nil {
				return screen.Failed{Err: err}
			}
			return run(env, then, h.Name+" is dismissed on "+r.Title()+" until "+day, func(ctx context.Context) error {
				_, err := s.DismissHint(ctx, r.Item, h.Name, v[0], day)
				return err
			})
		},
	}
}
