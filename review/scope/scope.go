// Package scope selects rows by an expression such as `privileged && inactive_days > 60`.
package scope

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/spelling"
)

// All is the scope that selects everything.
const All = "all"

// Row holds the names an expression can use.
type Row struct {
	Kind        string   `expr:"kind" doc:"user, key, mapping (SSO) or role (custom)"`
	Item        string   `expr:"item" doc:"the item's id"`
	Email       string   `expr:"email" doc:"the person's address; of a key its owner's, of a mapping by e-mail that address; in lower case"`
	Name        string   `expr:"name" doc:"the name of a key or role; of a mapping its claim"`
	Role        string   `expr:"role" doc:"the role's name"`
	RoleID      string   `expr:"role_id" doc:"the role's ID"`
	Custom      bool     `expr:"custom" doc:"the role is a custom one"`
	Permissions []string `expr:"permissions" doc:"what the role may do"`
	Privileged  bool     `expr:"privileged" doc:"the role may do something privileged"`
	Status      string   `expr:"status" doc:"VERIFIED, INVITATION_SENT, …"`
	SSO         bool     `expr:"sso" doc:"provisioned by single sign-on"`
	Inactive    int      `expr:"inactive_days" doc:"days from the last sign-in or use to the snapshot; from creation if there was none"`
	Created     int      `expr:"created_days" doc:"days from creation to the snapshot; 0 if not known"`
	OnRoster    bool     `expr:"on_roster" doc:"the holder is on the roster"`
	Left        bool     `expr:"left" doc:"the holder left, or their contract ended, by the roster"`
	Department  string   `expr:"department" doc:"the holder's, by the roster"`
	Manager     string   `expr:"manager" doc:"the address of the holder's manager, by the roster, in lower case"`
	Title       string   `expr:"title" doc:"the holder's job, by the roster"`
	Employment  string   `expr:"employment" doc:"employee, contractor or service, by the roster"`
	Responsible string   `expr:"responsible" doc:"who answers for it: by its note, else the key's owner by Torq, in lower case"`
	Purpose     string   `expr:"purpose" doc:"what it is for, by its note"`
	ReviewDue   bool     `expr:"review_due" doc:"its own interval between reviews, by its note, is over"`
	Claim       string   `expr:"claim" doc:"of a mapping: the name of its claim, such as groups"`
	Value       string   `expr:"value" doc:"of a mapping: the value of its claim"`
	Rank        int      `expr:"rank" doc:"of a mapping: its rank, the lowest first; 0 for other items"`
	Holders     int      `expr:"holders" doc:"of a custom role: the users, API keys and mappings that have or give it; 0 for other items"`
	Added       []string `expr:"added_permissions" doc:"of a custom role: what it grants beyond what it granted at the last decision"`
	Hints       []string `expr:"hints" doc:"short names of the hints that apply"`
	Advice      string   `expr:"advice" doc:"certify, look-closer, reduce, revoke, or empty where no rule advises"`
	Risk        int      `expr:"risk" doc:"by which rows are ordered; 0 without hints"`
}

// Scope is a compiled expression.
type Scope struct {
	what    string // it is, in errors
	source  string
	program *vm.Program // nil for All
	advised bool        // it may use the name advice
	advise  Advise
}

// Advise returns the kind of advice about a row; empty if there is none.
type Advise func(*access.Row) string

// Advised returns the scope with what gives it the advice about a row. It is asked only if the expression uses it; without
// it there is no advice.
func (s Scope) Advised(by Advise) Scope {
	s.advise = by
	return s
}

// Parse compiles an expression; empty means All. An invalid expression is a BadInput fault that points at the place.
func Parse(source string) (Scope, error) { return ParseAs("the scope", source) }

// ParseAs compiles an expression as Parse does; what names it in errors, such as "the scope".
func ParseAs(what, source string) (Scope, error) {
	source = strings.TrimSpace(source)
	s := Scope{what: what, source: source}
	if source == "" || strings.EqualFold(source, All) {
		s.source = All
		return s, nil
	}
	if err := bounded(source); err != nil {
		return Scope{}, s.mistake(err)
	}
	s.advised = strings.Contains(source, "advice")
	var err error
	if s.program, err = expr.Compile(source, expr.Env(Row{}), expr.AsBool(), expr.MaxNodes(maxNodes)); err != nil {
		return Scope{}, s.mistake(err)
	}
	return s, nil
}

// AsksRoster returns the first word of the expression that only a roster can answer; empty if there is none.
func (s Scope) AsksRoster() string {
	if s.program == nil {
		return ""
	}
	found := &rosterWords{}
	node := s.program.Node()
	ast.Walk(&node, found)
	return found.first
}

// rosterWords finds the words of an expression that only a roster can answer.
type rosterWords struct{ first string }

var byRoster = []string{"on_roster", "left", "department", "manager", "title", "employment"}

// Visit looks at one node.
func (r *rosterWords) Visit(node *ast.Node) {
	if id, ok := (*node).(*ast.IdentifierNode); ok && r.first == "" && slices.Contains(byRoster, id.Value) {
		r.first = id.Value
	}
}

// String returns the expression as it was given, or "all".
func (s Scope) String() string { return s.source }

// Select returns the rows that match the expression as of now, the time of their population.
func (s Scope) Select(rows []access.Row, now time.Time) ([]access.Row, error) {
	if s.program == nil {
		return rows, nil
	}
	var out []access.Row
	var machine vm.VM
	for _, r := range rows {
		known := facts(r, now)
		if s.advised && s.advise != nil {
			known.Advice = s.advise(&r)
		}
		yes, err := machine.Run(s.program, known)
		if err != nil {
			return nil, s.mistake(err)
		}
		if yes == true {
			out = append(out, r)
		}
	}
	return out, nil
}

func facts(r access.Row, now time.Time) Row {
	active := r.LastLoginAt
	if active == nil {
		active = r.CreatedAt
	}
	line, charge := r.OfRoster(), r.OfCharge()
	var claim access.Claim
	if r.Claim != nil {
		claim = *r.Claim
	}
	var added []string
	if r.Since != nil {
		added = r.Since.Added
	}
	return Row{
		Responsible: strings.ToLower(charge.Owner), Purpose: r.Noted().Purpose, ReviewDue: charge.Due(now),
		Claim: claim.Name, Value: claim.Value, Rank: int(claim.Rank), Holders: r.Holders.Sum(), Added: added,
		OnRoster: r.OnRoster(), Left: r.HasLeft(), Department: line.Department, Manager: strings.ToLower(line.Manager), Title: line.Title,
		Employment: string(line.Type),
		Kind:       string(r.Kind), Item: r.Item, Email: strings.ToLower(r.Email), Name: r.Name, Role: r.Role,
		RoleID: r.RoleID,
		Custom: r.Custom, Permissions: r.Permissions, Privileged: r.Privileged, Status: r.Status, SSO: r.SSO,
		Inactive: daysSince(active, now), Created: daysSince(r.CreatedAt, now), Hints: r.HintNames(), Risk: r.Risk,
	}
}

func daysSince(t *time.Time, now time.Time) int {
	if t == nil {
		return 0
	}
	return max(0, int(now.Sub(*t).Hours()/24))
}

// Field is a name an expression can use, with what it means.
type Field struct{ Name, Doc string }

// Fields returns all names, in the order they are best explained.
func Fields() []Field {
	t := reflect.TypeFor[Row]()
	fields := make([]Field, t.NumField())
	for i := range fields {
		fields[i] = Field{t.Field(i).Tag.Get("expr"), t.Field(i).Tag.Get("doc")}
	}
	return fields
}

// mistake turns the library's error into a sentence with the place under it, and suggests the field that was probably
// meant.
func (s Scope) mistake(err error) error {
	text, place := err.Error(), ""
	var fe *file.Error
	if errors.As(err, &fe) {
		text, place = fe.Message, pointAt(s.source, fe.Line, fe.Column)
	}
	text, _, _ = strings.Cut(text, "\n")
	text = strings.ReplaceAll(text, "unexpected token EOF", "something is missing at the end")
	f := fault.New(fault.BadInput, "%s cannot be understood: %s%s", s.what, text, place)
	if name, ok := strings.CutPrefix(text, "unknown name "); ok {
		if near := nearest(name); near != "" {
			return f.WithHint("did you mean %s?", near)
		}
	}
	if strings.Contains(text, `Operator("=")`) {
		return f.WithHint("compare with ==")
	}
	return f.WithHint(`names are %s; for example: privileged && inactive_days > 60, or "dormant" in hints`,
		strings.Join(names(), " "))
}

// pointAt shows the line of the source, counted from 1, with a caret under the column, counted from 0 in characters.
func pointAt(source string, line, column int) string {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return "\n  " + strings.ReplaceAll(lines[line-1], "\t", " ") + "\n  " + strings.Repeat(" ", column) + "^"
}

func names() []string {
	var out []string
	for _, f := range Fields() {
		out = append(out, f.Name)
	}
	return out
}

// nearest returns the field that begins with name or is spelt much like it, or "".
func nearest(name string) string {
	best, distance := "", 2+len(name)/4
	for _, field := range names() {
		if len(name) >= 3 && strings.HasPrefix(field, name) {
			return field
		}
		if d := spelling.Distance(name, field); d < distance {
			best, distance = field, d
		}
	}
	return best
}
