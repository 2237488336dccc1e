// Package config reads the configuration of one machine: how tuar looks there and which keys it has. Nothing of it is part
// of the record. The file is TOML; each value also has a default, and a few can be given by a variable of the environment.
//
// What cannot be understood is a fault with its place, and the default holds instead: a broken file stops nothing.
package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/theme"
)

// Config is what was chosen for this machine.
type Config struct {
	Theme   theme.Choice
	Mouse   *bool         // nil leaves it to the workspace's setting
	Start   string        // the section in front at first, in lower case; empty is Home
	Refresh time.Duration // how often the record on disk is looked at
	Still   bool          // nothing changes by itself on the screen: messages stay until the next key
	Keys    keymap.Choice

	values []Value
}

// Source is where a value comes from.
type Source string

// The sources of values, the strongest last.
const (
	Default     Source = "default"
	File        Source = "file"
	Environment Source = "environment"
)

// Value is one choice as it holds now.
type Value struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Source  Source `json:"source"`
	Allowed string `json:"allowed"`
	Does    string `json:"does"`
	Env     string `json:"variable,omitempty"` // of the environment, that gives it too
}

// Values returns all choices, each with its source. Of keys and colours it has those that were chosen.
func (c Config) Values() []Value { return slices.Clone(c.values) }

// Sections are the names of the sections that can be in front at first.
var Sections = []string{"home", "access", "reviews", "elevations", "evidence", "journal"}

const (
	usualRefresh = 2 * time.Second
	mostRefresh  = 10 * time.Minute
)

// field is a choice: its key in the file, how it is told, and how it is set.
type field struct {
	key, env, usual string
	allowed, does   string
	set             func(c *Config, value any) error
}

var fields = []field{
	{
		"theme", "TUAR_THEME", "default", strings.Join(theme.Palettes(), ", ") + "; dark, light or auto behind it",
		"the colours, and the background they are for", func(c *Config, v any) error {
			text, err := isText(v)
			if err == nil {
				c.Theme, err = theme.Parse(text)
			}
			return err
		},
	},
	{
		"mouse", "", "true", "true, false", "whether tuar takes the mouse; false leaves it to the terminal", func(c *Config, v any) error {
			on, err := isBool(v)
			if err == nil {
				c.Mouse = &on
			}
			return err
		},
	},
	{
		"start", "", "home", strings.Join(Sections, ", "), "the section that tuar opens with", func(c *Config, v any) error {
			return oneOf(v, Sections, func(text string) { c.Start = text })
		},
	},
	{
		"refresh", "", usualRefresh.String(), "1s to 10m", "how often tuar looks whether the record on disk has grown", func(c *Config, v any) error {
			text, err := isText(v)
			if err != nil {
				return err
			}
			d, err := time.ParseDuration(text)
			if err != nil || d < time.Second || d > mostRefresh {
				return bad("%q is no time from 1s to 10m", text).WithHint("write a number with s or m behind it, as in 5s")
			}
			c.Refresh = d
			return nil
		},
	},
	{
		"reduced_motion", "TUAR_REDUCED_MOTION", "false", "true, false", "messages stay until the next key", func(c *Config, v any) error {
			on, err := isBool(v)
			if err == nil {
				c.Still = on
			}
			return err
		},
	},
}

// value returns the choice as it is shown with that value.
func (f field) value(text string, from Source) Value {
	return Value{Key: f.key, Value: text, Source: from, Allowed: f.allowed, Does: f.does, Env: f.env}
}

func isText(v any) (string, error) {
	if text, ok := v.(string); ok {
		return text, nil
	}
	return "", bad("%s is no text", shown(v)).WithHint("put it in quotes")
}

func isBool(v any) (bool, error) {
	if on, ok := v.(bool); ok {
		return on, nil
	}
	return false, bad("%s is neither true nor false", shown(v)).WithHint("write true or false, without quotes")
}

func oneOf(v any, allowed []string, set func(string)) error {
	text, err := isText(v)
	if err != nil {
		return err
	}
	if !slices.Contains(allowed, text) {
		return bad("%q is not allowed here", text).WithHint("%s", meant(text, allowed))
	}
	set(text)
	return nil
}

// shown returns a value of the file as a person writes it.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case []any:
		texts := make([]string, len(v))
		for i, one := range v {
			texts[i] = fmt.Sprint(one)
		}
		return strings.Join(texts, " ")
	}
	return fmt.Sprint(v)
}
