package packet

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// luminance returns the relative luminance of a colour such as #1d2430 or #fff, as WCAG 2 defines it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	if len(colour) == 4 {
		colour = "#" + colour[1:2] + colour[1:2] + colour[2:3] + colour[2:3] + colour[3:4] + colour[3:4]
	}
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	channel := func(shift int) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

// Text of a packet's page has a contrast of 4.5 to 1 at least, in light, in dark and in print; edges and outlines one of 3 to 1.
func TestThePageHasContrast(t *testing.T) {
	roots := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(pageStyle, -1)
	if len(roots) != 3 {
		t.Fatalf("%d sets of colours", len(roots))
	}
	for i, root := range roots {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]+);`).FindAllStringSubmatch(root[1], -1) {
			colours[m[1]] = m[2]
		}
		least := map[[2]string]float64{{"bad", "badpaper"}: 4.5, {"onmain", "main"}: 4.5, {"edge", "paper"}: 3, {"edge", "now"}: 3}
		for _, ink := range []string{"ink", "soft", "good", "less", "bad"} {
			for _, paper := range []string{"paper", "band", "now"} {
				least[[2]string{ink, paper}] = 4.5
			}
		}
		for pair, least := range least {
			a, b := luminance(t, colours[pair[0]]), luminance(t, colours[pair[1]])
			if contrast := (max(a, b) + 0.05) / (min(a, b) + 0.05); contrast < least {
				t.Errorf("set %d: %s on %s has a contrast of %.2f", i, pair[0], pair[1], contrast)
			}
		}
	}
}

func TestSafeName(t *testing.T) {
	for text, want := range map[string]string{
		"q4-2026-1a2b": "q4-2026-1a2b", "Rita@Example.com": "rita@example.com", "../../etc/passwd": "etc-passwd", `a\b:c*"d`: "a-b-c-d", "": "x", "…": "x", ".hidden.": "hidden",
		"CON": "con", "é@x": "@x",
	} {
		if got := safeName(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}
