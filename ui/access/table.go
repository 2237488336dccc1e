package access

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/ui/theme"
	"github.com/tuar-dev/tuar/ui/widget"
)

func newTable(taken func() time.Time) *widget.Table[row] {
	dim := func(th *theme.Theme, _ row) lipgloss.Style { return th.Dim }
	t := widget.NewTable(
		func(r row) string { return r.Item },
		func(r row) string { return r.text },
		widget.Column[row]{Title: "who or what", Width: 26, Flex: 3, Cell: func(r row) string { return r.Title() }},
		widget.Column[row]{Title: "role", Width: 13, Flex: 1, Cell: func(r row) string { return r.Role }},
		widget.Column[row]{Title: "status", Width: 11, Drop: 3, Cell: func(r row) string { return status(r.Row) }, Style: dim},
		widget.Column[row]{Title: "sign-in", Width: 7, Drop: 4, Cell: func(r row) string { return sso(r.Row) }, Style: dim},
		widget.Column[row]{Title: "idle", Width: 12, Drop: 2, Cell: func(r row) string { return last(r.Row, taken()) }},
		widget.Column[row]{Title: "hints", Width: 16, Flex: 3, Drop: 1, Cell: func(r row) string { return r.hints }, Style: func(th *theme.Theme, _ row) lipgloss.Style {
			return th.Warn
		}},
	)
	return t
}

// status returns a person's status, a key's type, or what another item is, as a word.
func status(r access.Row) string {
	switch {
	case r.Kind == access.Key && r.KeyType == population.KeyService:
		return "service key"
	case r.Kind == access.Key && r.KeyType == population.KeyPrivate:
		return "private key"
	case r.Kind == access.Key:
		return "key"
	case r.Kind == access.Mapping:
		return "mapping"
	case r.Kind == access.Role:
		return "custom role"
	case r.Status == population.StatusVerified:
		return "verified"
	case r.Status == population.StatusInvited:
		return "invited"
	}
	return strings.ToLower(strings.ReplaceAll(r.Status, "_", " "))
}

// sso describes how a person signs in.
func sso(r access.Row) string {
	switch {
	case r.Kind != access.User:
		return ""
	case r.SSO:
		return "SSO"
	}
	return "local"
}

// last returns the time between the last sign-in, or the last use of a key, and the snapshot.
func last(r access.Row, taken time.Time) string {
	switch {
	case !r.Kind.HoldsRole():
		return ""
	case r.LastLoginAt == nil:
		return "never"
	}
	return strings.TrimSuffix(widget.Before(*r.LastLoginAt, taken), " before")
}
