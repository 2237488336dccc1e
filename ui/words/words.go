// Package words has the phrases that several screens use.
package words

import (
	"fmt"
	"strings"
)

// Count returns a number with its word, such as "1 item" or "3 items"; many is the plural where that is another word.
func Count(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return fmt.Sprint(n, " ", many[0])
	}
	return fmt.Sprint(n, " ", one, "s")
}

// Some returns the first n of a list in a phrase, and how many more there are.
func Some(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}
