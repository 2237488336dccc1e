package access_test

import (
	"fmt"
	"testing"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
)

func TestLookAlikeAddresses(t *testing.T) {
	for name, tt := range map[string]struct {
		emails []string
		want   []string // by address; empty: no hint
	}{
		"a Cyrillic a beside a Latin one": {[]string{"admin@example.com", "аdmin@example.com"}, []string{
			"looks like аdmin@example.com, which is another address here",
			"looks like admin@example.com, which is another address here; it mixes Latin and Cyrillic letters",
		}},
		"a word all of Cyrillic letters": {[]string{"coco@example.com", "сосо@example.com"}, []string{
			"looks like сосо@example.com, which is another address here", "looks like coco@example.com, which is another address here",
		}},
		"mixed, with no other":        {[]string{"ann@example.com", "pаypal@example.com"}, []string{"", "mixes Latin and Cyrillic letters in one address"}},
		"Cyrillic alone":              {[]string{"иван@example.com"}, []string{""}},
		"Greek":                       {[]string{"bοb@example.com"}, []string{"mixes Latin and Greek letters in one address"}},
		"an accent is a letter":       {[]string{"jose@example.com", "josé@example.com"}, []string{"looks like josé@example.com, which is another address here", "looks like jose@example.com, which is another address here"}},
		"Japanese uses three scripts": {[]string{"田中たろうx@example.com"}, []string{""}},
		"full width":                  {[]string{"ann@example.com", "ＡＮＮ@example.com"}, []string{"looks like ＡＮＮ@example.com, which is another address here", "looks like ann@example.com, which is another address here"}},
		"ASCII is not looked at":      {[]string{"user1@example.com", "userl@example.com"}, []string{"", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			p := &population.Population{Roles: roles}
			for i, email := range tt.emails {
				p.Users = append(p.Users, user(func(u *population.User) { u.ID, u.Email = fmt.Sprint(i), email }))
			}
			for i, r := range access.Rows(p, access.DefaultRules(), now, nil, nil, nil) {
				got := ""
				for _, h := range r.Hints {
					if h.Name == access.LookAlike {
						got = h.Fact
					}
				}
				if got != tt.want[i] {
					t.Errorf("%s: %q, want %q", r.Email, got, tt.want[i])
				}
			}
		})
	}
}
