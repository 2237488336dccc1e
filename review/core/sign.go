package core

import (
	"bytes"
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// SignWith has sign-offs and closings signed with that SSH key from now on; see SigningKeys.Open. An empty key means
// the one in the settings, if there is one.
func (c *Core) SignWith(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) error {
	if key == "" {
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
	c.session.signer = signer
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

// Signable is the data of a line to which a person puts their name.
type Signable interface {
	// Sealed returns the data that names the heads of the whole record, and bears the signature, if there is one.
	Sealed(heads []record.Head, stamp *signature.Stamp) any
}

// errJournalAdvanced says that the record grew between signing and writing.
var errJournalAdvanced = errors.New("the record grew meanwhile")

// Sign records an entry to which a person puts their name; its data is Signable. It names the heads of the whole
// record, and is signed if there is a key. Signing may wait for a person, so it is done without the record's lock; if
// the record has grown since, the signed heads are outdated, and the entry is signed again. decide may use the ledgers,
// and is called anew each time.
func (c *Core) Sign(ctx context.Context, decide func() (record.Entry, error)) error {
	signer, err := c.signer(ctx)
	if err != nil {
		return err
	}
	const times = 3
	for range times {
		var draft record.Entry
		if err := c.Read(ctx, func() (err error) { draft, err = c.draft(decide, nil); return err }); err != nil {
			return err
		}
		var stamp *signature.Stamp
		if signer != nil {
			if stamp, err = signEntry(ctx, signer, draft); err != nil {
				return err
			}
		}
		_, err = c.Append(ctx, func() ([]record.Entry, error) {
			now, err := c.draft(decide, nil)
			if err != nil || stamp == nil {
				return []record.Entry{now}, err
			}
			text, err := signature.Text(now)
			if err != nil || !bytes.Equal(text, []byte(stamp.Signed)) {
				return nil, errors.Join(err, errJournalAdvanced)
			}
			signed, err := c.draft(decide, stamp)
			signed.Actor.Assurance = record.BySSH
			return []record.Entry{signed}, err
		})
		if !errors.Is(err, errJournalAdvanced) {
			return err
		}
	}
	return fault.New(fault.Failed, "the record grew each of %d times while this was being signed; nothing was recorded", times).WithHint("try again")
}

// draft returns the entry as it would be recorded now, with that signature.
func (c *Core) draft(decide func() (record.Entry, error), stamp *signature.Stamp) (record.Entry, error) {
	entry, err := decide()
	if err == nil {
		entry.Data = entry.Data.(Signable).Sealed(c.fold.heads.List(), stamp)
	}
	return entry, err
}

// signEntry signs an entry, and checks the signature, since an agent is another program.
func signEntry(ctx context.Context, signer signature.Signer, entry record.Entry) (*signature.Stamp, error) {
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
	return &signature.Stamp{Signed: string(text), Armoured: made.Armoured, Key: checked.Fingerprint}, nil
}
