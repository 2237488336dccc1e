// Package export writes the result of a campaign: one row per item, for people and programs that do not have tuar.
package export

import (
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Table is the result of one campaign.
type Table struct {
	Campaign   string         `json:"campaign"` // its id
	Name       string         `json:"campaign_name"`
	State      campaign.State `json:"state"`
	Due        string         `json:"due"`
	Scope      string         `json:"scope"`
	Population string         `json:"population"`
	TakenAt    string         `json:"population_taken_at"`
	Signoffs   []Signoff      `json:"signoffs"`
	Rows       []Row          `json:"decisions"`
}

// Signoff is one statement, of a reviewer or of who closed the campaign.
type Signoff struct {
	By        string `json:"by"`
	Part      string `json:"part"` // share or whole
	Assurance string `json:"assurance"`
	At        string `json:"at"`
	Statement string `json:"statement"`
}

// Row is one item. Times are RFC 3339 UTC, empty where there is none. Names are those scripts rely on.
type Row struct {
	Item             string   `json:"item"`
	Kind             string   `json:"kind"`
	Email            string   `json:"email"`
	Name             string   `json:"name"`
	Role             string   `json:"role"`
	RoleID           string   `json:"role_id"`
	Permissions      []string `json:"permissions"`
	Status           string   `json:"status"`
	SSO              bool     `json:"sso"`
	CreatedAt        string   `json:"created_at"`
	LastLoginAt      string   `json:"last_login_at"`
	Hints            []string `json:"hints"`
	Decision         string   `json:"decision"`
	ToRole           string   `json:"to_role"` // name
	ToRoleID         string   `json:"to_role_id"`
	Gains            []string `json:"gains"` // permissions that a move gives
	Reason           string   `json:"reason"`
	Reviewer         string   `json:"reviewer"` // who decided; whose share it is in while undecided
	Assurance        string   `json:"assurance"`
	DecidedAt        string   `json:"decided_at"`
	DwellMS          int64    `json:"dwell_ms"`
	BulkSize         int      `json:"bulk_size"`
	CarriedForward   bool     `json:"carried_forward"`
	ChangeState      string   `json:"change_state"` // of the change the decision asks for; empty if it asks for none or is not final
	Method           string   `json:"method"`
	SentAt           string   `json:"sent_at"`
	ConfirmedAt      string   `json:"confirmed_at"`
	CorroboratedAt   string   `json:"corroborated_at"`
	ChangedBy        string   `json:"changed_by"`
	PreviousDecision string   `json:"previous_decision"`
	PreviousReason   string   `json:"previous_reason"`
	Campaign         string   `json:"campaign"`
	Population       string   `json:"population"`
	JournalWriter    string   `json:"journal_writer"`
	JournalSeq       int64    `json:"journal_seq"`
	JournalHash      string   `json:"journal_hash"`
}

// NewRow joins a row, its decision and its earlier self; last may be nil.
func NewRow(r access.Row, d campaign.Decision, last *access.LastRow, share, campaignID, population string) Row {
	row := Row{
		Item: r.Item, Kind: string(r.Kind), Email: r.Email, Name: r.Name, Role: r.Role, RoleID: r.RoleID,
		Permissions: orEmpty(r.Permissions), Status: r.Status, SSO: r.SSO, CreatedAt: stamp(r.CreatedAt),
		LastLoginAt: stamp(r.LastLoginAt), Hints: r.HintNames(), Decision: string(d.Verdict), ToRole: d.ToRoleName,
		ToRoleID: d.ToRole, Gains: orEmpty(d.Gains), Reason: d.Reason, Reviewer: share, Campaign: campaignID, Population: population,
	}
	if d.Verdict != campaign.Undecided {
		row.Reviewer, row.Assurance, row.DecidedAt = d.Reviewer, string(d.Assurance), stamp(&d.At)
		row.DwellMS, row.BulkSize, row.CarriedForward = d.DwellMS, d.Bulk, d.Carried
		row.JournalWriter, row.JournalSeq, row.JournalHash = d.Line.Writer, d.Line.Seq, d.Line.Hash
	}
	if last != nil {
		row.PreviousDecision, row.PreviousReason = last.Decision, last.Reason
	}
	return row
}

// Changed adds what became of the decision.
func (r *Row) Changed(c *remediation.Change) {
	r.ChangeState, r.Method, r.ChangedBy = string(c.State), string(c.Method), c.By
	r.SentAt, r.ConfirmedAt, r.CorroboratedAt = stamp(c.SentAt), stamp(c.ConfirmedAt), stamp(c.CorroboratedAt)
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return slices.Clone(s)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// columns are those of the flat formats.
var columns = []tabular.Field[Row]{
	tabular.TextOf("item", func(r Row) string { return r.Item }),
	tabular.TextOf("kind", func(r Row) string { return r.Kind }),
	tabular.TextOf("email", func(r Row) string { return r.Email }),
	tabular.TextOf("name", func(r Row) string { return r.Name }),
	tabular.TextOf("role", func(r Row) string { return r.Role }),
	tabular.TextOf("role_id", func(r Row) string { return r.RoleID }),
	tabular.TextOf("permissions", func(r Row) string { return strings.Join(r.Permissions, " ") }),
	tabular.TextOf("status", func(r Row) string { return r.Status }),
	tabular.BoolOf("sso", func(r Row) bool { return r.SSO }),
	tabular.TextOf("created_at", func(r Row) string { return r.CreatedAt }),
	tabular.TextOf("last_login_at", func(r Row) string { return r.LastLoginAt }),
	tabular.TextOf("hints", func(r Row) string { return strings.Join(r.Hints, " ") }),
	tabular.TextOf("decision", func(r Row) string { return r.Decision }),
	tabular.TextOf("to_role", func(r Row) string { return r.ToRole }),
	tabular.TextOf("to_role_id", func(r Row) string { return r.ToRoleID }),
	tabular.TextOf("gains", func(r Row) string { return strings.Join(r.Gains, " ") }),
	tabular.TextOf("reason", func(r Row) string { return r.Reason }),
	tabular.TextOf("reviewer", func(r Row) string { return r.Reviewer }),
	tabular.TextOf("assurance", func(r Row) string { return r.Assurance }),
	tabular.TextOf("decided_at", func(r Row) string { return r.DecidedAt }),
	tabular.NumberOf("dwell_ms", func(r Row) int64 { return r.DwellMS }),
	tabular.NumberOf("bulk_size", func(r Row) int { return r.BulkSize }),
	tabular.BoolOf("carried_forward", func(r Row) bool { return r.CarriedForward }),
	tabular.TextOf("change_state", func(r Row) string { return r.ChangeState }),
	tabular.TextOf("method", func(r Row) string { return r.Method }),
	tabular.TextOf("sent_at", func(r Row) string { return r.SentAt }),
	tabular.TextOf("confirmed_at", func(r Row) string { return r.ConfirmedAt }),
	tabular.TextOf("corroborated_at", func(r Row) string { return r.CorroboratedAt }),
	tabular.TextOf("changed_by", func(r Row) string { return r.ChangedBy }),
	tabular.TextOf("previous_decision", func(r Row) string { return r.PreviousDecision }),
	tabular.TextOf("previous_reason", func(r Row) string { return r.PreviousReason }),
	tabular.TextOf("campaign", func(r Row) string { return r.Campaign }),
	tabular.TextOf("population", func(r Row) string { return r.Population }),
	tabular.TextOf("journal_writer", func(r Row) string { return r.JournalWriter }),
	tabular.NumberOf("journal_seq", func(r Row) int64 { return r.JournalSeq }),
	tabular.TextOf("journal_hash", func(r Row) string { return r.JournalHash }),
}
