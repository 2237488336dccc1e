// Package oscal writes the results of the controls of a campaign as assessment results of NIST's Open Security Controls
// Assessment Language, version 1.1.2, in JSON.
package oscal

// Version is the version of OSCAL.
const Version = "1.1.2"

// Document is a file of OSCAL. The names of the types below are those of its schema.
type Document struct {
	Results AssessmentResults `json:"assessment-results"`
}

// AssessmentResults holds one result: that of a campaign.
type AssessmentResults struct {
	UUID       string     `json:"uuid"`
	Metadata   Metadata   `json:"metadata"`
	ImportAP   ImportAP   `json:"import-ap"`
	Results    []Result   `json:"results"`
	BackMatter BackMatter `json:"back-matter"`
}

// Metadata describes the document.
type Metadata struct {
	Title        string             `json:"title"`
	LastModified string             `json:"last-modified"`
	Version      string             `json:"version"`
	OSCALVersion string             `json:"oscal-version"`
	Props        []Prop             `json:"props,omitempty"`
	Roles        []Role             `json:"roles"`
	Parties      []Party            `json:"parties"`
	Responsible  []ResponsibleParty `json:"responsible-parties"`
	Remarks      string             `json:"remarks"`
}

// Prop is a property in a namespace.
type Prop struct {
	Name    string `json:"name"` // a token
	NS      string `json:"ns"`
	Value   string `json:"value"`
	Remarks string `json:"remarks,omitempty"`
}

// Role is what parties do.
type Role struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Party is a person.
type Party struct {
	UUID   string   `json:"uuid"`
	Type   string   `json:"type"`
	Name   string   `json:"name"`
	Emails []string `json:"email-addresses,omitempty"`
}

// ResponsibleParty says who has a role.
type ResponsibleParty struct {
	RoleID  string   `json:"role-id"`
	Parties []string `json:"party-uuids"`
}

// ImportAP names the assessment plan.
type ImportAP struct {
	Href    string `json:"href"`
	Remarks string `json:"remarks,omitempty"`
}

// Result is the result of a campaign. It has no end while the campaign is open.
type Result struct {
	UUID         string           `json:"uuid"`
	Title        string           `json:"title"`
	Description  string           `json:"description"`
	Start        string           `json:"start"`
	End          string           `json:"end,omitempty"`
	Props        []Prop           `json:"props"`
	Local        LocalDefinitions `json:"local-definitions"`
	Reviewed     ReviewedControls `json:"reviewed-controls"`
	Observations []Observation    `json:"observations"`
	Findings     []Finding        `json:"findings,omitempty"`
	Remarks      string           `json:"remarks,omitempty"`
}

// LocalDefinitions holds what is assessed, and the tool.
type LocalDefinitions struct {
	Components []Component `json:"components"`
}

// Component is the Torq workspace, or tuar.
type Component struct {
	UUID        string `json:"uuid"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Props       []Prop `json:"props,omitempty"`
	Status      Status `json:"status"`
}

// Status is the state of a component.
type Status struct {
	State string `json:"state"`
}

// ReviewedControls names the controls that were looked at.
type ReviewedControls struct {
	Description string             `json:"description"`
	Selections  []ControlSelection `json:"control-selections"`
}

// ControlSelection lists controls.
type ControlSelection struct {
	Description string          `json:"description"`
	Include     []SelectControl `json:"include-controls"`
}

// SelectControl names a control.
type SelectControl struct {
	ControlID string `json:"control-id"`
}

// Observation is the fact behind the result of a control.
type Observation struct {
	UUID        string     `json:"uuid"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Props       []Prop     `json:"props"`
	Methods     []string   `json:"methods"`
	Types       []string   `json:"types"`
	Origins     []Origin   `json:"origins"`
	Subjects    []Subject  `json:"subjects"`
	Evidence    []Evidence `json:"relevant-evidence,omitempty"`
	Collected   string     `json:"collected"`
	Remarks     string     `json:"remarks,omitempty"`
}

// Origin says who found something.
type Origin struct {
	Actors []Actor `json:"actors"`
}

// Actor is the tool that found something.
type Actor struct {
	Type string `json:"type"`
	UUID string `json:"actor-uuid"`
}

// Subject is what an observation is about.
type Subject struct {
	UUID string `json:"subject-uuid"`
	Type string `json:"type"`
}

// Evidence is what an observation rests on.
type Evidence struct {
	Href        string `json:"href,omitempty"`
	Description string `json:"description"`
}

// Finding is the result of a control that had something to look at.
type Finding struct {
	UUID        string               `json:"uuid"`
	Title       string               `json:"title"`
	Description string               `json:"description"`
	Origins     []Origin             `json:"origins"`
	Target      Target               `json:"target"`
	Related     []RelatedObservation `json:"related-observations"`
	Remarks     string               `json:"remarks,omitempty"`
}

// Target is the control that a finding is about.
type Target struct {
	Type   string          `json:"type"`
	ID     string          `json:"target-id"`
	Title  string          `json:"title"`
	Props  []Prop          `json:"props"`
	Status ObjectiveStatus `json:"status"`
}

// ObjectiveStatus is the result of a control.
type ObjectiveStatus struct {
	State   string `json:"state"`  // satisfied or not-satisfied
	Reason  string `json:"reason"` // pass, fail or other
	Remarks string `json:"remarks,omitempty"`
}

// RelatedObservation names an observation.
type RelatedObservation struct {
	UUID string `json:"observation-uuid"`
}

// BackMatter holds what the document refers to.
type BackMatter struct {
	Resources []Resource `json:"resources"`
}

// Resource is something outside the document.
type Resource struct {
	UUID        string `json:"uuid"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Props       []Prop `json:"props,omitempty"`
}
