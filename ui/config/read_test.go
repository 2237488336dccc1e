package config_test

import (
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/config"
	"github.com/tuar-dev/tuar/ui/theme"
)

func none(string) string { return "" }

func read(t *testing.T, text string) config.Config {
	t.Helper()
	c, faults := config.Read("config.toml", []byte(text), none)
	for _, err := range faults {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
	return c
}

func TestRead(t *testing.T) {
	c := read(t, `# all of it
theme = "high-contrast light"
mouse = false
start = "reviews"
refresh = "5s"
reduced_motion = true

[keys]
certify = "y"
what-if-removed = ["alt+l", "Ł"]

[colours]
good = "#00ff00"
bad = "9"
`)
	if c.Theme.Palette.Name != "high-contrast" || c.Theme.Background != "light" || *c.Mouse || c.Start != "reviews" ||
		c.Refresh != 5*time.Second || !c.Still || c.Keys["certify"][0] != "y" || len(c.Keys["what-if-removed"]) != 2 {
		t.Errorf("read was %+v", c)
	}
	if good := c.Theme.Palette.Theme(true, true).Good.GetForeground(); theme.Contrast(good, lipgloss.Color("#00ff00")) != 1 {
		t.Errorf("good is %v", good)
	}
	from := map[string]config.Source{}
	for _, v := range c.Values() {
		from[v.Key] = v.Source
	}
	for _, key := range []string{"theme", "mouse", "start", "refresh", "reduced_motion", "keys.certify", "keys.what-if-removed", "colours.good", "colours.bad"} {
		if from[key] != config.File {
			t.Errorf("%s comes from %q", key, from[key])
		}
	}
}

func TestTheTemplateIsAsUsual(t *testing.T) {
	usual, _ := config.Read("config.toml", nil, none)
	for _, text := range []string{"", "\ufeff", config.Template()} {
		for i, v := range read(t, text).Values() {
			if v != usual.Values()[i] || v.Source != config.Default {
				t.Errorf("%q: %+v", text, v)
			}
		}
	}
	uncommented := strings.NewReplacer("\n# certify", "\ncertify", "\n# duplicate", "\nduplicate", "\n# [", "\n[", "\n# accent", "\naccent").Replace(config.Template())
	for _, key := range []string{"theme", "mouse", "start", "refresh", "reduced_motion"} {
		uncommented = strings.Replace(uncommented, "\n# "+key+" =", "\n"+key+" =", 1)
	}
	if c := read(t, uncommented); len(c.Values()) != 8 {
		t.Errorf("taken as it stands the template has %d values:\n%s", len(c.Values()), uncommented)
	}
}

// TestTheEnvironmentIsStronger lets variables win over the file, and tells them as the source.
func TestTheEnvironmentIsStronger(t *testing.T) {
	env := map[string]string{"TUAR_THEME": "dark", "TUAR_REDUCED_MOTION": "1"}
	c, faults := config.Read("config.toml", []byte("theme = \"high-contrast light\"\nreduced_motion = false"), func(name string) string { return env[name] })
	if len(faults) > 0 || c.Theme.Palette.Name != "default" || c.Theme.Background != "dark" || !c.Still || c.Values()[0].Source != config.Environment {
		t.Errorf("%+v %v", c, faults)
	}
	env["TUAR_THEME"], env["TUAR_REDUCED_MOTION"] = "drak", "maybe"
	_, faults = config.Read("config.toml", nil, func(name string) string { return env[name] })
	if len(faults) != 2 || !strings.Contains(faults[0].Error(), "TUAR_THEME: ") || fault.HintOf(faults[0]) != "did you mean dark?" ||
		!strings.Contains(faults[1].Error(), "TUAR_REDUCED_MOTION") {
		t.Errorf("faults are %v", faults)
	}
}

// TestFaultsSayWhere reads files with one fault each: the text has file, line and column, the hint what would be right.
func TestFaultsSayWhere(t *testing.T) {
	for _, c := range []struct{ text, at, hint string }{
		{"theme = \"high-contrst\"", "config.toml:1:1: theme: there is no theme", "did you mean high-contrast?"},
		{"\n  themes = \"dark\"", "config.toml:2:3: there is no \"themes\"", "did you mean theme?"},
		{"zzzzzz = 1", "config.toml:1:1: there is no", "allowed: keys, colours, theme"},
		{"mouse = \"no\"", "config.toml:1:1: mouse: \"no\" is neither", "write true or false"},
		{"theme = 5", "config.toml:1:1: theme: 5 is no text", "quotes"},
		{"start = \"jornal\"", "config.toml:1:1: start: \"jornal\" is not allowed", "did you mean journal?"},
		{"refresh = \"1h\"", "config.toml:1:1: refresh: ", "5s"},
		{"refresh = \"-1s\"", "config.toml:1:1: refresh: ", "5s"},
		{"[keys]\ncertify = \"y\"\n\nrevok = \"r\"", "config.toml:4:1: keys.revok: there is no action", "did you mean revoke?"},
		{"[keys]\ncertify = \"r\"", "config.toml:2:1: keys.certify: r is the key of revoke already (a review)", "give revoke another key"},
		{"keys = { filter = \"q\" }", "config.toml:1:10: keys.filter: q is the key of quit", "give quit"},
		{"keys.filter = 7", "config.toml:1:6: keys.filter is 7", "quotes"},
		{"keys.filter = [1, \"x\"]", "config.toml:1:6: keys.filter is a list", "quotes"},
		{"keys = 7", "config.toml:1:1: keys is a table", "[keys]"},
		{"[[keys]]\nfilter = \"x\"", "config.toml:1:3: keys is a table", "[keys]"},
		{"[colours]\ngreat = \"#ffffff\"", "config.toml:2:1: colours.great: there is no role", "allowed: dim, accent"},
		{"[colours]\ngood = \"green\"", "config.toml:2:1: colours.good: \"green\" is no colour", "#rrggbb"},
		{"theme = dark", "config.toml:1:9: ", ""},
		{"theme = \"dark\"\ntheme = \"light\"", "config.toml:2:1: ", ""},
		{"theme = \"dark", "config.toml:1:", ""},
		{"theme = \"\xff\"", "config.toml:1:", ""},
	} {
		got, faults := config.Read("config.toml", []byte(c.text), none)
		if len(faults) != 1 {
			t.Errorf("%q has faults %v", c.text, faults)
			continue
		}
		if err := faults[0]; !strings.HasPrefix(err.Error(), c.at) || !strings.Contains(fault.HintOf(err), c.hint) || fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: %v (%s)", c.text, err, fault.HintOf(err))
		}
		if got.Theme.Palette.Theme(true, true) == nil || len(got.Keys) > 0 || got.Refresh != 2*time.Second {
			t.Errorf("%q: the defaults do not hold: %+v", c.text, got)
		}
	}
}

func TestFaultsAreInTheOrderOfTheFile(t *testing.T) {
	_, faults := config.Read("c", []byte("zz = 1\nmouse = 3\nstart = \"x\"\n[keys]\nqq = \"y\"\naa = \"y\"\n"), none)
	var lines []string
	for _, err := range faults {
		lines = append(lines, strings.Split(err.Error(), ":")[1])
	}
	if got := strings.Join(lines, " "); got != "1 2 3 5 6" {
		t.Errorf("the lines are %s: %v", got, faults)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(config.Template())
	for _, text := range []string{"theme = \"dark\"", "[keys]\ncertify = [\"y\"]", "keys = { a.b = 1 }", "[[keys]]", "colours.good = \"9\"", "a = 1979-05-27", "\"\\u001b\" = 1", "[keys]\n\"\\u001b\" = \"\\u001b\""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, faults := config.Read("config.toml", []byte(text), none)
		for _, err := range faults {
			if fault.KindOf(err) != fault.BadInput || !strings.HasPrefix(err.Error(), "config.toml:") {
				t.Errorf("%v", err)
			}
		}
		if len(c.Keys.Check()) > 0 {
			t.Errorf("keys that do not fit were taken: %v", c.Keys)
		}
		if c.Refresh < time.Second || c.Theme.Palette.Theme(true, true) == nil {
			t.Errorf("%+v", c)
		}
	})
}
