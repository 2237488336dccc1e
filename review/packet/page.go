package packet

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"
	"sync"
)

//go:embed packet.gohtml
var pageText string

//go:embed packet.css
var pageStyle string

//go:embed packet.js
var pageScript string

var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("packet").Parse(pageText)) })

// page is what the template of a page shows. Style and script are ours; foreign text reaches the page through the packet's
// JSON alone, but for what the template escapes.
type page struct {
	*Packet
	Hash, File          string
	StyleSum, ScriptSum string // by which the page's policy allows them
	Style               template.CSS
	Script, JSON        template.JS
}

// jsonInPage escapes what would end a script element, begin a comment, or end a line for old readers. In JSON these
// characters stand in strings alone.
var jsonInPage = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\u2028", `\u2028`, "\u2029", `\u2029`)

// writePage writes the packet as a page that needs nothing else: no network, no other file.
func (p Planned) writePage(w io.Writer) error {
	out := bufio.NewWriter(w)
	if err := pageTemplate().Execute(out, page{
		Packet: p.Packet, Hash: p.Hash, File: FileName(p.Packet.Campaign, p.Packet.Reviewer), StyleSum: policySum(pageStyle), ScriptSum: policySum(pageScript),
		Style: template.CSS(pageStyle), Script: template.JS(pageScript), JSON: template.JS(jsonInPage.Replace(string(p.data))),
	}); err != nil {
		return err
	}
	return out.Flush()
}

func policySum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
