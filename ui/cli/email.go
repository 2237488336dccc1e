package cli

import "net/mail"

// checkEmail reports whether a flag holds an e-mail address, before anything is read or written.
func checkEmail(text string) error {
	if a, err := mail.ParseAddress(text); err != nil || a.Address != text {
		return usagef("%q is not an e-mail address", text)
	}
	return nil
}
