package review

import (
	"bytes"
	"context"
	"errors"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// SignWith has sign-offs and closings signed with that SSH key from now on; see SigningKeys.Open. An empty key means the
// one in the settings, if there is one.
func (w *Workspace) SignWith(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) error {
	if key == "" {
		var err error
		if key, err = w.SigningKey(ctx); err != nil || key == "" {
			return err
		}
	}
	signer, err := w.Signer(ctx, key, ask)
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.signer = signer
	w.mu.Unlock()
	return nil
}

// Signer makes an SSH key ready; see SigningKeys.Open.
func (w *Workspace) Signer(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) (Signer, error) {
	return w.cfg.Keys.Open(ctx, key, ask)
}

// SigningKey is the SSH key that the settings of this installation name; empty if they name none.
func (w *Workspace) SigningKey(ctx context.Context) (string, error) {
	c, _, err := w.cfg.Settings.Connection(ctx)
	return c.SigningKey, err
}

// signing is what signs now; nil if nothing does.
func (w *Workspace) signing(ctx context.Context) (Signer, error) {
	w.mu.Lock()
	signer := w.signer
	w.mu.Unlock()
	if signer == nil {
		if err := w.SignWith(ctx, "", nil); err != nil {
			return nil, err
		}
		w.mu.Lock()
		signer = w.signer
		w.mu.Unlock()
	}
	return signer, nil
}

// WhatHeadCodesAreFor is told beside a head code.
const WhatHeadCodesAreFor = "Mail it or put it in the ticket: it is the outside witness that what came before was not rewritten."

// sealed is the data of a line that somebody puts their name to.
type sealed interface{ With(campaign.Seal) any }

// errMoved says that the record grew between signing and writing.
var errMoved = errors.New("the record grew meanwhile")

// attest records an entry that somebody puts their name to: it names the heads of the whole record, and is signed if
// there is a key. It returns the campaign's full id. Signing may wait for a person, so it is done without the record's lock;
// if the record has grown since, what was signed is no longer true, and it is signed again.
func (w *Workspace) attest(ctx context.Context, id string, decide func(*campaign.Campaign) (record.Entry, error)) (string, error) {
	if err := w.inTimeForCampaign(ctx, id); err != nil {
		return "", err
	}
	signer, err := w.signing(ctx)
	if err != nil {
		return "", err
	}
	const times = 3
	for range times {
		draft, full, err := w.drafted(ctx, id, decide)
		if err != nil {
			return "", err
		}
		id = full
		var stamp *signature.Stamp
		if signer != nil {
			if stamp, err = stamped(ctx, signer, draft); err != nil {
				return "", err
			}
		}
		_, err = w.append(ctx, func(s *state) ([]record.Entry, error) {
			c, _ := s.book.Get(id)
			now, seal, err := s.sealed(c, decide)
			if err != nil {
				return nil, err
			}
			if stamp != nil {
				text, err := signature.Text(now)
				if err != nil || !bytes.Equal(text, []byte(stamp.Signed)) {
					return nil, errors.Join(err, errMoved)
				}
				seal.Signature = stamp
				now.Data, now.Actor.Assurance = now.Data.(sealed).With(seal), record.BySSH
			}
			return []record.Entry{now}, nil
		})
		if !errors.Is(err, errMoved) {
			return id, err
		}
	}
	return "", fault.New(fault.Failed, "the record grew each of %d times while this was being signed; nothing was recorded", times).WithHint("try again")
}

// drafted is the entry as it would be recorded now, but for the signature, and the full id of its campaign.
func (w *Workspace) drafted(ctx context.Context, id string, decide func(*campaign.Campaign) (record.Entry, error)) (record.Entry, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.find(ctx, id)
	if err != nil {
		return record.Entry{}, "", err
	}
	entry, _, err := w.state.sealed(c, decide)
	return entry, c.ID, err
}

// sealed is the entry with a seal of what the record is now.
func (s *state) sealed(c *campaign.Campaign, decide func(*campaign.Campaign) (record.Entry, error)) (record.Entry, campaign.Seal, error) {
	entry, err := decide(c)
	if err != nil {
		return record.Entry{}, campaign.Seal{}, err
	}
	seal := campaign.Seal{Population: c.Population, Heads: s.heads.List()}
	entry.Data = entry.Data.(sealed).With(seal)
	return entry, seal, nil
}

// stamped signs an entry, and checks what came back: an agent is another program.
func stamped(ctx context.Context, signer Signer, entry record.Entry) (*signature.Stamp, error) {
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

// FindHead is the line of the record with that head code. A code that is none is a BadInput fault; one that no line has, a
// Damaged fault: the record is not what it was when somebody was given it.
func (w *Workspace) FindHead(ctx context.Context, code string) (record.Line, error) {
	digits, err := record.ParseHeadCode(code)
	if err != nil {
		return record.Line{}, fault.New(fault.BadInput, "%w", err)
	}
	lines, err := w.Journal(ctx)
	if err != nil {
		return record.Line{}, err
	}
	line, found := record.FindHead(lines, digits)
	if !found {
		return record.Line{}, fault.New(fault.Damaged, "no line has the head code %s: the record is not what it was when somebody was given that code", record.HeadCode(digits)).
			WithHint("is it the code of this workspace? if so, restore the record from a backup")
	}
	return line, nil
}
