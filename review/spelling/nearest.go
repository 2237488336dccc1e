package spelling

import "strings"

// Nearest returns the word of known that given was probably meant to be, whatever its letters' case; empty if none is near.
func Nearest(given string, known []string) string {
	best, distance := "", 1+len(given)/3
	for _, k := range known {
		if d := Distance(strings.ToLower(given), strings.ToLower(k)); d <= distance && (best == "" || d < distance) {
			best, distance = k, d
		}
	}
	return best
}
