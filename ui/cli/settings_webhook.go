package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/order"
)

func (s *session) settingsWebhookCommand() *cobra.Command {
	var fromStdin, remove bool
	c := &cobra.Command{
		Use:   "webhook [flags]",
		Short: "Set the webhook of a Torq workflow that changes access",
		Long: `webhook keeps the URL of a Torq workflow's webhook and the secret that orders to it are signed with, both in the keyring of
this machine. It sends a signed test order first, and keeps nothing unless the workflow takes it. In a terminal it asks for
both; scripts send them to stdin. What the workflow must do: tuar help webhook.`,
		Example: `tuar settings webhook
printf '%s\n%s\n' "$URL" "$SECRET" | tuar settings webhook --stdin
tuar settings webhook --remove`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			if remove {
				if err := s.confirm(ctx, "Forget the webhook of workspace "+w.Name()+"?"); err != nil {
					return answer{}, err
				}
				return s.saidOfWebhook(w, "removed:", "the keyring holds no webhook any more", "none", w.RemoveWebhook(ctx))
			}
			to, err := s.webhookTarget(ctx, fromStdin)
			if err != nil {
				return answer{}, err
			}
			return s.saidOfWebhook(w, "set:", "the workflow took a test order; the webhook is in your keyring", "keyring", w.SetWebhook(ctx, to))
		}),
	}
	c.Flags().BoolVar(&fromStdin, "stdin", false, "read the URL from the first line of stdin and the signing secret from the second")
	c.Flags().BoolVar(&remove, "remove", false, "take the webhook out of the keyring")
	c.MarkFlagsMutuallyExclusive("stdin", "remove")
	return c
}

func (s *session) saidOfWebhook(w *review.Workspace, title, text, now string, err error) (answer, error) {
	return answered(map[string]string{"workspace": w.Name(), "webhook": now}, func(p *printer) {
		p.hang(p.good(title), "%s", text)
		if s.Getenv("TUAR_WEBHOOK_URL") != "" {
			p.hang(p.warn("note:"), "TUAR_WEBHOOK_URL is set; as long as it is, its webhook is used")
		}
	}, err)
}

// webhookTarget asks for URL and secret, or reads them from stdin.
func (s *session) webhookTarget(ctx context.Context, fromStdin bool) (order.HookTarget, error) {
	var to order.HookTarget
	switch {
	case fromStdin:
		lines, err := readLines(ctx, s.In, 2)
		if err != nil {
			return to, err
		}
		return order.HookTarget{URL: lines[0], Secret: lines[1]}, nil
	case !s.interactive():
		return to, usagef("webhook can ask for the URL and the secret on a terminal only, and not with --json").
			WithHint("in scripts: tuar settings webhook --stdin < FILE")
	}
	var err error
	if to.URL, err = s.ask(ctx, question{
		text: "Webhook URL", secret: true,
		about: "of the workflow's webhook trigger; who knows it can call it, so it is not shown and kept in the keyring",
	}); err != nil {
		return to, err
	}
	to.Secret, err = s.ask(ctx, question{
		text: "Signing secret", secret: true,
		about: "at least 16 characters, such as openssl rand -hex 32 makes; the workflow checks signatures with it",
	})
	return to, err
}
