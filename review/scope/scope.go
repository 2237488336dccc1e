// Package scope selects rows by an expression such as `privileged && inactive_days > 60`.
package scope

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/fault"
)

// All is the scope that selects everything.
const All = "all"

// Row is what an expression can speak of.
type Row struct {
	Kind        string   `expr:"kind" doc:"user or key"`
	Item        string   `expr:"item" doc:"the item's id"`
	Email       string   `expr:"email" doc:"the person's address; a key's owner's, in lower case"`
	Name        string   `expr:"name" doc:"the key's name"`
	Role        string   `expr:"role" doc:"the role's name"`
	RoleID      string   `expr:"role_id" doc:"the role's ID"`
	Custom      bool     `expr:"custom" doc:"the role is a custom one"`
	Permissions []string `expr:"permissions" doc:"what the role may do"`
	Privileged  bool     `expr:"privileged" doc:"the role may do something privileged"`
	Status      string   `expr:"status" doc:"VERIFIED, INVITATION_SENT, …"`
	SSO         bool     `expr:"sso" doc:"provisioned by single sign-on"`
	Inactive    int      `expr:"inactive_days" doc:"days since the last sign-in or use; since creation if there was none"`
	Created     int      `expr:"created_days" doc:"days since creation; 0 if not known"`
	Hints       []string `expr:"hints" doc:"short names of the hints that apply"`
	Risk        int      `expr:"risk" doc:"by which rows are ordered; 0 without hints"`
}

// Scope is a compiled expression.
type Scope struct {
	source  string
	program *vm.Program // nil for All
}

// Parse compiles an expression; empty means All. What cannot be understood is a BadInput fault that points at the place.
func Parse(source string) (Scope, error) {
	source = strings.TrimSpace(source)
	if source == "" || strings.EqualFold(source, All) {
		return Scope{source: All}, nil
	}
	program, err := expr.Compile(source, expr.Env(Row{}), expr.AsBool())
	if err != nil {
		return Scope{}, mistake(source, err)
	}
	return Scope{source: source, program: program}, nil
}

// String is the expression as it was given, or "all".
func (s Scope) String() string { return s.source }

// Select returns the rows that the expression holds for, as of now.
func (s Scope) Select(rows []access.Row, now time.Time) ([]access.Row, error) {
	if s.program == nil {
		return rows, nil
	}
	var out []access.Row
	var machine vm.VM
	for _, r := range rows {
		yes, err := machine.Run(s.program, facts(r, now))
		if err != nil {
			return nil, mistake(s.source, err)
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
	return Row{
		Kind: string(r.Kind), Item: r.Item, Email: strings.ToLower(r.Email), Name: r.Name, Role: r.Role, RoleID: r.RoleID,
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

// Fields are all names, in the order they are best explained.
func Fields() []Field {
	t := reflect.TypeFor[Row]()
	fields := make([]Field, t.NumField())
	for i := range fields {
		fields[i] = Field{t.Field(i).Tag.Get("expr"), t.Field(i).Tag.Get("doc")}
	}
	return fields
}

// mistake makes the library's error a sentence with the place under it, and names the field that was probably meant.
func mistake(source string, err error) error {
	text, at := err.Error(), -1
	var fe *file.Error
	if errors.As(err, &fe) {
		text, at = fe.Message, fe.Column
	}
	message := fmt.Sprintf("the scope cannot be understood: %s", strings.SplitN(text, "\n", 2)[0])
	if at >= 0 && !strings.Contains(source, "\n") {
		message += fmt.Sprintf("\n  %s\n  %s^", source, strings.Repeat(" ", at))
	}
	f := fault.New(fault.BadInput, "%s", message)
	if name, ok := unknownName(text); ok {
		if near := nearest(name); near != "" {
			return f.WithHint("did you mean %s?", near)
		}
	}
	return f.WithHint(`names are %s; for example: privileged && inactive_days > 60, or "dormant" in hints`, strings.Join(names(), " "))
}

func unknownName(text string) (string, bool) {
	rest, ok := strings.CutPrefix(text, "unknown name ")
	if !ok {
		return "", false
	}
	return strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '(' })[0], true
}

func names() []string {
	var out []string
	for _, f := range Fields() {
		out = append(out, f.Name)
	}
	return out
}

func nearest(name string) string {
	best := slices.MinFunc(names(), func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
	if levenshtein.ComputeDistance(name, best) > 1+len(name)/3 {
		return ""
	}
	return best
}
