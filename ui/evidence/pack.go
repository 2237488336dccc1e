package evidence

import (
	"fmt"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/reviews/dialog"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/theme"
)

type (
	// packTo asks for a pack in that file.
	packTo struct {
		path    string
		replace bool
	}
	// packed is the answer of pack.
	packed struct {
		of     packTo
		result evidence.PackResult
		err    error
	}
)

// askPack asks where to write the pack, and says whether it will be signed.
func (s *Screen) askPack() tea.Cmd {
	env, service, id := s.env, s.service, s.id
	c, _ := s.shown()
	return env.Asks(func() tea.Msg {
		key, err := service.SigningKey(env.Context)
		if err != nil {
			return screen.Failed{Err: err}
		}
		how := "It will not be signed: the settings name no SSH key."
		if key != "" {
			how = "It will be signed with the SSH key " + key + "."
		}
		return screen.OpenDialog{Dialog: &overlay.Prompt{
			Title: "Evidence pack", Label: "Write the evidence of " + c.Name + " to a file. " + how, Value: id + "-evidence.zip",
			Check: needed("a file name is needed"), Action: func(path string) tea.Msg { return screen.For(s, packTo{path, false}) },
		}}
	})
}

func needed(why string) func(string) error {
	return func(text string) error {
		if strings.TrimSpace(text) == "" {
			return fault.New(fault.BadInput, "%s", why)
		}
		return nil
	}
}

func (s *Screen) pack(to packTo) tea.Cmd {
	env, service, id := s.env, s.service, s.id
	s.busy = "making the pack"
	return screen.Fetch(s, func() tea.Msg {
		o := evidence.PackOptions{Path: to.path, Overwrite: to.replace}
		key, err := service.SigningKey(env.Context)
		if err == nil && key != "" {
			o.Sign, err = service.Signer(env.Context, key, nil)
		}
		if err != nil {
			return packed{of: to, err: err}
		}
		result, err := service.PackEvidence(env.Context, id, o)
		return packed{to, result, err}
	})
}

func (s *Screen) packed(msg packed) tea.Cmd {
	s.busy = ""
	switch {
	case !msg.of.replace && dialog.Taken(msg.err):
		return s.env.OpenDialog(&overlay.Confirm{
			Title: "Evidence pack", Question: msg.of.path + " is there already. Replace it?", Yes: "replace", Danger: true,
			Action: screen.For(s, packTo{msg.of.path, true}),
		})
	case msg.err != nil:
		return screen.Send(screen.Failed{Err: msg.err})
	}
	s.file = msg.of.path
	s.pages.Push(&note{name: "evidence pack written", tell: func(th *theme.Theme, width int) []string { return tellPack(th, width, msg.result) }})
	return nil
}

// tellPack describes the written pack, the head codes to keep, and the command by which an auditor verifies it.
func tellPack(th *theme.Theme, width int, r evidence.PackResult) []string {
	p := facts(th, width, dialog.Whole(r.File), th.Title)
	p.Add("SHA-256", r.SHA256, th.Text)
	for i, h := range r.Heads {
		p.Add([]string{"head codes", ""}[min(i, 1)], fmt.Sprintf("%s  (%s, line %d)", record.HeadCode(h.Head), h.Writer, h.Lines), th.Text)
	}
	p.Add("", campaign.WhatHeadCodesAreFor, th.Dim)
	signed := "not signed: it shows what agrees with itself, not who put it together"
	if r.Signed {
		signed = "signed with the SSH key of this installation"
	}
	p.Add("signature", signed, th.Text)
	if !r.Final {
		p.Add("not final", "the campaign is still open; what the pack shows may change", th.Warn)
	}
	if n := len(r.Others); n > 0 {
		p.Add("note", fmt.Sprintf("journals go in whole: lines of other campaigns (%d) are in the pack too", n), th.Dim)
	}
	p.Line("")
	p.Add("auditor", "unzips it into an empty folder, and checks it there with:", th.Text)
	commands := []string{"sha256sum -c " + pack.ManifestPath, "python3 " + pack.CheckPath, "tuar evidence verify " + filepath.Base(r.File)}
	if r.Signed {
		commands[2] = fmt.Sprintf("ssh-keygen -Y verify -f allowed_signers -I YOU -n tuar -s %s < %s", pack.SignaturePath, pack.ManifestPath)
	}
	for _, c := range commands {
		p.Add("", c, th.Title)
	}
	return p.Lines()
}

// verifyFile asks for the check of a pack.
type verifyFile string

// askVerify asks which pack to check.
func (s *Screen) askVerify() tea.Cmd {
	file := s.file
	if pack := s.service.Pack(); pack != nil && file == "" {
		file = pack.File
	}
	return s.env.OpenDialog(&overlay.Prompt{
		Title: "Verify a pack", Label: "Check which evidence pack? Everything in it is made anew and compared.", Value: file, Hint: "evidence.zip",
		Check: needed("a file name is needed"), Action: func(path string) tea.Msg { return screen.For(s, verifyFile(path)) },
	})
}

func (s *Screen) verify(path string) tea.Cmd {
	env, service := s.env, s.service
	s.file = path
	return s.fetch("checking "+filepath.Base(path), func() (page, error) {
		result, err := service.VerifyEvidence(env.Context, path, evidence.VerifyOptions{})
		if err != nil {
			return nil, err
		}
		return verified(path, result), nil
	})
}
