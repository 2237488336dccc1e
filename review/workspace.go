package review

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/auditing"
	"github.com/tuar-dev/tuar/review/baseline"
	"github.com/tuar-dev/tuar/review/baselining"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
	"github.com/tuar-dev/tuar/review/compare"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/decisionfile"
	"github.com/tuar-dev/tuar/review/dismissing"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/explain"
	"github.com/tuar-dev/tuar/review/export"
	"github.com/tuar-dev/tuar/review/noting"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/reminder"
	"github.com/tuar-dev/tuar/review/rostering"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/sharing"
	"github.com/tuar-dev/tuar/review/trail"
)

// Config holds what a workspace is made of.
type Config struct {
	Name string // the local name of the workspace
	As   string // the e-mail address that a person gave as theirs; empty if none was given
	Env  settings.Credentials

	HookEnv order.HookTarget // the webhook of the environment
	Tool    population.Tool  // ClientID is filled in at each sync
	Machine core.Machine     // where this process runs; empty if the record does not say
	Pack    *Pack            // what is looked at is in that pack, and cannot be changed; else nil

	Clock       core.Clock
	Journal     core.Journal
	Populations core.Populations
	Attachments core.Attachments // nil where no line names a file
	Storage     Storage          // nil where disk use is of no interest
	Settings    core.SettingsFile
	Secrets     core.Secrets
	Files       Files
	Printer     evidence.Printer // nil: nothing can be printed
	Keys        core.SigningKeys
	Carrier     sharing.Carrier      // nil where the record cannot be shared
	NoSync      bool                 // before Torq is changed, other machines are not asked
	Lock        core.RemediationLock // nil where no other process can change access in Torq
	Timer       elevation.Timer      // nil where there can be none
	Hook        remediation.Hook     // nil without webhooks
	Trail       *trail.Log           // what this process does; may be nil
	Dial        func(settings.Credentials) (core.Source, error)
	Remake      population.Remake // makes populations anew of Torq's raw answers; nil where that is not known
	OneRegion   bool              // Torq's address was given, so that a key cannot be of another region
}

// Workspace is one Torq workspace, connected under a local name, with all that can be done with it. Its methods may be
// called from several goroutines; what they return belongs to the caller.
type Workspace struct {
	*core.Core
	*Admin
	*Campaigns
	*campaign.Lookup
	*campaign.Places
	*Reconciliations
	*Remediations
	*Elevations
	*Evidence
	*Sharing
	*Reminders
	*Rostering
	*Noting
	*Dismissing
	*Auditing
	*Commenting
	*decisionfile.Importer
	*packet.Acceptor
	*packet.Maker
	*export.Exporter
	*compare.Comparer
	*Explanations
	*Baselines
	ledgers
	cfg       Config
	orders    *remediation.Orders
	syncing   atomic.Int32 // syncs under way
	alike     likenesses   // found so far
	listeners []listener
}

// ledgers holds the ledgers of all parts of the record. They are used within Read or Append.
type ledgers struct {
	book       *campaign.Book
	changes    *remediation.Ledger
	elevations *elevation.Book
	reconciled *reconcile.Ledger
	comments   *comment.Ledger
}

// The services of the nouns.
type (
	Admin           = admin.Service
	Campaigns       = campaign.Service
	Reconciliations = reconcile.Service
	Remediations    = remediation.Service
	Elevations      = elevation.Service
	Evidence        = evidence.Service
	Sharing         = sharing.Service
	Reminders       = reminder.Service
	Rostering       = rostering.Service
	Explanations    = explain.Service
	Noting          = noting.Service
	Dismissing      = dismissing.Service
	Auditing        = auditing.Service
	Commenting      = comment.Service
	Baselines       = baselining.Service
)

// lockTimes are the times of remediations. A test shortens them.
var lockTimes = remediation.DefaultLockTimes

// Trail returns what this process did just now in the workspace; nil if that is not kept.
func (w *Workspace) Trail() *trail.Log { return w.cfg.Trail }

// New makes a workspace. It reads and writes nothing.
func New(cfg Config) *Workspace {
	c := core.Config{
		Name: cfg.Name, As: cfg.As, Env: cfg.Env, Clock: cfg.Clock, Journal: cfg.Journal, Populations: cfg.Populations, Attachments: cfg.Attachments, Settings: cfg.Settings,
		Secrets: cfg.Secrets, Keys: cfg.Keys, Lock: cfg.Lock, Dial: cfg.Dial, Shapes: Events().Shapes(), Machine: cfg.Machine, Trail: cfg.Trail,
	}
	if cfg.Pack != nil {
		c.Pack = cfg.Pack
	}
	w := &Workspace{Core: core.New(c), cfg: cfg, alike: likenesses{}}
	book := campaign.NewBook(w.Base())
	w.ledgers = ledgers{book, remediation.NewLedger(w.Base(), book), elevation.NewBook(w.Base()), &reconcile.Ledger{}, comment.NewLedger(w.Base(), book)}
	w.elevations.OnProven = w.changes.Prove
	w.Lookup = campaign.NewLookup(w.Core, w.book, hints{w}, w.changes)
	w.Places = campaign.NewPlaces(w.Core)
	w.Admin = admin.NewService(w.Core)
	w.Campaigns = campaign.NewService(w.Lookup)
	w.Reconciliations = reconcile.NewService(w.Core, w.reconciled, hints{w})
	w.Importer = decisionfile.NewImporter(w.Core, w.Lookup, w.Campaigns, cfg.Files)
	w.Acceptor = packet.NewAcceptor(w.Core, w.Campaigns, cfg.Files)
	w.Maker = packet.NewMaker(w.Core, w.Campaigns, w, cfg.Files)
	w.orders = remediation.NewOrders(w.Core, cfg.Hook, cfg.HookEnv, cfg.Secrets)
	exchange := func(ctx context.Context) (bool, error) { return w.Exchange(ctx) }
	w.Remediations = remediation.NewService(w.Core, w.changes, remediation.Ports{
		Book: w.book, Elevations: w.elevations, Orders: w.orders, Cases: w.Lookup, Reader: reader{w}, Files: cfg.Files, Times: lockTimes,
		Exchange: exchange,
		Reap: func(ctx context.Context, progress population.Progress) error {
			reaped, err := w.Reap(ctx, progress)
			return errors.Join(err, reaped.Pending)
		},
	})
	w.Elevations = elevation.NewService(w.Core, w.elevations, w.changes, w.orders, reader{w}, cfg.Timer, exchange)
	w.Sharing = sharing.NewService(w.Core, cfg.Carrier, cfg.NoSync)
	w.Evidence = evidence.NewService(w.Core, w.Lookup, w.Campaigns, w.Sharing, cfg.Files, cfg.Printer, Events().Shapes(), cfg.Remake)
	w.Comparer = compare.NewComparer(w.Core, w.Lookup)
	w.Baselines = baselining.NewService(w.Core, &baseline.Ledger{}, w.elevations, cfg.Files)
	w.Explanations = explain.NewService(w.Core, w.book, w.elevations, w)
	w.Exporter = export.NewExporter(cfg.Name, w.Campaigns, w, w, w, cfg.Files)
	w.Reminders = reminder.NewService(w.Core, w.book, w.comments, w.orders, cfg.Files)
	w.Rostering = rostering.NewService(w.Core, cfg.Files)
	w.Commenting = comment.NewService(w.Core, w.comments, w.Campaigns, w.Lookup, cfg.Files)
	w.Dismissing = dismissing.NewService(w.Core, w.Lookup)
	w.Noting = noting.NewService(w.Core, w.Lookup)
	w.Auditing = auditing.NewService(w.Core, w)
	return w
}
