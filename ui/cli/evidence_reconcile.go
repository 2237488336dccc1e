package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
)

func (s *session) evidenceReconcileCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reconcile",
		Short: "Hold Torq's audit log against the last sync",
		Long: `reconcile replays Torq's audit log (invited, accepted, role updated, deleted) from an earlier listing and compares the
outcome with the last one: two witnesses that nobody is missing and nobody is there who did not come in. The earlier listing is
that of the campaign closed last, else the first there is. Who is listed and not explained gets the hint "unexplained".

Opening a campaign does this by itself. It needs an API key with the role Owner; where the key may not read the log, the record
says so. People who came in by SSO leave no entry and are counted apart; API keys are not compared.`,
		Example: `tuar evidence reconcile
tuar evidence reconcile --json`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			progress, clear := s.progress()
			r, err := w.Reconcile(ctx, progress)
			clear()
			return answered(r, func(p *printer) { p.reconciled(r) }, err)
		}),
	}
}

// reconciled writes what a reconciliation found.
func (p *printer) reconciled(r reconcile.Outcome) {
	if !r.Read() {
		p.hang(p.warn("not reconciled:"), "%s", r.Reason)
		return
	}
	p.hang(p.good("reconciled:"), "%s listed: %d explained, %d by SSO, which leaves no entry, %d from before the log, %d unexplained",
		count(r.Listed, "user"), r.Derived, r.SSO, r.Before, len(r.Unexplained))
	p.fact("population", "%s", population.Short(r.Population))
	if r.Earlier != "" {
		p.fact("from", "%s", population.Short(r.Earlier))
	}
	p.fact("audit log", "%s, complete since %s", entries(r.Entries), moment(r.From.Time))
	if r.Cut {
		p.hang(p.warn("note:"), "older entries of the log were not read: there are more than tuar reads")
	}
	if !r.Complete {
		p.hang(p.warn("note:"), "%s, so who came before it is not explained by anything", r.Reason)
	}
	if r.Early && len(r.Unexplained) > 0 {
		p.hang(p.warn("note:"), "Torq's log may lag by five minutes; reconcile again in a while")
	}
	rows := make([][]string, len(r.Unexplained))
	for i, x := range r.Unexplained {
		rows[i] = []string{x.Email, string(x.Kind), x.Why}
	}
	if len(rows) > 0 {
		p.table([]column{{name: "who", least: 24}, {name: "kind", keep: true}, {name: "why", least: 24}}, rows)
	}
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}
