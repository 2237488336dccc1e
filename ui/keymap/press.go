package keymap

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
}

var modifiers = map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}

// Press returns the press of a key: a letter, or a name such as enter, ctrl+u or shift+tab.
func Press(name string) tea.KeyPressMsg {
	var msg tea.KeyPressMsg
	rest := name
	for {
		before, after, ok := strings.Cut(rest, "+")
		mod, known := modifiers[before]
		if !ok || !known {
			break
		}
		msg.Mod |= mod
		rest = after
	}
	if code, ok := named[rest]; ok {
		msg.Code = code
		if rest == "space" {
			msg.Text = " "
		}
		return msg
	}
	msg.Code, _ = utf8.DecodeRuneInString(rest)
	if msg.Mod == 0 {
		msg.Text = rest
	}
	return msg
}
