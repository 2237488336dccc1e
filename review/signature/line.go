package signature

import (
	"bytes"
	"encoding/json"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Text returns what an entry's signature signs: its actor, its type and all of its data but the signature, in canonical
// form. Time, number and hash are given later; the heads in its data fix its place in the record.
func Text(e record.Entry) ([]byte, error) {
	e.Binding.Signature = nil
	data, err := e.Encoded()
	if err != nil {
		return nil, err
	}
	return text(e.Actor.Email, e.Type, data)
}

func text(actor, kind string, data json.RawMessage) ([]byte, error) {
	raw, err := json.Marshal(struct {
		Actor string          `json:"actor"`
		Data  json.RawMessage `json:"data"`
		Type  string          `json:"type"`
		V     int             `json:"v"`
	}{actor, data, kind, 1})
	if err != nil {
		return nil, err
	}
	return record.Canonical(raw)
}

// OfLine returns the signature of a line; ok is false if it has none and claims none. A line that claims a missing
// signature, or whose signature is invalid, is a Damaged fault.
func OfLine(l record.Line) (sig Signature, ok bool, err error) {
	if l.Assurance != record.BySSH && !bytes.Contains(l.Data, []byte(`"signature":`)) {
		return Signature{}, false, nil // as nearly all lines are
	}
	var data map[string]json.RawMessage
	if err := jsonv2.Unmarshal(l.Data, &data); err != nil {
		return Signature{}, false, fault.New(fault.Damaged, "line %d of %s has data that is no object", l.Seq, l.Writer)
	}
	raw, bears := data["signature"]
	switch {
	case !bears && l.Assurance != record.BySSH:
		return Signature{}, false, nil
	case !bears:
		return Signature{}, true, fault.New(fault.Damaged, "line %d of %s, %s, claims to be signed by %s with an SSH key, but bears no signature",
			l.Seq, l.Writer, l.Type, l.Actor)
	}
	var stamp record.Stamp
	if err := jsonv2.Unmarshal(raw, &stamp, jsonv2.RejectUnknownMembers(true)); err != nil {
		return Signature{}, true, fault.New(fault.Damaged, "line %d of %s, %s, has a signature that cannot be read: %w",
			l.Seq, l.Writer, l.Type, err)
	}
	delete(data, "signature")
	rest, err := json.Marshal(data)
	if err != nil {
		return Signature{}, true, err
	}
	says, err := text(l.Actor, l.Type, rest)
	switch {
	case err != nil:
		return Signature{}, true, err
	case stamp.Signed != string(says):
		return Signature{}, true, fault.New(fault.Damaged, "line %d of %s, %s, says something else than what was signed", l.Seq, l.Writer, l.Type)
	}
	if sig, err = Check(says, stamp.Armoured); err != nil {
		return Signature{}, true, fault.Wrap(err, "line %d of %s, %s, is not signed as it claims", l.Seq, l.Writer,
			l.Type)
	}
	if stamp.Key != sig.Fingerprint {
		return Signature{}, true, fault.New(fault.Damaged, "line %d of %s, %s, names the key %s, but is signed with %s",
			l.Seq, l.Writer, l.Type, stamp.Key, sig.Fingerprint)
	}
	return sig, true, nil
}
