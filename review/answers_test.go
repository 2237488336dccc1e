package review_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// keepingAnswers is a workspace in a world whose populations keep Torq's raw answers, each changed by doctor.
func keepingAnswers(world *reviewtest.World, doctor func(*population.Population)) *review.Workspace {
	config := world.Config(lead, reviewtest.Credentials(world.Torq.OwnerKey()))
	dial := config.Dial
	config.Dial = func(c settings.Credentials) (core.Source, error) {
		source, err := dial(c)
		return &doctored{source, doctor}, err
	}
	w := review.New(config)
	must(w.ChangeSettings(world.Context(), func(s *settings.Settings) error { s.Evidence.KeepAnswers = true; return nil }))
	world.Sync(w)
	return w
}

// doctored is a client that changes what Torq said.
type doctored struct {
	core.Source
	doctor func(*population.Population)
}

func (d *doctored) Extract(ctx context.Context, progress population.Progress, keep bool) (*population.Population, error) {
	p, err := d.Source.Extract(ctx, progress, keep)
	if err == nil {
		d.doctor(p)
	}
	return p, err
}

// The raw answers go into the pack, and check.py makes the population anew from them.
func TestPopulationsFollowFromKeptAnswers(t *testing.T) {
	t.Parallel()
	user := func(change func(*population.User)) func(*population.Population) {
		return func(p *population.Population) { change(&p.Users[3]) }
	}
	for name, tt := range map[string]struct {
		doctor func(*population.Population)
		says   string // of check.py
		verify string
	}{
		"as Torq answered":  {func(*population.Population) {}, "rows", ""},
		"another role":      {user(func(u *population.User) { u.RoleID = "other" }), "is not what Torq answered", "users, row 4"},
		"another sign-in":   {user(func(u *population.User) { u.LastLoginAt = nil }), "is not what Torq answered", "users, row 4"},
		"one user less":     {func(p *population.Population) { p.Users = p.Users[1:] }, "is not what Torq answered", "users: "},
		"one user twice":    {func(p *population.Population) { p.Users = append(p.Users, p.Users[0]) }, "users names one twice", "users: "},
		"a weaker role":     {func(p *population.Population) { p.Roles[0].Scopes = nil }, "is not what Torq answered", "roles, row 1"},
		"one key less":      {func(p *population.Population) { p.Keys = p.Keys[:len(p.Keys)-1] }, "is not what Torq answered", "API keys: "},
		"another rank":      {func(p *population.Population) { p.Mappings[0].Rank += 100 }, "is not what Torq answered", "claim mappings, row"},
		"a list less":       {func(p *population.Population) { p.Calls = p.Calls[1:] }, "a list was not read", "was not read to its end"},
		"the order changed": {func(p *population.Population) { slices.Reverse(p.Calls) }, "the pages of", "pages of"},
	} {
		t.Run(name, func(t *testing.T) {
			world := reviewtest.New(t, torqtest.Options{ExtraRoles: 150})
			world.Torq.UseNastyNames()
			w := keepingAnswers(world, tt.doctor)
			id := world.Campaign(w, campaign.Plan{Name: "Q4", Scope: "all", Reviewers: []string{lead}})
			path, _ := packed(t, w, id)
			sound := name == "as Torq answered"
			names, said := failed(verified(t, path, evidence.VerifyOptions{Remake: torq.Remake}))
			if sound && (len(names) > 0 || !strings.Contains(said["populations"], "1 population made anew from them here")) {
				t.Errorf("verify: %v, %v", names, said)
			}
			if !sound && (!slices.Contains(names, "populations") || !strings.Contains(said["populations"], tt.verify)) {
				t.Errorf("verify: %v, %v, want %q", names, said["populations"], tt.verify)
			}
			out, ok := ranCheck(t, path)
			if ok != sound || !strings.Contains(out, tt.says) || strings.Contains(out, "were not kept") || !strings.Contains(out, "made anew from Torq's answers") {
				t.Error(out)
			}
			if sound {
				standings(t, w, id)
				stockTools(t, path)
			}
		})
	}
}

// An answer that is missing or changed is noticed, in the store and in a pack.
func TestKeptAnswersBearTheirNames(t *testing.T) {
	t.Parallel()
	world := reviewtest.New(t, torqtest.Options{})
	w := keepingAnswers(world, func(*population.Population) {})
	id := world.Campaign(w, campaign.Plan{Name: "Q4", Scope: "all", Reviewers: []string{lead}})
	path, _ := packed(t, w, id)
	c := contentOf(t, path)
	var answers []string
	for name := range c.files {
		if strings.HasPrefix(name, "answers/") {
			answers = append(answers, name)
		}
	}
	if len(answers) != 6 {
		t.Fatalf("%d answers are in the pack", len(answers))
	}
	for what, tamper := range map[string]func(*content){
		"changed":  func(c *content) { c.files[answers[0]] = append(c.files[answers[0]], ' ') },
		"missing":  func(c *content) { delete(c.files, answers[0]) },
		"one more": func(c *content) { c.files[pack.AnswerPath(population.Name([]byte("{}")))] = []byte("{}") },
	} {
		c := contentOf(t, path)
		tamper(c)
		c.relist()
		if names, said := failed(verified(t, c.write(), evidence.VerifyOptions{})); len(names) != 1 || names[0] != "populations" && names[0] != "contents" {
			t.Errorf("%s: %v, %v", what, names, said)
		}
	}

	// The pack alone cannot show that an answer was changed together with its population. It shows an answer that does not go
	// with its population.
	c = contentOf(t, path)
	var name string
	var p population.Population
	for file, data := range c.files {
		if strings.HasPrefix(file, "populations/") && strings.HasSuffix(file, ".json") {
			name = file
			check(t, json.Unmarshal(data, &p))
		}
	}
	for i, call := range p.Calls {
		if call.Path != torqtest.UsersPath {
			continue
		}
		body := strings.Replace(string(c.files[pack.AnswerPath(call.SHA256)]), `"role_id":"`, `"role_id":"x`, 1)
		delete(c.files, pack.AnswerPath(call.SHA256))
		p.Calls[i].SHA256 = population.Name([]byte(body))
		c.files[pack.AnswerPath(p.Calls[i].SHA256)] = []byte(body)
	}
	data, as, err := population.Encode(&p)
	check(t, err)
	delete(c.files, name)
	c.files["populations/"+as+".json"] = data
	c.relist()
	if names, said := failed(verified(t, c.write(), evidence.VerifyOptions{Remake: torq.Remake})); !slices.Contains(names, "populations") || !strings.Contains(said["populations"], "is not what Torq answered: users, row") {
		t.Errorf("a doctored answer: %v, %v", names, said)
	}

	files := must(filepath.Glob(filepath.Join(world.Home, world.Workspace, "answers", "*.json.gz")))
	if len(files) != 6 {
		t.Fatalf("%d answers are in the store", len(files))
	}
	if err := os.Truncate(files[0], 10); err != nil {
		t.Fatal(err)
	}
	_, err = w.CheckEvidence(t.Context(), id)
	wantKind(t, err, fault.Damaged)
	world.Sync(w) // the same answers come again
	if _, err := w.CheckEvidence(t.Context(), id); err != nil {
		t.Errorf("what came again was not mended: %v", err)
	}
}
