package review

import (
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/remediation"
)

// state holds the ledgers of all nouns.
type state struct {
	book       *campaign.Book
	ledger     *remediation.Ledger
	elevations *elevation.Book
	syncs      *core.Syncs
	reconciled *reconcile.Ledger
}

func newState(syncs *core.Syncs) *state {
	s := &state{book: campaign.NewBook(), ledger: remediation.NewLedger(), elevations: elevation.NewBook(), syncs: syncs, reconciled: &reconcile.Ledger{}}
	s.elevations.OnProven = s.ledger.Prove
	return s
}
