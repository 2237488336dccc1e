package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
)

func (s *session) whoamiCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "whoami",
		Short: "Show who you are, how that is known, and what you may do",
		Long: `whoami shows in whose name this installation acts and how that is known, strongest first: by an SSH key that an owner enrolled for
you and that signs what you do (--sign-with), by your private API key, by the OS account that an owner enrolled for you, or by your
own word alone.`,
		Example: `tuar whoami
tuar whoami --as mia@example.com`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			me, err := w.WhoAmI(ctx)
			return answered(me, func(p *printer) { p.identity(me) }, err)
		}),
	}
}

// identity writes who the current user is.
func (p *printer) identity(me admin.Identity) {
	p.linef("%s (%s)", p.bold(me.Email), me.Known)
	p.hang("  writes from", "%s@%s, as %s", cmp.Or(me.Account, "?"), cmp.Or(me.Host, "?"), me.Writer)
	for _, key := range me.Keys {
		p.hang("  SSH key", "%s", key)
	}
	held := texts(me.Rights)
	if len(held) == 0 {
		held = []string{"none; campaigns name their reviewers, and each user may ask for an elevation"}
	}
	if !me.Adopted {
		held = []string{"rights begin with the next act; the person who started this workspace is its owner"}
	}
	p.hang("  rights", "%s", strings.Join(held, ", "))
	if len(me.May) > 0 {
		p.hang("  may", "%s", strings.Join(texts(me.May), ", "))
	}
	for _, r := range me.Required {
		if r.Met {
			p.linef("  %s needs %s, which you have", r.Act, r.Assurance)
		} else {
			p.linef("  %s %s needs %s, which you have only with a signature or another login", p.warn("!"), r.Act, r.Assurance)
		}
	}
	p.next("tuar rights list")
}

// texts returns named texts as plain ones.
func texts[T ~string](named []T) []string {
	out := make([]string, len(named))
	for i, one := range named {
		out[i] = string(one)
	}
	return out
}
