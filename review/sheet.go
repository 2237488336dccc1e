package review

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Sheet is one campaign with all its rows, as a reviewer works through it. It is a copy: it does not change when
// decisions are made; Decide and Undo return what became of the rows concerned.
type Sheet struct {
	Summary       campaign.Summary
	Instructions  string
	Population    string
	TakenAt       time.Time
	AllowedStale  string
	Rows          []SheetRow // by item
	Roles         []population.Role
	LastName      string       // the campaign it is compared with; empty if there is none
	Actor         record.Actor // who works on it; zero if nobody said who they are
	Signoffs      []campaign.Signoff
	Closing       *campaign.Closing
	CannedReasons []string
	Rules         access.Rules
}

// SheetRow is one item of a campaign.
type SheetRow struct {
	access.Row
	Reviewer string            // whose share it is in
	Decision campaign.Decision // Verdict Undecided if there is none
	Last     *access.LastRow   // its earlier self; nil if there is none
	Own      bool              // it is the actor's own access
	Locked   bool              // its share is signed off, or the campaign closed
	Carry    bool              // unchanged, low risk and certified last time: may be carried forward
	Effect   []string          // what revoking will really do, in sentences
}

// Sheet returns the campaign that id names, which must have been opened.
func (w *Workspace) Sheet(ctx context.Context, id string) (*Sheet, error) {
	settings, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return nil, err
	}
	actor, _ := w.Actor(ctx) // a sheet can be read by anybody
	w.mu.Lock()
	c, err := w.find(ctx, id)
	if err != nil {
		w.mu.Unlock()
		return nil, err
	}
	if c.Population == "" {
		defer w.mu.Unlock()
		return nil, errDraft(c.ID)
	}
	sheet := &Sheet{
		Summary: c.Summarise(w.cfg.Clock.Now()), Instructions: c.Instructions, Population: c.Population,
		AllowedStale: c.AllowedStale, Actor: actor, Signoffs: append([]campaign.Signoff(nil), c.Signoffs...), Closing: c.Closing,
		CannedReasons: settings.CannedReasons, Rules: c.Rules,
	}
	at, previous := c.OpenedAt, c.Previous
	rows := make([]SheetRow, len(c.Items))
	for i, item := range c.Items {
		rows[i] = SheetRow{Reviewer: c.Reviewer(item), Decision: c.Decision(item), Locked: c.Locked(item)}
	}
	w.mu.Unlock()

	p, err := w.population(ctx, sheet.Population)
	if err != nil {
		return nil, err
	}
	last, err := w.last(ctx, previous)
	if err != nil {
		return nil, err
	}
	if last != nil {
		sheet.LastName = last.Name
	}
	sheet.TakenAt, sheet.Roles = p.TakenAt, p.Roles
	byItem := basisOf(p, sheet.Rules, at, last).Rows
	effects := effectsOf(p)
	for i := range rows {
		r := &rows[i]
		r.Row = byItem[r.Decision.Item]
		r.Own = r.BelongsTo(actor.Email)
		r.Effect = effects(r.Row)
		if was, ok := last.Find(r.Row); ok {
			r.Last = &was
			r.Carry = was.Decision == string(campaign.Certify) && was.RoleID == r.RoleID && !r.Flagged() && !r.Privileged
		}
	}
	sheet.Rows = rows
	return sheet, nil
}

// basisOf joins the population as it looked when the campaign was opened.
func basisOf(p *population.Population, rules access.Rules, at time.Time, last *access.Last) campaign.Basis {
	rows := access.Rows(p, rules, at, last)
	b := campaign.Basis{Rows: make(map[string]access.Row, len(rows)), Roles: p.Roles}
	for _, r := range rows {
		b.Rows[r.Item] = r
	}
	return b
}

// effectsOf tells what revoking a row does, and what will bring it back.
func effectsOf(p *population.Population) func(access.Row) []string {
	names := make(map[string]string, len(p.Roles))
	for _, r := range p.Roles {
		names[r.ID] = r.Name
	}
	private := map[string]int{}
	for _, k := range p.Keys {
		if k.Type == population.KeyPrivate && k.OwnerEmail != "" {
			private[strings.ToLower(k.OwnerEmail)]++
		}
	}
	return func(r access.Row) []string {
		if r.Kind == access.Key {
			return []string{"deletes the key; whatever uses it stops working, and it cannot be restored"}
		}
		out := []string{"removes the user from the workspace"}
		if n := private[strings.ToLower(r.Email)]; n > 0 {
			out = append(out, fmt.Sprintf("%d private API keys hang on this person", n))
		}
		if !r.SSO {
			return out
		}
		groups := 0
		for _, m := range p.Mappings {
			switch {
			case strings.EqualFold(m.ClaimName, "email") && strings.EqualFold(m.ClaimValue, r.Email):
				if groups == 0 {
					return append(out, fmt.Sprintf("the claim mapping email = %s brings back %s at the next sign-in", m.ClaimValue, names[m.RoleID]))
				}
				out = append(out, fmt.Sprintf("failing that, the claim mapping email = %s brings back %s", m.ClaimValue, names[m.RoleID]))
			case !strings.EqualFold(m.ClaimName, "email"):
				if groups++; groups <= 2 {
					out = append(out, fmt.Sprintf("if %s = %s holds for them, the next sign-in brings back %s", m.ClaimName, m.ClaimValue, names[m.RoleID]))
				}
			}
		}
		if groups > 2 {
			out = append(out, fmt.Sprintf("%d more claim mappings may do the same", groups-2))
		}
		return out
	}
}

// Place is the item at which the review of a campaign was left on this installation, or "".
func (w *Workspace) Place(ctx context.Context, id string) string {
	settings, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return "" // a forgotten place costs a key press
	}
	return settings.Connection.Places[id]
}

// RememberPlace keeps the item at which the review of a campaign is resumed on this installation.
func (w *Workspace) RememberPlace(ctx context.Context, id, item string) error {
	settings, err := w.cfg.Settings.Load(ctx)
	if err != nil {
		return err
	}
	if settings.Connection.Places == nil {
		settings.Connection.Places = map[string]string{}
	}
	settings.Connection.Places[id] = item
	return w.cfg.Settings.Save(ctx, settings)
}
