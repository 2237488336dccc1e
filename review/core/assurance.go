package core

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// leastFor returns how surely the author of such a line must be known, and the setting that says so; empty for no
// matter how. change is the line's data if it changes a setting, else nil.
func (g *gate) leastFor(need rights.Need, change *settings.Changed) (least record.Assurance, key string) {
	switch {
	case g.base.Rules.Now == nil:
		return "", ""
	case change != nil:
		return g.base.Rules.Now.RequiredAssurance.ForChange(*change)
	}
	return g.base.Rules.Now.RequiredAssurance.For(need.Act)
}

// leastOf is leastFor of an entry.
func (g *gate) leastOf(e record.Entry, need rights.Need) (least record.Assurance, key string) {
	if d, ok := e.Data.(settings.Changed); ok {
		return g.leastFor(need, &d)
	}
	return g.leastFor(need, nil)
}

// leastOfLine is leastFor of a line.
func (g *gate) leastOfLine(l record.Line, need rights.Need) (least record.Assurance, key string) {
	if l.Type == settings.TypeChanged {
		if d, err := record.Decode[settings.Changed](l); err == nil {
			return g.leastFor(need, &d)
		}
	}
	return g.leastFor(need, nil)
}

// tooWeak returns why an author is not known surely enough; empty if they are.
func tooWeak(author record.Actor, least record.Assurance, key string) string {
	if least == "" || author.Assurance.AtLeast(least) {
		return ""
	}
	known := "is self-declared"
	if by, ok := knownBy[author.Assurance]; ok {
		known = "is known by " + by + " only"
	}
	return fmt.Sprintf("the setting %s requires that the author is known by %s, and %s %s", key, knownBy[least], author.Email, known)
}

// knownBy names what makes an author known; a declared one is known by nothing.
var knownBy = map[record.Assurance]string{record.Relayed: "a relayed file of answers", record.ByOS: "their OS account", record.ByAPIKey: "their API key", record.BySSH: "their SSH key"}

// assured refuses an entry whose author is not known surely enough, with the way to be known so.
func (c *Core) assured(e record.Entry, need rights.Need) error {
	least, key := c.fold.gate.leastOf(e, need)
	if key != "" && need.Act != rights.Settings {
		if err := c.base.Rules.Now.Rely(key); err != nil {
			return err
		}
	}
	author := e.Actor
	if author.BySSH {
		author.Assurance = record.BySSH
	}
	why := tooWeak(author, least, key)
	if why == "" {
		return nil
	}
	err := fault.New(fault.Refused, "%s", why)
	if author.Assurance == record.Relayed {
		return err.WithHint("%s signs the file of answers with an SSH key that an owner enrolled for them: ssh-keygen -Y sign -n tuar -f KEY FILE; or decides in tuar", author.Email)
	}
	switch least {
	case record.BySSH:
		return err.WithHint("sign with an SSH key that an owner enrolled for you: %s; an owner enrols it with: %s",
			fault.Again("--sign-with KEY"), fault.AddPerson.On(e.Actor.Email, "--key FILE.pub"))
	case record.ByAPIKey:
		return err.WithHint("connect with your own private API key: %s", fault.Connect.With())
	}
	m := c.cfg.Machine
	return err.WithHint("an owner enrols your OS account with: %s",
		fault.AddPerson.On(e.Actor.Email, "--account "+cmp.Or(m.Account, "ACCOUNT")+"@"+cmp.Or(m.Host, "HOST")))
}

// May returns the acts that the rights of a person allow. Use it within Read or Append.
func (c *Core) May(email string) []rights.Act {
	may := []rights.Act{}
	for _, act := range rights.Acts {
		for _, right := range rights.All {
			if slices.Contains(right.Acts(), act) && c.base.Rights.Refuses(email, rights.Need{Act: act, Any: []rights.Right{right}}) == "" {
				may = append(may, act)
				break
			}
		}
	}
	return may
}
