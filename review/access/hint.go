package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
)

// Hint is a reason to look closer at a row, and the rule that raised it.
type Hint struct {
	Name string // one of the names below
	Why  string // the fact and its rule in one phrase, as exports have it
	// Rule says when such a hint is raised, Fact what is so here, and Source what the fact was taken from and when; phrases
	// for people. Rule and Source are empty for a hint that this version does not know, and until Rows has seen it.
	Rule, Fact, Source string
	// Size is the number in the fact that makes it worse as it grows, such as of owners; 0 without one.
	Size int
	// Held and Base belong to Elevated: the ID of the granted role, and of the one held after all elevations have ended.
	Held, Base string
}

// The hints, by the short names that scripts use.
const (
	Privileged    = "privileged"              // the role may do what a privileged role may
	Raised        = "raised"                  // gained permissions since it was decided on
	CameBack      = "came-back"               // was revoked or gone, and is here again
	New           = "new"                     // not there at a campaign, and not decided on since
	KeyStronger   = "key-stronger-than-owner" // the key may do what its owner may not
	RoleUnknown   = "role-unknown"            // what the role may do is not known
	Dormant       = "dormant"                 // no sign-in for the days of the rules
	NeverLoggedIn = "never-logged-in"         // verified, and never signed in
	Pending       = "pending-invitation"      // invited longer ago than the rules allow
	KeyNeverUsed  = "key-never-used"          // the key never authenticated
	BreakGlass    = "break-glass"             // took a role without approval since the last campaign
	OutOfBand     = "out-of-band"             // raised in Torq, with no elevation on record
	Drifted       = "drifted"                 // got another role while one was lent
	Elevated      = "elevated"                // holds a lent role
	WasElevated   = "was-elevated"            // held a lent role since the last campaign
	Left          = "left"                    // is employed no more, by the roster
	ContractEnded = "contract-ended"          // a contractor whose last day is past
	OffRoster     = "not-on-roster"           // the roster does not have the address
	NotStarted    = "not-started"             // the first day is to come
	ChangedPost   = "changed-post"            // another department or manager since it was certified
	External      = "external"                // of another company, or at a domain of no employee
	PeerOutlier   = "peer-outlier"            // few of the same department or manager have as much
	ManyOwners    = "many-owners"             // too many people have the most privileged role
	UndecidedLast = "undecided-last-time"     // was in scope last time, and not decided
	CarriedOften  = "carried-forward"         // carried forward more often in a row than the rules allow
	NotCarriedOut = "not-carried-out"         // was revoked, and nothing took the access away since
	LookAlike     = "look-alike"              // the address may be taken for another one
	NotInBaseline = "not-in-baseline"         // the baseline on record does not have it
	Unexplained   = "unexplained"             // Torq's audit log does not say how it came about

	CertifiedUntil   = "certified-until"    // was certified until a day that has passed
	NoOwner          = "no-owner"           // a service key or service account without a living responsible person
	KeyOutlivesOwner = "key-outlives-owner" // the owner of the key left, or is no user any more
	ReviewDue        = "review-due"         // the item's own interval between reviews is over
)

// raising collects the hints of one row.
type raising []Hint

// add raises a hint, whose fact is its phrase unless fact says another one.
func (hs *raising) add(name, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	*hs = append(*hs, Hint{Name: name, Why: why, Fact: why})
}

// fact changes the fact of the hint that was raised last.
func (hs *raising) fact(format string, args ...any) {
	(*hs)[len(*hs)-1].Fact = fmt.Sprintf(format, args...)
}

// size notes the number in the fact of the hint that was raised last.
func (hs *raising) size(n int) { (*hs)[len(*hs)-1].Size = n }

// hints raises every hint that applies to the row, most serious first.
func (v *view) hints(r *Row) []Hint {
	var hs raising
	if len(v.memory) > 0 {
		if known, readable := v.memory.recall(*r, v.isHere); readable {
			v.sinceLast(r, known, hs.add)
			v.habits(r, known, &hs)
		}
	}
	if scope := v.privileged[r.RoleID]; scope != "" {
		r.Privileged = true
		hs.add(Privileged, "the role grants %s", scope)
	}
	switch {
	case !r.RoleKnown && !v.rolesRead:
		hs.add(RoleUnknown, "this API key cannot list roles, so the permissions of the role are not known")
	case !r.RoleKnown:
		hs.add(RoleUnknown, "Torq lists no role with the ID %s", r.RoleID)
	case len(r.Permissions) == 0:
		hs.add(RoleUnknown, "Torq lists no permissions for the role")
	}
	switch r.Kind {
	case User:
		v.userHints(r, &hs)
	case Key:
		v.keyHints(r, &hs)
	case Mapping:
		v.mappingHints(r, &hs)
	case Role:
		v.definitionHints(r, &hs)
	}
	v.rosterHints(r, hs.add)
	v.peers.raise(r, &hs)
	v.owners.raise(r, &hs)
	if why := v.lookAlike[r.Email]; why != "" && r.Kind == User {
		hs.add(LookAlike, "%s", why)
	}
	hs = append(hs, v.marks[r.Item]...)
	for i := range hs {
		h := &hs[i]
		of := v.told[h.Name]
		h.Rule, h.Fact, h.Source = of.rule, cmp.Or(h.Fact, h.Why), cmp.Or(h.Source, of.source)
		r.Risk += of.weight
	}
	slices.SortStableFunc(hs, func(a, b Hint) int { return cmp.Compare(weight(b.Name), weight(a.Name)) })
	return hs
}

func (v *view) userHints(r *Row, hs *raising) {
	if r.Status == population.StatusInvited {
		if n, ok := daysSince(r.CreatedAt, v.now); ok && n >= v.rules.PendingDays {
			hs.add(Pending, "invited %s before the snapshot of %s and not accepted (limit %d)",
				days(n), v.snapshot(), v.rules.PendingDays)
			hs.fact("invited on %s, %s before %s", dateOf(r.CreatedAt), days(n), v.snapshot())
		}
		return
	}
	if r.LastLoginAt == nil {
		hs.add(NeverLoggedIn, "Torq knows of no sign-in")
		return
	}
	if n, _ := daysSince(r.LastLoginAt, v.now); n >= v.rules.DormantDays {
		hs.add(Dormant, "%s without sign-in before the snapshot of %s (limit %d)",
			days(n), v.snapshot(), v.rules.DormantDays)
		hs.fact("last sign-in %s, %s before %s", dateOf(r.LastLoginAt), days(n), v.snapshot())
	}
}

func dateOf(t *time.Time) string { return t.UTC().Format(time.DateOnly) }

// snapshot returns the day up to which days are counted.
func (v *view) snapshot() string { return v.now.UTC().Format("2 Jan") }

func (v *view) keyHints(r *Row, hs *raising) {
	if r.LastLoginAt == nil {
		hs.add(KeyNeverUsed, "Torq knows of no use of this key")
	} else if n, _ := daysSince(r.LastLoginAt, v.now); n >= v.rules.DormantDays {
		hs.add(Dormant, "%s without use before the snapshot of %s (limit %d)", days(n), v.snapshot(), v.rules.DormantDays)
		hs.fact("last use %s, %s before %s", dateOf(r.LastLoginAt), days(n), v.snapshot())
	}
	if r.Email == "" {
		return
	}
	owner, ok := v.userByEmail[person.Key(r.Email)]
	if !ok {
		hs.add(KeyStronger, "its owner holds no role here")
		return
	}
	ownerRole, known := v.roles[owner.RoleID]
	if !known {
		return // what is not known cannot be compared
	}
	if gains := v.gains.of(r.RoleID, r.Permissions, owner.RoleID, ownerRole.Scopes); len(gains) > 0 {
		hs.add(KeyStronger, "it may %s, its owner may not", andMore(gains, 2))
	}
}

// sinceLast compares with the last decision about the row in any closed campaign.
func (v *view) sinceLast(r *Row, known recalled, add func(name, format string, args ...any)) {
	then := known.then()
	switch {
	case known.settled != nil && known.settled.Decision == revoked && v.stillHere(r, known):
		add(NotCarriedOut, "revoked in %s, and still here: not carried out before the snapshot of %s, or undone", known.settled.In, v.snapshot())
	case known.settled != nil && known.settled.Decision == revoked:
		add(CameBack, "revoked in %s, yet here", known.settled.In)
	case then != nil && then.Item != r.Item:
		add(CameBack, "has a new ID since %s", then.In)
	case known.beforeGone != nil:
		add(CameBack, "was here at %s, gone at %s", known.beforeGone.In, known.gone)
	case known.gone != "":
		add(New, "not there at %s", known.gone)
	}
	if settled := known.settled; settled != nil && settled.Decision != revoked {
		if changed := changedPost(&settled.Row, r); changed != "" {
			add(ChangedPost, "%s since %s", changed, settled.In)
		}
	}
	if settled := known.settled; settled != nil && settled.Until != "" && v.rules.raises(SecondEdition) {
		if end, err := time.Parse(time.DateOnly, settled.Until); err == nil && !v.now.Before(end.AddDate(0, 0, 1)) {
			n := 1 + int(v.now.Sub(end.AddDate(0, 0, 1)).Hours()/24)
			add(CertifiedUntil, "certified until %s by %s in %s: over since %s", dayOf(settled.Until), settled.Reviewer, settled.In, days(n))
		}
	}
	if then == nil || !then.RoleKnown {
		return
	}
	if r.Kind == Role {
		v.grown(r, then, add)
		return
	}
	gains := v.raises.since(then.Campaign, r.RoleID, r.Permissions, then.RoleID, then.Permissions)
	switch {
	case len(gains) == 0:
	case then.RoleID == r.RoleID:
		add(Raised, "%s itself was changed since %s: gains %s", r.Role, then.In, andMore(gains, 2))
	default:
		add(Raised, "%s → %s since %s: gains %s", then.Role, r.Role, then.In, andMore(gains, 2))
	}
}

// stillHere reports whether nothing is known to have taken away what was revoked before the population was taken. The first
// edition takes every decision as carried out.
func (v *view) stillHere(r *Row, known recalled) bool {
	removed, carriedOut := known.removed()
	return v.rules.raises(SecondEdition) && known.gone == "" && known.settled.Item == r.Item && (!carriedOut || !removed.Before(v.now))
}

func andMore(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}

// daysSince counts whole days from t to now; false if t is not known.
func daysSince(t *time.Time, now time.Time) (int, bool) {
	if t == nil {
		return 0, false
	}
	return max(0, int(now.Sub(*t).Hours()/24)), true
}
