package elevation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/scope"
)

// checkMember returns a Refused fault if the newest listing does not show the person as a member of the workspace.
func (b *Book) checkMember(email string, latest *population.Population) error {
	if latest != nil && isMember(&b.base.People, latest, email) {
		return nil
	}
	return fault.New(fault.Refused, "Torq does not list %s as a member of the workspace, by the last sync; only a member can approve", email).
		WithHint("if they joined since, read Torq anew with: %s", fault.Sync.With())
}

// isMember reports whether a listing shows the person as a user who has accepted the invitation. An unknown status is no
// proof.
func isMember(known *people.Ledger, p *population.Population, email string) bool {
	return slices.ContainsFunc(p.Users, func(u population.User) bool {
		return u.Status == population.StatusVerified && known.Same(u.Email, email)
	})
}

// candidates returns the addresses of those who can approve, by the newest listing: the approvers that the rule names or,
// if it names none, the holders of the right. Addresses that may belong to one person count once.
func (b *Book) candidates(named []string, p *population.Population, held *rights.Ledger) (can []string) {
	for _, email := range b.approvers(named, held, p) {
		_, twice := b.gave(approvalsBy(can), email)
		if !twice && isMember(&b.base.People, p, email) {
			can = append(can, email)
		}
	}
	return can
}

// approvers returns the addresses of those who may approve by the record: all users of the listing before rights count.
func (b *Book) approvers(named []string, held *rights.Ledger, p *population.Population) (emails []string) {
	switch {
	case len(named) > 0:
		return named
	case held.Adopted():
		return append(held.Holders(rights.Approver), held.Holders(rights.Owner)...)
	}
	for i := range p.Users {
		emails = append(emails, p.Users[i].Email)
	}
	return emails
}

func approvalsBy(emails []string) []Approval {
	given := make([]Approval, len(emails))
	for i, email := range emails {
		given[i].By = email
	}
	return given
}

// others returns the candidates who are neither of these people, under any address.
func (b *Book) others(candidates []string, about ...string) []string {
	return slices.DeleteFunc(slices.Clone(candidates), func(email string) bool {
		_, same := b.gave(approvalsBy(about), email)
		return same
	})
}

// eligible reports whether the scope selects the user, with that role instead of the one that is listed.
func eligible(expression string, u population.User, roleID string, p *population.Population, rules access.Rules) (bool, error) {
	selected, err := scope.Parse(expression)
	if err != nil {
		return false, err
	}
	u.RoleID = roleID
	alone := *p
	alone.Users = []population.User{u}
	rows, err := selected.Select(access.Rows(&alone, rules, p.TakenAt, nil, nil, nil, access.User), p.TakenAt)
	return len(rows) == 1, err
}

// forbids returns why an approved elevation must not be granted by what the listing shows; empty if it may be. The record
// can claim any address, ID and name, and people and roles change after a request.
func (s *listingPass) forbids(b *Book, e *Elevation) string {
	if why := s.unapproved(b, e); why != "" || e.fromBefore {
		return why
	}
	u, role := s.users[e.UserID], s.roles[e.RoleID]
	if u == nil || role == nil {
		return "" // handled as such
	}
	why := func(format string, args ...any) string {
		return fmt.Sprintf("%s is not granted to %s: ", e.Role, e.Email) + fmt.Sprintf(format, args...)
	}
	rules := access.DefaultRules()
	if now := b.base.Rules.Now; now != nil {
		rules = now.Rules
	}
	switch can, err := eligible(e.rule.MayRequest, *u, b.lasting(u), s.listing.Population, rules); {
	case u.Status != population.StatusVerified:
		return why("Torq does not list them as a verified user")
	case !b.base.People.Same(u.Email, e.Email):
		return why("Torq lists user/%s as %s", u.ID, u.Email)
	case e.rule.RoleID == "" && !strings.EqualFold(role.Name, e.Role) && e.rule.Role != role.ID:
		return why("Torq calls the role %s now, and the rule is for the name %s", role.Name, e.rule.Role)
	case e.Auto == AutoByRule && !e.rule.AutoApprovePrivileged && rules.PrivilegedBy(role.Scopes) != "":
		return why("the role is privileged, and its rule has no auto_approve_privileged")
	case err != nil:
		return why("the may_request of its rule cannot be evaluated")
	case !can:
		return why("they are not among those who may request it: %s", e.rule.MayRequest)
	}
	return ""
}

// lasting returns the role that the user holds when nothing is granted for a time.
func (b *Book) lasting(u *population.User) string {
	base, _ := b.Base(u.ID)
	return cmp.Or(base, u.RoleID)
}

// unapproved returns why an approved elevation lacks approvals: without approvers whom the listing does not show as
// members, too few have approved it.
func (s *listingPass) unapproved(b *Book, e *Elevation) string {
	var strangers []string
	for _, a := range e.Given {
		if !isMember(&b.base.People, s.listing.Population, a.By) {
			strangers = append(strangers, cmp.Or(a.By, "nobody"))
		}
	}
	if len(e.Given)-len(strangers) >= e.Approvals || e.Auto != "" {
		return ""
	}
	return fmt.Sprintf("%s is not given to %s: Torq does not list %s, who approved it, as a member of the workspace", e.Role, e.Email, strings.Join(strangers, " and "))
}

// blocked adds the blocked change of an elevation.
func (s *listingPass) blocked(e *Elevation, purpose Purpose, why string) {
	s.moves = append(s.moves, Move{
		UserID: e.UserID, Email: e.Email, Purpose: purpose, Elevations: []string{e.Elevation}, ToRoleID: e.RoleID, ToRole: e.Role,
		EndsAt: e.EndsAt, Blocked: why,
	})
}

// regardlessWords says why tuar leaves a role alone that another machine asked for without a valid request.
func regardlessWords(e *Elevation) string {
	return fmt.Sprintf("a machine asked Torq for %s for %s, and the request has no effect: %s; nothing is changed until a person ends it", e.Role, e.Email, e.refused)
}
