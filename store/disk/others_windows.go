package disk

// OpenToOthers returns an empty text: Windows keeps no modes, and folders of a user are the user's own there.
func OpenToOthers(string) string { return "" }
