package torqtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The domains of the company's mail addresses.
const (
	domain           = "example.com"
	contractorDomain = "contractor.example.net"
)

// Person is an entry of the company's roster: what its HR system knows, and Torq does not.
type Person struct {
	Name       string
	Email      string
	Department string
	Title      string
	Manager    string    // e-mail address; empty for the one at the top
	Contractor bool      // works under a contract, with an address of another domain
	Started    time.Time // first day
	Left       time.Time // last day; zero if they are still there
}

// Gone reports whether the person had left at that time.
func (p Person) Gone(at time.Time) bool { return !p.Left.IsZero() && !p.Left.After(at) }

// department is a part of the company: how many of a hundred people work there, and the roles they hold in Torq, each
// as often as it is listed.
type department struct {
	name  string
	share int
	title string
	roles []string
}

var departments = []department{
	{"Security Operations", 26, "SOC Analyst", []string{
		operator, operator, operator, casesAnalyst, casesAnalyst,
		contributor,
	}},
	{"Security Engineering", 14, "Security Engineer", []string{contributor, contributor, creator, playbookAuthor}},
	{"Platform Engineering", 14, "Platform Engineer", []string{creator, creator, operator, viewer}},
	{"Identity and Access", 8, "IAM Engineer", []string{contributor, serviceDesk, operator}},
	{"IT Support", 14, "Support Specialist", []string{interactOnly, interactOnly, operator, serviceDesk}},
	{"Risk and Compliance", 8, "Risk Analyst", []string{viewer, viewer, accessReader}},
	{"Fraud", 8, "Fraud Analyst", []string{casesAnalyst, operator, viewer}},
	{"Cloud Operations", 8, "Cloud Engineer", []string{operator, creator, viewer}},
}

// teamSize is the number of people who report to one lead.
const teamSize = 8

// company is the roster and the means to hire.
type company struct {
	rng    *rand.Rand
	people []Person
	index  map[string]int // by e-mail address
}

// newCompany hires n people before now. The first is the head of security, the second the head of Security Engineering.
func newCompany(rng *rand.Rand, n int, now time.Time) *company {
	c := &company{rng: rng, index: make(map[string]int, n)}
	top := c.hire(department{name: "Security Engineering"}, "Chief Information Security Officer", "",
		now.AddDate(-4, 0, 0))
	head := c.hire(departments[1], "Head of Security Engineering", top.Email, now.AddDate(-3, 0, 0))
	for i, d := range departments {
		lead := head
		if i != 1 {
			lead = c.hire(d, "Head of "+d.name, top.Email, now.AddDate(0, -rng.IntN(20)-24, 0))
		}
		boss := lead
		for j := 0; j < d.share*n/100-1 && len(c.people) < n; j++ {
			title := d.title
			if j%(teamSize+1) == teamSize {
				title, boss = "Team Lead "+d.name, lead
			}
			p := c.hire(d, title, boss.Email, now.AddDate(0, 0, -20-rng.IntN(900)))
			if title != d.title {
				boss = p
			}
		}
	}
	for len(c.people) < n {
		c.hire(departments[0], departments[0].title, c.people[2].Email, now.AddDate(0, 0, -20-rng.IntN(900)))
	}
	return c
}

// hire puts one more person on the roster. About one in eight below the heads is a contractor.
func (c *company) hire(d department, title, manager string, started time.Time) Person {
	p := Person{Department: d.name, Title: title, Manager: manager, Started: started.Truncate(24 * time.Hour)}
	p.Contractor = title == d.title && c.rng.IntN(8) == 0
	at := domain
	if p.Contractor {
		at = contractorDomain
	}
	given := pick(c.rng, givenNames)
	family, mail, ok := strings.Cut(pick(c.rng, familyNames), "|")
	if !ok {
		mail = family
	}
	mail = strings.ToLower(mail)
	p.Name = given + " " + family
	given = strings.ToLower(given)
	p.Email = fmt.Sprintf("%c.%s@%s", given[0], mail, at)
	for n := 1; c.find(p.Email) != nil; n++ {
		p.Email = fmt.Sprintf("%s.%s@%s", given, mail, at)
		if n > 1 {
			p.Email = fmt.Sprintf("%s.%s%d@%s", given, mail, n, at)
		}
	}
	c.index[p.Email] = len(c.people)
	c.people = append(c.people, p)
	return p
}

// find returns the person with that address, or nil.
func (c *company) find(email string) *Person {
	if i, ok := c.index[strings.ToLower(email)]; ok {
		return &c.people[i]
	}
	return nil
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
