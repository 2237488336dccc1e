package access

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/dismissal"
	"github.com/tuar-dev/tuar/review/person"
)

// Dismissed is a hint of a row that does not count, since a person dismissed it.
type Dismissed struct {
	Hint
	By, Until, Reason string // Until is the last day, as YYYY-MM-DD
}

// String says in a phrase until when, by whom and why the hint is dismissed.
func (d Dismissed) String() string {
	return fmt.Sprintf("dismissed until %s by %s: %s", d.Until, d.By, d.Reason)
}

// PermissionsHash returns the SHA-256 of the sorted permissions, each on a line of its own; empty without permissions.
func PermissionsHash(permissions []string) string {
	if len(permissions) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(permissions)), "\n")))
	return hex.EncodeToString(sum[:])
}

// Dismiss takes dismissed hints from the rows, which are ordered by item, and keeps them beside. A dismissal does not hold
// when its last day has passed, the row has another holder or role, the role grants something else, or the number in the fact grew.
func Dismiss(rows []Row, made map[string][]*dismissal.Dismissal, at time.Time) {
	for item, all := range made {
		i, here := slices.BinarySearchFunc(rows, item, func(r Row, item string) int { return strings.Compare(r.Item, item) })
		if !here {
			continue
		}
		for _, d := range all {
			rows[i].dismiss(d, at)
		}
	}
}

func (r *Row) dismiss(d *dismissal.Dismissal, at time.Time) {
	i := slices.IndexFunc(r.Hints, func(h Hint) bool { return h.Name == d.Hint })
	if i < 0 || d.Over(at) || !person.Same(d.Holder, r.Email) || d.RoleID != r.RoleID || r.Hints[i].Size > d.Size || d.Permissions != PermissionsHash(r.Permissions) {
		return
	}
	r.Dismissed = append(r.Dismissed, Dismissed{r.Hints[i], d.By, d.Until, d.Reason})
	r.Risk -= weight(d.Hint)
	r.Hints = slices.Delete(slices.Clone(r.Hints), i, i+1)
}
