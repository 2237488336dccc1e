package signing

import (
	"bytes"
	"encoding/binary"
	"encoding/pem"
	"strings"
)

// unusual describes the kind of a file that is not a private SSH key tuar can sign with; "" if it is one.
func unusual(data []byte) string {
	if bytes.HasPrefix(data, []byte("PuTTY-User-Key-File")) {
		return "a key of PuTTY; export it with PuTTYgen as an OpenSSH key"
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return ""
	}
	switch {
	case block.Type == "PUBLIC KEY" || block.Type == "RSA PUBLIC KEY" || strings.Contains(block.Type, "SSH2 PUBLIC KEY"):
		return "the public half of a key in another format"
	case block.Type == "CERTIFICATE":
		return "an X.509 certificate"
	case block.Type == "OPENSSH PRIVATE KEY" && strings.HasPrefix(publicKind(block.Bytes), "sk-"):
		return "a key that lives on a FIDO token (" + publicKind(block.Bytes) + "), with which tuar does not sign"
	}
	return ""
}

// publicKind returns the kind of the public key in the body of an OpenSSH private key, which is not encrypted; "" if
// there is none.
func publicKind(body []byte) string {
	rest, ok := bytes.CutPrefix(body, []byte("openssh-key-v1\x00"))
	if !ok {
		return ""
	}
	next := func() []byte {
		if len(rest) < 4 {
			return nil
		}
		n := binary.BigEndian.Uint32(rest)
		rest = rest[4:]
		if uint64(n) > uint64(len(rest)) {
			rest = nil
			return nil
		}
		field := rest[:n]
		rest = rest[n:]
		return field
	}
	for range 3 { // cipher, way of deriving its key, and what that needs
		next()
	}
	if len(rest) < 4 {
		return ""
	}
	rest = rest[4:] // how many keys there are
	rest = next()   // the public one
	kind := next()
	if len(kind) > 60 {
		return ""
	}
	return string(kind)
}
