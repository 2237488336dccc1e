// Package explained puts answers about access into sections of facts: who can do what, what one person can do and why,
// how two roles differ, what a change would mean. The command line prints them, the app shows them.
package explained

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/words"
)

// Weight says how serious a fact is.
type Weight int

// The weights.
const (
	Plain Weight = iota
	Dim
	Warn
	Alarm
)

// Fact is a line with a label, which may be empty.
type Fact struct {
	Label, Text string
	Weight      Weight
	Item        string // what it is about: user/…, key/… or mapping/…; may be empty
	Email       string // whom it is about; may be empty
}

// Section is a titled list of facts.
type Section struct {
	Title string
	Note  string // beside the title
	Facts []Fact
}

// Page is an answer.
type Page struct {
	Title    string
	About    string // of what time, and what is not known
	Sections []Section
}

func (s *Section) add(label, format string, args ...any) *Fact {
	s.Facts = append(s.Facts, Fact{Label: label, Text: fmt.Sprintf(format, args...)})
	return &s.Facts[len(s.Facts)-1]
}

// put adds a section, unless it says nothing.
func (p *Page) put(s Section) {
	if len(s.Facts) > 0 {
		p.Sections = append(p.Sections, s)
	}
}

// asOf says of what time an answer is, and which lists could not be read.
func asOf(taken time.Time, gaps []population.Gap) string {
	text := "as of " + taken.UTC().Format("2 Jan 2006 15:04 UTC")
	for _, g := range gaps {
		text += "; " + g.Resource + " could not be read, so nothing is known of them"
	}
	return text
}

// Grouped returns permissions in a phrase, those of one kind of thing together: "case (read, write); user.write".
func Grouped(permissions []string) string {
	var order []string
	of := map[string][]string{}
	for _, one := range slices.Sorted(slices.Values(permissions)) {
		thing, act, cut := strings.Cut(one, ".")
		if !cut {
			act = ""
		}
		if of[thing] == nil {
			order = append(order, thing)
		}
		of[thing] = append(of[thing], act)
	}
	parts := make([]string, len(order))
	for i, thing := range order {
		switch acts := of[thing]; {
		case len(acts) > 1:
			parts[i] = thing + " (" + strings.Join(acts, ", ") + ")"
		case acts[0] == "":
			parts[i] = thing
		default:
			parts[i] = thing + "." + acts[0]
		}
	}
	return strings.Join(parts, "; ")
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

func minute(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04 UTC") }

// may says what a role grants.
func may(permissions []string) string {
	if len(permissions) == 0 {
		return "what the role grants is not known"
	}
	return words.Count(len(permissions), "permission") + ": " + Grouped(permissions)
}
