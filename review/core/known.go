package core

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/tuar-dev/tuar/review/record"
)

// identify returns how the author of a line is known by the lines before it, and why the line has no effect if its
// signature belongs to another person or was used before. The signature was checked, or its problems are reported
// elsewhere.
func (f *Fold) identify(l record.Line) (known record.Known, why string) {
	known.Assurance = l.Assurance
	var bound record.Binding
	if l.Assurance == record.Relayed || bytes.Contains(l.Data, []byte(`"signature":`)) || bytes.Contains(l.Data, []byte(`"key_owner":`)) {
		bound = l.Bound()
	}
	known.KeyOwner = bound.KeyOwner
	switch {
	case l.Assurance == record.Relayed:
		return f.relayed(l, bound)
	case bound.Signature != nil:
		known.Key = bound.Signature.Key
		owner, counts := f.base.People.KeyHolder(known.Key)
		known.KeyHolder, known.Withdrawn = owner, owner != "" && !counts
		if _, why = f.othersKey(known.Key, l.Actor); why == "" {
			why = f.signedBefore(l, bound.Signature.Signed)
		}
		if l.Assurance == record.BySSH && (!counts || why != "" || len(bound.Heads) == 0) {
			known.Assurance = record.Declared
		}
	case l.Assurance == record.BySSH:
		known.Assurance = record.Declared
	case l.Assurance == record.ByOS:
		known.Assurance = record.Declared
		m, _ := f.base.Writers.Now(l.Writer)
		if owner, ok := f.base.People.AccountOwner(m.Account, m.Host); ok && f.base.People.Same(owner, l.Actor) {
			known.Assurance, known.Account = record.ByOS, m.Account+"@"+m.Host
		}
	}
	return known, why
}

// relayed returns how the author of a line is known that was relayed for them.
func (f *Fold) relayed(l record.Line, bound record.Binding) (known record.Known, why string) {
	switch {
	case f.base.Relays == nil:
		return record.Known{Assurance: record.Declared}, "no line of its type can be relayed"
	case bound.Signature != nil || bound.KeyOwner != "":
		return record.Known{Assurance: record.Declared}, "it says that it was relayed, and bears a signature or an API key of its author"
	}
	return f.base.Relays.Relayed(l, bound.Answers)
}

// othersKey says whose the SSH key is, if it belongs to another person than the author. Where rights count, a key that
// no owner enrolled belongs to the person who signed with it first.
func (f *Fold) othersKey(key, author string) (owner, why string) {
	owner, _ = f.base.People.KeyHolder(key)
	switch first := f.signers[key]; {
	case owner != "" && !f.base.People.Same(owner, author):
		return owner, fmt.Sprintf("the SSH key %s was enrolled for %s and signs for no other person, such as %s", key, owner, author)
	case owner == "" && first != "" && f.base.Rights.Adopted() && !f.base.People.Same(first, author):
		return first, fmt.Sprintf("the SSH key %s signed for %s before and signs for no other person, such as %s", key, first, author)
	}
	return "", ""
}

// signedBefore says that an earlier line bears the same signed text; empty if none does. The text names the heads of the
// record, so no two acts have the same.
func (f *Fold) signedBefore(l record.Line, text string) string {
	sum := sha256.Sum256([]byte(text))
	if first, again := f.signed[sum]; again {
		return "it repeats what was signed once, for " + first
	}
	f.signed[sum] = l.Place()
	if key := l.Bound().Signature.Key; f.signers[key] == "" {
		f.signers[key] = l.Actor
	}
	return ""
}

// sharedDesk reports whether the machine and OS account of a writer is a shared desk.
func (b *Base) sharedDesk(writer string) bool {
	m, ok := b.Writers.Now(writer)
	return ok && b.People.SharedDesk(m.Account, m.Host)
}
