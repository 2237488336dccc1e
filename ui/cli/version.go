package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// Build says which tuar this is.
type Build struct {
	Version string
	Commit  string
	Date    string // RFC 3339, of the commit or the build
}

// String returns the build in one line.
func (b Build) String() string {
	s := "tuar " + b.Version
	if b.Commit != "" {
		s += " (" + b.Commit + ")"
	}
	if b.Date != "" {
		s += ", " + b.Date
	}
	return fmt.Sprintf("%s, %s %s/%s", s, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func (s *session) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print which tuar this is",
		Example: `tuar version
tuar version --json`,
		Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			return s.give(answer{versionJSON{s.Build.Version, s.Build.Commit, s.Build.Date, runtime.Version(), runtime.GOOS, runtime.GOARCH}, func(p *printer) { p.linef("%s", s.Build.String()) }}, nil)
		},
	}
}

// versionJSON is which tuar this is, for programs.
type versionJSON struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}
