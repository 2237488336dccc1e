package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/widget"
	"github.com/tuar-dev/tuar/ui/words"
)

// home says how the workspace stands, and leads to what needs attention.
type home struct {
	t       *talk
	service interface {
		Overview(context.Context) (review.Overview, error)
		Sync(context.Context, review.SyncOptions) (review.SyncResult, error)
	}
	reviews    *reviews
	elevations *elevations
}

func (h *home) open() error {
	return h.t.menu("What next?", func() ([]choice, error) {
		o, err := h.status()
		if err != nil {
			return nil, err
		}
		var all []choice
		for _, a := range o.Attention {
			all = append(all, choice{name: "needs attention: " + a.Text, do: func() error { return h.attend(a) }})
		}
		return append(numbered(all...), choice{"s", "sync: read everyone's access from Torq", h.sync}), nil
	})
}

// brief says the status in a few lines.
func (h *home) brief() error {
	o, err := h.status()
	if err != nil {
		return err
	}
	h.t.say("Needs attention: %s.", words.Count(len(o.Attention), "thing"))
	return nil
}

func (h *home) status() (review.Overview, error) {
	t := h.t
	o, err := h.service.Overview(t.ctx)
	if err != nil {
		return o, err
	}
	t.fact("Workspace", strings.TrimSpace(o.Workspace+" "+o.Region))
	t.fact("Connection", connections[o.Connection])
	t.fact("Why", o.Reason)
	if o.Connection == review.NotConnected {
		t.say("Connect with the command: %s", fault.Connect.With())
	}
	if o.LastSync == nil {
		t.say("Last sync: never.")
	} else {
		t.say("Last sync: %s, %s, %s.", widget.Ago(o.LastSync.At, t.now()), words.Count(o.LastSync.Users, "user"), words.Count(o.LastSync.Keys, "API key"))
	}
	for _, c := range o.Campaigns {
		t.say("Campaign %s", campaignLine(c))
	}
	for _, e := range o.Elevations {
		t.say("Elevation of %s", elevationLine(e, t.now()))
	}
	for _, w := range o.Warnings {
		t.fact("Warning", w)
	}
	return o, nil
}

var connections = map[review.ConnectionState]string{
	review.NotConnected: "not connected",
	review.Syncing:      "reading Torq",
	review.ConnectedOK:  "connected",
	review.InError:      "the last sync failed",
	review.Packed:       "none, this is an evidence pack",
}

// attend leads to where something can be done about what needs attention.
func (h *home) attend(a review.Attention) error {
	switch a.Hint.Way().Act {
	case fault.Review, fault.AnswerQuestion, fault.SignOff:
		if a.Campaign != "" {
			return h.reviews.review(a.Campaign)
		}
	case fault.PlanRemediation, fault.VerifyRemediation, fault.OpenCampaign, fault.Delegate:
		if a.Campaign != "" {
			return h.reviews.campaign(a.Campaign)
		}
		return h.reviews.open()
	case fault.Approve, fault.Reap:
		if a.Elevation != "" {
			return h.elevations.one(a.Elevation)
		}
		return h.elevations.open()
	case fault.Sync:
		return h.sync()
	}
	h.t.say("%s", a.Text)
	h.t.fact("What to do", a.Hint.String())
	return nil
}

// sync reads everyone's access. A list that became implausibly short is believed only after a yes.
func (h *home) sync() error {
	t := h.t
	var turn sync.Mutex // several parts are read at once
	said := ""
	o := review.SyncOptions{Progress: func(what string, _, _ int) {
		turn.Lock()
		defer turn.Unlock()
		if what != said {
			said = what
			t.say("Reading %s.", what)
		}
	}}
	r, err := h.service.Sync(t.ctx, o)
	if errors.Is(err, population.ErrDrop) {
		t.say("Note: %s.", err)
		t.say("Torq may have answered incompletely. Believe it only if that many really went.")
		if err := t.confirm("Believe the list and sync?"); err != nil {
			return err
		}
		o.AllowDrop = true
		r, err = h.service.Sync(t.ctx, o)
	}
	if err != nil {
		return err
	}
	t.say("Read: %s, %s, %s, %s.", words.Count(r.Users, "user"), words.Count(r.Roles, "role"), words.Count(r.Keys, "API key"),
		words.Count(r.Mappings, "claim mapping"))
	for _, n := range r.Notes {
		t.fact("Note", n)
	}
	if !r.First {
		t.say("Changes since the sync before: %s.", words.Count(len(r.Diff.Differences), "change"))
		return t.pages(differences(r))
	}
	return nil
}

func differences(r review.SyncResult) (lines []string) {
	for _, d := range r.Diff.Differences {
		line := fmt.Sprintf("%s: %s", d.Change, d.Title())
		if d.FromRole != "" {
			line += ", role before: " + d.FromRole
		}
		if d.ToRole != "" {
			line += ", role now: " + d.ToRole
		}
		lines = append(lines, line)
	}
	return lines
}
