package cli

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/dismissing"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/reach"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/rostering"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/timeline"
)

// outputs are the types of what commands write with --json, by the path of the command.
var outputs = map[string]reflect.Type{
	"access diff":        reflect.TypeFor[[]access.Difference](),
	"access explain":     reflect.TypeFor[personJSON](),
	"access what-if":     reflect.TypeFor[whatIfJSON](),
	"access who-can":     reflect.TypeFor[[]reach.Path](),
	"campaign list":      reflect.TypeFor[[]campaign.Summary](),
	"campaign plan list": reflect.TypeFor[[]planRow](),
	"campaign show":      reflect.TypeFor[shownCampaign](),
	"check":              reflect.TypeFor[checkJSON](),
	"comment list":       reflect.TypeFor[[]comment.Row](),
	"elevate list":       reflect.TypeFor[[]elevation.Row](),
	"elevate request":    reflect.TypeFor[elevation.Row](),
	"elevate show":       reflect.TypeFor[shownElevation](),
	"hint list":          reflect.TypeFor[[]dismissing.Row](),
	"journal list":       reflect.TypeFor[[]lineJSON](),
	"note list":          reflect.TypeFor[[]noting.Row](),
	"people list":        reflect.TypeFor[[]admin.Person](),
	"remediate apply":    reflect.TypeFor[remediation.Plan](),
	"remediate plan":     reflect.TypeFor[remediation.Plan](),
	"remediate verify":   reflect.TypeFor[remediation.Plan](),
	"rights list":        reflect.TypeFor[[]rightJSON](),
	"roster list":        reflect.TypeFor[[]rostering.Row](),
	"settings get":       reflect.TypeFor[settings.Setting](),
	"settings proposals": reflect.TypeFor[[]proposalRow](),
	"share status":       reflect.TypeFor[share.Status](),
	"status":             reflect.TypeFor[statusJSON](),
	"sync":               reflect.TypeFor[syncJSON](),
	"version":            reflect.TypeFor[versionJSON](),
	"whoami":             reflect.TypeFor[admin.Identity](),
}

// schemaOf returns the JSON Schema of what a command writes with --json; nil if it is not described.
func schemaOf(path string) (*jsonschema.Schema, error) {
	if path == "access list" {
		return schemaOfTable(accessTable(campaign.AccessView{People: &roster.Index{}}, &timeline.Log{}, nil), accessTable(campaign.AccessView{}, nil, nil)), nil
	}
	of, ok := outputs[path]
	if !ok {
		return nil, nil //nolint:nilnil // there is none
	}
	text := func(format string) *jsonschema.Schema { return &jsonschema.Schema{Type: "string", Format: format} }
	schema, err := jsonschema.ForType(of, &jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[record.Time]():       text("date-time"),
		reflect.TypeFor[settings.Duration](): text(""),
		reflect.TypeFor[json.RawMessage]():   {},
	}})
	if err == nil && of.Kind() == reflect.Slice {
		schema.Type, schema.Types = "array", nil // an empty list is written as []
	}
	return schema, err
}

// describedOutputs returns the commands whose output has a schema, sorted.
func describedOutputs() []string {
	paths := append(slices.Collect(maps.Keys(outputs)), "access list")
	slices.Sort(paths)
	return paths
}

// aboutJSON writes what holds for all that --json writes, and which commands have a schema.
func (p *printer) aboutJSON() {
	p.text("", "Every command takes --json. A list is an array of objects, one for each row; one thing is an object. Names are in snake_case, times are RFC 3339 in UTC, and nothing is translated. Later versions may add names; none is renamed.")
	p.gap()
	p.text("", `An error is an object on stderr: {"error": {"code": EXIT, "message": TEXT, "hint": TEXT}}. With several workspaces each object has "workspace".`)
	p.gap()
	p.linef("%s", p.bold("commands with a schema"))
	for _, path := range describedOutputs() {
		p.linef("  tuar %s", path)
	}
	p.gap()
	p.next("tuar help json campaign list")
}

// schemaOfTable returns the schema of an array of flat objects; the columns of the second table are always there.
func schemaOfTable(t, always *tabular.Table) *jsonschema.Schema {
	row := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
	for _, c := range t.Columns {
		row.Properties[c.Name] = &jsonschema.Schema{}
		row.PropertyOrder = append(row.PropertyOrder, c.Name)
	}
	for _, c := range always.Columns {
		row.Required = append(row.Required, c.Name)
	}
	return &jsonschema.Schema{Type: "array", Items: row}
}

// helpJSONCommand returns the topic of help about --json.
func (s *session) helpJSONCommand() *cobra.Command {
	return &cobra.Command{
		Use: "json [COMMAND...]", Short: "What --json writes: a JSON Schema for each command",
		Example: "tuar help json\ntuar help json campaign list",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
			for _, path := range describedOutputs() {
				words := strings.Fields(path)
				if len(words) > len(args) && slices.Equal(words[:len(args)], args) && !slices.Contains(out, words[len(args)]) {
					out = append(out, words[len(args)])
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			path := strings.Join(args, " ")
			if path == "" {
				s.printer(s.out).aboutJSON()
				return nil
			}
			schema, err := schemaOf(path)
			if err != nil {
				return fault.New(fault.Failed, "%w", err)
			}
			if schema == nil {
				return usagef("no schema is written down for: tuar %s", path).WithHint("%s", didYouMean(path, describedOutputs(), "see which there are: tuar help json"))
			}
			schema.Schema, schema.Title = "https://json-schema.org/draft/2020-12/schema", "tuar "+path+" --json"
			return tabular.WriteJSON(s.out, schema)
		},
	}
}
