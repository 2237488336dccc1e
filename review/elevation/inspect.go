package elevation

import (
	"context"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
)

// Inspection holds everything that is known of one elevation.
type Inspection struct {
	Row
	Asked     record.Known  // how the requester is known
	Approvals []Approval    // oldest first
	Needs     int           // how many people must agree to a later end; 0: the holder can extend it
	Longest   time.Duration // it may be lent, extensions included
	Holds     string        // the role the last listing shows; empty if it does not show the user
	Gains     []string      // what the lent role may do beyond the prior one, by the last listing
	Known     bool          // what both roles may do is known
	SignIn    []string      // what the next sign-in by SSO does to the role, sentences
	History   []Moment      // oldest first
	Disabled  Disabled
}

// Disabled holds the reasons why the actor may not act on an elevation now: empty if they may, or if the actor is not
// known.
type Disabled struct{ Approve, Deny, Extend, End string }

// InspectElevation returns all details of the elevation that id names. It asks Torq nothing.
func (s *Service) InspectElevation(ctx context.Context, id string) (Inspection, error) {
	p, err := s.core.LatestIfAny(ctx)
	if err != nil {
		return Inspection{}, err
	}
	actor, _ := s.core.Actor(ctx) // reading needs no known user
	i, err := s.inspect(ctx, id, actor, p)
	if err != nil {
		return Inspection{}, err
	}
	if p != nil {
		i.compare(p)
	}
	i.History, err = s.ElevationHistory(ctx, i.ID)
	return i, err
}

// inspect returns what the record alone says.
func (s *Service) inspect(ctx context.Context, id string, actor record.Actor, latest *population.Population) (i Inspection, err error) {
	err = s.core.Read(ctx, func() error {
		e, err := s.elevation(id)
		if err != nil {
			return err
		}
		now := s.core.Now()
		i = Inspection{
			Row: s.book.row(e, now), Asked: e.Known, Approvals: slices.Clone(e.Given),
			Needs: s.book.extensionApprovals(e), Longest: time.Duration(e.Longest) * time.Second,
		}
		if actor.Email != "" {
			i.Disabled = s.book.disabledActs(e, actor, latest, now)
		}
		return nil
	})
	return i, err
}

// disabledActs tries each act without doing it.
func (b *Book) disabledActs(e *Elevation, actor record.Actor, latest *population.Population, now time.Time) Disabled {
	var d Disabled
	const why = "for example"
	for barred, try := range map[*string]func() error{
		&d.Approve: func() error { _, err := b.Approve(e, actor, latest, 0, now); return err },
		&d.Deny:    func() error { _, err := b.Deny(e, actor, why, now); return err },
		&d.Extend:  func() error { _, err := b.Extend(e, actor, latest, time.Second, why, now); return err },
		&d.End:     func() error { _, err := b.StopNow(e, actor, why, now); return err },
	} {
		if err := try(); err != nil {
			*barred = err.Error()
		}
	}
	return d
}

// compare adds facts from a listing: the role held now, the permissions that the granted role adds to the prior one,
// and the effect of the claim mappings at the next sign-in.
func (i *Inspection) compare(p *population.Population) {
	lent, lentKnown := p.Role(i.RoleID)
	prior, priorKnown := p.Role(i.PriorRoleID)
	i.Known = lentKnown && priorKnown && len(lent.Scopes) > 0 && len(prior.Scopes) > 0
	if i.Known {
		i.Gains = access.Gains(prior.Scopes, lent.Scopes)
	}
	at := slices.IndexFunc(p.Users, func(u population.User) bool { return "user/"+u.ID == i.Item })
	if at < 0 {
		return
	}
	u := p.Users[at]
	i.Holds = u.RoleID
	if r, ok := p.Role(u.RoleID); ok {
		i.Holds = r.Name
	}
	left := i.PriorRoleID
	if s := i.State; s.Live() && s != Overdue {
		left = i.RoleID
	}
	i.SignIn = remediation.NewOutlook(p).AtSignIn(u.Email, left, u.SSO)
	if u.SSO && len(i.SignIn) == 0 && left == i.RoleID {
		i.SignIn = []string{"no claim mapping gives them another role; Torq does not say whether a role that was changed survives a sign-in by SSO"}
	}
}
