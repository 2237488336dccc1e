package campaign

import (
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
)

// completeKinds gives a plan that names no kinds all of them, and puts others into their order. A plural is taken as its kind. A
// kind that is unknown or named twice is a BadInput fault.
func (p *Plan) completeKinds() error {
	if len(p.Kinds) == 0 {
		p.Kinds = access.Kinds()
		return nil
	}
	p.Kinds = slices.Clone(p.Kinds)
	for i, k := range p.Kinds {
		if one := access.Kind(strings.TrimSuffix(string(k), "s")); one.Known() { // as people write: roles
			k, p.Kinds[i] = one, one
		}
		if !k.Known() {
			return fault.New(fault.BadInput, "%q is no kind of item", k).WithHint("kinds are %s", namesOfKinds(access.Kinds()))
		}
		if slices.Contains(p.Kinds[:i], k) {
			return fault.New(fault.BadInput, "the kind %s is named twice", k)
		}
	}
	p.Kinds = slices.DeleteFunc(access.Kinds(), func(k access.Kind) bool { return !slices.Contains(p.Kinds, k) })
	return nil
}

// ofKinds returns the rows of the plan's kinds.
func (p Plan) ofKinds(rows []access.Row) []access.Row {
	kinds := p.reviewed()
	if len(kinds) == len(access.Kinds()) {
		return rows
	}
	var of []access.Row
	for i := range rows {
		if slices.Contains(kinds, rows[i].Kind) {
			of = append(of, rows[i])
		}
	}
	return of
}

// reviewed returns the kinds from which the scope selects.
func (p Plan) reviewed() []access.Kind {
	if len(p.Kinds) == 0 {
		return access.AccountKinds()
	}
	return p.Kinds
}

// LeavesOut returns the kinds from which the scope does not select.
func (p Plan) LeavesOut() []access.Kind {
	return slices.DeleteFunc(access.Kinds(), func(k access.Kind) bool { return slices.Contains(p.reviewed(), k) })
}

// Listed returns the kinds of items that screens and evidence of the campaign list, in scope or not. Campaigns that name no
// kinds have users and API keys, as before other kinds could be reviewed.
func (p Plan) Listed() []access.Kind {
	if len(p.Kinds) == 0 {
		return access.AccountKinds()
	}
	return access.Kinds()
}

func namesOfKinds(kinds []access.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}
