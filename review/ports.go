// Package review holds the use cases of tuar: what a person can do with one workspace, without a terminal, without HTTP
// and without files. What it needs of the world it names here, as small interfaces.
package review

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
)

// Clock tells the time.
type Clock interface{ Now() time.Time }

// Journal is the append-only record of one workspace, all writers together.
type Journal interface {
	// Lines returns every writer's lines in fold order (record.Compare). It reads only what has been written to disk
	// since the last call; as long as nothing older came in from another writer the earlier result is a prefix of the
	// later one. The caller does not change the slice. Damage is a fault of kind Damaged naming file and line.
	Lines(ctx context.Context) ([]record.Line, error)

	// Append takes the workspace's lock, shows decide all lines as they now are, and writes the entries it returns:
	// all or none, fsynced before it returns. An error from decide is returned as it is and nothing is written.
	Append(ctx context.Context, decide func(lines []record.Line) ([]record.Entry, error)) ([]record.Line, error)

	// Check reads everything from disk again and reports on each writer; it does not stop at the first damage.
	Check(ctx context.Context) ([]WriterCheck, error)

	// Warnings are sentences about what was found and mended: a torn last line set aside, a clock that jumped back.
	Warnings() []string
}

// WriterCheck is the result of checking one writer's journal.
type WriterCheck struct {
	Writer string `json:"writer"`
	Lines  int    `json:"lines"` // lines that check out, from the first on
	Head   string `json:"head"`  // hash of the last of them; record.Genesis if none
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // what is wrong: file, line, reason
}

// Populations keeps population files.
type Populations interface {
	// Save writes the population and returns its name. Saving the same bytes again changes nothing.
	Save(ctx context.Context, p *population.Population) (name string, err error)
	// Load reads the population of that name: a Damaged fault if it is missing or does not check out.
	Load(ctx context.Context, name string) (*population.Population, error)
}

// SettingsFile keeps what workspace.json and connection.json hold.
type SettingsFile interface {
	// Load returns DefaultSettings if nothing was saved yet.
	Load(ctx context.Context) (Settings, error)
	Save(ctx context.Context, s Settings) error
}

// Settings are a workspace's own choices. Connection belongs to this installation and is kept in connection.json;
// all the rest is shared and kept in workspace.json. Neither holds a secret.
type Settings struct {
	V              int          `json:"v"` // 1
	Region         string       `json:"region"`
	Owners         []string     `json:"owners,omitempty"` // e-mail addresses of who answers for the workspace
	Rules          access.Rules `json:"rules"`
	CannedReasons  []string     `json:"canned_reasons,omitempty"`
	Connection     Connection   `json:"-"`
	SeenFromBefore bool         `json:"-"` // false when nothing was saved yet
}

// Connection is the key this installation uses for the workspace; the secret is in the keyring.
type Connection struct {
	ClientID    string    `json:"client_id,omitempty"`
	ConnectedAt time.Time `json:"connected_at,omitzero"`
	Actor       string    `json:"actor,omitempty"` // who last said who they are here
	// Places are the items at which reviews were left, by campaign.
	Places map[string]string `json:"places,omitempty"`
}

// ErrNoSecret is returned by Secrets.Get when the keyring works but holds nothing for the workspace.
var ErrNoSecret = errors.New("the keyring holds no secret for this workspace")

// Secrets keeps one client secret per workspace in the OS keyring. A keyring that cannot be used is a fault whose text
// says so and whose hint names the environment variables.
type Secrets interface {
	Get(ctx context.Context, workspace string) (string, error)
	Set(ctx context.Context, workspace, secret string) error
	Delete(ctx context.Context, workspace string) error
}

// Credentials are one API key of one workspace.
type Credentials struct {
	Region   string // us or eu
	ClientID string
	Secret   string
}

// Source reads one Torq workspace.
type Source interface {
	// Authenticate asks Torq for a token and nothing else: nil if the client ID and secret are good.
	Authenticate(ctx context.Context) error
	// Requests is the number of HTTP requests made so far, token requests and repetitions included.
	Requests() int
	// Probe asks for a token and tries each kind of read once, changing nothing.
	Probe(ctx context.Context) ([]Permission, error)
	// Extract reads the whole population: complete, or an error. Workspace and Tool are left to the caller, but for
	// Tool.ClientID.
	Extract(ctx context.Context, progress Progress) (*population.Population, error)
}

// Permission says whether the key may read something.
type Permission struct {
	Resource string `json:"resource"` // users, roles, custom-roles, api-keys, claim-mappings, audit-log
	Allowed  bool   `json:"allowed"`
	Detail   string `json:"detail,omitempty"`
}

// Progress is told what is being done and how far it is; total is 0 while it is unknown. It may be called from several
// goroutines; nil is allowed.
type Progress func(what string, done, total int)

// Files writes what is handed to a person.
type Files interface {
	// Write makes the file at path with what write produces, whole or not at all. It refuses to replace a file unless
	// overwrite is set (fault BadInput).
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
	// Read returns the bytes of a file a person named, at most limit of them (fault BadInput beyond or if unreadable).
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// DefaultSettings are the settings of a workspace that saved none.
func DefaultSettings() Settings {
	return Settings{
		V: 1, Region: "us", Rules: access.DefaultRules(),
		CannedReasons: []string{"needed for current duties", "on-call", "left the company", "changed team", "not used", "role too strong for the work done"},
	}
}
