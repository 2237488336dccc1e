package core

import (
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// SignWith has all acts signed with that SSH key from now on; see SigningKeys.Open. An empty key means the one in the
// settings, if there is one: it signs sign-offs and closings, and what the workspace wants signed.
func (c *Core) SignWith(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) error {
	asked := key != ""
	if !asked {
		var err error
		if key, err = c.SigningKey(ctx); err != nil || key == "" {
			return err
		}
	}
	signer, err := c.Signer(ctx, key, ask)
	if err != nil {
		return err
	}
	c.session.Lock()
	c.session.signer, c.session.signAll = signer, asked
	c.session.Unlock()
	return nil
}

// Signer makes an SSH key ready; see SigningKeys.Open.
func (c *Core) Signer(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) (signature.Signer, error) {
	return c.cfg.Keys.Open(ctx, key, ask)
}

// SigningKey returns the SSH key that the settings of this installation name; empty if they name none.
func (c *Core) SigningKey(ctx context.Context) (string, error) {
	connection, _, err := c.cfg.Settings.Connection(ctx)
	return connection.SigningKey, err
}

// signer returns what signs now; nil if nothing does.
func (c *Core) signer(ctx context.Context) (signature.Signer, error) {
	c.session.Lock()
	signer := c.session.signer
	c.session.Unlock()
	if signer == nil {
		if err := c.SignWith(ctx, "", nil); err != nil {
			return nil, err
		}
		c.session.Lock()
		signer = c.session.signer
		c.session.Unlock()
	}
	return signer, nil
}

// Sign records an entry to which a person puts their name. It names the heads of the whole record, and is signed if
// there is a key. decide is as for Append.
func (c *Core) Sign(ctx context.Context, decide func() (record.Entry, error)) error {
	signer, err := c.signer(ctx)
	if err != nil {
		return err
	}
	_, err = c.write(ctx, attempt{signer: signer, seal: true}, func() ([]record.Entry, error) {
		entry, err := decide()
		return []record.Entry{entry}, err
	})
	return err
}

// attempt is one way of writing entries: which are signed, and what was signed for the record as it was.
type attempt struct {
	signer signature.Signer
	seal   bool // bind all entries, and sign them if there is a signer
	final  bool // no signer can be had

	head    string // hash of the last line of the record for which the entries were signed
	entries []record.Entry
}

// What an attempt can end with beside a fault: the entries must be signed before they can be written, or the lines that
// must precede them were written, and the entries were not.
var (
	errUnsigned   = errors.New("the entries are not signed yet")
	errIntroduced = errors.New("only the lines before the entries were written")
)

// write appends the entries that decide returns. Signing may wait for a person, so it is done without the record's
// lock; if the record has grown since, the signed heads are outdated, and decide is called and its entries are signed
// anew.
func (c *Core) write(ctx context.Context, a attempt, decide func() ([]record.Entry, error)) ([]record.Line, error) {
	const times = 3
	for signed := 0; ; {
		written, err := c.tryWrite(ctx, &a, decide)
		switch {
		case errors.Is(err, errIntroduced):
			continue
		case !errors.Is(err, errUnsigned):
			return written, err
		case signed == times:
			return nil, fault.New(fault.Failed, "the record grew each of %d times while this was being signed; nothing was recorded", times).WithHint("try again")
		}
		if a.signer == nil {
			if a.signer, err = c.signer(ctx); err != nil {
				return nil, err
			}
			if a.signer == nil {
				a.entries, a.final = nil, true
				continue
			}
		}
		for i := range a.entries {
			if e := &a.entries[i]; e.Binding.Heads != nil && e.Actor.Assurance != record.Relayed {
				if e.Binding.Signature, err = signEntry(ctx, a.signer, *e); err != nil {
					return nil, err
				}
			}
		}
		signed++
	}
}

// prepare returns the entries as they can be written now. unsigned says that some must be signed before. The caller
// holds the lock of the record.
func (c *Core) prepare(a *attempt, decide func() ([]record.Entry, error)) (entries []record.Entry, unsigned bool, err error) {
	if a.entries != nil && a.head == c.fold.head {
		return a.entries, false, c.enrolled(a.entries)
	}
	a.entries = nil
	if entries, err = decide(); err != nil {
		return nil, false, err
	}
	for i := range entries {
		e := &entries[i]
		must := isPerson(e.Actor.Email) && !a.final && (a.seal && a.signer != nil || c.wantsSignature(*e))
		if a.seal || must {
			e.Binding.Heads = c.fold.heads.List()
		}
		unsigned = unsigned || must
	}
	if unsigned {
		a.entries, a.head = entries, c.fold.head
	}
	return entries, unsigned, nil
}

// wantsSignature reports whether the workspace requires a signature for the entry, or the user asked for one.
func (c *Core) wantsSignature(e record.Entry) bool {
	need, needs := c.fold.gate.needs[e.Type]
	if !needs || e.Actor.Assurance == record.Relayed {
		return false
	}
	c.session.Lock()
	asked := c.session.signAll
	c.session.Unlock()
	least, _ := c.fold.gate.leastOf(e, need)
	return asked || least == record.BySSH
}

// enrolled sets the assurance of signed entries by the persons for whom their keys were enrolled. It refuses a key that
// belongs to another person.
func (c *Core) enrolled(entries []record.Entry) error {
	for i := range entries {
		e := &entries[i]
		if e.Binding.Signature == nil {
			continue
		}
		if owner, why := c.fold.othersKey(e.Binding.Signature.Key, e.Actor.Email); why != "" {
			return fault.New(fault.Refused, "%s", why).WithHint("sign with a key of your own, or act as %s with %s", owner, fault.Identify.With())
		}
		if _, counts := c.base.People.KeyHolder(e.Binding.Signature.Key); counts {
			e.Actor.Assurance = record.BySSH
		}
	}
	return nil
}

// signEntry signs an entry, and checks the signature, since an agent is another program.
func signEntry(ctx context.Context, signer signature.Signer, entry record.Entry) (*record.Stamp, error) {
	text, err := signature.Text(entry)
	if err != nil {
		return nil, fault.New(fault.Failed, "writing down what is to be signed: %w", err)
	}
	made, err := signer.Sign(ctx, text)
	if err != nil {
		return nil, fault.Wrap(err, "nothing was recorded")
	}
	checked, err := signature.Check(text, made.Armoured)
	if err != nil {
		return nil, fault.New(fault.Failed, "the SSH agent gave a signature that does not check, nothing was recorded: %w", err)
	}
	return &record.Stamp{Signed: string(text), Armoured: made.Armoured, Key: checked.Fingerprint}, nil
}
