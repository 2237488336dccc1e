package torq

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/tuar-dev/tuar/review/population"
)

// Remake makes a population anew from the raw answers to its calls, which answer returns by the SHA-256 of their bodies. It
// holds what Extract makes of the answers: users, roles, API keys, claim mappings, gaps and notes. An error says which
// list is not there as it was read: whole, page by page.
func Remake(calls []population.Call, answer func(sha256 string) ([]byte, error)) (*population.Population, error) {
	var e extraction
	err := cmp.Or(
		replay(&e.users[0], usersList(true), calls, answer), replay(&e.users[1], usersList(false), calls, answer),
		replay(&e.assignable, assignableList, calls, answer), replay(&e.managed, customRolesList, calls, answer),
		replay(&e.keys, keysList, calls, answer), replay(&e.mappings, mappingsList, calls, answer),
	)
	if err == nil && (e.users[0].gap != nil || e.users[1].gap != nil) {
		err = errors.New("the users could not be read")
	}
	if n := len(e.users[0].calls) + len(e.users[1].calls) + len(e.assignable.calls) + len(e.managed.calls) + len(e.keys.calls) +
		len(e.mappings.calls); err == nil && n != len(calls) {
		err = fmt.Errorf("%d calls are of no list of Torq", len(calls)-n)
	}
	if err != nil {
		return nil, err
	}
	return e.population(), nil
}

// replay reads a list from the answers to the calls for it, as readAll read it from Torq.
func replay[T item](into *listing[T], l list, calls []population.Call, answer func(sha256 string) ([]byte, error)) error {
	said, token, ended := name(l.path, l.query), "", false
	for _, c := range calls {
		query, err := url.ParseQuery(c.Query)
		switch {
		case c.Path != apiPath+l.path || query.Get(ssoProvision) != l.query.Get(ssoProvision):
			continue
		case err != nil || ended || query.Get("page_token") != token:
			return fmt.Errorf("the pages of %s are not in their order", said)
		}
		into.calls = append(into.calls, c)
		if reason := gapReason(c.Status); reason != "" && token == "" {
			into.gap, ended = &population.Gap{Resource: l.resource, Reason: reason, Status: c.Status}, true
			continue
		}
		if c.Status != http.StatusOK {
			return fmt.Errorf("%s was answered with %d", said, c.Status)
		}
		body, err := answer(c.SHA256)
		if err != nil {
			return err
		}
		part, next, err := decodeList[T](body, l.key)
		switch {
		case err != nil:
			return fmt.Errorf("the answer to %s is no list: %w", said, err)
		case len(part) != c.Rows:
			return fmt.Errorf("the answer to %s has %d rows, and the population says %d", said, len(part), c.Rows)
		}
		into.items = append(into.items, part...)
		token, ended = next, next == ""
	}
	if !ended {
		return fmt.Errorf("the list of %s was not read to its end", said)
	}
	items, err := dropRepeats(into.items, said)
	into.items = items
	return err
}
