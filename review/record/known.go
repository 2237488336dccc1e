package record

import (
	"fmt"
	"slices"
)

// Assurance grades how surely an actor is known.
type Assurance string

// The assurances, from weakest to strongest.
const (
	Declared Assurance = "declared" // typed by the user, not verified
	Relayed  Assurance = "relayed"  // another person handed in a file of answers that names this user
	ByOS     Assurance = "os"       // an owner enrolled the OS account that wrote for this user
	ByAPIKey Assurance = "api-key"  // the private API key in use belongs to this user
	BySSH    Assurance = "ssh"      // signed with an SSH key that an owner enrolled for this user
)

// Assurances lists all assurances, from weakest to strongest.
var Assurances = []Assurance{Declared, Relayed, ByOS, ByAPIKey, BySSH}

// Known reports whether this tuar knows the assurance.
func (a Assurance) Known() bool { return slices.Contains(Assurances, a) }

// AtLeast reports whether the actor is known as surely as least demands. An assurance of a newer tuar counts as the
// weakest.
func (a Assurance) AtLeast(least Assurance) bool {
	return max(0, slices.Index(Assurances, a)) >= slices.Index(Assurances, least)
}

// Known says how the author of a line is known. The fold finds it out from the line and the lines before it.
type Known struct {
	Assurance Assurance // that counts; the line may claim another
	Key       string    // fingerprint of the SSH key that signed the line; empty if none did
	KeyHolder string    // for whom an owner enrolled that key; empty if none did
	Withdrawn bool      // an owner had withdrawn that key before
	KeyOwner  string    // who owns the private API key that was in use at a shared desk, if not the author
	Account   string    // the OS account that an owner enrolled for the author, as account@host, if that is how

	Relay // how a line came that was relayed for its author
}

// Relay says how a line came into the record that one person relayed for another. It is empty for other lines.
type Relay struct {
	By     string // who relayed it
	Packet string // SHA-256 of the packet that was answered
	File   string // SHA-256 of the file of answers
	Lines  int    // the number of lines that came with that file and have effect together
}

// Doubtful reports whether the line bears a signature by a key that no owner enrolled, or that one had withdrawn.
func (k Known) Doubtful() bool { return k.Key != "" && (k.KeyHolder == "" || k.Withdrawn) }

// String says how the author is known, in words.
func (k Known) String() string {
	text := "self-declared"
	switch k.Assurance {
	case BySSH:
		text = "SSH key " + k.Key
	case Relayed:
		text = "relayed"
	case ByAPIKey:
		text = "API key"
	case ByOS:
		text = "OS account"
		if k.Account != "" {
			text += " " + k.Account
		}
	}
	switch {
	case k.Key == "" || k.Assurance == BySSH:
	case k.KeyHolder == "":
		text += ", signed with an unknown key " + k.Key
	case k.Withdrawn:
		text += ", signed with a withdrawn key " + k.Key
	default:
		text += ", signed with the enrolled key " + k.Key + " in a form that does not count"
	}
	if k.File != "" {
		text += fmt.Sprintf(", by %s, packet %.12s, answers %.12s", k.Relay.By, k.Packet, k.File)
	}
	if k.KeyOwner != "" {
		text += "; at a shared desk, with the API key of " + k.KeyOwner
	}
	return text
}

// Known returns how the actor is known as long as they sign nothing.
func (a Actor) Known() Known { return Known{Assurance: a.Assurance, KeyOwner: a.KeyOwner} }

// As returns the line with what the fold found out about its author, in place of what the line claims.
func (l Line) As(k Known) Line {
	l.Assurance, l.Author = k.Assurance, &k
	return l
}

// Known returns how the author of a folded line is known; of other lines, only what they claim.
func (l *Line) Known() Known {
	if l.Author != nil {
		return *l.Author
	}
	return Known{Assurance: l.Assurance}
}
