package settings

// NoMouseKey is the key of the choice whether the app leaves the mouse to the terminal. Each installation has its own:
// any person may set it, and no line records it.
const NoMouseKey = "no_mouse"

// MouseOff reports whether the app leaves the mouse to the terminal: as this installation chose, or else as earlier
// versions recorded it for all.
func (s Settings) MouseOff() bool {
	if s.Connection.NoMouse != nil {
		return *s.Connection.NoMouse
	}
	return s.NoMouse
}

// Shown returns the settings with this installation's choice of the mouse in the place of the recorded one, as people
// read and edit them.
func (s Settings) Shown() Settings {
	s.NoMouse = s.MouseOff()
	return s
}

// Edited returns the settings that a person edited, as Shown returns them, in the place of s.
func (s Settings) Edited(given Settings) Settings {
	given.Connection, given.SeenFromBefore = s.Connection, s.SeenFromBefore
	if mouseOff := given.NoMouse; mouseOff != s.MouseOff() {
		given.Connection.NoMouse = &mouseOff
	}
	given.NoMouse = s.NoMouse
	return given
}
