package keymap

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

func nothing() tea.Cmd { return nil }

func TestAChosenKeyTakesThePlaceOfTheUsualOne(t *testing.T) {
	groups := []Group{{"Decide", []Binding{Line("c", "certify", nothing), {Binding: Key("r", "revoke")}}}, {"Move", []Binding{Line("j", "down", nothing, "down")}}}
	bound := Choice{"certify": {"y", "ctrl+y"}, "down": {"n"}, "revoke": {"x"}}.Apply(groups)
	for key, want := range map[string]string{"y": "certify", "ctrl+y": "certify", "c": "", "n": "down", "down": "down", "j": "", "r": "revoke", "x": ""} {
		if b, _ := Find(bound, Press(key)); b.Help().Desc != want {
			t.Errorf("%s does %q, want %q", key, b.Help().Desc, want)
		}
	}
	if b, _ := Find(bound, Press("y")); b.Help().Key != "y" {
		t.Errorf("the help names %s", b.Help().Key)
	}
	if groups[0].Keys[0].Keys()[0] != "c" {
		t.Error("the usual table was changed")
	}
}

func TestTheGuideFollowsTheChoice(t *testing.T) {
	const text = "`c` is a letter\n| a review: decide | `c` certify, `r` revoke, `R` revoke with keys and mappings |\n| a list | `j/↓` down |"
	want := "`c` is a letter\n| a review: decide | `y` certify, `r` revoke, `R` revoke with keys and mappings |\n| a list | `n/↓` down |"
	if got := (Choice{"certify": {"y"}, "down": {"n"}}).Guide(text); got != want {
		t.Errorf("got %s", got)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		choice Choice
		action string
		want   string // empty: nothing is wrong
	}{
		{Choice{"certify": {"y"}}, "certify", ""},
		{Choice{"certify": {"r"}, "revoke": {"c"}}, "certify", ""}, // they change places
		{Choice{"certify": {"+"}}, "certify", ""},                  // the key of Access alone
		{Choice{"quit": {"ctrl+q"}}, "quit", ""},
		{Choice{"certify": {"r"}}, "certify", "r is the key of revoke already"},
		{Choice{"certify": {"q"}}, "certify", "q is the key of quit already"},
		{Choice{"down": {"c"}}, "down", "c is the key of"},
		{Choice{"certfy": {"y"}}, "certfy", "there is no action"},
		{Choice{"certify": {"enter"}}, "certify", "always does the same"},
		{Choice{"certify": {"5"}}, "certify", "always does the same"},
		{Choice{"certify": {"ctrl+m"}}, "certify", "cannot tell"},
		{Choice{"certify": {"shift+c"}}, "certify", "is no key"},
		{Choice{"certify": {"yy"}}, "certify", "is no key"},
		{Choice{"certify": {""}}, "certify", "is no key"},
		{Choice{"certify": {"\x1b"}}, "certify", "is no key"},
		{Choice{"certify": {}}, "certify", "needs a key"},
	} {
		wrong := c.choice.Check()
		switch err := wrong[c.action]; {
		case c.want == "" && len(wrong) > 0:
			t.Errorf("%v: %v", c.choice, wrong)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v: %v, want %s", c.choice, err, c.want)
		}
	}
}

func TestTheUsualKeysDoNotConflict(t *testing.T) {
	all := Choice{}
	for _, a := range Actions() {
		all[a.Name] = a.Keys
	}
	for name, err := range all.Check() {
		t.Errorf("%s: %v", name, err)
	}
	if len(all) < 50 {
		t.Errorf("only %d actions are listed", len(all))
	}
}

// TestWhatPassesCheckIsUnambiguous draws choices: of those that pass, no key stands for two actions on one screen.
func TestWhatPassesCheckIsUnambiguous(t *testing.T) {
	all := Actions()
	rapid.Check(t, func(t *rapid.T) {
		choice := Choice{}
		for range rapid.IntRange(1, 4).Draw(t, "n") {
			a := rapid.SampledFrom(all).Draw(t, "action")
			choice[a.Name] = []string{rapid.SampledFrom([]string{"c", "r", "q", "x", "é", "ctrl+o", "alt+x", "%", "7", "j"}).Draw(t, "key")}
		}
		if len(choice.Check()) > 0 {
			return
		}
		stands := map[string][]Action{}
		for _, a := range all {
			if keys, chosen := choice[a.Name]; chosen {
				a.Keys = keys
			}
			for _, k := range a.Keys {
				for _, other := range stands[k] {
					if slices.ContainsFunc(a.Places, func(p string) bool { return slices.Contains(other.Places, p) }) {
						t.Fatalf("%v: %s is %s and %s", choice, k, a.Name, other.Name)
					}
				}
				stands[k] = append(stands[k], a)
			}
		}
	})
}
