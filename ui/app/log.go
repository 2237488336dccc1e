package app

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/ui/commands"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// keep puts a message into the log, where it can be read when it is gone from the screen.
func (m *model) keep(kind trail.Kind, text string) {
	if text != "" {
		m.workspace.Trail().Add(trail.Entry{At: m.env.Now(), Kind: kind, What: text})
	}
}

// readLog shows what was asked, recorded and said just now, the newest first, and each as a whole once chosen.
func (m *model) readLog() {
	var entries []overlay.Entry
	for _, e := range m.workspace.Trail().Entries() {
		entries = append(entries, logged(e, m.env.Now().Location()))
	}
	if len(entries) == 0 {
		m.say(screen.Notify{Text: "nothing has been asked, recorded or said yet"})
		return
	}
	m.overlays.Push(overlay.NewChoice("Log: requests, acts and messages", entries))
}

// logged describes an entry of the log: when, of which kind, what, and its result.
func logged(e trail.Entry, zone *time.Location) overlay.Entry {
	at := e.At.In(zone).Format("15:04:05")
	name := fmt.Sprintf("%s  %-5s", at, e.Kind)
	if e.Kind != trail.Act {
		return logEntry(name, entryText(e), "", at+"\n\n"+entryText(e))
	}
	command := commands.Of(e.Line)
	if command == "" {
		text := e.What + ", by " + e.Line.Actor
		return logEntry(name, text, "", at+"\n\n"+text+"\n\nThe journal has this line. There is no single command for it.")
	}
	return logEntry(name, command, command, at+", recorded as "+e.What+". This command does the same:")
}

// entryText returns what an entry says, with its result, its time and the number of tries.
func entryText(e trail.Entry) string {
	parts := []string{e.What}
	if e.Result != "" {
		parts = append(parts, e.Result)
	}
	if e.Kind == trail.Torq || e.Kind == trail.Git {
		parts = append(parts, fmt.Sprintf("%d ms", e.Took.Milliseconds()))
	}
	if e.Try > 1 {
		parts = append(parts, fmt.Sprintf("try %d", e.Try))
	}
	return strings.Join(parts, " · ")
}

// logEntry is a line of the log. Choosing it shows all of it, and code to be copied.
func logEntry(name, note, code, text string) overlay.Entry {
	var show tea.Msg = screen.OpenDialog{Dialog: &overlay.Notice{Title: "Log", Code: code, Text: text}}
	return overlay.Entry{Name: name, Note: note, Action: show}
}
