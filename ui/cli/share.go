package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/ui/widget"
)

func (s *session) shareCommand() *cobra.Command {
	c := s.family("share", `tuar share init git@github.com:example/access-reviews.git
tuar share status`,
		"Share the record with other machines, through Git", s.shareInitCommand(), s.shareJoinCommand(), s.shareSyncCommand(),
		s.shareStatusCommand(), s.shareRefusedCommand(), s.shareSeenCommand(), s.shareLeaveCommand())
	c.Long = `share carries the record between machines, through a private Git repository that you name: by ssh, https, or in a folder. The
program git does it with your own keys and credential helpers. Each machine checks every line that comes in.

How it works, what it refuses and what it costs: tuar help share`
	return c
}

// exitDamaged is the exit code where something in the shared repository does not fit.
const exitDamaged exit = exit(fault.Damaged)

func (s *session) shareInitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init URL",
		Short: "Share the record of this workspace through an empty repository",
		Long: `init sends the record of this workspace to an empty repository: names, e-mail addresses, roles and decisions, and no secret.
Keep that repository private. From then on commands send what they record, and the app syncs while it is open.`,
		Example: `tuar share init git@github.com:example/access-reviews.git
tuar share init /srv/reviews.git`,
		Args: takes(1, 1, "the URL of a repository"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if err := s.canConfirm(); err != nil {
				return answer{}, err
			}
			question := fmt.Sprintf("Send the record, %s with names, e-mail addresses and roles, to %s?", count(w.Length(ctx), "line"), args[0])
			if err := s.confirm(ctx, question); err != nil {
				return answer{}, err
			}
			return s.carried(w.InitShare(ctx, args[0], s.interactive()))
		}),
	}
}

func (s *session) shareJoinCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "join URL",
		Short: "Take part in a record that is shared already",
		Long: `join takes over the record that the repository carries, and sends what is here. Join before you connect: then the workspace has
one beginning. Where lines are here already, both records must fit together; else nothing is taken or sent.`,
		Example: `tuar share join git@github.com:example/access-reviews.git`,
		Args:    takes(1, 1, "the URL of a repository"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			return s.carried(w.JoinShare(ctx, args[0], s.interactive()))
		}),
	}
}

func (s *session) shareSyncCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sync",
		Short: "Take what is new in the shared repository, and send what is new here",
		Long: `sync takes what is new and fits, and sends what is new here. What does not fit is named and kept aside; then the exit code is 5,
and the rest was done all the same.`,
		Example: "tuar share sync",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			return s.carried(w.SyncShare(ctx, s.interactive()))
		}),
	}
}

// carried returns the answer of a sync.
func (s *session) carried(out share.Outcome, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	a := answer{out, func(p *printer) {
		switch {
		case out.Taken+out.Sent+out.Populations == 0:
			p.linef("nothing is new, here or in the shared repository")
		default:
			p.hang(p.good("shared:"), "%s taken, %s sent, %s carried", count(out.Taken, "line"), count(out.Sent, "line"), count(out.Populations, "population"))
		}
		if out.Rewritten {
			p.hang(p.warn("warning:"), "the history of the shared repository was rewritten; what it lacked was sent again")
		}
		p.refusals(out.Refused)
		p.ignored(out.Ignored)
	}}
	if len(out.Refused) > 0 {
		return a, exitDamaged
	}
	return a, nil
}

// mostRefusals bounds how many refusals are listed for people; --json has all of them.
const mostRefusals = 20

// refusals lists what did not fit.
func (p *printer) refusals(list []share.Refusal) {
	more := max(0, len(list)-mostRefusals)
	for _, r := range list[:len(list)-more] {
		word := p.bad("refused:")
		if r.Waits {
			word = p.warn("waits:")
		}
		p.hang(word, "%s", r)
		if r.Good.Seq > 0 {
			p.linef("  %s", p.dim("the last good line is "+r.LastGood()))
		}
		if r.Kept != "" {
			p.linef("  %s", p.dim("the refused bytes are kept in "+r.Kept))
		}
		if r.Unkept != "" {
			p.linef("  %s", p.dim("the refused bytes are in the history of the repository alone: "+r.Unkept))
		}
	}
	if more > 0 {
		p.linef("%d more are refused or wait; --json has all of them", more)
	}
}

func (p *printer) ignored(list []string) {
	if len(list) > 0 {
		p.hang(p.dim("not read:"), "%s, which %s no part of a record", strings.Join(list, ", "), map[bool]string{true: "is", false: "are"}[len(list) == 1])
	}
}

func (s *session) shareStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say how the record is shared: who writes into it, what is not sent, what was refused",
		Long: `status says how sharing stands, as of the last sync. It reads this machine only. Where something is refused or waits, or was lost
there and was not looked at, the exit code is 5.`,
		Example: "tuar share status",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			status, err := w.ShareStatus(ctx)
			if err == nil && status == nil {
				return answer{}, usagef("this workspace is not shared with other machines").
					WithHint("share it: %s; or take part: %s", fault.InitShare.On("URL"), fault.JoinShare.On("URL"))
			}
			if err != nil {
				return answer{}, err
			}
			a := answer{status, func(p *printer) { p.shareStatus(status, time.Now()) }}
			if !status.OK {
				return a, exitDamaged
			}
			return a, nil
		}, shortOfTime),
	}
}

func (p *printer) shareStatus(st *share.Status, now time.Time) {
	p.fact("repository", "%s", st.URL)
	p.fact("state", "%s", st.Summary(func(t time.Time) string { return widget.Ago(t, now) }))
	if st.Problem != "" {
		p.fact("last sync", "%s", p.warn(st.Problem))
		p.fact("", "%s", p.dim(st.Hint))
	}
	p.gap()
	var rows [][]string
	for _, w := range st.Writers {
		where, ok := w.Account+"@"+w.Host, "ok"
		if w.Host == "" {
			where = "not said"
		}
		if w.Here {
			where += " (here)"
		}
		if w.Ahead != nil {
			ok = "clock ahead"
		}
		if !w.OK {
			ok = "refused"
		}
		rows = append(rows, []string{w.Writer, where, strings.Join(w.People, " "), fmt.Sprint(w.Lines), w.Head[:min(len(w.Head), 12)], ok})
	}
	p.table([]column{
		{name: "writer", least: 12},
		{name: "runs as", least: 12},
		{name: "people", least: 16},
		{name: "lines", right: true, keep: true},
		{name: "head", keep: true},
		{name: "state", keep: true},
	}, rows)
	if len(st.Refused)+len(st.Incidents)+len(st.Ignored) > 0 {
		p.gap()
	}
	p.refusals(st.Refused)
	for _, i := range st.Incidents {
		p.hang(p.warn("mended:"), "%s: %s", moment(i.At), i.Text)
	}
	if len(st.Incidents) > 0 {
		p.next(fault.SeeIncidents.With().String())
	}
	p.ignored(st.Ignored)
}

func (s *session) shareRefusedCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "refused",
		Short: "List the refused files that are kept on this machine",
		Long: `refused lists what sync did not take and kept aside, the newest first: the file, the beginning of the SHA-256 of its bytes, and
where they are. A file that is here once counts once; the oldest make room for newer ones.

A way back is described in: tuar help share`,
		Example: "tuar share refused",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			files, err := w.RefusedFiles(ctx)
			return answered(files, func(p *printer) { p.refusedFiles(files) }, err)
		}, shortOfTime),
	}
}

func (p *printer) refusedFiles(files []share.Kept) {
	if len(files) == 0 {
		p.linef("nothing that was refused is kept on this machine")
		return
	}
	var rows [][]string
	for _, k := range files {
		state := "gone from the repository"
		if k.Refused {
			state = "refused"
		}
		rows = append(rows, []string{k.File, k.Hash[:min(len(k.Hash), 12)], fmt.Sprint(k.Bytes), moment(k.At), state, k.Path})
	}
	p.table([]column{
		{name: "file", least: 20},
		{name: "sha256", keep: true},
		{name: "bytes", right: true, keep: true},
		{name: "when", keep: true},
		{name: "state", least: 8},
		{name: "path", least: 20},
	}, rows)
}

func (s *session) shareSeenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "seen",
		Short: "Say that you have seen what was mended in the shared repository",
		Long: `seen forgets what the shared repository had lost and was sent again: then check no longer names it. What is refused stays, as long
as it is in the repository.`,
		Example: "tuar share seen",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			n, err := w.SeeIncidents(ctx)
			return answered(map[string]int{"seen": n}, func(p *printer) { p.linef("%s seen", count(n, "incident")) }, err)
		}),
	}
}

func (s *session) shareLeaveCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "leave",
		Short:   "Stop sharing the record; it stays here, and in the repository",
		Example: "tuar share leave",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			before, err := w.LeaveShare(ctx)
			return answered(before, func(p *printer) {
				p.hang(p.good("left:"), "%s; the record stays here", before.URL)
				if before.Ahead > 0 {
					p.hang(p.warn("warning:"), "%s of this machine were never sent", count(int(before.Ahead), "line"))
				}
			}, err)
		}),
	}
}

// sharesWithin bounds the sync after a command. What it does not manage, the next one does.
const sharesWithin = 10 * time.Second

// carry syncs the workspaces in which this command has recorded something, if they are shared. That the repository
// cannot be reached is only told: work goes on without it.
func (s *session) carry(ctx context.Context) {
	for _, w := range s.opened {
		if s.noSync || !w.HasUnsent(ctx) {
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, sharesWithin)
		out, err := w.SyncShare(ctx, false)
		cancel()
		p := s.printer(s.err)
		switch {
		case s.json:
		case err != nil:
			p.titled(p.warn("warning:"), "recorded here, and not sent to the other machines yet: "+err.Error())
		case len(out.Refused) > 0:
			p.titled(p.warn("warning:"), fmt.Sprintf("in the shared repository %s; see: %s", out.Refused[0], fault.ShareStatus.With()))
		}
	}
}
