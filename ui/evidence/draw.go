package evidence

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
)

// draw asks for a sample.
type draw evidence.SampleOptions

// usual is the number of rows that auditors usually sample.
const usual = 25

// askSample asks for the seed of a sample, how many rows, and of what.
func (s *Screen) askSample() tea.Cmd {
	return s.env.OpenDialog(&overlay.Prompt{
		Title: "Sample", Label: "Seed, how many rows, and a decision if not of all. The same seed draws the same rows anywhere.",
		Value: fmt.Sprintf("%s %d", quarter(s.env.Now()), usual), Hint: "2026Q3 25 revoke",
		Check: func(text string) error {
			if o := options(text); o.Seed == "" || o.Size < 1 {
				return fault.New(fault.BadInput, "a seed and a number of rows are needed, such as 2026Q3 25")
			}
			return nil
		},
		Action: func(text string) tea.Msg { return screen.For(s, draw(options(text))) },
	})
}

func quarter(t time.Time) string {
	return fmt.Sprintf("%dQ%d", t.UTC().Year(), (int(t.UTC().Month())+2)/3)
}

// options reads "2026Q3 25 revoke": what comes first is the seed, which may have blanks in it.
func options(text string) (o evidence.SampleOptions) {
	words := strings.Fields(text)
	if n := len(words); n > 1 && slices.Contains(append(campaign.Verdicts, campaign.Undecided), campaign.Verdict(words[n-1])) {
		o.Of, words = campaign.Verdict(words[n-1]), words[:n-1]
	}
	if n := len(words); n > 1 {
		if size, err := strconv.Atoi(words[n-1]); err == nil {
			o.Size, words = size, words[:n-1]
		}
	}
	o.Seed = strings.Join(words, " ")
	return o
}

func (s *Screen) sample(o draw) tea.Cmd {
	env, service, id := s.env, s.service, s.id
	return s.fetch("drawing a sample", func() (page, error) {
		drawn, err := service.Sample(env.Context, id, evidence.SampleOptions(o))
		if err != nil {
			return nil, err
		}
		of := make([]campaign.SheetRow, len(drawn.Rows))
		for i, r := range drawn.Rows {
			of[i] = r.SheetRow
		}
		what := "rows"
		if drawn.Of != "" {
			what += " decided " + string(drawn.Of)
		}
		p := s.newRows(fmt.Sprintf("sample: %d of %d %s, seed %s", len(of), drawn.From, what, drawn.Seed), of)
		p.drawn = &drawn
		return p, nil
	})
}
