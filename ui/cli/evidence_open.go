package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/app"
)

func (s *session) evidenceOpenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "open FILE.zip",
		Short: "Look into an evidence pack, in the app",
		Long: `open checks an evidence pack and shows what it holds in the app, as of its last line: access, reviews with every decision, what
was carried out, elevations, the self-check, the record. Nothing can be changed in it, and nothing is asked of Torq; it needs no
workspace and no credentials.

A pack that does not check out is opened as far as it can be, and says on every screen what is wrong with it. One that holds
nothing to look into is refused with 5.`,
		Example: `tuar evidence open q4-evidence.zip`,
		Args:    takes(1, 1, "one evidence pack"),
		RunE: func(c *cobra.Command, args []string) error {
			pack, err := s.openPack(c.Context(), args[0])
			if err != nil {
				return err
			}
			defer func() { _ = pack.Close() }()
			if s.json || !s.onScreen() {
				return s.packWithoutApp(pack)
			}
			return s.runApp(c, app.Options{Workspace: pack.Workspace})
		},
	}
}

// packWithoutApp describes a pack in a terminal that cannot show the app.
func (s *session) packWithoutApp(pack *review.Pack) error {
	x := pack.Index
	a := answer{map[string]any{
		"file": pack.File, "workspace": x.Workspace, "campaign": pack.Campaign, "campaign_name": x.Name, "state": x.State, "items": x.Items,
		"decided": x.Decided, "as_of": pack.AsOf.UTC().Format(time.RFC3339Nano), "ok": pack.Result.OK, "checks": pack.Result.Checks,
	}, func(p *printer) {
		p.fact("pack", "%s", pack.File)
		p.fact("campaign", "%s, %s: %d of %d items decided", x.Name, x.State, x.Decided, x.Items)
		p.fact("as of", "%s", moment(pack.AsOf))
		if wrong := pack.Wrong(); wrong != "" {
			p.fact("check", "%s %s", p.bad("DOES NOT CHECK OUT:"), wrong)
		} else {
			p.fact("check", "%s", p.good("it checks out"))
		}
	}}
	return s.give(a, usagef("the app needs a terminal").WithHint("without one there are: tuar evidence verify %s; evidence trace and evidence sample with --pack %s", pack.File, pack.File))
}

// openPack opens a pack, and tells the user so, since checking a large one takes a while.
func (s *session) openPack(ctx context.Context, path string) (*review.Pack, error) {
	if s.onScreen() {
		s.note("checking %s…", path)
	}
	return review.OpenPack(ctx, s.Files, path)
}

// packFlag adds the flag that has a command look into a pack in place of the workspace.
func packFlag(c *cobra.Command, path *string) {
	c.Flags().StringVar(path, "pack", "", "look into this evidence pack `file`, not into the workspace")
}

// runIn is like run, but uses the workspace of a pack if one is named. It refuses an invalid pack, since results from
// it are worthless.
func (s *session) runIn(path *string, do useCase) runE {
	inWorkspace := s.run(do)
	return func(c *cobra.Command, args []string) error {
		if *path == "" {
			return inWorkspace(c, args)
		}
		pack, err := s.openSoundPack(c.Context(), *path)
		if err != nil {
			return err
		}
		defer func() { _ = pack.Close() }()
		a, err := do(c.Context(), pack.Workspace, args)
		return s.give(a, err)
	}
}

func (s *session) openSoundPack(ctx context.Context, path string) (*review.Pack, error) {
	pack, err := s.openPack(ctx, path)
	if err != nil {
		return nil, err
	}
	if wrong := pack.Damaged(); wrong != "" {
		_ = pack.Close()
		return nil, fault.New(fault.Damaged, "%s does not check out: %s", path, wrong).
			WithHint("see every check with: tuar evidence verify %s; look into it all the same with: tuar evidence open %s", path, path)
	}
	if wrong := pack.Wrong(); wrong != "" {
		s.note("%s does not check out: %s", path, wrong)
	}
	return pack, nil
}
