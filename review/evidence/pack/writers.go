package pack

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// Writer describes one installation of tuar that wrote to the record.
type Writer struct {
	Head
	Machines    []core.Machine // where it ran, as it said itself, in that order; none in records of earlier versions
	People      []string       // who acted through it, one address of each person; not those for whom lines were relayed
	Refused     int            // lines without effect
	First, Last time.Time      // of its lines
}

// writers returns the writers by name.
func (f *Facts) writers() []*Writer {
	refused := map[string]int{}
	for _, r := range f.Refused {
		refused[r.Line.Writer]++
	}
	byName := map[string]*Writer{}
	type acting struct{ writer, actor string }
	met := map[acting]bool{}
	for i := range f.Lines {
		l := &f.Lines[i]
		w := byName[l.Writer]
		if w == nil {
			w = &Writer{Refused: refused[l.Writer], First: l.Time.Time}
			byName[l.Writer] = w
		}
		w.Head, w.Last = Head{l.Writer, l.Seq, l.Hash}, l.Time.Time
		if who := (acting{l.Writer, l.Actor}); l.Actor != "" && l.Assurance != record.Relayed && !met[who] {
			met[who], w.People = true, append(w.People, l.Actor)
		}
		if l.Type == core.TypeIntroduced {
			m, _ := record.Glance[core.Machine](*l)
			w.Machines = append(w.Machines, m)
		}
	}
	all := slices.SortedFunc(maps.Values(byName), func(a, b *Writer) int { return strings.Compare(a.Writer, b.Writer) })
	for _, w := range all {
		w.People = f.persons(w.People)
	}
	return all
}

// notRecorded stands in the table of writers for what a writer never said.
const notRecorded = "not recorded"

// said returns what a writer said of itself, each once, with commas in between.
func (w *Writer) said(of func(core.Machine) string) string {
	var values []string
	for _, m := range w.Machines {
		if v := of(m); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return notRecorded
	}
	return strings.Join(values, ", ")
}

// writerFields lists the columns of the table of writers.
var writerFields = tabular.Fields[*Writer]{
	tabular.TextOf("writer", func(w *Writer) string { return w.Writer }),
	tabular.TextOf("host", func(w *Writer) string { return w.said(func(m core.Machine) string { return m.Host }) }),
	tabular.TextOf("account", func(w *Writer) string { return w.said(func(m core.Machine) string { return m.Account }) }),
	tabular.TextOf("version", func(w *Writer) string { return w.said(func(m core.Machine) string { return m.Version }) }),
	tabular.TextOf("platform", func(w *Writer) string { return w.said(func(m core.Machine) string { return m.Platform }) }),
	tabular.TextOf("people", func(w *Writer) string { return strings.Join(w.People, ", ") }),
	tabular.NumberOf("lines", func(w *Writer) int64 { return w.Lines }),
	tabular.NumberOf("refused", func(w *Writer) int { return w.Refused }),
	tabular.TimeOf("first_at", func(w *Writer) *time.Time { return &w.First }),
	tabular.TimeOf("last_at", func(w *Writer) *time.Time { return &w.Last }),
	tabular.TextOf("head", func(w *Writer) string { return w.Head.Head }),
}
