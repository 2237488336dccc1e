package access

// The hints on SSO claim mappings and custom roles.
const (
	RoleGrew     = "role-grew"     // the custom role grants more than when it was certified
	BroadMapping = "broad-mapping" // gives a privileged role by a claim that does not name one person
	Shadowed     = "shadowed"      // a mapping of the same claim comes first
	NeverMatched = "never-matched" // no known user can have their role from it
	EmailMapping = "email-mapping" // names one person
	UnusedRole   = "unused-role"   // nothing holds it
)

// mappingKinds are the hints on SSO claim mappings and on what custom roles grant.
var mappingKinds = []HintKind{
	{
		Name: RoleGrew, Weight: 50, Group: "raised", Source: OfCampaigns,
		Rule: always("the custom role grants more than at the last decision on it"),
		Do:   "Decide whether all who hold the role need the new permissions; else reduce the role.",
	},
	{
		Name: BroadMapping, Weight: 32, Group: "mappings", Source: OfPopulation,
		Rule: always("a privileged role is given by a claim that does not name one person"),
		Do:   "Ask the identity provider who is in the group. Give the role to fewer people, or point the mapping to a smaller role.",
	},
	{
		Name: Shadowed, Weight: 18, Group: "mappings", Source: OfPopulation,
		Rule: always("a mapping of the same claim and value has a lower rank, and always comes first"),
		Do:   "Revoke the mapping: it has no effect, but it would if the first one were removed.",
	},
	{
		Name: NeverMatched, Weight: 14, Group: "mappings", Source: OfPopulation,
		Rule: always("no known SSO user can have a role from the mapping"),
		Do:   "Ask what the mapping is for. Revoke it if there is no use for it.",
	},
	{
		Name: EmailMapping, Weight: 11, Group: "mappings", Source: OfPopulation,
		Rule: always("the mapping names one person by e-mail address"),
		Do:   "Make sure that the person still needs a role of their own beside the groups.",
	},
	{
		Name: UnusedRole, Weight: 10, Group: "roles", Source: OfPopulation,
		Rule: always("no user or API key holds the custom role, and no mapping gives it"),
		Do:   "Revoke the role if it is not needed any more.",
	},
}

// mappingHints raises the hints on a claim mapping. Its role is looked up before.
func (v *view) mappingHints(r *Row, hs *raising) {
	c := r.Claim
	if c.Shadow != nil {
		hs.add(Shadowed, "the mapping of rank %d has the same claim and gives %s: it always comes before rank %d", c.Shadow.Rank, v.roleName(c.Shadow.RoleID), c.Rank)
	}
	if r.Privileged && !c.ByEmail() {
		hs.add(BroadMapping, "everyone with %s gets %s at the next sign-in, unless an earlier mapping fits", c, r.Role)
	}
	if c.Shadow == nil && !c.Matched() {
		switch {
		case !c.ByEmail() && c.before > 0:
			hs.add(NeverMatched, "all known SSO users with %s have a mapping by e-mail before it: no user it could have matched", r.Role)
		case !c.ByEmail():
			hs.add(NeverMatched, "no known SSO user holds %s: no user it could have matched", r.Role)
		case len(c.Certain) > 0:
			hs.add(NeverMatched, "the user with this address does not sign in by SSO")
		default:
			hs.add(NeverMatched, "no known user has this address: no user it could have matched")
		}
	}
	if c.ByEmail() {
		hs.add(EmailMapping, "gives %s to %s alone", r.Role, c.Value)
	}
}

func (v *view) roleName(id string) string {
	if role := v.roles[id]; role != nil {
		return role.Name
	}
	return id
}

// definitionHints raises the hints on a custom role.
func (v *view) definitionHints(r *Row, hs *raising) {
	if r.Holders.Sum() == 0 {
		hs.add(UnusedRole, "no user, no API key and no claim mapping has the role")
	}
}

// Since holds how the permissions of a role differ from those at the last decision on it, or from when it was first seen.
type Since struct {
	In             string // the name of that campaign
	Added, Removed []string
}

// grown notes what changed in a custom role since then, and raises RoleGrew if it grants more.
func (v *view) grown(r *Row, then *PreviousRow, add func(name, format string, args ...any)) {
	r.Since = &Since{In: then.In, Added: missingFrom(r.Permissions, then.Permissions), Removed: missingFrom(then.Permissions, r.Permissions)}
	if len(r.Since.Added) > 0 {
		add(RoleGrew, "grants %s, and did not at %s", andMore(r.Since.Added, 2), then.In)
	}
}
