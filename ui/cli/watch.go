package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
)

// watchEvery is the time between two rounds of watch.
const watchEvery = time.Minute

func (s *session) watchCommand() *cobra.Command {
	var once bool
	c := &cobra.Command{
		Use:   "watch [flags]",
		Short: "Do what is due: elevations, shared record, sync, planned campaigns, reminders, fallback reviewers",
		Long: `watch does what is due, every minute until ctrl+c; with --once it does so once, for timers and cron:

  elevations  gives roles that are approved, and ends elevations that have expired
  share       takes and sends what is new, where the record is shared through Git
  sync        reads everyone's access when the last sync is older than the setting rules.stale_hours
  campaigns   makes or opens the campaigns of: tuar campaign plan
  reminders   gives the webhook the reminders of the setting campaigns.reminders, which is empty at first: opened,
              "7d before", due, "every 3d overdue"
  fallback    hands undecided rows of overdue campaigns to their fallback reviewer, where that was said at opening

Each step says what it did. One that fails does not stop the others; the exit code of --once is that of the first that
failed. With --quiet nothing is said of a step that had nothing to do. tuar schedule install has this machine run it every minute.`,
		Example: `tuar watch --once
tuar settings set campaigns.reminders 'opened, 7d before, 1d before, due, every 3d overdue'`,
		Args: takes(0, 0, ""),
		RunE: func(c *cobra.Command, args []string) error {
			if !once {
				e, err := s.estate(c.Context(), s.unattended)
				if err != nil {
					return err
				}
				return s.watch(c.Context(), e.Workspaces)
			}
			return s.each(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
				steps, err := w.Watch(ctx, s.noSync, nil)
				if err != nil {
					return answer{}, err
				}
				return s.watched(steps)
			}, s.unattended)(c, args)
		},
	}
	c.Flags().BoolVar(&once, "once", false, "do it once, for timers and cron")
	return c
}

// stepJSON is a step of a watch, for programs.
type stepJSON struct {
	Step  string `json:"step"`
	State string `json:"state"` // done, nothing, off, waits or failed
	Text  string `json:"text"`
	Code  int    `json:"code"` // the exit code of its failure; 0 without one
	Hint  string `json:"hint"`
}

// roundJSON is one round of a watch, for programs.
type roundJSON struct {
	Code  int        `json:"code"` // of the first step that failed; 0 if none did
	Steps []stepJSON `json:"steps"`
}

func roundOf(steps []review.WatchStep) roundJSON {
	round := roundJSON{Steps: []stepJSON{}}
	for _, step := range steps {
		one := stepJSON{Step: step.Name, State: string(step.State), Text: step.Text}
		if step.Err != nil {
			one.Code, one.Hint = int(fault.KindOf(step.Err)), fault.HintOf(step.Err)
			if round.Code == 0 {
				round.Code = one.Code
			}
		}
		round.Steps = append(round.Steps, one)
	}
	return round
}

// watched returns the answer of one round, and the first failure. People read it in a line; programs get it as an error.
func (s *session) watched(steps []review.WatchStep) (answer, error) {
	var first error
	for _, step := range steps {
		if first == nil {
			first = step.Err
		}
	}
	if first != nil && !s.json {
		first = exit(fault.KindOf(first))
	}
	return answer{roundOf(steps), func(p *printer) {
		for _, step := range steps {
			if !s.quiet || step.State == review.StepDone || step.State == review.StepFailed {
				p.watchStep(step)
			}
		}
	}}, first
}

// watchStep writes what a step did.
func (p *printer) watchStep(step review.WatchStep) {
	title := p.dim(step.Name + ":")
	switch step.State {
	case review.StepDone:
		title = p.good(step.Name + ":")
	case review.StepFailed:
		title = p.bad(step.Name + " failed:")
	case review.StepWaits:
		title = p.warn(step.Name + " waits:")
	case review.StepNothing, review.StepOff:
	}
	p.hang(title, "%s", step.Text)
	if hint := fault.HintOf(step.Err); step.Err != nil && hint != "" {
		p.hang(p.dim("  hint:"), "%s", hint)
	}
}

// watch does what is due every minute until ctx ends, which is its usual end: in one workspace after the other.
func (s *session) watch(ctx context.Context, workspaces []*review.Workspace) error {
	if !s.json {
		s.printer(s.out).linef("watching workspace %s every minute; ctrl+c ends it", strings.Join(s.names, ", "))
	}
	said := map[string]string{}
	for {
		var failed []error
		for _, w := range workspaces {
			if err := s.watchRound(ctx, w, said); err != nil && s.several {
				failed = append(failed, inWorkspace{w.Name(), err})
			} else if err != nil {
				failed = append(failed, err)
			}
			if ctx.Err() != nil {
				return exit(0)
			}
		}
		if len(failed) == len(workspaces) {
			return errors.Join(failed...)
		}
		for _, err := range failed { // the others go on
			if text := err.Error(); said[text] == "" {
				said[text] = text
				s.note("%s", text)
			}
		}
		select {
		case <-ctx.Done():
			return exit(0)
		case <-time.After(watchEvery):
		}
		if err := s.out.failure(); err != nil {
			return err
		}
	}
}

// watchRound does what is due in a workspace. It writes what was done and, whenever it changes from what was said, what
// cannot be done.
func (s *session) watchRound(ctx context.Context, w *review.Workspace, said map[string]string) error {
	var news []review.WatchStep
	steps, err := w.Watch(ctx, s.noSync, func(step review.WatchStep) {
		now, of := string(step.State)+step.Text, w.Name()+" "+step.Name
		if step.State == review.StepDone || step.State != review.StepNothing && said[of] != now {
			news = append(news, step)
		}
		said[of] = now
	})
	switch {
	case err != nil:
		return err
	case s.json && s.several:
		round, err := placed(w.Name(), roundOf(steps))
		if err != nil {
			return err
		}
		return s.writeJSON(round[0])
	case s.json:
		return s.writeJSON(roundOf(steps))
	}
	p, of := s.printer(s.out), ""
	if s.several {
		of = w.Name() + ", "
	}
	for _, step := range news {
		p.linef("%s", p.dim(of+w.Now().UTC().Format("2 Jan 15:04:05 UTC")))
		p.watchStep(step)
	}
	return nil
}
