package pack

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"image/png"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tuar-dev/tuar/review/fault"
)

// Letterhead is the company on the head of the report. It rests on the word of who makes the pack.
type Letterhead struct {
	Company string // its name; may be empty
	Logo    string // its logo as a data URI; empty for none
}

// The limits of a letterhead. The sides are in pixels.
const (
	maxCompany = 100
	MaxLogo    = 256 << 10 // bytes of a file
	maxSide    = 4096
)

// The beginnings of the data URIs of logos.
const (
	pngURI = "data:image/png;base64,"
	svgURI = "data:image/svg+xml;base64,"
)

// NewLetterhead returns a letterhead with the logo in the content of a PNG or SVG file; no content is no logo. Anything
// else, or what is too large, is a BadInput fault.
func NewLetterhead(company string, logo []byte) (l Letterhead, err error) {
	if l.Company = strings.TrimSpace(company); utf8.RuneCountInString(l.Company) > maxCompany || !utf8.ValidString(l.Company) {
		return l, fault.New(fault.BadInput, "the name of the company must be text of at most %d characters", maxCompany)
	}
	if len(logo) > 0 {
		l.Logo, err = logoURI(logo)
	}
	return l, err
}

// letterheadOf returns the letterhead that a pack.json names. It is checked as if it were given anew.
func letterheadOf(x Index) (Letterhead, error) {
	var logo []byte
	for _, kind := range []string{pngURI, svgURI} {
		if text, ok := strings.CutPrefix(x.Logo, kind); ok {
			var err error
			if logo, err = base64.StdEncoding.DecodeString(text); err != nil {
				return Letterhead{}, err
			}
		}
	}
	l, err := NewLetterhead(x.Company, logo)
	if err == nil && (l.Company != x.Company || l.Logo != x.Logo) {
		err = errors.New("its logo or company is written in another way than tuar writes it")
	}
	return l, err
}

// Dress takes over the letterhead that a pack.json names.
func (f *Facts) Dress(x Index) (err error) {
	f.Letterhead, err = letterheadOf(x)
	return err
}

// logoURI returns the logo as a data URI.
func logoURI(data []byte) (string, error) {
	kind, check := svgURI, checkSVG
	if bytes.HasPrefix(data, []byte("\x89PNG")) {
		kind, check = pngURI, checkPNG
	}
	err := fmt.Errorf("it has more than %d KiB", MaxLogo>>10)
	if len(data) <= MaxLogo {
		err = check(data)
	}
	if err != nil {
		return "", fault.New(fault.BadInput, "the logo cannot be used: %w; it must be a PNG or SVG picture of at most %d KiB", err, MaxLogo>>10)
	}
	return kind + base64.StdEncoding.EncodeToString(data), nil
}

// checkPNG decodes a PNG picture.
func checkPNG(data []byte) error {
	in := bytes.NewReader(data)
	size, err := png.DecodeConfig(in)
	if err != nil {
		return err
	}
	if size.Width > maxSide || size.Height > maxSide {
		return fmt.Errorf("it has %d by %d pixels, more than %d", size.Width, size.Height, maxSide)
	}
	in.Reset(data)
	if _, err := png.Decode(in); err != nil {
		return err
	}
	if in.Len() > 0 {
		return errors.New("something follows the picture")
	}
	return nil
}

// checkSVG reads an SVG picture to its end. Whatever it holds, a browser shows it as a picture: scripts in it do not run, and
// it loads nothing. Entities of its own are refused, since they can make a small file very large.
func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	roots, depth := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if roots != 1 {
				return errors.New("it is no picture that tuar knows")
			}
			return nil
		}
		if err != nil {
			return errors.New("it is no picture that tuar knows")
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.ContainsRune(t, '[') {
				return errors.New("it declares entities")
			}
		case xml.StartElement:
			if depth++; depth > 1 {
				continue
			}
			if roots++; t.Name.Local != "svg" || t.Name.Space != "http://www.w3.org/2000/svg" {
				return errors.New("it is no picture that tuar knows")
			}
		case xml.EndElement:
			depth--
		}
	}
}

// Image returns the logo for the src of an image; empty for none.
func (l Letterhead) Image() template.URL {
	return template.URL(l.Logo) //nolint:gosec // a data URI of base64, made by logoURI
}
