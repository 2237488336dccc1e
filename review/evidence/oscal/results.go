package oscal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/tabular"
)

// namespace is that of the properties, and of the UUIDs (RFC 9562, version 5).
const namespace = "https://github.com/tuar-dev/tuar"

// maker makes the document of one campaign. The same record gives the same document.
type maker struct {
	*pack.Facts
	index pack.Index
}

// From returns the assessment results of a campaign.
func From(f *pack.Facts) Document {
	m := maker{f, f.Index(nil)}
	plan := Resource{
		UUID: m.id("plan"), Title: "Scope of the access review", Description: "There is no assessment plan in OSCAL. The scope is: " + markup(m.index.Scope) + ".",
	}
	evidence := Resource{
		UUID: m.id("pack"), Title: "Evidence pack",
		Description: "tuar evidence pack writes the record, the populations and a script with which every fact here can be derived anew.",
		Props:       m.heads(),
	}
	return Document{AssessmentResults{
		UUID: m.id("document"), Metadata: m.metadata(), ImportAP: ImportAP{Href: "#" + plan.UUID, Remarks: plan.Description},
		Results: []Result{m.result(evidence)}, BackMatter: BackMatter{[]Resource{plan, evidence}},
	}}
}

// id returns the UUID of a part of the document. It is another one as soon as the record goes on, since what it names
// may then say something else.
func (m maker) id(of ...string) string {
	parts := []string{namespace, m.index.Workspace, m.index.Campaign}
	for _, h := range m.Heads {
		parts = append(parts, h.Writer, h.Head)
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(strings.Join(append(parts, of...), "\n"))).String()
}

func (m maker) heads() (props []Prop) {
	for _, h := range m.Heads {
		props = append(props, prop("journal-head", h.Head))
	}
	return props
}

func (m maker) metadata() Metadata {
	meta := Metadata{
		Title: "Access review " + markup(m.index.Name), LastModified: m.index.AsOf, Version: m.index.AsOf, OSCALVersion: Version,
		Roles: []Role{{"owner", "Owner of the campaign"}, {"reviewer", "Reviewer"}},
		Remarks: "Written by tuar from the record of the review. A control that is weak is not-satisfied with the reason other: it is kept in part, and an " +
			"auditor will ask. A control with nothing to look at (n/a) has an observation and no finding.",
	}
	if alert := m.Origin.Alert(); alert != "" {
		meta.Props = append(meta.Props, prop("source", alert))
		meta.Remarks = markup(alert) + ". " + meta.Remarks
	}
	party := func(email string) string {
		id := m.id("party", email)
		if !slices.ContainsFunc(meta.Parties, func(p Party) bool { return p.UUID == id }) {
			p := Party{UUID: id, Type: "person", Name: oneLine(email)}
			if at := strings.Index(email, "@"); at > 0 && at < len(email)-1 {
				p.Emails = []string{oneLine(email)}
			}
			meta.Parties = append(meta.Parties, p)
		}
		return id
	}
	meta.Responsible = []ResponsibleParty{{"owner", []string{party(m.Campaign.Owner)}}}
	var reviewers []string
	for _, email := range m.Campaign.Reviewers {
		if id := party(email); !slices.Contains(reviewers, id) {
			reviewers = append(reviewers, id)
		}
	}
	if len(reviewers) > 0 {
		meta.Responsible = append(meta.Responsible, ResponsibleParty{"reviewer", reviewers})
	}
	return meta
}

func (m maker) result(evidence Resource) Result {
	c, s := m.Campaign, m.Summary()
	r := Result{
		UUID: m.id("result"), Title: markup(m.index.Name), Start: at(c.OpenedAt),
		Description: fmt.Sprintf("%d of %d items decided; %d of %d changes of access are proven by a later list of Torq.", s.Decided, s.Items, s.Changes.Proven, s.Changes.Decided),
		Props: []Prop{
			prop("campaign", m.index.Campaign), prop("state", string(c.State)), prop("due", m.index.Due), prop("population", m.index.Population),
			prop("population-source", m.index.Source),
		},
		Local: LocalDefinitions{[]Component{
			{
				UUID: m.id("torq"), Type: "service", Title: "Torq workspace " + markup(m.index.Workspace),
				Description: "The workspace of Torq whose users and API keys are reviewed.", Status: Status{"operational"}, Props: m.workspaceProps(),
			},
			{
				UUID: m.id("tuar"), Type: "software", Title: "tuar", Description: "Access reviews for Torq workspaces. It tested the controls by the record.",
				Status: Status{"operational"},
			},
		}},
		Reviewed: ReviewedControls{Description: "Controls of an access review, by the names that tuar gives them. The references of each finding name the standards."},
	}
	switch {
	case c.Voiding != nil:
		r.Remarks = "The campaign is void and answers for nothing."
	case m.Final():
		r.End = at(c.Closing.At)
	default:
		r.Remarks = "So far: the campaign is open, and each result may change until it is closed."
	}
	selection := ControlSelection{Description: "All controls of tuar."}
	for _, control := range m.Controls(m.Facts) {
		selection.Include = append(selection.Include, SelectControl{control.Name})
		observed := m.observation(control, evidence)
		r.Observations = append(r.Observations, observed)
		if finding, ok := m.finding(control, observed.UUID); ok {
			r.Findings = append(r.Findings, finding)
		}
	}
	r.Reviewed.Selections = []ControlSelection{selection}
	return r
}

func (m maker) workspaceProps() []Prop {
	props := []Prop{prop("region", cmp.Or(m.index.Region, "unknown"))}
	if m.index.Account != "" {
		props = append(props, prop("torq-account", m.index.Account))
	}
	return props
}

// observation returns the fact behind a control.
func (m maker) observation(c pack.Control, evidence Resource) Observation {
	o := Observation{
		UUID: m.id("observation", c.Name), Title: c.Name, Description: markup(c.Fact), Methods: []string{"TEST"}, Types: []string{"control-objective"},
		Props:     append([]Prop{prop("result", string(c.Result)), prop("items", fmt.Sprint(len(c.Items)))}, references(c)...),
		Origins:   m.origins(),
		Subjects:  []Subject{{m.id("torq"), "component"}},
		Evidence:  []Evidence{{"#" + evidence.UUID, "Derived from the journals and the populations of the evidence pack."}},
		Collected: m.index.AsOf,
	}
	if len(c.Items) > 0 {
		const most = 20
		titles, about := m.Titles(), make([]string, 0, most)
		for _, item := range c.Items[:min(len(c.Items), most)] {
			about = append(about, markup(cmp.Or(titles[item], item)))
		}
		text := "About: " + strings.Join(about, ", ")
		if more := len(c.Items) - len(about); more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		o.Evidence = append(o.Evidence, Evidence{Description: text + "."})
	}
	if c.Result == pack.NotApplicable {
		o.Remarks = "n/a: the control has nothing to look at, so that there is no finding. It says nothing for the review, nor against it."
	}
	return o
}

// finding returns the result of a control; false if it had nothing to look at.
func (m maker) finding(c pack.Control, observation string) (Finding, bool) {
	f := Finding{
		UUID: m.id("finding", c.Name), Title: markup(c.Asks), Description: markup(c.Fact), Origins: m.origins(),
		Target:  Target{Type: "objective-id", ID: c.Name, Title: markup(c.Asks), Props: append([]Prop{prop("result", string(c.Result))}, references(c)...)},
		Related: []RelatedObservation{{observation}},
	}
	if c.Advice != "" {
		f.Remarks = "To do: " + markup(c.Advice)
	}
	switch c.Result {
	case pack.Pass:
		f.Target.Status = ObjectiveStatus{State: "satisfied", Reason: "pass"}
	case pack.Weak:
		f.Target.Status = ObjectiveStatus{State: "not-satisfied", Reason: "other", Remarks: "weak: it did not fail, and the evidence is not enough to call it satisfied."}
	case pack.Fail:
		f.Target.Status = ObjectiveStatus{State: "not-satisfied", Reason: "fail"}
	case pack.NotApplicable:
		return Finding{}, false
	}
	return f, true
}

func (m maker) origins() []Origin { return []Origin{{[]Actor{{"tool", m.id("tuar")}}}} }

func references(c pack.Control) (props []Prop) {
	for _, ref := range c.Refs {
		props = append(props, prop("reference", ref))
	}
	return props
}

func prop(name, value string) Prop {
	return Prop{Name: name, NS: namespace, Value: cmp.Or(oneLine(value), "none")}
}

// oneLine returns a text as the schema wants values: no blanks at the ends, no line breaks.
func oneLine(text string) string { return strings.TrimSpace(tabular.SpelledOut(text)) }

// markup returns a text in which nothing is Markdown or HTML, which texts of OSCAL are.
func markup(text string) string {
	return cmp.Or(escapes.Replace(oneLine(text)), "none")
}

var escapes = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`, "!", `\!`, "#", `\#`)

func at(t time.Time) string { return tabular.String(t) }
