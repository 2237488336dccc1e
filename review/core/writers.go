package core

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// TypeIntroduced is the type of the line in which a writer says which machine and OS account it is. It is written
// before the first line that a writer records, and again when something of it has changed.
const TypeIntroduced = "writer.introduced"

// Machine is where a writer runs.
type Machine struct {
	Host     string `json:"host"`
	Account  string `json:"account"` // of the operating system
	Version  string `json:"version"` // of tuar
	Platform string `json:"platform"`
}

// Sentence returns what the line says.
func (m Machine) Sentence(record.Names) record.Sentence {
	return record.Sentence{Text: fmt.Sprintf("writes from %s@%s with tuar %s on %s", m.Account, m.Host, m.Version, m.Platform)}
}

// Introduced is a machine and since when a writer runs there.
type Introduced struct {
	Machine
	At time.Time
}

// Writers is the ledger of where writers run. Writers of earlier versions have not said it.
type Writers struct{ machines map[string][]Introduced }

// Reset forgets everything.
func (w *Writers) Reset() { *w = Writers{} }

// Apply folds a line.
func (w *Writers) Apply(l record.Line) error {
	if l.Type != TypeIntroduced {
		return nil
	}
	d, err := record.Decode[Machine](l)
	if err != nil {
		return err
	}
	if w.machines == nil {
		w.machines = map[string][]Introduced{}
	}
	w.machines[l.Writer] = append(w.machines[l.Writer], Introduced{d, l.Time.Time})
	return nil
}

// At returns where the writer ran at that time; ok is false if it had not said so.
func (w *Writers) At(writer string, at time.Time) (m Machine, ok bool) {
	for _, one := range w.machines[writer] {
		if one.At.After(at) {
			break
		}
		m, ok = one.Machine, true
	}
	return m, ok
}

// Now returns where the writer runs, by its last word; ok is false if it never said so.
func (w *Writers) Now(writer string) (m Machine, ok bool) {
	if all := w.machines[writer]; len(all) > 0 {
		return all[len(all)-1].Machine, true
	}
	return Machine{}, false
}

// All returns where each writer ran, in the order of time.
func (w *Writers) All() map[string][]Introduced { return w.machines }
