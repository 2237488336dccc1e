package plain

import (
	"context"
	"os"

	"github.com/tuar-dev/tuar/review/campaign"
	records "github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/ui/words"
)

// evidence checks what a campaign shows, and writes its pack.
type evidence struct {
	t       *talk
	service interface {
		ListCampaigns(context.Context) ([]campaign.Summary, error)
		CheckEvidence(ctx context.Context, id string) (records.SelfCheck, error)
		PackEvidence(ctx context.Context, id string, o records.PackOptions) (records.PackResult, error)
	}
}

func (e *evidence) open() error {
	t := e.t
	return t.menu("Evidence of which campaign?", func() ([]choice, error) {
		all, err := e.service.ListCampaigns(t.ctx)
		if err != nil {
			return nil, err
		}
		var choices []choice
		for _, c := range all {
			if c.State != campaign.Draft {
				choices = append(choices, choice{name: campaignLine(c), do: func() error { return e.one(c) }})
			}
		}
		if len(choices) == 0 {
			t.say("There is no evidence yet: no campaign was opened.")
		}
		return numbered(choices...), nil
	})
}

func (e *evidence) one(c campaign.Summary) error {
	if err := e.check(c.ID); err != nil {
		return err
	}
	return e.t.menu("What next?", func() ([]choice, error) {
		return []choice{
			{"c", "say the checks again", func() error { return e.check(c.ID) }},
			{"p", "write the evidence pack", func() error { return e.pack(c.ID) }},
		}, nil
	})
}

// check says what each control shows.
func (e *evidence) check(id string) error {
	r, err := e.service.CheckEvidence(e.t.ctx, id)
	if err != nil {
		return err
	}
	e.t.say("%s: %s.", r.Name, r.Tally())
	if r.SoFar {
		e.t.say("The campaign is open; the results can change.")
	}
	var lines []string
	for _, c := range r.Checks {
		lines = append(lines, string(c.Result)+": "+c.Name+": "+c.Fact)
		if c.Result == pack.Fail || c.Result == pack.Weak {
			lines = append(lines, "  asks: "+c.Asks)
			if c.Advice != "" {
				lines = append(lines, "  to do: "+c.Advice)
			}
		}
	}
	return e.t.pages(lines)
}

// pack writes the pack to a file. A file that is there is replaced only after a yes.
func (e *evidence) pack(id string) error {
	t := e.t
	path, err := t.ask(question{text: "File to write, such as " + id + "-evidence.zip:", help: "the pack is a ZIP file; it can be checked without tuar"})
	if err != nil {
		return err
	}
	o := records.PackOptions{Path: path}
	if _, missing := os.Stat(path); missing == nil {
		if err := t.confirm("%s is there already. Replace it?", path); err != nil {
			return err
		}
		o.Overwrite = true
	}
	made, err := e.service.PackEvidence(t.ctx, id, o)
	if err != nil {
		return err
	}
	t.fact("Written", made.File)
	t.say("%s, %d bytes.", words.Count(made.Files, "file"), made.Bytes)
	t.fact("SHA-256", made.SHA256)
	if !made.Final {
		t.say("Note: the campaign is open; what the pack shows can change.")
	}
	t.say("Check it without tuar: unzip it, and run python3 check.py in it.")
	return nil
}
