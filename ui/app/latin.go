package app

import (
	"fmt"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/tuar-dev/tuar/ui/screen"
)

// layout holds the known facts about the keyboard layout. tuar's keys are Latin letters, which not every layout has.
type layout struct {
	wanted bool // a key came that is none; the terminal is asked to report where keys stand
	able   bool // it does
	told   bool // the user was told which layout is needed
}

// writing reports whether letters are text now.
func (m *model) writing() bool {
	if !m.overlays.Empty() {
		return m.overlays.Typing()
	}
	return m.screen().Typing()
}

// latin returns the key at the same place of a Latin keyboard, if the terminal reports that and letters are not text.
// If it does not, latin tells the user once which layout is needed, and asks the terminal for the report.
func (m *model) latin(press tea.KeyPressMsg) tea.KeyPressMsg {
	foreign := press.Code > unicode.MaxASCII && unicode.IsLetter(press.Code)
	if !foreign || m.writing() && press.Text != "" {
		return press
	}
	if base := press.BaseCode; base > ' ' && base < unicode.MaxASCII {
		press.Code, press.BaseCode, press.ShiftedCode = base, 0, 0
		if press.Text != "" {
			press.Text = string(base)
			if press.Mod.Contains(tea.ModShift) || press.Mod.Contains(tea.ModCapsLock) {
				press.Text = string(unicode.ToUpper(base))
			}
		}
		return press
	}
	m.layout.wanted = true
	if !m.layout.told {
		m.layout.told = true
		text := fmt.Sprintf("tuar's keys are Latin letters, and %s is none: switch to a layout such as English (US)", string(press.Code))
		m.say(screen.Notify{Text: text, Level: screen.Warn})
	}
	return press
}

// enhanced says that the terminal reports where keys stand, if it does.
func (m *model) enhanced(msg tea.KeyboardEnhancementsMsg) {
	const both = ansi.KittyReportAlternateKeys | ansi.KittyReportAllKeysAsEscapeCodes
	if m.layout.wanted && !m.layout.able && msg.Flags&both == both {
		m.layout.able = true
		m.say(screen.Notify{Text: "your terminal reports where keys stand: press the key again, in any layout"})
	}
}
