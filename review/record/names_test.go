package record_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/record"
)

type edited struct {
	Region string            `json:"region"`
	Rules  []editedRule      `json:"rules"`
	Places map[string]string `json:"places,omitempty"`
	Since  time.Time         `json:"since,omitzero"`
}

type editedRule struct {
	Longest int `json:"longest"`
}

func TestNamesInFilesThatPeopleEdit(t *testing.T) {
	for text, want := range map[string]string{
		`{"region":"us","rules":[{"longest":1}]}`:              "",
		"\ufeff{\"region\":\"us\"}":                            "",
		`{"region":"us","places":{"region":"x","Region":"y"}}`: "",
		`{"Region":"us"}`:                                      `line 1: it has the name "Region"; names count letter by letter, and there is one region`,
		"{\"region\":\"us\",\n\"REGION\":\"eu\"}":              "line 2: it has the name",
		"{\"region\":\"us\",\n\n\"region\":\"eu\"}":            "line 3: region stands there twice",
		"{\"rule\u017f\":[]}":                                  `it has the name "rule\u017f"`,
		`{"rule\u017f":[]}`:                                    `it has the name "rule\u017f"`,
		`{"rules":[{},{"longeſt":1}]}`:                         "there is one longest",
		`{"places":{"a":"x","a":"y"}}`:                         "a stands there twice",
		"{\"region\":\"\xff\"}":                                "no UTF-8",
		`{"region":"\ud800"}`:                                  "half a character",
		`{"region":`:                                           "",
		`{} {}`:                                                "",
		``:                                                     "",
		`[]`:                                                   "",
		`"x"`:                                                  "",
	} {
		_, err := record.CheckNames([]byte(text), &edited{})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	unknown, err := record.CheckNames([]byte(`{"newer":{"region":1},"rules":[{"other":[1]}]}`), &edited{})
	if err != nil || !slices.Equal(unknown, []string{"newer", "other"}) {
		t.Error(unknown, err)
	}
}

// Whatever a file holds, looking at its names ends, and finds nothing wrong with what was written by a program.
func TestNamesOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _ = record.CheckNames(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"), &edited{})
		e := edited{Region: rapid.String().Draw(t, "region"), Places: rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "places")}
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if unknown, err := record.CheckNames(data, &e); err != nil || len(unknown) > 0 {
			t.Fatalf("%s: %v, %v", data, unknown, err)
		}
	})
}
