package cli

import (
	"encoding/json"
	"slices"
)

// warn writes the problems that were found and repaired in the opened workspaces. Users always see them; programs see
// them only if the command succeeded, since after a failure stderr holds nothing but the error.
func (s *session) warn(code int) {
	var warnings []string
	for _, w := range s.opened {
		for _, text := range w.Warnings() {
			if !slices.Contains(warnings, text) {
				warnings = append(warnings, text)
			}
		}
	}
	p := s.printer(s.err)
	for _, text := range warnings {
		switch {
		case !s.json:
			p.titled(p.warn("warning:"), text)
		case code == 0:
			_ = json.NewEncoder(s.err).Encode(map[string]string{"warning": text})
		}
	}
}
