package people

import (
	"fmt"
	"strings"

	"github.com/tuar-dev/tuar/review/record"
)

// The line types about people. Their data are the structs below.
const (
	TypeAdded        = "people.added"
	TypeAlias        = "people.alias"
	TypeDistinct     = "people.distinct"
	TypeKey          = "people.key"
	TypeKeyWithdrawn = "people.key-withdrawn"
	TypeAccount      = "people.account"
	TypeDesk         = "people.desk"
)

// Added is the data of a people.added line: a person with their addresses.
type Added struct {
	Email string   `json:"email"`
	Also  []string `json:"also,omitempty"`
	Note  string   `json:"note,omitempty"`
}

// Sentence returns what the line says.
func (d Added) Sentence(record.Names) record.Sentence {
	text := "added " + d.Email
	if len(d.Also) > 0 {
		text += ", who also has " + strings.Join(d.Also, ", ")
	}
	return record.Sentence{Text: text, Detail: d.Note}
}

// Alias is the data of a people.alias line: both addresses belong to one person.
type Alias struct {
	Email string `json:"email"`
	Also  string `json:"also"`
}

// Sentence returns what the line says.
func (d Alias) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("stated that %s and %s are one person", d.Email, d.Also)}
}

// Distinct is the data of a people.distinct line: the addresses look alike and belong to two persons.
type Distinct struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Reason string `json:"reason"`
}

// Sentence returns what the line says.
func (d Distinct) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("stated that %s and %s are two persons", d.A, d.B), Detail: d.Reason}
}

// KeyData is the data of a people.key line: an owner enrolled an SSH key for a person.
type KeyData struct {
	Email       string `json:"email"`
	PublicKey   string `json:"public_key"` // as in authorized_keys, without a comment
	Fingerprint string `json:"fingerprint"`
}

// Sentence returns what the line says.
func (d KeyData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("enrolled the SSH key %s for %s", d.Fingerprint, d.Email)}
}

// KeyWithdrawn is the data of a people.key-withdrawn line: signatures by the key after this line count no longer.
type KeyWithdrawn struct {
	Fingerprint string `json:"fingerprint"`
	Reason      string `json:"reason"`
}

// Sentence returns what the line says.
func (d KeyWithdrawn) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "withdrew the SSH key " + d.Fingerprint, Detail: d.Reason}
}

// AccountData is the data of a people.account line: an owner enrolled an OS account for a person.
type AccountData struct {
	Email   string `json:"email"`
	Account string `json:"account"`
	Host    string `json:"host"`
}

// Sentence returns what the line says.
func (d AccountData) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("enrolled the OS account %s@%s for %s", d.Account, d.Host, d.Email)}
}

// Desk is the data of a people.desk line: whether people may act from an OS account under their own names while another
// person's private API key is in use there.
type Desk struct {
	Account string `json:"account"`
	Host    string `json:"host"`
	Shared  bool   `json:"shared"`
	Reason  string `json:"reason"`
}

// Sentence returns what the line says.
func (d Desk) Sentence(record.Names) record.Sentence {
	text := "made %s@%s a shared desk"
	if !d.Shared {
		text = "ended the shared desk %s@%s"
	}
	return record.Sentence{Text: fmt.Sprintf(text, d.Account, d.Host), Detail: d.Reason}
}

// Events are the types of these lines.
var Events = record.Events{
	TypeAdded: record.EventOf[Added](), TypeAlias: record.EventOf[Alias](), TypeDistinct: record.EventOf[Distinct](),
	TypeKey: record.EventOf[KeyData](), TypeKeyWithdrawn: record.EventOf[KeyWithdrawn](), TypeAccount: record.EventOf[AccountData](),
	TypeDesk: record.EventOf[Desk](),
}
