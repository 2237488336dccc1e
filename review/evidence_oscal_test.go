package review_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/evidence/oscal"
)

// The forms of texts in the JSON schema of OSCAL 1.1.2.
var (
	uuidForm   = regexp.MustCompile(`^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$`)
	tokenForm  = regexp.MustCompile(`^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$`)
	stringForm = regexp.MustCompile(`^\S(.*\S)?$`)
	timeForm   = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d*[1-9])?(Z|[+-]\d\d:\d\d)$`)
	emailForm  = regexp.MustCompile(`^.+@.+$`)
	hrefForm   = regexp.MustCompile(`^#[0-9a-f-]{36}$`)
)

// oscalRules are what the schema says of each object that tuar writes: its required names, those marked with ? may be
// missing; nothing else may be there. Arrays stand as their elements.
var oscalRules = map[string]string{
	"":                             "assessment-results",
	"assessment-results":           "uuid metadata import-ap results back-matter?",
	"metadata":                     "title last-modified version oscal-version props? roles? parties? responsible-parties? remarks?",
	"metadata.roles":               "id title",
	"metadata.parties":             "uuid type name? email-addresses?",
	"metadata.responsible-parties": "role-id party-uuids",
	"import-ap":                    "href remarks?",
	"results":                      "uuid title description start end? props? local-definitions? reviewed-controls observations? findings? remarks?",
	"results.local-definitions":    "components?",
	"components":                   "uuid type title description status props?",
	"components.status":            "state",
	"results.reviewed-controls":    "control-selections description?",
	"control-selections":           "description? include-controls?",
	"include-controls":             "control-id",
	"results.observations":         "uuid title? description methods types? props? origins? subjects? relevant-evidence? collected remarks?",
	"origins":                      "actors",
	"origins.actors":               "type actor-uuid",
	"subjects":                     "subject-uuid type",
	"relevant-evidence":            "description href?",
	"results.findings":             "uuid title description origins? target related-observations? remarks?",
	"findings.target":              "type target-id title? props? status",
	"target.status":                "state reason? remarks?",
	"related-observations":         "observation-uuid",
	"back-matter":                  "resources?",
	"back-matter.resources":        "uuid title? description? props?",
	"props":                        "name value ns? remarks?",
}

// oscalForms are the forms of values by their names; of an enumeration the values.
var oscalForms = map[string]any{
	"uuid": uuidForm, "party-uuids": uuidForm, "actor-uuid": uuidForm, "subject-uuid": uuidForm, "observation-uuid": uuidForm,
	"id": tokenForm, "role-id": tokenForm, "control-id": tokenForm, "target-id": tokenForm, "props.name": tokenForm, "props.value": stringForm,
	"version": stringForm, "oscal-version": stringForm, "parties.name": stringForm, "email-addresses": emailForm, "href": hrefForm,
	"last-modified": timeForm, "start": timeForm, "end": timeForm, "collected": timeForm,
	"target.type": []string{"statement-id", "objective-id"}, "target.status.state": []string{"satisfied", "not-satisfied"},
	"reason": []string{"pass", "fail", "other"}, "methods": []string{"EXAMINE", "INTERVIEW", "TEST", "UNKNOWN"},
	"parties.type": []string{"person", "organization"}, "components.status.state": []string{"under-development", "operational", "disposition", "other"},
	"actors.type": []string{"tool", "assessment-platform", "party"}, "subjects.type": []string{"component", "inventory-item", "location", "party", "user", "resource"},
}

// ending returns the entry of the map whose name ends the path, the longest of them.
func ending[V any](rules map[string]V, path string) (found V, ok bool) {
	names := strings.Split(path, ".")
	for i := range names {
		if found, ok = rules[strings.Join(names[i:], ".")]; ok {
			return found, true
		}
	}
	return found, false
}

// oscalWrong returns what breaks the rules of the schema.
func oscalWrong(path string, value any) (wrong []string) {
	switch v := value.(type) {
	case map[string]any:
		rule, ok := ending(oscalRules, path)
		if !ok {
			return []string{path + " has no rule"}
		}
		var known []string
		for name := range strings.FieldsSeq(rule) {
			plain, optional := strings.CutSuffix(name, "?")
			known = append(known, plain)
			if _, there := v[plain]; !there && !optional {
				wrong = append(wrong, path+" lacks "+plain)
			}
		}
		for name, inner := range v {
			if !slices.Contains(known, name) {
				wrong = append(wrong, path+" may not have "+name)
			}
			wrong = append(wrong, oscalWrong(strings.TrimPrefix(path+"."+name, "."), inner)...)
		}
	case []any:
		if len(v) == 0 {
			wrong = append(wrong, path+" is empty")
		}
		for _, inner := range v {
			wrong = append(wrong, oscalWrong(path, inner)...)
		}
	case string:
		form, _ := ending(oscalForms, path)
		switch form := form.(type) {
		case *regexp.Regexp:
			if !form.MatchString(v) {
				wrong = append(wrong, fmt.Sprintf("%s is %q", path, v))
			}
		case []string:
			if !slices.Contains(form, v) {
				wrong = append(wrong, fmt.Sprintf("%s is %q", path, v))
			}
		default:
			if strings.TrimSpace(v) == "" {
				wrong = append(wrong, path+" is empty")
			}
		}
	default:
		wrong = append(wrong, fmt.Sprintf("%s is a %T", path, v))
	}
	return wrong
}

// Whatever the review was, its assessment results keep the rules of the schema that can be expressed here, say of each
// control what the self-check says, refer only to what is there, and are the same each time.
func TestOSCALKeepsTheSchema(t *testing.T) {
	t.Parallel()
	for seed := range 4 {
		_, w, id := reviewed(t, anyCourse.Example(seed))
		document, err := w.OSCAL(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := w.OSCAL(t.Context(), id)
		if twice, _ := json.Marshal(again); string(twice) != string(data) {
			t.Error("written twice, it differs")
		}
		var plain any
		if err := json.Unmarshal(data, &plain); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range oscalWrong("", plain) {
			t.Error(wrong)
		}
		check, err := w.CheckEvidence(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		result := document.Results.Results[0]
		if (result.End == "") != check.SoFar {
			t.Errorf("the campaign is open: %t; the end is %q", check.SoFar, result.End)
		}
		findings := map[string]oscal.Finding{}
		for _, f := range result.Findings {
			findings[f.Target.ID] = f
		}
		for i, c := range check.Checks {
			want := map[string]string{"pass": "satisfied pass", "weak": "not-satisfied other", "fail": "not-satisfied fail", "n/a": ""}[string(c.Result)]
			got := strings.TrimSpace(findings[c.Name].Target.Status.State + " " + findings[c.Name].Target.Status.Reason)
			if got != want {
				t.Errorf("%s is %s, and its finding says %q", c.Name, c.Result, got)
			}
			if o := result.Observations[i]; o.Title != c.Name || o.Props[0].Value != string(c.Result) {
				t.Errorf("the observation of %s is %+v", c.Name, o)
			}
		}
		seen := map[string]bool{}
		for _, id := range regexp.MustCompile(`"uuid":"([^"]+)"`).FindAllStringSubmatch(string(data), -1) {
			if seen[id[1]] {
				t.Errorf("two parts have the UUID %s", id[1])
			}
			seen[id[1]] = true
		}
		for _, ref := range regexp.MustCompile(`"(?:actor-uuid|subject-uuid|observation-uuid|href)":"#?([^"]+)"`).FindAllStringSubmatch(string(data), -1) {
			if !seen[ref[1]] {
				t.Errorf("nothing has the UUID %s", ref[1])
			}
		}
	}
}
