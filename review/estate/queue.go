package estate

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
)

// Queue is the rows of campaigns of several workspaces in one queue. An item of it is WORKSPACE:ITEM. What is decided goes
// to the record of the row's own workspace, by its use case. Its methods may be called from several goroutines.
type Queue struct {
	estate *Estate
	id     string

	mu      sync.Mutex
	members []Member   // nil before they are first needed
	acts    [][]string // names of the workspaces in which each act was recorded here, the last act last
}

// Queue returns the queue of the campaigns that id names, as Campaigns does. They are looked up when they are first needed.
func (e *Estate) Queue(id string) *Queue { return &Queue{estate: e, id: id} }

// Members returns the campaigns of the queue, as they were when they were looked up.
func (q *Queue) Members(ctx context.Context) ([]Member, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.members == nil {
		members, err := q.estate.Campaigns(ctx, q.id)
		if err != nil {
			return nil, err
		}
		q.members = members
	}
	return q.members, nil
}

// Pack returns nil: a queue is not of an evidence pack.
func (*Queue) Pack() *review.Pack { return nil }

// now returns the campaigns as they are now, and the ledger by which their people are compared.
func (q *Queue) now(ctx context.Context) ([]Member, *people.Ledger, error) {
	members, err := q.Members(ctx)
	if err != nil {
		return nil, nil, err
	}
	members = slices.Clone(members)
	ledgers := make([]*people.Ledger, len(members))
	for i, m := range members {
		if members[i].Campaign, err = m.Workspace.Campaign(ctx, m.Campaign.ID); err == nil {
			ledgers[i], err = m.Workspace.KnownPeople(ctx)
		}
		if err != nil {
			return nil, nil, fault.Wrap(err, "workspace %s", m.name())
		}
	}
	return members, people.Join(ledgers...), nil
}

// sum returns the line that adds the campaigns up, under the id by which the queue was asked for in the first of them.
func (q *Queue) sum(members []Member, known *people.Ledger) campaign.Summary {
	s := Sum(members, known)
	s.ID = members[0].Campaign.ID
	return s
}

// Campaign returns the line that adds the campaigns up, whatever the id.
func (q *Queue) Campaign(ctx context.Context, _ string) (campaign.Summary, error) {
	members, known, err := q.now(ctx)
	if err != nil {
		return campaign.Summary{}, err
	}
	return q.sum(members, known), nil
}

// Sheet returns the sheets of all campaigns as one, whatever the id. Drafts are not in it: nothing is under review there.
func (q *Queue) Sheet(ctx context.Context, _ string) (*campaign.Sheet, error) {
	all, err := q.Members(ctx)
	if err != nil {
		return nil, err
	}
	parts := map[string]*campaign.Sheet{}
	var members []Member
	var ledgers []*people.Ledger
	rows := 0
	for _, m := range all {
		sheet, err := m.Workspace.Sheet(ctx, m.Campaign.ID)
		if fault.KindOf(err) == fault.Refused {
			continue // a draft
		}
		if err != nil {
			return nil, fault.Wrap(err, "workspace %s", m.name())
		}
		m.Campaign = sheet.Summary
		parts[m.name()], rows = sheet, rows+len(sheet.Rows)
		members, ledgers = append(members, m), append(ledgers, sheet.People)
	}
	if len(members) == 0 {
		return nil, fault.New(fault.Refused, "none of these campaigns was opened yet").WithHint("open them with: %s", fault.OpenCampaign.On("CAMPAIGN"))
	}
	known := people.Join(ledgers...)
	first := parts[members[0].name()]
	out := &campaign.Sheet{
		Summary: q.sum(members, known), Instructions: first.Instructions, TakenAt: first.TakenAt, OpenedAt: first.OpenedAt, CreatedAt: first.CreatedAt,
		PreviousName: first.PreviousName, Actor: first.Actor, CannedReasons: first.CannedReasons, Rules: first.Rules, People: known, Parts: parts,
		Rows: make([]campaign.SheetRow, 0, rows),
	}
	for _, m := range members {
		part := parts[m.name()]
		if part.Actor.Email == "" { // who acts must be known in each
			out.Actor = part.Actor
		}
		for _, r := range part.Rows {
			r.Workspace, r.Item = m.name(), Join(m.name(), r.Item)
			r.Decision = of(m.name(), r.Decision)
			out.Rows = append(out.Rows, r)
		}
	}
	return out, nil
}

// of returns the decision with its item named as in the queue.
func of(workspace string, d campaign.Decision) campaign.Decision {
	d.Item = Join(workspace, d.Item)
	return d
}

// byMember divides items of the queue among its campaigns, in their order, and gives each the item's name there.
func (q *Queue) byMember(ctx context.Context, n int, item func(i int) string, give func(i int, in Member, item string)) error {
	members, err := q.Members(ctx)
	if err != nil {
		return err
	}
	for i := range n {
		workspace, rest, _ := strings.Cut(item(i), ":")
		at := slices.IndexFunc(members, func(m Member) bool { return m.name() == workspace })
		if at < 0 {
			return fault.New(fault.BadInput, "%q names no workspace of this queue", item(i)).WithHint("name an item as WORKSPACE:ITEM")
		}
		give(i, members[at], rest)
	}
	return nil
}

// Decide records choices about items of the queue, each in the record of its workspace. In a workspace all are recorded or
// none; if one refuses, the others may have recorded theirs, which the error says, and they are returned with it.
func (q *Queue) Decide(ctx context.Context, _ string, choices []campaign.Choice) ([]campaign.Decision, error) {
	mine := map[string][]campaign.Choice{}
	if err := q.byMember(ctx, len(choices), func(i int) string { return choices[i].Item }, func(i int, in Member, item string) {
		c := choices[i]
		c.Item = item
		mine[in.name()] = append(mine[in.name()], c)
	}); err != nil {
		return nil, err
	}
	return q.act(ctx, slices.Collect(maps.Keys(mine)), func(m Member) ([]campaign.Decision, error) {
		return m.Workspace.Decide(ctx, m.Campaign.ID, mine[m.name()])
	})
}

// Postpone postpones rows, in each workspace in one act. It returns the items as they were named.
func (q *Queue) Postpone(ctx context.Context, _ string, delay campaign.Delay) ([]string, error) {
	mine := map[string][]string{}
	if err := q.byMember(ctx, len(delay.Items), func(i int) string { return delay.Items[i] }, func(_ int, in Member, item string) {
		mine[in.name()] = append(mine[in.name()], item)
	}); err != nil {
		return nil, err
	}
	_, err := q.act(ctx, slices.Collect(maps.Keys(mine)), func(m Member) ([]campaign.Decision, error) {
		one := delay
		one.Items = mine[m.name()]
		_, err := m.Workspace.Postpone(ctx, m.Campaign.ID, one)
		return nil, err
	})
	return delay.Items, err
}

// act does something in the campaigns of these workspaces, one after the other, and notes where it was done.
func (q *Queue) act(ctx context.Context, workspaces []string, do func(Member) ([]campaign.Decision, error)) ([]campaign.Decision, error) {
	members, err := q.Members(ctx)
	if err != nil {
		return nil, err
	}
	var all []campaign.Decision
	var did []string
	var failed error
	for _, m := range members {
		if !slices.Contains(workspaces, m.name()) {
			continue
		}
		decisions, err := do(m)
		if err != nil {
			failed = fault.Wrap(err, "workspace %s", m.name())
			break
		}
		did = append(did, m.name())
		for _, d := range decisions {
			all = append(all, of(m.name(), d))
		}
	}
	if len(did) > 0 {
		q.mu.Lock()
		q.acts = append(q.acts, did)
		q.mu.Unlock()
	}
	if failed != nil && len(did) > 0 {
		failed = fault.Wrap(failed, "recorded in %s, and not further", strings.Join(did, ", "))
	}
	return all, failed
}

// Undo takes decisions about these items back; without items the last act of the actor: the one made in this queue last,
// in all workspaces in which it was recorded, or else the last one on record.
func (q *Queue) Undo(ctx context.Context, _ string, items []string) ([]campaign.Decision, error) {
	mine := map[string][]string{}
	if err := q.byMember(ctx, len(items), func(i int) string { return items[i] }, func(_ int, in Member, item string) {
		mine[in.name()] = append(mine[in.name()], item)
	}); err != nil {
		return nil, err
	}
	where := slices.Collect(maps.Keys(mine))
	if len(items) == 0 {
		var err error
		if where, err = q.lastAct(ctx); err != nil {
			return nil, err
		}
	}
	decisions, err := q.act(ctx, where, func(m Member) ([]campaign.Decision, error) {
		return m.Workspace.Undo(ctx, m.Campaign.ID, mine[m.name()])
	})
	if err == nil {
		q.mu.Lock()
		q.acts = q.acts[:len(q.acts)-1] // an undo is not an act to be undone
		if len(items) == 0 && len(q.acts) > 0 {
			q.acts = q.acts[:len(q.acts)-1]
		}
		q.mu.Unlock()
	}
	return decisions, err
}

// lastAct returns the workspaces in which the actor acted last.
func (q *Queue) lastAct(ctx context.Context) ([]string, error) {
	q.mu.Lock()
	n := len(q.acts)
	if n > 0 {
		defer q.mu.Unlock()
		return q.acts[n-1], nil
	}
	q.mu.Unlock()
	sheet, err := q.Sheet(ctx, "")
	if err != nil {
		return nil, err
	}
	last := -1
	for i := range sheet.Rows {
		r := &sheet.Rows[i]
		actor := sheet.Of(r).Actor.Email
		if d := r.Part().Decision; d.Verdict != campaign.Undecided && sheet.People.Same(d.Decider(), actor) &&
			(last < 0 || d.At.After(sheet.Rows[last].Part().Decision.At)) {
			last = i
		}
	}
	if last < 0 { // the workspace says that there is nothing to take back
		return []string{sheet.Rows[0].Workspace}, nil
	}
	return []string{sheet.Rows[last].Workspace}, nil
}

// ResumeItem returns the item at which the review was left on this installation, or "".
func (q *Queue) ResumeItem(ctx context.Context, _ string) string {
	members, err := q.Members(ctx)
	if err != nil {
		return ""
	}
	return members[0].Workspace.ResumeItem(ctx, Join("", members[0].Campaign.ID))
}

// SaveResumeItem keeps the item at which the review is resumed on this installation, with the first workspace.
func (q *Queue) SaveResumeItem(ctx context.Context, _, item string) error {
	members, err := q.Members(ctx)
	if err != nil {
		return err
	}
	return members[0].Workspace.SaveResumeItem(ctx, Join("", members[0].Campaign.ID), item)
}
