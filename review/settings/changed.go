package settings

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// TypeChanged is the type of the line that records a changed rule: the rules in force at each decision are evidence.
const TypeChanged = "settings.changed"

// Changed is the data of a settings.changed line; the values are as in Setting.
type Changed struct {
	Key string `json:"key"` // as of a Setting; or webhook
	Old string `json:"old"`
	New string `json:"new"`
	// Proposal names the proposal of another owner that the change carries out; empty for none.
	Proposal string `json:"proposal,omitempty"`
}

// Sentence returns what the line says.
func (d Changed) Sentence(record.Names) record.Sentence {
	text := d.change()
	if d.Proposal != "" {
		text += ", as proposed in " + d.Proposal
	}
	return record.Sentence{About: d.Key, Text: text}
}

// WebhookKey is the key under which it is recorded that a webhook was set or removed.
const WebhookKey = "webhook"

// OwnersKey is the key of the owners that a workspace named before rights counted in it.
const OwnersKey = "owners"

// TypeAdopted is the type of the line that records the rules of the workspace when the record began to keep them. From
// then on the lines define the rules, and workspace.json is a copy for reading.
const TypeAdopted = "settings.adopted"

// Adopted is the data of a settings.adopted line.
type Adopted struct {
	Settings []Setting `json:"settings"`
}

// Sentence returns what the line says.
func (d Adopted) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("took %d settings from workspace.json; the record keeps them from here on", len(d.Settings))}
}

// Events are the types of these lines.
var Events = record.Events{TypeChanged: record.EventOf[Changed](), TypeAdopted: record.EventOf[Adopted]()}

// Settled returns the settings that are no longer in doubt, though their value is unchanged.
func Settled(before, after Settings) (changed []Changed) {
	for _, r := range before.Refused {
		value, err := before.Get(r.Key)
		now, _ := after.Get(r.Key)
		if _, still := after.refused(r.Key); err == nil && !still && value == now {
			changed = append(changed, Changed{Key: r.Key, Old: r.Value, New: value})
		}
	}
	return changed
}

// Difference returns every setting of the record that is not the same.
func Difference(before, after Settings) []Changed {
	var changed []Changed
	note := func(key, old, now string) {
		if old != now {
			changed = append(changed, Changed{Key: key, Old: old, New: now})
		}
	}
	now := after.All()
	for i, was := range before.All() {
		if was.Key != NoMouseKey {
			note(was.Key, was.Value, now[i].Value)
		}
	}
	note(WebhookKey, before.webhookText(), after.webhookText())
	return changed
}

func (s Settings) webhookText() string {
	if s.Connection.WebhookAt.IsZero() {
		return "none"
	}
	return "set " + s.Connection.WebhookAt.UTC().Format(time.RFC3339Nano)
}
