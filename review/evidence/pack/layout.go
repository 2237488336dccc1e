package pack

import (
	_ "embed"
	"io"
	"slices"

	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/tabular"
)

// The files of a pack that have a name of their own. Beside them are tables/<name>.csv and .json,
// journal/<writer>.jsonl, populations/<sha256>.json, and, where there are any, answers/<sha256>.json, rosters/<sha256>.json and
// files/<sha256>.
const (
	ManifestPath  = "MANIFEST.sha256"     // names every other file but the signature, as sha256sum writes it
	SignaturePath = "MANIFEST.sha256.sig" // of the manifest; optional
	VerifyPath    = "VERIFY.md"
	CheckPath     = "check.py"
	IndexPath     = "pack.json"
	ReportPath    = "report.html"
	WorkbookPath  = "report.xlsx"
)

// TablePath returns the path of a table, as csv or json.
func TablePath(name, format string) string { return "tables/" + name + "." + format }

// JournalPath returns the path of a writer's journal.
func JournalPath(writer string) string { return "journal/" + writer + ".jsonl" }

// PopulationPath returns the path of a population.
func PopulationPath(name string) string { return "populations/" + name + ".json" }

// AnswerPath returns the path of a raw answer of Torq.
func AnswerPath(sha256 string) string { return "answers/" + sha256 + ".json" }

// RosterPath returns the path of a roster.
func RosterPath(name string) string { return "rosters/" + name + ".json" }

//go:embed VERIFY.md
var verifyText []byte

// File is a file of a pack.
type File struct {
	Path          string
	Write         func(io.Writer) error
	Precompressed bool // it is compressed by itself
}

// Files returns the files of the pack but for the manifest and its signature. raw gives the bytes of a population,
// answer those of an answer, roster those of a roster, attachment those of a file that a line names; what Missing names is
// left out.
func (f *Facts) Files(raw, answer, roster, attachment func(name string) ([]byte, error)) []File {
	pv := f.view()
	tables := pv.tables()
	index := f.Index(tables)
	files := []File{
		{WorkbookPath, func(w io.Writer) error { return pv.writeWorkbook(w, index, tables) }, true}, // the longest first
		{ReportPath, func(w io.Writer) error { return pv.writeReport(w, index, tables) }, false},
		{IndexPath, func(w io.Writer) error { return tabular.WriteJSON(w, index) }, false},
		{CheckPath, func(w io.Writer) error { return WriteScript(w, f.Shapes, f.Needs) }, false},
		{VerifyPath, bytesOf(verifyText), false},
	}
	for _, t := range tables {
		files = append(files, File{Path: TablePath(t.Name, "csv"), Write: t.WriteCSV},
			File{Path: TablePath(t.Name, "json"), Write: t.WriteJSON})
	}
	for _, h := range f.Heads {
		files = append(files, File{
			Path:  JournalPath(h.Writer),
			Write: func(w io.Writer) error { return writeJournal(w, h.Writer, f.Lines) },
		})
	}
	for _, name := range f.Names {
		files = append(files, File{Path: PopulationPath(name), Write: readFrom(raw, name)})
	}
	if f.Roster != nil {
		files = append(files, File{Path: RosterPath(f.Roster.Name), Write: readFrom(roster, f.Roster.Name)})
	}
	for _, name := range f.Origin.Answers {
		files = append(files, File{Path: AnswerPath(name), Write: readFrom(answer, name)})
	}
	for _, name := range f.Attachments() {
		if !slices.Contains(f.Missing, name) {
			files = append(files, File{Path: FilePath(name), Write: readFrom(attachment, name)})
		}
	}
	return files
}

func readFrom(read func(name string) ([]byte, error), name string) func(io.Writer) error {
	return func(w io.Writer) error {
		data, err := read(name)
		if err != nil {
			return err
		}
		return bytesOf(data)(w)
	}
}

func bytesOf(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// writeJournal writes the lines of one writer as in its journal: a line has only one encoding.
func writeJournal(w io.Writer, writer string, lines []record.Line) error {
	var out []byte
	for i := range lines {
		if lines[i].Writer != writer {
			continue
		}
		out = append(lines[i].AppendTo(out[:0]), '\n')
		if _, err := w.Write(out); err != nil {
			return err
		}
	}
	return nil
}
