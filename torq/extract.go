package torq

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// extraction holds the lists of one extraction.
type extraction struct {
	users      [2]listing[userWire] // SSO, local
	assignable listing[roleWire]
	managed    listing[roleWire]
	keys       listing[keyWire]
	mappings   listing[mappingWire]
}

// Extract reads everyone's access: complete, or an error. A list that the key may not read (403) or the API does not
// offer (404, 405, 501) becomes a gap, except for the users: without them there is nothing to review. With keepAnswers
// the population has the raw answers from which it was made.
func (c *Client) Extract(ctx context.Context, progress population.Progress, keepAnswers bool) (*population.Population,
	error,
) {
	step := counting(progress, 7)
	ctx, cancel := c.limitReading(ctx, "reading Torq")
	defer cancel()
	if _, err := c.tokens.get(ctx, ""); err != nil {
		return nil, err
	}
	step("signed in to Torq")

	var e extraction
	group, ctx := errgroup.WithContext(ctx)
	read(group, step, "SSO users", &e.users[0], func() (listing[userWire], error) { return readUsers(ctx, c, usersList(true).keeping(keepAnswers)) })
	read(group, step, "local users", &e.users[1], func() (listing[userWire], error) { return readUsers(ctx, c, usersList(false).keeping(keepAnswers)) })
	read(group, step, "roles", &e.assignable, func() (listing[roleWire], error) {
		return readAll[roleWire](ctx, c, assignableList.keeping(keepAnswers))
	})
	read(group, step, "custom roles", &e.managed, func() (listing[roleWire], error) {
		return readAll[roleWire](ctx, c, customRolesList.keeping(keepAnswers))
	})
	read(group, step, "API keys", &e.keys, func() (listing[keyWire], error) { return readAll[keyWire](ctx, c, keysList.keeping(keepAnswers)) })
	read(group, step, "claim mappings", &e.mappings, func() (listing[mappingWire], error) {
		return readAll[mappingWire](ctx, c, mappingsList.keeping(keepAnswers))
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if len(e.users[0].items)+len(e.users[1].items) == 0 {
		return nil, fault.New(fault.Unreachable, "Torq listed no users at all; a workspace has at least one").
			WithHint("try again in a moment; the last good population is kept")
	}
	p := c.assemble(&e)
	if p.AnswersKept = keepAnswers; keepAnswers {
		p.Answers = slices.Concat(e.users[0].answers, e.users[1].answers, e.assignable.answers, e.managed.answers,
			e.keys.answers, e.mappings.answers)
	}
	return p, nil
}

// read starts reading a list in the group.
func read[T item](group *errgroup.Group, step func(string), what string, into *listing[T],
	from func() (listing[T], error),
) {
	group.Go(func() error {
		got, err := from()
		if err != nil {
			return err
		}
		*into = got
		step("read " + what)
		return nil
	})
}

// readUsers reads one half of the users, which must not be a gap.
func readUsers(ctx context.Context, c *Client, l list) (listing[userWire], error) {
	got, err := readAll[userWire](ctx, c, l)
	if err != nil || got.gap == nil {
		return got, err
	}
	if got.gap.Reason == population.GapForbidden {
		return got, fault.New(fault.NotConnected, "this API key may not list users%s", got.message).
			WithHint("give the key a role with user.read, such as Contributor or Owner")
	}
	return got, fault.New(fault.Unreachable, "Torq answered %d to %s: the API at %s offers no list of users",
		got.gap.Status, name(l.path, l.query), c.api.host).
		WithHint("check the address of the API")
}

// assemble makes the population from the lists.
func (c *Client) assemble(e *extraction) *population.Population {
	p := e.population()
	p.Region, p.TakenAt, p.Tool = c.region, c.now().UTC(), population.Tool{ClientID: c.clientID}
	return p
}

// population returns what follows from the lists alone, in the order that a population has.
func (e *extraction) population() *population.Population {
	var n notes
	p := &population.Population{
		V:        1,
		Roles:    mergeRoles(e.assignable.items, e.managed.items),
		Keys:     apiKeys(e.keys.items, &n),
		Mappings: claimMappings(e.mappings.items),
		Calls: slices.Concat(e.users[0].calls, e.users[1].calls, e.assignable.calls, e.managed.calls, e.keys.calls,
			e.mappings.calls),
	}
	p.Users, p.Twice = mergeUsers(e.users[0].items, e.users[1].items, &n)
	for _, gap := range []*population.Gap{e.assignable.gap, e.managed.gap, e.keys.gap, e.mappings.gap} {
		if gap != nil {
			p.Gaps = append(p.Gaps, *gap)
		}
	}
	slices.Sort(n)
	p.Notes = n
	p.Sort()
	return p
}

// counting returns a func that reports each finished step of total.
func counting(progress population.Progress, total int) func(what string) {
	var mu sync.Mutex
	done := 0
	return func(what string) {
		if progress == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		done++
		progress(what, done, total)
	}
}
