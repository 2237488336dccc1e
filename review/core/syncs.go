package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// The types of the lines about the connection to Torq.
const (
	TypeConnected    = "workspace.connected"
	TypeDisconnected = "workspace.disconnected"
	TypeSynced       = "sync.completed"
	TypeSyncFailed   = "sync.failed"
)

// Connected is the data of a workspace.connected line.
type Connected struct {
	Region   string                  `json:"region"`
	ClientID string                  `json:"client_id"`
	MayRead  []population.Permission `json:"may_read"`
	Account  *population.Account     `json:"account,omitempty"` // the Torq workspace of the key; nil if that is unknown
}

// Sentence returns what the line says.
func (d Connected) Sentence(record.Names) record.Sentence {
	text := "connected with API key " + d.ClientID + ", region " + d.Region
	if d.Account != nil {
		text += ", Torq workspace " + d.Account.String()
	}
	return record.Sentence{Text: text}
}

// Disconnected is the data of a workspace.disconnected line.
type Disconnected struct {
	ClientID string `json:"client_id"`
}

// Sentence returns what the line says.
func (d Disconnected) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "forgot API key " + d.ClientID}
}

// Synced is the data of a sync.completed line.
type Synced struct {
	Population string `json:"population"`
	Region     string `json:"region"`
	ClientID   string `json:"client_id"`
	Users      int    `json:"users"`
	Roles      int    `json:"roles"`
	Keys       int    `json:"api_keys"`
	Mappings   int    `json:"claim_mappings"`
	Requests   int    `json:"requests"`
	Added      int    `json:"added"`
	Removed    int    `json:"removed"`
	Changed    int    `json:"changed"`
	DropOK     bool   `json:"allowed_drop,omitempty"`
	// Missing lists items of earlier listings that are missing here without an explanation: the listing does not confirm
	// their removal.
	Missing []string `json:"missing,omitempty"`
	// Unread lists the resources that the key may not read or the API does not offer; see population.Gap.
	Unread []string `json:"unread,omitempty"`
	// Account is the Torq workspace of the key; nil if that is unknown.
	Account *population.Account `json:"account,omitempty"`

	At time.Time `json:"-"` // of the line
}

// Sentence returns what the line says.
func (d Synced) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("read %d people, %d roles, %d API keys: %d new, %d gone, %d changed",
		d.Users, d.Roles, d.Keys, d.Added, d.Removed, d.Changed)}
}

// SyncFailed is the data of a sync.failed line.
type SyncFailed struct {
	Reason string `json:"reason"`

	At time.Time `json:"-"`
}

// Sentence returns what the line says.
func (d SyncFailed) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "sync failed", Detail: d.Reason}
}

// Events are the types of these lines.
var Events = record.Events{
	TypeConnected: record.EventOf[Connected](), TypeDisconnected: record.EventOf[Disconnected](),
	TypeSynced: record.EventOf[Synced](), TypeSyncFailed: record.EventOf[SyncFailed](),
	TypeIntroduced: record.EventOf[Machine](),
}

// Syncs is the ledger of what was read from Torq.
type Syncs struct {
	All     []Synced        // oldest first
	Failure *SyncFailed     // why the last one failed; nil if it did not
	known   map[string]bool // client IDs that Torq has accepted
	// accounts holds the Torq workspace of each client ID for which it is known.
	accounts map[string]population.Account
}

// Reset forgets everything.
func (s *Syncs) Reset() { *s = Syncs{} }

// Apply folds a line.
func (s *Syncs) Apply(l record.Line) error {
	switch l.Type {
	case TypeConnected:
		d, err := record.Decode[Connected](l)
		if err != nil {
			return err
		}
		s.accepted(d.ClientID, d.Account)
	case TypeDisconnected:
		_, err := record.Decode[Disconnected](l)
		return err
	case TypeSynced:
		d, err := record.Decode[Synced](l)
		if err != nil {
			return err
		}
		d.At = l.Time.Time
		s.All = append(s.All, d)
		s.accepted(d.ClientID, d.Account)
	case TypeSyncFailed:
		d, err := record.Decode[SyncFailed](l)
		if err != nil {
			return err
		}
		d.At = l.Time.Time
		s.Failure = &d
	}
	return nil
}

func (s *Syncs) accepted(clientID string, account *population.Account) {
	if s.known == nil {
		s.known, s.accounts = map[string]bool{}, map[string]population.Account{}
	}
	s.Failure, s.known[clientID] = nil, true
	if account != nil {
		s.accounts[clientID] = *account
	}
}

// Account returns the Torq workspace of that client ID, as the audit log named it; nil if that is unknown.
func (s *Syncs) Account(clientID string) *population.Account {
	if a, known := s.accounts[clientID]; known {
		return &a
	}
	return nil
}

// Last returns the newest sync, or nil.
func (s *Syncs) Last() *Synced {
	if len(s.All) == 0 {
		return nil
	}
	return &s.All[len(s.All)-1]
}

// Knows reports whether Torq has ever accepted that client ID.
func (s *Syncs) Knows(clientID string) bool { return s.known[clientID] }

// MissingIn returns the items that are missing without an explanation from the listing of that name, as of its last
// sync.
func (s *Syncs) MissingIn(population string) []string {
	for _, sync := range slices.Backward(s.All) {
		if sync.Population != population {
			continue
		}
		if sync.DropOK {
			return nil
		}
		return sync.Missing
	}
	return nil
}

// Syncs returns the ledger of the syncs with Torq, to be used within Read or Append.
func (c *Core) Syncs() *Syncs { return &c.base.Syncs }

// Reading is a population that was just read from Torq, with any doubt about it.
type Reading struct {
	Name       string
	Population *population.Population
	Doubt      string // the unexplained gaps, as a sentence; empty without any
	Long       bool   // the gaps are small and have lasted for a while: access can be changed, though nothing is confirmed
}
