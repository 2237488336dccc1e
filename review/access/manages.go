package access

import (
	"path"
	"strings"
	"unicode"

	"github.com/tuar-dev/tuar/review/population"
)

// Manages reports whether a role is known to manage users: by a permission, however it is spelled, or as Torq's own
// preset Owner.
func Manages(r *population.Role) bool {
	if r.Custom != nil && !*r.Custom && strings.EqualFold(strings.TrimSpace(r.Name), "Owner") {
		return true
	}
	for _, s := range r.Scopes {
		if match, err := path.Match(strings.ToLower(s), "user.write"); err == nil && match || managing(s) {
			return true
		}
	}
	return false
}

// managing reports whether a scope manages users, however it is spelled: users.write, user:manage, UserAdmin, admin, *.
// A scope with an unknown word does not.
func managing(scope string) bool {
	of := map[string]bool{}
	for _, word := range wordsOf(scope) {
		kind, known := scopeWords[word]
		if !known {
			return false
		}
		of[kind] = true
	}
	switch {
	case of["read"] && !of["write"]:
		return false
	case of["any"]: // *, user.*, *.write, but not playbook.*, whose first word is not known here
		return true
	}
	return of["all"] || of["users"] && of["write"]
}

// scopeWords are the words of which a scope that manages users is made.
var scopeWords = map[string]string{
	"*": "any", "admin": "all", "admins": "all", "administrator": "all", "administrators": "all", "owner": "all", "root": "all",
	"superuser": "all", "superadmin": "all",
	"user": "users", "users": "users", "member": "users", "members": "users", "account": "users", "accounts": "users",
	"write": "write", "manage": "write", "manager": "write", "management": "write", "edit": "write", "modify": "write", "update": "write",
	"delete": "write", "remove": "write", "readwrite": "write", "rw": "write", "full": "write", "crud": "write",
	"read": "read", "workspace": "", "workspaces": "", "organization": "", "organizations": "", "org": "", "torq": "", "iam": "", "access": "", "all": "", "any": "",
}

// wordsOf splits a scope at every character that is neither letter, digit nor *, and before a capital after a small
// letter.
func wordsOf(scope string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	var last rune
	for _, r := range scope {
		switch {
		case r == '*':
			end()
			out = append(out, "*")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		default:
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				end()
			}
			word = append(word, r)
		}
		last = r
	}
	end()
	return out
}
