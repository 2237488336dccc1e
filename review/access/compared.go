package access

import (
	"path"
	"slices"
	"strings"
)

// compared caches the permissions that one role has beyond another, by the IDs of the two: a population has few roles
// and many holders. The two sides may come from different populations, but always from the same ones.
type compared map[[2]string][]string

// of returns what the role of the ID a, with those permissions, may do beyond the role b.
func (c compared) of(a string, may []string, b string, held []string) []string {
	pair := [2]string{a, b}
	gains, known := c[pair]
	if !known {
		gains = missingFrom(may, held)
		c[pair] = gains
	}
	return gains
}

// comparedSince caches the same for a side that comes from several campaigns, by campaign.
type comparedSince map[string]compared

// since compares as of does, with role b as it was in that campaign.
func (c comparedSince) since(campaign, a string, may []string, b string, held []string) []string {
	in, known := c[campaign]
	if !known {
		in = compared{}
		c[campaign] = in
	}
	return in.of(a, may, b, held)
}

// missingFrom returns what of a is not in b. Neither needs to be sorted.
func missingFrom(a, b []string) []string {
	if len(a) == 0 {
		return nil
	}
	have := make(map[string]bool, len(b))
	for _, s := range b {
		have[s] = true
	}
	if have["*"] {
		return nil
	}
	var out []string
	for _, s := range a {
		if !have[s] && !slices.ContainsFunc(b, func(pattern string) bool { return grants(pattern, s) }) {
			out = append(out, s)
		}
	}
	return out
}

// grants reports whether a permission that is a pattern, such as user.*, grants another.
func grants(pattern, permission string) bool {
	if !strings.Contains(pattern, "*") {
		return false
	}
	match, err := path.Match(pattern, permission)
	return err == nil && match
}
