package cli

import "strings"

// variables returns the function that reads variables of the environment for a workspace: NAME_WORKSPACE, or else NAME. A
// key is one workspace's: where several are named, one in TORQ_CLIENT_ID alone is a BadInput fault.
func (s *session) variables(workspace string) (func(name string) string, error) {
	own := "_" + variableOf(workspace)
	if s.several && s.Getenv("TORQ_CLIENT_ID") != "" && s.Getenv("TORQ_CLIENT_ID"+own) == "" {
		return nil, usagef("TORQ_CLIENT_ID holds the key of one workspace, and --workspace %s names %d", s.name, len(s.names)).
			WithHint("set TORQ_CLIENT_ID%s, TORQ_CLIENT_SECRET%s and so on for each; or unset them, and keep each key in the keyring with: tuar connect --workspace NAME", own, own)
	}
	return func(name string) string {
		if value := s.Getenv(name + own); value != "" {
			return value
		}
		if s.Getenv("TORQ_CLIENT_ID"+own) != "" && strings.HasPrefix(name, "TORQ_CLIENT_") {
			return "" // half of one key and half of another is none
		}
		return s.Getenv(name)
	}, nil
}

// variableOf returns the local name of a workspace as the end of the name of a variable: my-prod is MY_PROD.
func variableOf(workspace string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(workspace))
}
