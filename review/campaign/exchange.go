package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// gains returns the permissions that the choice adds, by the roles of the population.
func (b Basis) gains(choice Choice) []string {
	to, _ := b.role(choice.ToRole)
	return access.Gains(b.Rows[choice.Item].Permissions, to.Scopes)
}

func (b Basis) role(id string) (population.Role, bool) {
	i := slices.IndexFunc(b.Roles, func(r population.Role) bool { return r.ID == id })
	if i < 0 {
		return population.Role{}, false
	}
	return b.Roles[i], true
}

// checkExchange returns an error if the row cannot be reduced or moved to the role.
func (c *Campaign) checkExchange(basis Basis, row access.Row, choice Choice) error {
	to, ok := basis.role(choice.ToRole)
	switch {
	case !ok:
		return fault.New(fault.BadInput, "there is no role %q to %s %s to", choice.ToRole, choice.Verdict, row.Title())
	case to.ID == row.RoleID:
		return fault.New(fault.BadInput, "%s already has the role %s", row.Title(), row.Role)
	}
	verdict, why := Exchange(c.Rules, row, to)
	switch {
	case verdict == "":
		return fault.New(fault.Refused, "%s cannot be given the role %s: %s", row.Title(), to.Name, why).
			WithHint("a review only takes away; grant a stronger role in Torq")
	case verdict == Move && choice.Verdict == Reduce:
		return fault.New(fault.Refused, "%s is not less than %s, the role of %s: %s; that is a move, not a reduction", to.Name, row.Role, row.Title(), why).
			WithHint("a move needs a reason: %s", fault.Again(fmt.Sprintf("--move %q --reason TEXT", to.Name)))
	case verdict == Reduce && choice.Verdict == Move:
		return fault.New(fault.Refused, "%s only takes away from %s, the role of %s: that is no move", to.Name, row.Role, row.Title()).
			WithHint("it is a reduction: %s", fault.Again(fmt.Sprintf("--reduce %q", to.Name)))
	case lacksReason(row, choice, 1):
		return fault.New(fault.Refused, "moving %s to %s needs a reason of at least three letters or digits: %s", row.Title(), to.Name, why).
			WithHint("say why with: %s", fault.Again("--reason TEXT"))
	}
	return nil
}

// Exchange returns the verdict of giving the row's holder that role instead: Reduce, if it adds no permission; Move, if
// it adds permissions that are not privileged, or if it is not known that it adds none; or "", if a review cannot
// decide it. why names, in a phrase, the added permissions or the reason.
func Exchange(rules access.Rules, row access.Row, to population.Role) (verdict Verdict, why string) {
	gains := access.Gains(row.Permissions, to.Scopes)
	privileged := rules.PrivilegedBy(to.Scopes)
	switch {
	case row.Kind == access.Role:
		return "", "a custom role is reduced to fewer permissions, not to another role"
	case len(to.Scopes) == 0:
		return "", "Torq lists no permissions of " + to.Name
	case access.Reduces(row.Permissions, to.Scopes):
		return Reduce, ""
	case privileged != "":
		return "", fmt.Sprintf("%s is privileged, it grants %s", to.Name, privileged)
	case len(row.Permissions) == 0:
		return Move, "Torq lists no permissions of " + row.Role + ", so all that " + to.Name + " grants counts as gained"
	case len(access.Gains(to.Scopes, row.Permissions)) == 0:
		return "", fmt.Sprintf("%s takes nothing away from %s", to.Name, row.Role)
	}
	return Move, fmt.Sprintf("it also grants %s", strings.Join(gains, ", "))
}
