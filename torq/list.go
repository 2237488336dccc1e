package torq

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// list is one call that answers with a list.
type list struct {
	resource string // as population.Gap names it
	path     string // below apiPath
	key      string // the name of the list in the answer
	query    url.Values
	pageSize int  // 0 if the list does not come in pages
	keep     bool // the raw answers
}

// keeping returns the list with its raw answers kept, or not.
func (l list) keeping(answers bool) list {
	l.keep = answers
	return l
}

// item is an element of a list.
type item interface{ id() string }

// heavy is an item with more than strings; more returns how many bytes that takes.
type heavy interface{ more() int }

// listing is a list that was read to its end, with its proof. If the key may not read it or the API does not offer it,
// gap is set and there are no items.
type listing[T item] struct {
	items   []T
	calls   []population.Call
	answers []population.Answer // if they are kept
	gap     *population.Gap
	message string // Torq's words about the gap
}

// mostPages bounds a list whose pages never end.
const mostPages = 500

// readAll reads a list with all its pages, and returns it in the order of the IDs.
func readAll[T item](ctx context.Context, c *Client, l list) (listing[T], error) {
	var all listing[T]
	tokens, known := map[string]bool{}, map[string]bool{}
	for token := ""; ; {
		part, next, err := readPage(ctx, c, l, token, &all)
		if err != nil || all.gap != nil {
			return all, err
		}
		if next != "" && tokens[next] {
			return all, repeated(l)
		}
		if next != "" || token != "" {
			fresh := note(known, part)
			if len(part) > 0 && fresh == 0 {
				return all, fault.New(fault.Unreachable, "Torq sent a page of %s twice; the list cannot be read to its end",
					name(l.path, l.query)).
					WithHint("try again in a moment")
			}
		}
		if all.items == nil {
			all.items = part
		} else {
			all.items = append(all.items, part...)
		}
		switch {
		case next == "":
			all.items, err = dropRepeats(all.items, name(l.path, l.query))
			return all, err
		case len(all.calls) >= mostPages:
			return all, fault.New(fault.Unreachable, "Torq's answer to %s did not end after %d pages", name(l.path, l.query),
				mostPages)
		}
		tokens[next] = true
		token = next
	}
}

// note adds a page to the known rows and returns the number of new ones. A few rows may come again when the list
// changes between pages; a page without any new row is a page that was sent twice.
func note[T item](known map[string]bool, part []T) (fresh int) {
	for _, one := range part {
		if !known[one.id()] {
			known[one.id()] = true
			fresh++
		}
	}
	return fresh
}

func repeated(l list) error {
	return fault.New(fault.Unreachable, "Torq gave the same page token twice for %s; the list cannot be read to its end",
		name(l.path, l.query))
}

// dropRepeats sorts items by ID, in place, and drops those that pages repeat. One ID with two contents is a fault: it
// cannot be known which of them holds.
func dropRepeats[T item](items []T, call string) ([]T, error) {
	slices.SortFunc(items, func(a, b T) int { return strings.Compare(a.id(), b.id()) })
	n := 0
	for i, one := range items {
		switch {
		case i == 0 || items[n-1].id() != one.id():
			items[n] = one
			n++
		case !reflect.DeepEqual(one, items[n-1]):
			return nil, fault.New(fault.Unreachable,
				"Torq listed %q twice with different content in the answer to %s; which one holds cannot be known",
				harmless(one.id(), 60), call).WithHint("try again in a moment")
		}
	}
	clear(items[n:])
	return items[:n], nil
}

// readPage reads one page and adds its proof to all.
func readPage[T item](ctx context.Context, c *Client, l list, token string, all *listing[T]) (part []T, next string,
	err error,
) {
	query := url.Values{}
	for key, values := range l.query {
		query[key] = values
	}
	if l.pageSize > 0 {
		query.Set("page_size", strconv.Itoa(l.pageSize))
	}
	if token != "" {
		query.Set("page_token", token)
	}
	got, err := c.get(ctx, l.path, query)
	if err != nil {
		return nil, "", err
	}
	server := c.api.server
	server.Certificate = got.tls
	proof := population.Call{
		Server: server, Method: http.MethodGet, Path: apiPath + l.path, Query: query.Encode(), Status: got.status, At: got.at,
		SHA256: got.sha256,
	}
	call := name(l.path, l.query)
	if reason := gapReason(got.status); reason != "" && token == "" {
		all.gap, all.message = &population.Gap{Resource: l.resource, Reason: reason, Status: got.status}, got.message()
		all.calls = append(all.calls, proof)
		return nil, "", nil
	}
	if got.status != http.StatusOK {
		return nil, "", got.unexpected(call)
	}
	if c.tokens.proofs().Holds(got.body) {
		return nil, "", fault.New(fault.Unreachable,
			"Torq's answer to %s shows a secret of this API key, which no list should; it is not used", call).
			WithHint("give the API key a new secret, and tell Torq or whoever runs the gateway in between")
	}
	part, next, err = decodeList[T](got.body, l.key)
	if err != nil {
		var shape *shapeError
		if errors.As(err, &shape) {
			return nil, "", fault.New(fault.Unreachable, "Torq answered %s with %s", call, shape.text)
		}
		return nil, "", notJSON(call, got)
	}
	if l.keep {
		kept, err := compress(got)
		if err != nil {
			return nil, "", err
		}
		all.answers = append(all.answers, kept)
	}
	got.release() // what was decoded is a copy
	proof.Rows = len(part)
	all.calls = append(all.calls, proof)
	return part, next, nil
}

// compress returns an answer to be kept.
func compress(got *answer) (population.Answer, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, err := z.Write(got.body)
	if err = errors.Join(err, z.Close()); err != nil {
		return population.Answer{}, fault.New(fault.Failed, "compressing an answer: %w", err)
	}
	return population.Answer{SHA256: got.sha256, Gzip: out.Bytes()}, nil
}

// gapReason returns the reason for which a status is a gap, or "".
func gapReason(status int) string {
	switch status {
	case http.StatusForbidden:
		return population.GapForbidden
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return population.GapNotOffered
	}
	return ""
}
