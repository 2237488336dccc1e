package cli

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"github.com/tuar-dev/tuar/review"
)

// connectForm asks for what the flags left open.
func (s *session) connectForm(ctx context.Context, req *review.ConnectRequest) error {
	if req.Region == "" {
		req.Region = s.Getenv("TORQ_REGION")
	}
	owners := strings.Join(req.Owners, ", ")
	required := func(what string) func(string) error {
		return func(text string) error {
			if strings.TrimSpace(text) == "" {
				return errors.New("the " + what + " is missing")
			}
			return nil
		}
	}
	form := s.form(huh.NewGroup(
		huh.NewSelect[string]().Title("Region").Value(&req.Region).Options(
			huh.NewOption("us: you sign in at app.torq.io", "us"),
			huh.NewOption("eu: you sign in at app.eu.torq.io", "eu"),
		),
		huh.NewInput().Title(s.question("Client ID")).Description("Torq, your avatar, API Keys, Create API key, type Service").
			Value(&req.ClientID).Validate(required("client ID")),
		huh.NewInput().Title(s.question("Client secret")).Description("kept in the keyring of this machine, nowhere else").
			EchoMode(huh.EchoModePassword).Value(&req.Secret).Validate(required("client secret")),
		huh.NewInput().Title(s.question("Owners")).Description("who answers for this workspace: e-mail addresses with commas between; may be empty").
			Value(&owners),
	))
	if err := s.runForm(ctx, form); err != nil {
		return err
	}
	req.Owners = nil
	for o := range strings.FieldsFuncSeq(owners, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		req.Owners = append(req.Owners, o)
	}
	return nil
}

// question is the title of a field.
func (s *session) question(text string) string {
	if s.accessible { // a plain question, with the answer right beside it
		return text + ":"
	}
	return text
}

// form is a form on the session's terminal.
func (s *session) form(group *huh.Group) *huh.Form {
	form := huh.NewForm(group).WithInput(s.In).WithOutput(s.err.w).WithAccessible(s.accessible)
	if s.noColor {
		form = form.WithProgramOptions(tea.WithColorProfile(colorprofile.Ascii))
	}
	return form
}

// runForm runs a form until it is filled in, left, or ctx ends. The plain questions of the accessible form know no
// context, so the terminal is put back here.
func (s *session) runForm(ctx context.Context, form *huh.Form) error {
	fd, _ := terminal(s.In)
	before, err := term.GetState(fd)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- form.RunWithContext(ctx) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		err = context.Canceled
		if s.accessible {
			s.printer(s.err).gap()
		} else {
			<-done
		}
		_ = term.Restore(fd, before)
	}
	if errors.Is(err, huh.ErrUserAborted) {
		return context.Canceled
	}
	return err
}
