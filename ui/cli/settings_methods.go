package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/remediation"
)

func (s *session) settingsMethodsCommand() *cobra.Command {
	var retry bool
	c := &cobra.Command{
		Use:   "methods [flags]",
		Short: "Show the methods that Torq did not offer, or have them tried again",
		Long: `methods lists the ways to change access that are not tried at present. Torq documents no call that removes a user or changes a
role; where it answers for two different people that there is no such call, and the method has never worked in this
workspace, the method is left out for 30 days (15 minutes for elevations). --retry ends that now.`,
		Example: `tuar settings methods
tuar settings methods --retry`,
		Args: takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list := w.MethodsOff
			if retry {
				list = w.RetryMethods
			}
			off, err := list(ctx)
			return answered(methodRows(off), func(p *printer) {
				for _, o := range off {
					p.hang(p.warn(string(o.Method)+":"), "%s", o.String())
				}
				switch {
				case len(off) == 0:
					p.linef("every method is tried")
				case retry:
					p.linef("they are tried again from now on")
				default:
					p.next("tuar settings methods --retry")
				}
			}, err)
		}),
	}
	c.Flags().BoolVar(&retry, "retry", false, "have them tried again")
	return c
}

type methodRow struct {
	Method string `json:"method"`
	Action string `json:"action"`
	Call   string `json:"call"`
	Status int    `json:"status"`
	At     string `json:"at"`
	Until  string `json:"until"`
}

func methodRows(off []remediation.Off) []methodRow {
	rows := make([]methodRow, len(off))
	for i, o := range off {
		rows[i] = methodRow{string(o.Method), string(o.Action), o.Call, o.Status, *stamp(&o.At), *stamp(&o.Until)}
	}
	return rows
}
