package review

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/share"
)

// ConnectionState is the state of the connection to Torq.
type ConnectionState string

// The connection states.
const (
	NotConnected ConnectionState = "not-connected"
	Syncing      ConnectionState = "syncing"
	ConnectedOK  ConnectionState = "connected"
	InError      ConnectionState = "error"
	Packed       ConnectionState = "pack" // an evidence pack, which is connected with nothing
)

// Overview summarises the state of a workspace.
type Overview struct {
	Workspace   string
	Region      string
	Owners      []string
	People      *people.Ledger `json:"-"` // by which addresses are compared
	Connection  ConnectionState
	Reason      string       // why the connection is in error or not there
	Credentials string       // core.FromEnvironment, core.FromKeyring or core.FromNowhere
	ClientID    string       // of the key in use
	Since       time.Time    // when it was connected; zero for the environment
	LastSync    *core.Synced // nil before the first
	RosterAt    time.Time    `json:",omitzero"` // when the newest roster was imported; zero without one
	Campaigns   []campaign.Summary
	Elevations  []elevation.Row // those with something to be waited for or done
	Notice      time.Duration   // how long before its end an elevation is said to end soon
	Share       *share.Status   // nil unless the record is shared with other machines
	Attention   []Attention
	Warnings    []string // what the store found and mended
}

// Untried reports whether there are credentials that Torq has not been asked with yet.
func (o Overview) Untried() bool {
	return o.Connection == NotConnected && o.Credentials != core.FromNowhere
}

// Attention is something a person should act on.
type Attention struct {
	Kind      string     // one of the Needs…
	Text      string     // a sentence
	Hint      fault.Hint // what to do; its first way is the one to go
	Campaign  string     // the campaign it is about; may be empty
	Elevation string     // the elevation it is about; may be empty
	NotYours  bool       // other people can act on it, and the current user cannot
}

// What needs attention. `tuar check` gives each an exit code.
const (
	NeedsCampaign   = "campaign-overdue"
	NeedsSync       = "population-stale"
	NeedsConnection = "connection"
	NeedsProof      = "revocation-unproven"
	NeedsReview     = "review-waiting"
	NeedsCoverage   = "coverage" // something is left out of reviews because it could not be read
	NeedsReturn     = "elevation-overdue"
	NeedsApproval   = "elevation-waiting"
	NeedsCheck      = "pack"       // a pack that does not check out
	NeedsMethod     = "method"     // a method is not tried because Torq did not offer it
	NeedsSettings   = "settings"   // workspace.json says something else than the record
	NeedsClock      = "clock"      // this machine's clock is not fit for what depends on the time
	NeedsRights     = "refused"    // lines of the record have no effect, since their authors had no right for them
	NeedsLook       = "finding"    // something that happened beside the rules and no review has looked at
	NeedsAnswer     = "proposal"   // a change that loosens a guard waits for another owner
	NeedsEyes       = "guard"      // a guard was loosened, and nobody but its author has seen it
	Loosened        = "loosened"   // a guard was loosened lately, and somebody else knows
	NeedsApart      = "look-alike" // a reviewer's address looks like that of a person whose access is under review
	NeedsUser       = "no-user"    // a reviewer or approver is no user of the newest population
	NeedsShare      = "share"      // the shared repository has what does not fit, or had lost something
	NeedsBaseline   = "baseline"   // access differs from the baseline in something privileged
	NeedsOpening    = "not-opened" // a planned campaign was not opened on its day
	NeedsOwnReview  = "review-due" // an item's own interval between reviews is over
	NeedsReply      = "question"   // questions wait for the current user's answer
	OneOwner        = "one-owner"  // there is no second owner, and the owner is not alone
)

// Overview reads the state of everything from this machine; it does not ask Torq.
func (w *Workspace) Overview(ctx context.Context) (Overview, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return Overview{}, err
	}
	campaigns, err := w.ListCampaigns(ctx)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{
		Workspace: w.cfg.Name, Region: cmp.Or(strings.ToLower(w.cfg.Env.Region), chosen.Region),
		Campaigns: campaigns, Warnings: w.Warnings(), Notice: time.Duration(chosen.Elevation.Notice),
	}
	creds, source, credErr := w.Credentials(ctx)
	o.Credentials, o.ClientID = source, creds.ClientID
	if source == core.FromKeyring {
		o.Since = chosen.Connection.ConnectedAt
	}
	p, _ := w.LatestIfAny(ctx) // where it cannot be read, what needs it says so
	copied, err := w.SettingsCopy(ctx)
	if err != nil {
		return Overview{}, err
	}
	clocks, err := w.Clocks(ctx)
	if err != nil {
		return Overview{}, err
	}
	refused, err := w.Refused(ctx)
	if err != nil {
		return Overview{}, err
	}
	if o.Owners, err = w.Owners(ctx); err != nil {
		return Overview{}, err
	}
	if err := w.Read(ctx, func() error {
		if last := w.Base().Rosters.Last(); last != nil {
			o.RosterAt = last.At
		}
		return nil
	}); err != nil {
		return Overview{}, err
	}
	var held []elevation.StillHeld
	if w.cfg.Pack == nil {
		if held, err = w.StillHeld(ctx); err != nil {
			return Overview{}, err
		}
	}
	var unshown []remediation.Unshown
	if w.cfg.Pack == nil {
		if unshown, err = w.Unshown(ctx); err != nil {
			return Overview{}, err
		}
	}
	actor, _ := w.Actor(ctx) // reading needs no known user
	var waiting []*comment.Comment
	charges, now, err := w.Charges(ctx)
	if err != nil {
		return Overview{}, err
	}
	err = w.Read(ctx, func() error {
		o.People = w.People().Clone()
		o.fill(w, chosen, p, credErr)
		if w.cfg.Pack == nil {
			o.missed(w.book.Latest(chosen.Campaigns.Plans, w.Now()), w.Now())
		}
		if w.cfg.Pack == nil {
			o.guards(w.Rights(), w.Now())
			o.lead(w, chosen, p)
			o.lapsed(w.book, p, w.Now())
		}
		o.markOthers(w, actor.Email)
		waiting = w.comments.Waiting(actor.Email)
		return nil
	})
	if err != nil || w.cfg.Pack != nil {
		return o, err
	}
	o.dueByInterval(charges, now)
	o.asked(waiting)
	for _, e := range held {
		o.Attention = slices.Insert(o.Attention, 0, Attention{Kind: NeedsReturn, Text: e.Text(), Hint: fault.NewHint("%s", fault.Reap.With()), Elevation: e.ID})
	}
	for _, c := range unshown {
		o.Attention = append(o.Attention, Attention{
			Kind: NeedsProof, Campaign: c.Campaign, Hint: fault.NewHint("%s", fault.VerifyRemediation.On(c.Campaign)),
			Text: fmt.Sprintf("%s: the record says that changes are proven, and the list of %s does not show %d of them: %s", c.Name,
				c.Listed.UTC().Format("2 Jan 15:04 UTC"), len(c.Items), strings.Join(c.Items[:min(len(c.Items), 3)], ", ")),
		})
	}
	o.Share, err = w.ShareStatus(ctx)
	switch {
	case err != nil: // of sharing alone; the record has been read above
		o.Attention = append(o.Attention, Attention{Kind: NeedsShare, Text: err.Error(), Hint: fault.NewHint("%s", fault.Advice(err))})
	case o.Share != nil && !o.Share.OK:
		o.Attention = append(o.Attention, misfit(o.Share))
	}
	if o.Share != nil {
		o.Attention = append(o.Attention, ahead(o.Share)...)
	}
	if len(refused) > 0 {
		o.Attention = append(o.Attention, withoutEffect(refused))
	}
	if copied.Off() {
		o.Attention = append(o.Attention, Attention{
			Kind: NeedsSettings, Text: copied.String(), Hint: fault.NewHint("%s, or %s", fault.AcceptSettings.With(), fault.RestoreSettings.With()),
		})
	}
	for _, r := range chosen.Refused {
		o.Attention = append(o.Attention, Attention{
			Kind: NeedsSettings, Text: r.String() + "; " + r.Key + " stays as it was, and nothing is begun that depends on it",
			Hint: fault.NewHint("use the newest tuar, or: %s", fault.SetSetting.On(r.Key, "VALUE")),
		})
	}
	for _, role := range elevation.NamesOnly(chosen.Elevation) {
		o.Attention = append(o.Attention, Attention{
			Kind: NeedsSettings, Text: "the elevation rule for " + role + " applies to any role of that name: an earlier version wrote it without the role's ID",
			Hint: fault.NewHint("set the rules anew, which finds the ID: %s", fault.SetSetting.On("elevation.rules", "VALUE")),
		})
	}
	o.drift(w.Differences(ctx, ""))
	off, err := w.MethodsOff(ctx)
	if err != nil {
		return Overview{}, err
	}
	for _, method := range off {
		o.Attention = append(o.Attention, Attention{Kind: NeedsMethod, Text: method.String(), Hint: fault.NewHint("%s", fault.RetryMethods.With("--retry"))})
	}
	if wrong := clocks.Wrong(); wrong != nil {
		o.Attention = append(o.Attention, Attention{Kind: NeedsClock, Text: wrong.Error(), Hint: fault.NewHint("%s", fault.Sync.With())})
	}
	return o, nil
}

// missed adds the planned campaigns that were not opened on their day.
func (o *Overview) missed(planned []campaign.Planned, now time.Time) {
	for _, p := range planned {
		a := Attention{
			Kind: NeedsOpening, Text: fmt.Sprintf("%s was planned for %s and is not opened", p.Title, p.Opens.Format(campaign.DateLayout)),
			Hint: fault.NewHint("%s", fault.Watch.With()),
		}
		if p.State == campaign.Draft {
			a.Text, a.Campaign, a.Hint = a.Text+": it is a draft", p.ID, fault.NewHint("%s", fault.OpenCampaign.On(p.ID))
		}
		if p.Missed(now) {
			o.Attention = append(o.Attention, a)
		}
	}
}

// ahead names the other installations whose newest line is yet to come by the clock here.
func ahead(s *share.Status) (all []Attention) {
	for _, w := range s.Writers {
		if w.Ahead != nil && !w.Here {
			all = append(all, Attention{
				Kind: NeedsClock, Hint: fault.NewHint("have the clock of one of the two set, or set by NTP; its lines count in the order in which others have seen them"),
				Text: fmt.Sprintf("the newest line of installation %s is of %s, which is yet to come by the clock of this machine", w.Writer, w.Ahead.UTC().Format("2 Jan 2006 15:04 UTC")),
			})
		}
	}
	return all
}

// misfit describes what the shared repository has that does not fit, or had lost.
func misfit(s *share.Status) Attention {
	if len(s.Refused) == 0 {
		last := s.Incidents[len(s.Incidents)-1]
		return Attention{Kind: NeedsShare, Text: last.Text, Hint: fault.NewHint("%s, then: %s", fault.ShareStatus.With(), fault.SeeIncidents.With())}
	}
	worst := s.Refused[0]
	for _, r := range s.Refused {
		if worst.Waits && !r.Waits {
			worst = r
		}
	}
	text := "the shared repository has what does not fit: " + worst.String()
	if worst.Good.Seq > 0 {
		text += "; the last good line is " + worst.LastGood()
	}
	if n := len(s.Refused) - 1; n > 0 {
		text += fmt.Sprintf("; %d more", n)
	}
	return Attention{Kind: NeedsShare, Text: text, Hint: fault.NewHint("%s", fault.ShareStatus.With())}
}

// withoutEffect describes the lines that were refused.
func withoutEffect(refused []record.Refusal) Attention {
	last := refused[len(refused)-1]
	text := fmt.Sprintf("a line of the record has no effect: %s on %s: %s", last.Line.Type, last.Line.Time.UTC().Format("2 Jan 2006"), last.Reason)
	if n := len(refused); n > 1 {
		text = fmt.Sprintf("%d lines of the record have no effect; the newest is %s on %s: %s", n, last.Line.Type, last.Line.Time.UTC().Format("2 Jan 2006"), last.Reason)
	}
	return Attention{Kind: NeedsRights, Text: text, Hint: fault.NewHint("%s", fault.ListJournal.With("--refused"))}
}

// fill adds the facts from the ledgers; p is the newest population, and credErr the reason why there are no
// credentials.
func (o *Overview) fill(w *Workspace, chosen settings.Settings, p *population.Population, credErr error) {
	if last := w.Syncs().Last(); last != nil {
		shown := *last
		o.LastSync = &shown
	}
	switch {
	case w.cfg.Pack != nil:
		o.Connection = Packed
	case w.syncing.Load() > 0:
		o.Connection = Syncing
	case credErr != nil && o.Credentials == core.FromNowhere && fault.KindOf(credErr) == fault.NotConnected:
		o.Connection, o.Reason = NotConnected, credErr.Error()
	case credErr != nil:
		o.Connection, o.Reason = InError, credErr.Error()
	case w.Syncs().Failure != nil:
		o.Connection, o.Reason = InError, w.Syncs().Failure.Reason
	case !w.Syncs().Knows(o.ClientID):
		o.Connection, o.Reason = NotConnected, "Torq has not been asked with this key yet"
	default:
		o.Connection = ConnectedOK
	}
	o.Elevations = slices.DeleteFunc(w.elevations.Rows(w.Now()), func(r elevation.Row) bool { return !r.State.Live() })
	if w.cfg.Pack != nil {
		o.Attention = w.cfg.Pack.attention()
		return
	}
	var findings []elevation.Finding
	if p != nil {
		findings = w.elevations.OpenFindings(p, w.book)
	}
	o.attend(chosen, w.Now(), w.changes.Open(w.book), findings, credErr)
}

// markOthers marks the requests that wait for other people's approval.
func (o *Overview) markOthers(w *Workspace, me string) {
	waiting := map[string][]string{}
	for _, e := range o.Elevations {
		waiting[e.ID] = e.Approvers
	}
	for i := range o.Attention {
		a := &o.Attention[i]
		a.NotYours = a.Kind == NeedsApproval && me != "" && w.Rights().Adopted() && !w.People().In(waiting[a.Elevation], me)
	}
}

// attend lists what needs attention, most pressing first.
func (o *Overview) attend(chosen settings.Settings, now time.Time, open []remediation.OpenChanges, findings []elevation.Finding, credErr error) {
	add := func(kind string, way fault.Way, format string, args ...any) *Attention {
		o.Attention = append(o.Attention, Attention{Kind: kind, Text: fmt.Sprintf(format, args...), Hint: fault.NewHint("%s", way)})
		return &o.Attention[len(o.Attention)-1]
	}
	sync := fault.Sync.With()
	for _, e := range o.Elevations {
		if e.State == elevation.Overdue {
			add(NeedsReturn, fault.Reap.With(), "%s still holds %s, granted until %s: %s", e.Email, e.Role,
				e.EndsAt.UTC().Format("2 Jan 15:04 UTC"), e.Detail).Elevation = e.ID
		}
	}
	for _, c := range o.Campaigns {
		if c.Overdue {
			add(NeedsCampaign, fault.Review.On(c.ID), "%s was due on %s; %d of %d items are undecided", c.Name, c.Due, c.Items-c.Decided, c.Items).Campaign = c.ID
		}
	}
	for _, c := range open {
		plan := fault.PlanRemediation.On(c.Campaign)
		switch {
		case c.Returned > 0:
			add(NeedsProof, plan, "%s: access came back after %d of %d decided changes; %d more are not confirmed",
				c.Name, c.Returned, c.Decided, c.Unproven).Campaign = c.Campaign
		case c.Unproven > 0:
			add(NeedsProof, plan, "%s: %d of %d changes that were decided are not proven", c.Name, c.Unproven, c.Decided).Campaign = c.Campaign
		}
		if c.Undone > 0 {
			add(NeedsProof, fault.NewCampaign.With(), "%s: %d of %d changes that were decided were taken back; a new campaign has to decide about them",
				c.Name, c.Undone, c.Decided).Campaign = c.Campaign
		}
		if c.Withdrawn > 0 {
			add(NeedsProof, plan, "%s: %d of %d changes were carried out, and their decision was taken back afterwards",
				c.Name, c.Withdrawn, c.Decided).Campaign = c.Campaign
		}
	}
	for _, e := range o.Elevations {
		switch {
		case e.State == elevation.Requested:
			add(NeedsApproval, fault.Approve.On(e.ID), "%s asks for %s for %s: %s; %s", e.RequestedBy, o.forWhom(e),
				settings.Duration(e.Seconds)*settings.Duration(time.Second), e.Reason, whoApproves(e)).Elevation = e.ID
		case e.ExtendingTo != nil:
			add(NeedsApproval, fault.Extend.On(e.ID, "--for", "DURATION"), "%s needs more approvals until %s; %s", o.forWhom(e),
				e.ExtendingTo.UTC().Format("2 Jan 15:04 UTC"), whoApproves(e)).Elevation = e.ID
		}
	}
	for _, f := range findings {
		add(NeedsLook, fault.NewCampaign.With(), "%s: %s; the next campaign has it", f.Who, f.Why)
	}
	limit := time.Duration(chosen.Rules.StaleHours) * time.Hour
	switch {
	case o.LastSync == nil && (o.Connection == ConnectedOK || o.Untried()):
		add(NeedsSync, sync, "nothing has been read from Torq yet")
	case o.LastSync != nil && o.LastSync.At.Sub(now) > clockSlack:
		add(NeedsSync, sync, "the last sync lies in the future, at %s; the clock of this machine has been set back, or was ahead then",
			o.LastSync.At.UTC().Format("2 Jan 2006 15:04 UTC"))
	case o.LastSync != nil && now.Sub(o.LastSync.At) > limit:
		add(NeedsSync, sync, "the last sync is older than %s", settings.WholeHours(limit))
	}
	if o.LastSync != nil && slices.Contains(o.LastSync.Unread, "api-keys") {
		add(NeedsCoverage, fault.Connect.With(), "this key may not read API keys, so they are in no review; a key that may needs apikey.read")
	}
	switch {
	case o.Untried():
	case o.Connection == NotConnected:
		add(NeedsConnection, fault.Connect.With(), "%s", o.Reason)
	case o.Connection == InError:
		a := add(NeedsConnection, sync, "%s", o.Reason)
		if hint := fault.Advice(credErr); credErr != nil && hint.String() != "" {
			a.Hint = hint
		}
	}
	for _, c := range o.Campaigns {
		if c.State == campaign.Open && !c.Overdue && c.Decided < c.Items {
			add(NeedsReview, fault.Review.On(c.ID), "%s: %d of %d items to decide until %s", c.Name, c.Items-c.Decided, c.Items, c.Due).Campaign = c.ID
		}
	}
}

// forWhom returns the role, and its recipient if that is not the requester.
func (o *Overview) forWhom(e elevation.Row) string {
	if o.People.Same(e.RequestedBy, e.Email) {
		return e.Role
	}
	return e.Role + " for " + e.Email
}

// whoApproves names those whose approval an elevation waits for.
func whoApproves(e elevation.Row) string {
	if len(e.Approvers) == 0 {
		return "no other person can approve it now"
	}
	return "for " + strings.Join(e.Approvers, " or ") + " to approve"
}

// clockSlack is the time by which a sync may be ahead of the clock without a warning.
const clockSlack = 5 * time.Minute
