package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/ui/app"
)

func (s *session) connectCommand() *cobra.Command {
	var req review.ConnectRequest
	var fromStdin, handoff bool
	c := &cobra.Command{
		Use:   "connect [flags]",
		Short: "Connect a Torq workspace",
		Long: `connect tests an API key of Torq, says what it may read, and keeps its secret in the keyring of this machine. In a terminal
it asks for everything, who you are too, and then leads through the first sync; scripts name the key by flags and send the secret to stdin. The secret is never an argument.

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
	guided, kept := false, !s.noKeyring
	switch {
	case fromStdin:
		if req.Region == "" {
			req.Region = s.Getenv("TORQ_REGION")
		}
		if req.Secret, err = readLine(ctx, s.In); err != nil {
			return answer{}, err
		}
	case s.interactive():
		guided = true
		if unusable := w.CheckSecrets(ctx); unusable != nil {
			kept = false
			if w, err = s.inMemory(ctx, unusable); err != nil {
				return answer{}, err
			}
		}
		if err := s.askConnection(ctx, &req, kept); err != nil {
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
	if err != nil {
		return answer{}, err
	}
	made := s.connected(w, req, permissions, kept, guided)
	if !guided || !readsUsers(permissions) {
		return made, nil
	}
	if err := s.give(made, nil); err != nil {
		return answer{}, err
	}
	return answer{}, s.firstSteps(ctx, w, kept)
}

// inMemory says that this machine keeps no secret, and why, and opens the workspace so that it holds the secret for this run.
func (s *session) inMemory(ctx context.Context, unusable error) (*review.Workspace, error) {
	p := s.printer(s.err)
	p.hang(p.warn("no keyring:"), "%s", unusable)
	p.linef("The secret can be used for this run only: tuar reads everyone's access, opens the app, and forgets the secret.")
	p.linef("To keep it for later runs, leave with ctrl+c and set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET.")
	return s.workspace(ctx, func(o *OpenOptions) { o.NoKeyring = true })
}

// connected returns the answer of connect.
func (s *session) connected(w *review.Workspace, req review.ConnectRequest, permissions []population.Permission, kept, guided bool) answer {
	region := cmp.Or(strings.ToLower(strings.TrimSpace(req.Region)), "us")
	return answer{struct {
		Workspace string                  `json:"workspace"`
		Region    string                  `json:"region"`
		ClientID  string                  `json:"client_id"`
		MayRead   []population.Permission `json:"may_read"`
	}{w.Name(), region, strings.TrimSpace(req.ClientID), permissions}, func(p *printer) {
		where := "the secret is in your keyring"
		if !kept {
			where = "the secret is not stored"
		}
		p.hang(p.good("connected:"), "workspace %s, region %s; %s", w.Name(), region, where)
		p.permissions(permissions)
		if s.Getenv("TORQ_CLIENT_ID") != "" && !s.noKeyring {
			p.hang(p.warn("note:"), "TORQ_CLIENT_ID is set; as long as it is, its key is used instead of this one")
		}
		switch {
		case !readsUsers(permissions):
			p.hang(p.warn("note:"), "without reading users there is nothing to review; connect with a key whose role has user.read")
		case !guided:
			p.next("tuar sync")
		}
	}}
}

// readsUsers reports whether users may be read, by what Torq said of a key.
func readsUsers(permissions []population.Permission) bool {
	i := slices.IndexFunc(permissions, func(r population.Permission) bool { return r.Resource == "users" })
	return i < 0 || permissions[i].Allowed
}

// firstSteps leads on from a new connection: who acts, the first sync, the app. Each step can be left for later.
func (s *session) firstSteps(ctx context.Context, w *review.Workspace, kept bool) error {
	if err := s.askWho(ctx, w); err != nil {
		return err
	}
	p := s.printer(s.out)
	p.gap()
	p.linef("Next, tuar reads who has which role. It changes nothing in Torq.")
	if kept && !s.agrees(ctx, "Read everyone's access now?") {
		p.next("tuar sync")
		return nil
	}
	result, err := s.syncWith(ctx, w, review.SyncOptions{})
	if err != nil {
		return err
	}
	p.synced(result)
	p.gap()
	p.linef("Next, a campaign: it freezes this list and gives each reviewer a part of it. The app helps to make one; 2 shows all access, 3 the campaigns, ? the keys, q leaves.")
	if !s.onScreen() || !s.agrees(ctx, "Open the app now?") {
		p.next(`tuar campaign new --name "First access review" --due 14d`)
		return nil
	}
	return s.showApp(ctx, app.Options{Workspace: w})
}

// askWho asks who acts here, unless that is known, and remembers it for later commands on this machine.
func (s *session) askWho(ctx context.Context, w *review.Workspace) error {
	if _, err := w.Actor(ctx); err == nil && s.as == "" {
		return nil
	}
	who := s.as
	if who == "" {
		var err error
		if who, err = s.ask(ctx, question{
			text: "Your e-mail address", optional: true,
			about: "the record keeps it beside all that you do; later commands on this machine use it; may be empty",
			check: func(text string) error {
				if text == "" {
					return nil
				}
				return person.Check(text)
			},
		}); err != nil || who == "" {
			return err
		}
	}
	if err := w.IAm(ctx, who); err != nil {
		return err
	}
	s.note("you are %s; change it with --as EMAIL or TUAR_AS", who)
	return nil
}

// askConnection asks for what the flags left open.
func (s *session) askConnection(ctx context.Context, req *review.ConnectRequest, kept bool) (err error) {
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
		about := "not shown; kept in the keyring of this machine, nowhere else"
		if !kept {
			about = "not shown; used for this run only, and not stored"
		}
		req.Secret, err = s.ask(ctx, question{text: "Client secret", about: about, secret: true})
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
