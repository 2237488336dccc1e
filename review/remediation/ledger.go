package remediation

import (
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Ledger folds what the journal says of all changes of a workspace.
type Ledger struct {
	base *core.Base
	book *campaign.Book

	tracks  map[About]*Track
	asked   []About // of every call, in order
	folds   int     // how often the record was folded from its first line
	methods methodMemory
	planned map[About]Step // as named by the newest confirmed plan

	listings int // that are on record
	claims   core.Claims
	knows    record.Witnesses
	revision int // lines that say what was carried out, since the fold began
}

// Track holds the journal's facts about one change.
type Track struct {
	Attempts     []Attempt // oldest first
	ByHand       *ByHandMark
	Decided      *UndoDecision // of a change that takes one back: the newest
	Confirmed    *Confirmation // the newest
	Corroborated *Corroboration
	ByOther      *Corroboration // an entry that names another actor, though tuar's API key should have made the change
	Returned     *Return        // access that was confirmed gone is there again; nil once it is confirmed anew
}

// Attempt is one call of Torq. Outcome is empty while it is under way, or if the process died meanwhile.
type Attempt struct {
	ID     string
	Writer string // whose journal it is in
	Method order.Method
	Action order.Action
	At     time.Time
	By     string
	Key    string // client ID of the key that was used; empty in records of before it was noted
	// ToRole is the ID of the role that was asked for, Decision the hash of the decision; both are empty in old
	// records.
	ToRole, Decision string
	ToScopes         []string  // all permissions that a custom role was to have
	Expires          time.Time // until when it may still happen, for a method that only promises; else zero
	Outcome          order.Outcome
	Call             string // method and path
	Status           int    // of HTTP
	Detail           string
	// Blind is the writer of a call for the same change before this one, of which this one's writer did not know; empty
	// if there is none.
	Blind string
	seq   int64 // of the line
}

// open reports whether the outcome of the attempt is not known.
func (a *Attempt) open() bool {
	return a.Outcome == "" || a.Outcome == order.Unclear || a.Outcome == order.Missing
}

// reached reports whether the attempt may have changed something in Torq.
func (a *Attempt) reached() bool { return a.open() || a.Outcome == order.Accepted || a.withoutEffect() }

// withoutEffect reports whether Torq accepted the attempt, and a later listing does not show it.
func (a *Attempt) withoutEffect() bool { return a.Outcome == order.NoEffect && a.Status/100 == 2 }

// until returns the time after which a listing shows whether a promise was kept.
func (a *Attempt) until() string {
	return "until " + a.Expires.Add(audit.Lag).UTC().Format("15:04 UTC")
}

// promised reports whether a workflow may still carry out the last attempt.
func (t *Track) promised(now time.Time) bool {
	a := t.Last()
	return a != nil && !t.InForce() && (a.open() || a.Outcome == order.Accepted) && now.Before(a.Expires.Add(audit.Lag))
}

// ByHandMark is a person's declaration that they made the change in Torq's console.
type ByHandMark struct {
	At     time.Time
	By     string
	Action order.Action

	ToRole, Decision string // as of an Attempt
	ToScopes         []string
}

// UndoDecision is the decision of an owner to give access back.
type UndoDecision struct {
	At     time.Time
	By     string
	Reason string
}

// Confirmation is the listing that shows a change.
type Confirmation struct {
	At         time.Time
	Population string
	ListedAt   time.Time // when the listing had been read
	Note       string
	As         string // the item it is now, where that is another

	listings int // that were on record then
}

// Corroboration is the entry of Torq's audit log that names a change.
type Corroboration struct {
	At                   time.Time // of the entry
	Entry, Action, Actor string
}

// Return is the listing that shows access again.
type Return struct {
	At         time.Time
	Population string
	Role, As   string
}

// NewLedger returns the ledger of an empty journal. It asks for rights by the base, and for who made a campaign by the
// book.
func NewLedger(base *core.Base, book *campaign.Book) *Ledger {
	return &Ledger{base: base, book: book, tracks: map[About]*Track{}, methods: newMethodMemory(), planned: map[About]Step{}, claims: core.Claims{}, knows: record.Witnesses{}}
}

// Track returns the record of a change, an empty Track if there is none. The caller must not change it.
func (l *Ledger) Track(about About) *Track {
	if t, ok := l.tracks[about]; ok {
		return t
	}
	return &Track{}
}

// InForce reports whether the change is confirmed and the access did not come back since.
func (t *Track) InForce() bool { return t.Confirmed != nil && t.Returned == nil }

// Last returns the newest attempt, or nil.
func (t *Track) Last() *Attempt {
	if len(t.Attempts) == 0 {
		return nil
	}
	return &t.Attempts[len(t.Attempts)-1]
}

// tried reports whether Torq answered the newest attempt by that method with no such call.
func (t *Track) tried(m order.Method) bool {
	for i := len(t.Attempts) - 1; i >= 0; i-- {
		if t.Attempts[i].Method == m {
			return t.Attempts[i].Outcome == order.NotOffered
		}
	}
	return false
}

// CarriedOut reports whether tuar or a person has acted on the change.
func (t *Track) CarriedOut() bool {
	if t.ByHand != nil {
		return true
	}
	for i := range t.Attempts {
		if t.Attempts[i].reached() {
			return true
		}
	}
	return false
}

// Reset forgets everything.
func (l *Ledger) Reset() {
	folds := l.folds + 1
	*l = *NewLedger(l.base, l.book)
	l.folds = folds
}

// Relies names the settings on which the lines of remediation depend; see core.Core.Register.
var Relies = map[string][]string{
	TypePlanned: {"remediation.", "rules.privileged_scopes"},
	TypeSending: {"remediation."},
}

// Apply folds one line. Lines of other types are left alone.
func (l *Ledger) Apply(line record.Line) error {
	l.knows.Apply(line)
	switch line.Type {
	case TypeConfirmed, TypeSending, TypeSent, TypeByHand:
		l.revision++
	}
	switch line.Type {
	case TypePlanned:
		return foldAct(l, line, func(_ record.Line, d PlannedData) {
			for _, step := range d.Changes {
				l.planned[About{d.Campaign, step.Item, d.Undo, step.Round}] = step
			}
		})
	case TypeClaimed:
		return foldAct(l, line, func(line record.Line, d ClaimedData) { l.claims.Note(line, d.Campaign, d.Until.Time) })
	case TypeSending:
		return fold(line, l.sending)
	case TypeSent:
		return fold(line, l.sent)
	case TypeByHand:
		return foldAct(l, line, func(line record.Line, d ByHandData) {
			l.track(d.About).ByHand = &ByHandMark{At: line.Time.Time, By: line.Actor, Action: d.Action, ToRole: d.ToRole, ToScopes: d.ToScopes, Decision: d.Decision}
		})
	case TypeUndoDecided:
		return foldAct(l, line, func(line record.Line, d UndoDecidedData) {
			l.track(d.About).Decided = &UndoDecision{At: line.Time.Time, By: line.Actor, Reason: d.Reason}
		})
	case TypeConfirmed:
		return fold(line, l.confirmed)
	case TypeCorroborated:
		return fold(line, l.corroborated)
	case TypeByOther:
		return fold(line, func(_ record.Line, d ByOtherData) { l.track(d.About).ByOther = d.corroboration() })
	case TypeReturned:
		return fold(line, func(line record.Line, d ReturnedData) {
			l.track(d.About).Returned = &Return{At: line.Time.Time, Population: d.Population, Role: d.Role, As: d.As}
		})
	case core.TypeSynced:
		l.listings++
	case TypeNotOffered:
		return fold(line, func(line record.Line, d NotOfferedData) {
			l.methods.refuse(MethodAction{d.Method, d.Action}, d.Subject, refusal{line.Time.Time, d.Call, d.Status})
		})
	case settings.TypeChanged:
		return fold(line, func(_ record.Line, d settings.Changed) {
			if d.Key == settings.WebhookKey {
				l.forget(order.Webhook)
			}
		})
	case TypeMethodsRetried:
		return fold(line, func(record.Line, MethodsRetriedData) { clear(l.methods.refused) })
	}
	return nil
}

func fold[D any](line record.Line, into func(record.Line, D)) error {
	data, err := record.Decode[D](line)
	if err == nil {
		into(line, data)
	}
	return err
}

// ChangedSince reports whether tuar asked Torq for any change of the item since then.
func (l *Ledger) ChangedSince(item string, since time.Time) bool {
	for about, t := range l.tracks {
		if about.Item == item && len(t.Attempts) > 0 && !t.Last().At.Before(since) {
			return true
		}
	}
	return false
}

// effectWithin is the longest time between a call that seemed to have no effect, and an absence that it still explains.
const effectWithin = time.Hour

// AskedToGo reports whether tuar asked Torq to remove the item, or a person declared it done, and no listing before
// listed confirmed it. now is when the item was found missing: a call that had no effect does not explain an absence
// long after it.
func (l *Ledger) AskedToGo(item string, listed, now time.Time) bool {
	for about, t := range l.tracks {
		if about.Item != item {
			continue
		}
		asked := time.Time{}
		if h := t.ByHand; h != nil && h.Action.Removes() {
			asked = h.At
		}
		for i := range t.Attempts {
			if a := &t.Attempts[i]; a.Action.Removes() && (a.reached() || a.Outcome == order.Gone) && a.At.After(asked) && !(a.withoutEffect() && now.Sub(a.At) > effectWithin) {
				asked = a.At
			}
		}
		if !asked.IsZero() && (t.Confirmed == nil || asked.After(t.Confirmed.ListedAt) || !t.Confirmed.ListedAt.Before(listed)) {
			return true
		}
	}
	return false
}

// awaited returns the roles, by user ID, that changes of any campaign ask for and that no listing shows yet; "" for
// none.
func (l *Ledger) awaited() map[string]string {
	out := map[string]string{}
	for about := range l.tracks {
		l.await(out, about)
	}
	return out
}

// awaitedSince returns the same for the calls after the first n only.
func (l *Ledger) awaitedSince(n int) map[string]string {
	out := map[string]string{}
	for _, about := range l.asked[n:] {
		l.await(out, about)
	}
	return out
}

// await adds the role that a change asks for, while no listing shows it.
func (l *Ledger) await(out map[string]string, about About) {
	t := l.Track(about)
	a := t.Last()
	if a == nil || about.Undo || t.InForce() || !a.open() && a.Outcome != order.Accepted || l.Track(about.Back()).CarriedOut() {
		return
	}
	if access.KindOf(about.Item) == access.User && (a.Action == order.Remove || a.Action == order.ChangeRole && a.ToRole != "") {
		if _, known := out[idOf(about.Item)]; !known || a.ToRole == "" {
			out[idOf(about.Item)] = a.ToRole
		}
	}
}

func (l *Ledger) track(about About) *Track {
	t, ok := l.tracks[about]
	if !ok {
		t = &Track{}
		l.tracks[about] = t
	}
	return t
}

func (l *Ledger) sending(line record.Line, d SendingData) {
	t := l.track(d.About)
	l.asked = append(l.asked, d.About)
	blind := ""
	for i := range t.Attempts {
		if a := &t.Attempts[i]; (a.reached() || a.Outcome == order.Gone) && l.knows.Misses(line.Writer, a.Writer, a.seq) {
			blind = a.Writer
		}
	}
	t.Attempts = append(t.Attempts, Attempt{
		seq: line.Seq, Blind: blind,
		ID: d.Attempt, Writer: line.Writer, Method: d.Method, Action: d.Action, At: line.Time.Time, By: line.Actor, Key: d.Key, Expires: d.Expires.Time,
		ToRole: d.ToRole, ToScopes: d.ToScopes, Decision: d.Decision,
	})
}

// sent notes an outcome. The first certain one counts, but a listing overrides Torq's answer.
func (l *Ledger) sent(_ record.Line, d SentData) {
	t := l.track(d.About)
	for i := range t.Attempts {
		if a := &t.Attempts[i]; a.ID == d.Attempt && (a.open() || a.Outcome == order.Accepted && d.Outcome == order.NoEffect) {
			a.Outcome, a.Call, a.Status, a.Detail = d.Outcome, d.Call, d.Status, d.Detail
		}
	}
}

// confirmed notes the first listing that shows the change, or the first after it came back. It also proves that the
// method works.
func (l *Ledger) confirmed(line record.Line, d ConfirmedData) {
	t := l.track(d.About)
	if a := t.Last(); a != nil && a.Outcome == order.Accepted {
		l.Prove(MethodAction{a.Method, a.Action})
	}
	if !t.InForce() {
		t.Confirmed = &Confirmation{At: line.Time.Time, Population: d.Population, ListedAt: d.ListedAt.Time, Note: d.Note, As: d.As, listings: l.listings}
		t.Corroborated, t.ByOther, t.Returned = nil, nil, nil
	} else if t.Confirmed.As == "" {
		t.Confirmed.As = d.As
	}
}

func (l *Ledger) corroborated(_ record.Line, d CorroboratedData) {
	if t := l.track(d.About); t.Corroborated == nil {
		t.Corroborated = d.corroboration()
	}
}

// corroboration returns the entry, nil if its time cannot be read.
func (d CorroboratedData) corroboration() *Corroboration {
	at, err := time.Parse(time.RFC3339Nano, d.At)
	if err != nil {
		return nil
	}
	return &Corroboration{At: at, Entry: d.Entry, Action: d.Action, Actor: d.Actor}
}

// Clone returns a copy that does not change with the ledger.
func (t *Track) Clone() Track {
	copied := *t
	copied.Attempts = slices.Clone(t.Attempts)
	return copied
}
