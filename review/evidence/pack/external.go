package pack

import (
	"strings"
	"sync"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/tabular"
)

// company tells external accounts apart, by the e-mail domains of the company.
type company struct {
	once    sync.Once
	domains map[string]bool // in the form in which addresses are compared
}

// domainsKey is the key of the setting that names the domains of the company.
const domainsKey = "domains"

// DomainsSet returns the setting domains as it was in force when the campaign was opened; false if the record does not
// say, as in lines of earlier versions.
func (f *Facts) DomainsSet() (value string, recorded bool) {
	for _, one := range f.Campaign.Settings {
		if one.Key == domainsKey {
			return one.Value, true
		}
	}
	return "", false
}

// domains returns the domains of the company, in the form in which addresses are compared.
func (f *Facts) domains() map[string]bool {
	f.company.once.Do(func() {
		value, _ := f.DomainsSet()
		var set settings.Settings
		if set.Set(domainsKey, value) != nil {
			set.Domains = []string{value}
		}
		f.company.domains = map[string]bool{}
		for _, d := range set.Domains {
			f.company.domains[domainOf("a@"+d)] = true
		}
	})
	return f.company.domains
}

// External reports whether the address of an account is in no domain of the company. It is not known without domains,
// and of an account without an address.
func (f *Facts) External(r *access.Row) (external, known bool) {
	domains, domain := f.domains(), domainOf(r.Email)
	return !domains[domain], domain != "" && len(domains) > 0
}

// domainOf returns the domain of an address in the form in which addresses are compared; empty if it has none.
func domainOf(email string) string {
	key := person.Key(email)
	at := strings.LastIndex(key, "@")
	if at < 0 {
		return ""
	}
	return key[at+1:]
}

// externalField returns the column that tells external accounts apart; empty where that is not known.
func (f *Facts) externalField() tabular.Field[*access.Row] {
	return tabular.BoolOf("external", func(r *access.Row) bool { external, _ := f.External(r); return external }).
		OnlyIf(func(r *access.Row) bool { _, known := f.External(r); return known })
}

// Kept reports whether the decision leaves the access there, as it is or with another role.
func (r *Item) Kept() bool {
	return r.Decision.Verdict == campaign.Certify || r.Decision.Verdict == campaign.Reduce || r.Decision.Verdict == campaign.Move
}
