// Package evidence is the Evidence section: the self-check of a campaign's evidence, the evidence pack for an auditor,
// the verification of a pack, and the trace of every row from the answer of Torq's API to its confirmation.
package evidence

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/trace"
	"github.com/tuar-dev/tuar/review/evidence/trend"
	"github.com/tuar-dev/tuar/review/evidence/verify"
	"github.com/tuar-dev/tuar/review/signature"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/widget"
)

// Service reads and writes the evidence of campaigns.
type Service interface {
	Pack() *review.Pack
	ListCampaigns(context.Context) ([]campaign.Summary, error)
	Sheet(ctx context.Context, id string) (*campaign.Sheet, error)
	CheckEvidence(ctx context.Context, id string) (evidence.SelfCheck, error)
	Trace(ctx context.Context, id, item string) (trace.Trace, error)
	Sample(ctx context.Context, id string, o evidence.SampleOptions) (evidence.Sample, error)
	WriteSample(ctx context.Context, drawn evidence.Sample, path string, overwrite bool) error
	WriteTable(ctx context.Context, id, name, format, path string, overwrite bool) error
	Trend(context.Context) (trend.Trend, error)
	WriteTrend(ctx context.Context, t trend.Trend, path string, overwrite bool) error
	SigningKey(context.Context) (string, error)
	Signer(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) (signature.Signer, error)
	PackEvidence(ctx context.Context, id string, o evidence.PackOptions) (evidence.PackResult, error)
	VerifyEvidence(ctx context.Context, path string, o evidence.VerifyOptions) (verify.Result, error)
}

// Screen is the Evidence section.
type Screen struct {
	env     *screen.Env
	service Service

	campaigns []campaign.Summary // those that were opened, closed ones first
	id        string             // the one whose evidence is shown; empty before anything was read
	newest    screen.Latest      // reading
	read      bool               // one has come
	err       error              // why the last one failed
	counts    string             // how the checks came out, in words
	short     string             // the same for a narrow screen

	base  *list[finding] // the self-check
	pages screen.Stack[page]
	busy  string // what takes a while; empty if nothing does
	file  string // the last pack that was made or looked at here
}

// page is something that fills the section.
type page interface {
	screen.Screen
	heading() string
	// Backs reports whether esc undoes something in the page.
	Backs() bool
}

// list is a page with a list.
type list[R any] struct {
	*widget.Browser[R]
	name string
}

func (l *list[R]) heading() string { return l.name }

// New makes the section. It reads when it is shown.
func New(env *screen.Env, service Service) *Screen {
	return &Screen{env: env, service: service, base: newChecks("self-check")}
}

// front returns the page that is shown.
func (s *Screen) front() page {
	if p, ok := s.pages.Front(); ok {
		return p
	}
	return s.base
}

// Typing says that a filter is being typed.
func (s *Screen) Typing() bool { return s.front().Typing() }

// Update handles a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Activated:
		if !s.newest.Begun() { // what changed since comes as Changed
			return s.load()
		}
	case screen.Changed:
		return s.load()
	case screen.Navigate:
		return s.visit(msg)
	case loaded:
		s.loaded(msg)
	case chosen:
		return s.choose(string(msg))
	case traceOf:
		return s.trace(string(msg))
	case draw:
		return s.sample(msg)
	case packTo:
		return s.pack(msg)
	case packed:
		return s.packed(msg)
	case verifyFile:
		return s.verify(string(msg))
	case came:
		return s.came(msg)
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		return s.front().Update(msg)
	case tea.MouseClickMsg:
		msg.Y -= headLines
		return s.front().Update(msg)
	}
	return nil
}

// visit goes to the evidence of a campaign, or to the trace of one of its items.
func (s *Screen) visit(to screen.Navigate) tea.Cmd {
	if to.Section != screen.Evidence || to.Campaign == "" {
		return nil
	}
	cmd := s.choose(to.Campaign)
	if to.Item != "" {
		cmd = tea.Batch(cmd, s.trace(to.Item))
	}
	return cmd
}

// choose shows the evidence of another campaign.
func (s *Screen) choose(id string) tea.Cmd {
	if s.id == id && s.read {
		s.pages.Clear()
		return nil
	}
	s.id, s.read, s.err = id, false, nil
	s.pages.Clear()
	return s.load()
}
