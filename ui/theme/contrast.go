package theme

import (
	"image/color"
	"math"
)

// Readable is the least contrast of text that can be read well (WCAG 2.2, success criterion 1.4.3).
const Readable = 4.5

// Contrast returns the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.
func Contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b := linear(c)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linear returns how much light of each colour there is, 0 to 1.
func linear(c color.Color) (red, green, blue float64) {
	r, g, b, _ := c.RGBA()
	of := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return of(r), of(g), of(b)
}
