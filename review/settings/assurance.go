package settings

import (
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

// RequiredAssurance says for each kind of act how surely its author must be known at least; empty: no matter how.
type RequiredAssurance struct {
	Decide   record.Assurance `json:"decide"`
	SignOff  record.Assurance `json:"signoff"`
	Close    record.Assurance `json:"close"`   // also to reopen or void
	Approve  record.Assurance `json:"approve"` // an elevation
	Apply    record.Assurance `json:"apply"`   // also to undo
	Settings record.Assurance `json:"settings"`
	Rights   record.Assurance `json:"rights"` // also people, keys and shared desks
}

// For returns the least assurance for that kind of act, and the key of the setting; empty if there is no such setting.
func (r RequiredAssurance) For(act rights.Act) (least record.Assurance, key string) {
	switch act {
	case rights.Decide:
		least, key = r.Decide, "decide"
	case rights.SignOff:
		least, key = r.SignOff, "signoff"
	case rights.Close, rights.Reopen:
		least, key = r.Close, "close"
	case rights.Approve:
		least, key = r.Approve, "approve"
	case rights.Apply, rights.Undo:
		least, key = r.Apply, "apply"
	case rights.Settings:
		least, key = r.Settings, "settings"
	case rights.Rights:
		least, key = r.Rights, "rights"
	default:
		return "", ""
	}
	return least, assuranceKey + key
}

// assuranceKey begins the keys of these settings.
const assuranceKey = "required_assurance."

// ForChange returns the least assurance for a change of the settings. Who demands an assurance for changes of settings
// or of rights must have it: otherwise the change could lock all owners out.
func (r RequiredAssurance) ForChange(d Changed) (least record.Assurance, key string) {
	least, key = r.For(rights.Settings)
	demanded := record.Assurance(d.New)
	if (d.Key == assuranceKey+"settings" || d.Key == assuranceKey+"rights") && demanded.Known() && !least.AtLeast(demanded) {
		return demanded, d.Key
	}
	return least, key
}

// Check says what is wrong with the choices, as a BadInput fault.
func (r RequiredAssurance) Check() error {
	for _, one := range (Settings{RequiredAssurance: r}).All() {
		if value := record.Assurance(one.Value); strings.HasPrefix(one.Key, assuranceKey) && value != "" && !value.Known() {
			return fault.New(fault.BadInput, "%s is %q; it must be one of %s, or empty", one.Key, one.Value, assurances())
		}
	}
	return nil
}

func assurances() string {
	names := make([]string, len(record.Assurances))
	for i, a := range record.Assurances {
		names[i] = string(a)
	}
	return strings.Join(names, ", ")
}
