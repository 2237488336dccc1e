package torq

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// list is one call that answers with a list.
type list struct {
	resource string // as population.Gap names it
	path     string // below apiPath
	query    url.Values
	pageSize int // 0 if the list does not come in pages
}

// item is an element of a list.
type item interface{ id() string }

// body is the answer of a list call: the list and what follows it.
type body[T item] interface {
	items() []T
	key() string // the name of the list in the answer
	next() string
}

// listing is a list that was read to its end, with its proof. gap is set if the key may not read it or the API does not
// offer it; then there are no items.
type listing[T item] struct {
	items []T
	calls []population.Call
	gap   *population.Gap
	says  string // Torq's words about the gap
}

// mostPages bounds a list whose pages never end.
const mostPages = 500

// readAll reads a list with all its pages. B is the shape of one answer.
func readAll[B body[T], T item](ctx context.Context, c *Client, l list) (listing[T], error) {
	var all listing[T]
	var place map[string]int // of each ID in all.items
	tokens := map[string]bool{}
	for token := ""; ; {
		part, next, err := readPage[B](ctx, c, l, token, &all)
		if err != nil || all.gap != nil {
			return all, err
		}
		if all.items == nil {
			place, all.items = make(map[string]int, len(part)), make([]T, 0, len(part))
		}
		for _, one := range part {
			i, twice := place[one.id()]
			if twice && !reflect.DeepEqual(all.items[i], one) {
				return all, fault.New(fault.Unreachable, "Torq listed %q twice with different content in the answer to %s; which one holds cannot be known",
					harmless(one.id(), 60), name(l.path, l.query)).WithHint("try again in a moment")
			}
			if !twice {
				place[one.id()] = len(all.items)
				all.items = append(all.items, one)
			}
		}
		switch {
		case next == "":
			return all, nil
		case tokens[next]:
			return all, fault.New(fault.Unreachable, "Torq gave the same page token twice for %s; the list cannot be read to its end", name(l.path, l.query))
		case len(all.calls) >= mostPages:
			return all, fault.New(fault.Unreachable, "Torq's answer to %s did not end after %d pages", name(l.path, l.query), mostPages)
		}
		tokens[next] = true
		token = next
	}
}

// readPage reads one page and adds its proof to all.
func readPage[B body[T], T item](ctx context.Context, c *Client, l list, token string, all *listing[T]) (part []T, next string, err error) {
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
	sum := sha256.Sum256(got.body)
	proof := population.Call{
		Method: http.MethodGet, Path: apiPath + l.path, Query: query.Encode(), Status: got.status, At: got.at, SHA256: hex.EncodeToString(sum[:]),
	}
	call := name(l.path, l.query)
	if reason := gapReason(got.status); reason != "" && token == "" {
		all.gap, all.says = &population.Gap{Resource: l.resource, Reason: reason, Status: got.status}, got.says()
		all.calls = append(all.calls, proof)
		return nil, "", nil
	}
	if got.status != http.StatusOK {
		return nil, "", got.unexpected(call)
	}
	part, next, err = decodeList[B](got.body)
	if err != nil {
		var shape *shapeError
		if errors.As(err, &shape) {
			return nil, "", fault.New(fault.Unreachable, "Torq answered %s with %s", call, shape.text)
		}
		return nil, "", notJSON(call, got, err)
	}
	proof.Rows = len(part)
	all.calls = append(all.calls, proof)
	return part, next, nil
}

// gapReason says why a status is a gap, or "".
func gapReason(status int) string {
	switch status {
	case http.StatusForbidden:
		return population.GapForbidden
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return population.GapNotOffered
	}
	return ""
}

// shapeError is JSON that is not the list asked for.
type shapeError struct{ text string }

func (e *shapeError) Error() string { return e.text }

// decodeList decodes an answer: an object with the list under its key. An empty object is an empty list, because
// protobuf's JSON leaves empty fields out; an object with other keys only is not, because it may be anything.
func decodeList[B body[T], T item](data []byte) (items []T, next string, err error) {
	var b B
	if err := decodeJSON(data, &b); err != nil {
		return nil, "", err
	}
	if items = b.items(); items == nil {
		var keys map[string]jsontext.Value
		if err := decodeJSON(data, &keys); err != nil {
			return nil, "", err
		}
		value, there := keys[b.key()]
		switch {
		case keys == nil:
			return nil, "", &shapeError{"null instead of an object"}
		case there:
			return nil, "", &shapeError{"a list " + b.key() + " that is " + harmless(string(value), 20)}
		case len(keys) > 0:
			return nil, "", &shapeError{"an object that has no list " + b.key()}
		}
	}
	for _, one := range items {
		if one.id() == "" {
			return nil, "", &shapeError{"a row without ID in the list " + b.key()}
		}
	}
	return items, b.next(), nil
}
