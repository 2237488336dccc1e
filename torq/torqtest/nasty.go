package torqtest

import "strings"

// NastyNames are hostile or careless names: terminal escapes, text that runs backwards or cannot be seen, formulas,
// markup, line breaks, and 240 characters.
var NastyNames = []string{
	"\x1b[2J\x1b[31mRoot\x1b[0m",
	"\x1b]0;owned\x07Admin",
	"Owner\u202erenwO\u202c",
	"Vie\u200bwer\u2060",
	"🧨💥👩‍👩‍👧‍👦 squad",
	strings.Repeat("very long name ", 16),
	`=HYPERLINK("http://evil.example.org","click")`,
	"+1+1", "-2+3", "@SUM(A1:A9)",
	`<img src=x onerror="alert(1)">`,
	"line one\nline two\r\tline three",
	"Zalgo \u0351\u0352\u0353\u0354\u0355",
	"nul\x00byte",
	"",
}

// UseNastyNames renames custom roles and API keys to NastyNames and gives some users such addresses.
func (w *Workspace) UseNastyNames() {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	next := func() string {
		n++
		return NastyNames[n%len(NastyNames)]
	}
	for i := range w.roles {
		if w.roles[i].IsCustom {
			w.roles[i].Name, w.roles[i].Description = next(), next()
		}
	}
	for _, k := range w.keys {
		k.Name = next()
	}
	for i, u := range w.users {
		if i%10 == 9 {
			u.Email = next() + "@" + domain
		}
	}
}
