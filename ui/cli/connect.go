package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
)

func (s *session) connectCommand() *cobra.Command {
	var req review.ConnectRequest
	var fromStdin, handoff bool
	c := &cobra.Command{
		Use:   "connect [flags]",
		Short: "Connect a Torq workspace",
		Long: `connect tests an API key of Torq, says what it may read, and keeps its secret in the keyring of this machine. In a terminal
it asks for everything; scripts name the key by flags and send the secret to stdin. The secret is never an argument.

Does another person create the keys in your company? --handoff writes the text to send them.`,
		Example: `tuar connect
tuar connect --handoff
pass show torq | tuar connect --region eu --client-id ID --secret-stdin`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if handoff {
				text, err := w.Handoff(ctx)
				return answered(map[string]string{"text": text}, func(p *printer) {
					for line := range strings.Lines(text) {
						p.linef("%s", strings.TrimRight(line, "\n"))
					}
				}, err)
			}
			return s.connect(ctx, w, req, fromStdin)
		}),
	}
	c.Flags().StringVar(&req.Region, "region", "", "region of the workspace: us or eu")
	c.Flags().StringVar(&req.ClientID, "client-id", "", "client `ID` of the API key")
	c.Flags().BoolVar(&fromStdin, "secret-stdin", false, "read the client secret from the first line of stdin")
	c.Flags().StringArrayVar(&req.Owners, "owner", nil, "who answers for the workspace, as an `email` address; repeatable")
	c.Flags().BoolVar(&handoff, "handoff", false, "only write the text that asks another person for an API key")
	complete(c, "region", settings.Regions...)
	return c
}

func (s *session) connect(ctx context.Context, w *review.Workspace, req review.ConnectRequest, fromStdin bool) (_ answer, err error) {
	switch {
	case fromStdin:
		if req.Region == "" {
			req.Region = s.Getenv("TORQ_REGION")
		}
		if req.Secret, err = readLine(ctx, s.In); err != nil {
			return answer{}, err
		}
	case s.interactive():
		if err := s.askConnection(ctx, &req); err != nil {
			return answer{}, err
		}
	default:
		return answer{}, usagef("connect can ask for the key on a terminal only, and not with --json").
			WithHint("in scripts: tuar connect --region us --client-id ID --secret-stdin < FILE")
	}
	if _, watched := terminal(s.err); watched && !s.json {
		s.note("asking Torq what this key may read …")
	}
	permissions, err := w.Connect(ctx, req)
	region := cmp.Or(strings.ToLower(strings.TrimSpace(req.Region)), "us")
	return answered(struct {
		Workspace string                  `json:"workspace"`
		Region    string                  `json:"region"`
		ClientID  string                  `json:"client_id"`
		MayRead   []population.Permission `json:"may_read"`
	}{w.Name(), region, strings.TrimSpace(req.ClientID), permissions}, func(p *printer) {
		where := "the secret is in your keyring"
		if s.noKeyring {
			where = "the secret is not stored"
		}
		p.hang(p.good("connected:"), "workspace %s, region %s; %s", w.Name(), region, where)
		p.permissions(permissions)
		if s.Getenv("TORQ_CLIENT_ID") != "" && !s.noKeyring {
			p.hang(p.warn("note:"), "TORQ_CLIENT_ID is set; as long as it is, its key is used instead of this one")
		}
		if i := slices.IndexFunc(permissions, func(r population.Permission) bool { return r.Resource == "users" }); i >= 0 && !permissions[i].Allowed {
			p.hang(p.warn("note:"), "without reading users there is nothing to review; connect with a key whose role has user.read")
			return
		}
		p.next("tuar sync")
	}, err)
}

// askConnection asks for what the flags left open.
func (s *session) askConnection(ctx context.Context, req *review.ConnectRequest) (err error) {
	if req.Region == "" {
		req.Region, err = s.ask(ctx, question{
			text: "Region", about: "us: you sign in at app.torq.io; eu: you sign in at app.eu.torq.io",
			given: cmp.Or(s.Getenv("TORQ_REGION"), settings.Regions[0]),
			check: func(text string) error {
				if !slices.Contains(settings.Regions, strings.ToLower(text)) {
					return errors.New("the region is " + strings.Join(settings.Regions, " or "))
				}
				return nil
			},
		})
	}
	if err == nil && req.ClientID == "" {
		req.ClientID, err = s.ask(ctx, question{
			text: "Client ID", about: "Torq, your avatar, API Keys, Create API key, type Service",
		})
	}
	if err == nil {
		req.Secret, err = s.ask(ctx, question{
			text: "Client secret", about: "not shown; kept in the keyring of this machine, nowhere else", secret: true,
		})
	}
	if err == nil && len(req.Owners) == 0 {
		var owners string
		owners, err = s.ask(ctx, question{
			text: "Owners", optional: true,
			about: "who answers for this workspace: e-mail addresses with commas between; may be empty",
		})
		req.Owners = strings.FieldsFunc(owners, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	}
	return err
}

// permissions writes what the key may and may not read.
func (p *printer) permissions(permissions []population.Permission) {
	for _, may := range permissions {
		name := strings.ReplaceAll(may.Resource, "-", " ")
		switch {
		case may.Allowed:
			p.linef("  %s  %s", p.good("may read    "), name)
		case may.Detail != "":
			p.linef("  %s  %s (%s)", p.warn("may not read"), name, may.Detail)
		default:
			p.linef("  %s  %s", p.warn("may not read"), name)
		}
	}
}

func (s *session) disconnectCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "disconnect",
		Short: "Remove the workspace's secret from the keyring",
		Long: `disconnect removes the secret from the keyring of this machine. What was synced and decided stays. To take the access
away for good, delete the API key in Torq.`,
		Example: `tuar disconnect
tuar disconnect --workspace dev --yes`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if err := s.confirm(ctx, "Remove the secret of workspace "+w.Name()+" from the keyring?"); err != nil {
				return answer{}, err
			}
			if err := w.Disconnect(ctx); err != nil {
				return answer{}, err
			}
			return answer{map[string]string{"workspace": w.Name(), "connection": string(review.NotConnected)}, func(p *printer) {
				p.linef("disconnected: the keyring no longer holds the secret of workspace %s", w.Name())
			}}, nil
		}),
	}
}
