package core

import (
	"context"
	"iter"
	"time"

	"github.com/tuar-dev/tuar/review/audit"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/signature"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Pack is an evidence pack in which a workspace is looked at.
type Pack interface {
	// Holds reports whether the population of that name is in the pack.
	Holds(population string) bool
}

// Journal is the append-only record of one workspace, all writers together.
type Journal interface {
	// Lines returns every writer's lines in fold order (record.Order). It reads only what has been written to disk
	// since the last call; as long as nothing older came in from another writer the earlier result is a prefix of the
	// later one. The caller does not change the slice. Damage is a fault of kind Damaged naming file and line.
	Lines(ctx context.Context) ([]record.Line, error)

	// Append takes the workspace's lock, shows decide all lines as they now are, and writes the entries it returns:
	// all or none, fsynced before it returns. An error from decide is returned as it is and nothing is written.
	Append(ctx context.Context, decide func(lines []record.Line) ([]record.Entry, error)) ([]record.Line, error)

	// Take takes the workspace's lock, shows choose all lines as they now are, and adds the lines of other writers that it
	// returns, in fold order. An error from choose is returned as it is and nothing is written.
	Take(ctx context.Context, choose func(here []record.Line) ([]record.Line, error)) error

	// Writer returns the name of the journal that Append writes to.
	Writer() (string, error)

	// Check reads everything from disk again and reports on each writer; it does not stop at the first damage.
	Check(ctx context.Context) ([]record.WriterCheck, error)

	// Torn returns the writers whose journal ends in a torn line, as a crash leaves it, or had one that was set aside;
	// sorted.
	Torn(ctx context.Context) ([]string, error)

	// Warnings returns sentences about problems that were found and repaired: a torn last line set aside, a clock that
	// jumped back.
	Warnings() []string
}

// Populations keeps population files, and the rosters beside them.
type Populations interface {
	// Save writes the population and returns its name. Saving the same bytes again changes nothing.
	Save(ctx context.Context, p *population.Population) (name string, err error)
	// Load reads the population of that name: a Damaged fault if it is missing or does not check out.
	Load(ctx context.Context, name string) (*population.Population, error)
	// Raw returns the bytes of the population of that name: a Damaged fault if it is missing or they do not bear the
	// name.
	Raw(ctx context.Context, name string) ([]byte, error)
	// Answer returns the raw body of an answer that was saved with a population: a Damaged fault if it is missing or does
	// not bear the name, which is its SHA-256.
	Answer(ctx context.Context, name string) ([]byte, error)
	// SaveRoster writes the roster and returns its name; Roster returns the bytes of the roster of that name: a Damaged
	// fault if it is missing or they do not bear the name.
	SaveRoster(ctx context.Context, r *roster.Roster) (name string, err error)
	Roster(ctx context.Context, name string) ([]byte, error)
}

// Attachments keeps files that lines name by their SHA-256.
type Attachments interface {
	// Keep writes a file and returns its name; the bytes are on disk when it returns. Keeping the same bytes again changes
	// nothing.
	Keep(ctx context.Context, data []byte) (name string, err error)
	// Attachment returns the bytes of the file of that name: a Damaged fault if it is missing or does not bear the name.
	Attachment(ctx context.Context, name string) ([]byte, error)
}

// SettingsFile keeps what workspace.json and connection.json hold.
type SettingsFile interface {
	// Load returns all settings as the files have them; settings.Default if nothing was saved yet.
	Load(ctx context.Context) (settings.Settings, error)
	// Connection returns only what belongs to this installation; found is false if nothing was saved yet.
	Connection(ctx context.Context) (c settings.Connection, found bool, err error)
	// Save writes both files, SaveConnection only the one of this installation.
	Save(ctx context.Context, s settings.Settings) error
	SaveConnection(ctx context.Context, c settings.Connection) error
}

// Secrets keeps secrets in the OS keyring: the client secret under the workspace's name, its webhook under that and
// "/webhook". A keyring that cannot be used is a fault whose text says so and whose hint names the environment
// variables.
type Secrets interface {
	Get(ctx context.Context, name string) (string, error)
	Set(ctx context.Context, name, secret string) error
	Delete(ctx context.Context, name string) error
}

// Source is the client of one API key. A use case takes only the part it needs.
type Source interface {
	Session
	Reader
	Auditor
	Changer
}

// Session checks the connection and the API key of a client of Torq.
type Session interface {
	// Authenticate asks Torq for a new token and nothing else: nil if the client ID and secret are good.
	Authenticate(ctx context.Context) error
	// Probe asks for a new token and tries each kind of read once, changing nothing.
	Probe(ctx context.Context) ([]population.Permission, error)
	// Requests returns the number of HTTP requests made so far, token requests and repetitions included.
	Requests() int
}

// Reader reads everyone's access.
type Reader interface {
	// Extract reads the whole population: complete, or an error. Workspace and Tool are left to the caller, but for
	// Tool.ClientID. With keepAnswers the population has the raw answers.
	Extract(ctx context.Context, progress population.Progress, keepAnswers bool) (*population.Population, error)
}

// Auditor reads Torq's audit log, whose times are by Torq's clock.
type Auditor interface {
	// Audit reads the audit log from that time on, as far as it goes. A key that may not read it is a NotConnected
	// fault.
	Audit(ctx context.Context, since time.Time, progress population.Progress) (audit.Log, error)
	// AuditPages reads the audit log between two times page by page, the newest entries first; a zero end means now. A log
	// that cannot be read by this key is one page that says so.
	AuditPages(ctx context.Context, from, to time.Time) iter.Seq2[audit.Page, error]
	// Account returns the Torq workspace of the key, as the newest entry of the audit log names it; nil if the key may not
	// read the log, or no entry of the last 90 days names one.
	Account(ctx context.Context) (*population.Account, error)
	// Skew returns how far Torq's clock is ahead of this machine's, by the last answer, and when that came by this
	// machine's clock; zero before the first.
	Skew() (ahead time.Duration, at time.Time)
}

// Changer changes access. Each method makes its call once: only what certainly had no effect (a rate limit, an expired
// token) is repeated. ctx ends the wait for the rate; a call under way is seen to its end.
type Changer interface {
	RemoveUser(ctx context.Context, id string) order.Reply
	ChangeRole(ctx context.Context, userID, roleID string) order.Reply
	DeleteKey(ctx context.Context, clientID string) order.Reply
	Invite(ctx context.Context, email, roleID string) order.Reply
	// MapEmail gives the role to all who sign in with that address, by a mapping before all others there are.
	MapEmail(ctx context.Context, email, roleID string, mappings []population.Mapping) order.Reply
	// PointMapping gives another role to all who sign in with the claim of a mapping.
	PointMapping(ctx context.Context, id, roleID string) order.Reply
	DeleteMapping(ctx context.Context, id string) order.Reply
	// AddMapping makes a mapping with the claim, role and rank of m, under an ID of Torq's choice.
	AddMapping(ctx context.Context, m population.Mapping) order.Reply
	// SetScopes gives a custom role these permissions and no others.
	SetScopes(ctx context.Context, roleID, description string, scopes []string) order.Reply
	// DeleteRole deletes a custom role. It is Refused while users hold the role.
	DeleteRole(ctx context.Context, id string) order.Reply
	// AddRole makes a custom role, under an ID of Torq's choice.
	AddRole(ctx context.Context, name, description string, scopes []string) order.Reply
}

// SigningKeys finds the SSH keys that people sign with.
type SigningKeys interface {
	// Open prepares the key that key names: the path of a private key, the path of a public key that the SSH agent holds,
	// or "agent" for the only key it holds. ask asks for the passphrase of a key that has one; its argument names the key.
	// It is nil if no user can be asked. A key that cannot be used is a BadInput fault with the reason.
	Open(ctx context.Context, key string, ask func(ctx context.Context, what string) (string, error)) (signature.Signer, error)
}

// RemediationLock lets one process at a time change access in a workspace from this machine.
type RemediationLock interface {
	// Take waits some seconds for the one under way to end. If it does not, the Failed fault says whose it is. The lock
	// ends with the process at the latest.
	Take(ctx context.Context) (release func(), err error)
}
