package review

import (
	"errors"
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
)

// The line types of a workspace's life outside campaigns.
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
}

// Sentence returns what the line says.
func (d Connected) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: "connected with API key " + d.ClientID + ", region " + d.Region}
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
	// Missing are items of earlier listings that this one lacks and nothing explains: it proves no removal.
	Missing []string `json:"missing,omitempty"`
	// Unread are the resources that the key may not read or the API does not offer; see population.Gap.
	Unread []string `json:"unread,omitempty"`

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

// state is everything folded from the journal.
type state struct {
	count int       // lines folded
	head  string    // hash of the last of them
	last  time.Time // at which the last of them was written, by its writer's clock

	checked    bool // the lines were held against each other already: they are only folded
	settings   settings.Ledger
	heads      record.Heads
	hashes     record.Hashes
	book       *campaign.Book
	ledger     *remediation.Ledger
	elevations *elevation.Book
	syncs      []Synced // all of them, oldest first
	failure    *SyncFailed
	known      map[string]bool // client IDs that Torq has accepted

	reconciled map[string]reconcile.Outcome // by population, the last
}

func newState() *state {
	s := &state{heads: record.Heads{}, hashes: record.Hashes{}, book: campaign.NewBook(), ledger: remediation.NewLedger(), elevations: elevation.NewBook(), known: map[string]bool{}, reconciled: map[string]reconcile.Outcome{}}
	s.elevations.OnProven = s.ledger.Prove
	return s
}

// isPrefixOf says whether what was folded is still the beginning of lines.
func (s *state) isPrefixOf(lines []record.Line) bool {
	return s.count <= len(lines) && (s.count == 0 || lines[s.count-1].Hash == s.head)
}

// apply folds the lines that were not folded yet. What contradicts what is there, or claims a signature that is none, is a
// *record.Damage.
func (s *state) apply(lines []record.Line) error {
	for i := s.count; i < len(lines); i++ {
		if err := s.take(&lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// take checks one line against those before it, and folds it.
func (s *state) take(l *record.Line) error {
	err := s.check(l)
	if err == nil {
		err = s.applyLine(*l)
	}
	if damage := (*record.Damage)(nil); err != nil && !errors.As(err, &damage) {
		return l.Damaged("%w", err)
	}
	if err != nil {
		return err
	}
	s.count++
	s.head, s.last = l.Hash, l.Time.Time
	s.heads.Apply(*l)
	s.hashes.Apply(*l)
	return nil
}

// check holds what a line says of other lines against those, and its signature against its text.
func (s *state) check(l *record.Line) error {
	if s.checked {
		return nil
	}
	if err := l.CheckHeads(s.hashes.Of); err != nil {
		return err
	}
	_, _, err := signature.OfLine(*l)
	return err
}

// damaged is a fault that says what is wrong with the record.
func damaged(err error) error {
	return fault.New(fault.Damaged, "the record is damaged: %w", err).
		WithHint("nothing is written any more; compare with a backup, and look at the rest with: tuar journal verify")
}

func (s *state) applyLine(l record.Line) error {
	switch l.Type {
	case TypeConnected:
		connected, err := record.Decode[Connected](l)
		if err != nil {
			return err
		}
		s.failure, s.known[connected.ClientID] = nil, true
	case TypeDisconnected:
		_, err := record.Decode[Disconnected](l)
		return err
	case TypeSynced:
		sync, err := record.Decode[Synced](l)
		if err != nil {
			return err
		}
		sync.At = l.Time.Time
		s.elevations.NoteListing(sync.Population)
		s.syncs, s.failure, s.known[sync.ClientID] = append(s.syncs, sync), nil, true
	case TypeSyncFailed:
		failure, err := record.Decode[SyncFailed](l)
		if err != nil {
			return err
		}
		failure.At = l.Time.Time
		s.failure = &failure
	case reconcile.TypeReconciled:
		r, err := record.Decode[reconcile.Outcome](l)
		if err != nil {
			return err
		}
		r.At = l.Time.Time
		if was := s.reconciled[r.Population]; r.Read() || !was.Read() {
			s.reconciled[r.Population] = r // that it failed later takes nothing back
		}
		for _, f := range raisedFindings(&r) {
			s.elevations.Note(f)
		}
	case settings.TypeAdopted:
		return s.settings.Apply(l)
	case settings.TypeChanged:
		changed, err := record.Decode[settings.Changed](l)
		if err != nil {
			return err
		}
		if changed.Key == settings.WebhookKey {
			s.ledger.Forget(order.Webhook)
		}
		return s.settings.Apply(l)
	default: // the books count these lines, so each gets all of them
		if err := s.ledger.Apply(l); err != nil {
			return err
		}
		if err := s.elevations.Apply(l); err != nil {
			return err
		}
		return s.book.Apply(l)
	}
	return nil
}

// lastSync is the newest sync, or nil.
func (s *state) lastSync() *Synced {
	if len(s.syncs) == 0 {
		return nil
	}
	return &s.syncs[len(s.syncs)-1]
}
