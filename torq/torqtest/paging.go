package torqtest

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// page returns the part of items that the request asks for, and the token of the next part. ok is false if the request
// was answered with 400.
func page[T any](c *call, items []T, usual, most int) (part []T, next string, ok bool) {
	q := c.r.URL.Query()
	size := usual
	if given := q.Get("page_size"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 || n > most {
			c.invalid(fmt.Sprintf("page_size must be between 1 and %d", most))
			return nil, "", false
		}
		size = n
	}
	start := 0
	if given := q.Get("page_token"); given != "" {
		raw, err := base64.RawURLEncoding.DecodeString(given)
		if err == nil {
			start, err = strconv.Atoi(string(raw))
		}
		if err != nil || start < 0 || start > len(items) {
			c.invalid("page_token is not valid")
			return nil, "", false
		}
	}
	end := min(start+size, len(items))
	if end < len(items) {
		next = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(end)))
	}
	return items[start:end], next, true
}
