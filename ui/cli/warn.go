package cli

import (
	"encoding/json"
	"slices"
)

// warn tells what was found and mended in the workspaces that were opened: to people always, to programs if the command
// succeeded, since after a failure stderr holds the error and nothing else.
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
