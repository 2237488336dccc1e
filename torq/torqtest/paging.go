package torqtest

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// page returns the part of items that the request asks for, and the token of the next part. ok is false if the request
// was answered with 400.
func page[T any](c *call, items []T, usual, most int) (part []T, next string, ok bool) {
	start, end, next, ok := pageOf(c, len(items), usual, most)
	return items[start:end], next, ok
}

// pageOf returns from where to where, of n items, the request asks for, and the token of the next part. ok is false if the
// request was answered with 400.
func pageOf(c *call, n, usual, most int) (start, end int, next string, ok bool) {
	q := c.r.URL.Query()
	size := usual
	if given := q.Get("page_size"); given != "" {
		wanted, err := strconv.Atoi(given)
		if err != nil || wanted < 1 || wanted > most {
			c.invalid(fmt.Sprintf("page_size must be between 1 and %d", most))
			return 0, 0, "", false
		}
		size = wanted
	}
	if given := q.Get("page_token"); given != "" {
		raw, err := base64.RawURLEncoding.DecodeString(given)
		if err == nil {
			start, err = strconv.Atoi(string(raw))
		}
		if err != nil || start < 0 || start > n {
			c.invalid("page_token is not valid")
			return 0, 0, "", false
		}
	}
	end = min(start+size, n)
	if end < n {
		next = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(end)))
	}
	return start, end, next, true
}
