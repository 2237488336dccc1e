package torq

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tuar-dev/tuar/review/population"
)

// Authenticate asks Torq for a new token and nothing else: nil if the client ID and secret are good. Skew is known
// after.
func (c *Client) Authenticate(ctx context.Context) error {
	return c.tokens.renew(ctx)
}

// Probe asks for a new token and tries each kind of read once, for one row where possible. It returns what the key may
// read, in the order users, roles, custom-roles, api-keys, claim-mappings, audit-log.
func (c *Client) Probe(ctx context.Context) ([]population.Permission, error) {
	if err := c.Authenticate(ctx); err != nil {
		return nil, err
	}
	found := make([]population.Permission, 6)
	group, ctx := errgroup.WithContext(ctx)
	probe[userWire](ctx, group, c, usersList(true), &found[0])
	probe[roleWire](ctx, group, c, assignableList, &found[1])
	probe[roleWire](ctx, group, c, customRolesList, &found[2])
	probe[keyWire](ctx, group, c, keysList, &found[3])
	probe[mappingWire](ctx, group, c, mappingsList, &found[4])
	probe[auditWire](ctx, group, c, auditList(time.Time{}), &found[5])
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return found, nil
}

// probe reads one page of a list and sets into to the result.
func probe[T item](ctx context.Context, group *errgroup.Group, c *Client, l list, into *population.Permission) {
	if l.pageSize > 0 {
		l.pageSize = 1
	}
	group.Go(func() error {
		var got listing[T]
		_, _, err := readPage(ctx, c, l, "", &got)
		if err != nil {
			return err
		}
		*into = population.Permission{Resource: l.resource, Allowed: got.gap == nil}
		if got.gap != nil {
			into.Detail = "this API does not offer it"
			if got.gap.Reason == population.GapForbidden {
				into.Detail = "the key's role does not permit it" + got.message
			}
		}
		return nil
	})
}
