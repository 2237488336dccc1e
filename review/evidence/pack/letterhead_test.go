package pack

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

const plainSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>`

func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOnlyPicturesAreLogos(t *testing.T) {
	picture := pngOf(t, 8, 8)
	for name, tt := range map[string]struct {
		data    []byte
		refused string // empty if it is taken
	}{
		"a PNG":                     {picture, ""},
		"an SVG":                    {[]byte(plainSVG), ""},
		"an SVG with a declaration": {[]byte(`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">` + plainSVG), ""},
		"a PNG that is cut":         {picture[:len(picture)-20], "cannot be used"},
		"a PNG with a tail":         {append(bytes.Clone(picture), "<script>"...), "something follows"},
		"a PNG of many pixels":      {pngOf(t, 5000, 1), "5000 by 1 pixels"},
		"a JPEG":                    {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), "no picture"},
		"a GIF":                     {[]byte("GIF89a"), "no picture"},
		"a page":                    {[]byte("<html><svg/></html>"), "no picture"},
		"an SVG without its names":  {[]byte("<svg/>"), "no picture"},
		"an SVG that is cut":        {[]byte(plainSVG[:40]), "no picture"},
		"two pictures":              {[]byte(plainSVG + plainSVG), "no picture"},
		"entities":                  {[]byte(`<!DOCTYPE svg [<!ENTITY a "aaaa">]>` + plainSVG), "declares entities"},
		"an entity":                 {[]byte(strings.Replace(plainSVG, "<rect", "&a;<rect", 1)), "no picture"},
		"a text":                    {[]byte("hello"), "no picture"},
		"a large one":               {[]byte(strings.Replace(plainSVG, "<rect", strings.Repeat(" ", MaxLogo)+"<rect", 1)), "more than 256 KiB"},
	} {
		l, err := NewLetterhead("Acme", tt.data)
		if tt.refused == "" {
			if err != nil || l.Logo == "" {
				t.Errorf("%s: %v", name, err)
			}
			again, err := letterheadOf(Index{Company: l.Company, Logo: l.Logo})
			if err != nil || again != l {
				t.Errorf("%s: read back, it is another: %v", name, err)
			}
			continue
		}
		if err == nil || fault.KindOf(err) != fault.BadInput || !strings.Contains(err.Error(), tt.refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewLetterhead(strings.Repeat("a", 101), nil); err == nil {
		t.Error("a name of 101 characters is taken")
	}
}

func TestForgedLetterheadsAreRefused(t *testing.T) {
	for name, x := range map[string]Index{
		"a link":          {Logo: "https://example.com/logo.png"},
		"a script":        {Logo: "javascript:alert(1)"},
		"another kind":    {Logo: "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(plainSVG))},
		"not base64":      {Logo: pngURI + `"><script>`},
		"no picture":      {Logo: svgURI + base64.StdEncoding.EncodeToString([]byte("<html/>"))},
		"SVG as PNG":      {Logo: pngURI + base64.StdEncoding.EncodeToString([]byte(plainSVG))},
		"lines in base64": {Logo: svgURI + "\n" + base64.StdEncoding.EncodeToString([]byte(plainSVG))},
		"a blank":         {Company: " Acme"},
	} {
		if l, err := letterheadOf(x); err == nil {
			t.Errorf("%s: taken as %v", name, l)
		}
	}
}

// What tuar takes as a logo, it takes again from pack.json, and nothing in it ends the attribute it stands in.
func FuzzLogo(f *testing.F) {
	f.Add([]byte(plainSVG))
	f.Add(pngOf(f, 2, 2))
	f.Add([]byte(`<!DOCTYPE svg [<!ENTITY a "aaaa">]>` + plainSVG))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := NewLetterhead("", data)
		if err != nil {
			return
		}
		if again, err := letterheadOf(Index{Logo: l.Logo}); err != nil || again != l {
			t.Fatal("read back, it is another", err)
		}
		if strings.ContainsAny(l.Logo, "\"'<> \n") {
			t.Fatalf("%q", l.Logo)
		}
	})
}
