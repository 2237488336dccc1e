package verify

import (
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/evidence/pack"
)

// laterTypes maps types of lines to the format of packs since which tuar has written them.
var laterTypes = map[string]int{
	"settings.adopted": 2, "change.by-other": 2, "elevation.listed": 2, "elevation.missing": 2, "elevation.reopened": 2,
	"method.retried": 2, "campaign.returned": 4,
	"rights.adopted": 3, "rights.granted": 3, "rights.revoked": 3, "people.added": 3, "people.alias": 3, "people.distinct": 3,
	"settings.proposed": 3, "settings.withdrawn": 3, "settings.declined": 3, "settings.seen": 3,
	"people.key": 3, "people.key-withdrawn": 3, "people.account": 3, "people.desk": 3,
	"packet.made": 4, "packet.accepted": 4, "share.refused": 4, "share.mended": 4, "remediation.claimed": 4, "elevation.claimed": 4,
	"note.set": 5, "note.cleared": 5, "hint.dismissed": 5, "hint.restored": 5, "comment.made": 5, "comment.answered": 5,
}

// laterTables maps tables that packs of format 1 do not have to the format since which packs have them.
var laterTables = map[string]int{
	"assignments": 3, "reviewers": 3, "settings": 3, "rule_changes": 3, "guards": 3, "writers": 3, "refused": 3, "roles": 3,
	"not_reviewed": 3, "relayed": 4, "notes": 5, "dismissals": 5, "comments": 5, "attachments": 5,
}

// isLaterTable reports whether the file is one of these tables.
func isLaterTable(file string) bool {
	name, table := strings.CutPrefix(file, "tables/")
	return table && laterTables[strings.TrimSuffix(name, path.Ext(name))] > 0
}

// checkFormat notes the format that the pack claims. An earlier format has fewer comparisons, so a pack that claims one
// but whose journals hold lines of later versions is compared as the current format.
func (v *verification) checkFormat(says int) {
	v.format = says
	for i := range v.lines {
		l := &v.lines[i]
		first, what := laterTypes[l.Type], "is of the type "+l.Type
		if len(l.Seen) > 0 {
			first, what = max(first, 2), "says what it has seen of other journals"
		}
		if says < first {
			v.wrong("%s says that the pack has format %d, but %s, line %d, %s, as no line was before format %d; all of it is compared with format %d",
				pack.IndexPath, says, pack.JournalPath(l.Writer), l.Seq, what, first, pack.Format)
			v.format = pack.Format
			return
		}
	}
	if says < 3 && v.facts.Origin.Named > 0 {
		v.wrong("%s says that the pack has format %d, but a population names the servers that answered, as none did before format 3; all of it is compared with format %d",
			pack.IndexPath, says, pack.Format)
		v.format = pack.Format
	}
}

// earlier reports whether the pack has an earlier format, in which the same record gives other bytes.
func (v *verification) earlier() bool { return v.format < pack.Format }

// renamed maps columns of the steady tables to what they are called since format 3.
var renamed = map[string]string{"share": "assigned_to"}

// steady lists the tables whose cells say the same in every format, in the columns that two formats share.
var steady = []string{"decisions", "population", "changes", "elevations"}

// compareEarlier compares a file of an earlier format with what this tuar makes. The steady tables must be equal in the
// columns that both have; other files are reported as not checked.
func (v *verification) compareEarlier(f *file, w want) {
	name, table := strings.CutPrefix(f.path, "tables/")
	kind := path.Ext(name)
	if !table || !slices.Contains(steady, strings.TrimSuffix(name, kind)) {
		v.notChecked = append(v.notChecked, f.path)
		return
	}
	read := rowsOfCSV
	if kind == ".json" {
		read = rowsOfJSON
	}
	in, err := f.Open()
	if err != nil {
		v.wrong("%s cannot be read: %v", f.path, err)
		return
	}
	defer func() { _ = in.Close() }()
	out, pipe := io.Pipe()
	defer func() { _ = out.Close() }()
	go func() { pipe.CloseWithError(w.Write(pipe)) }()
	v.explainRows(f.path, read(in), read(out))
}

// compareIndex compares the description of the campaign in a pack.json of an earlier format.
func (v *verification) compareIndex(is pack.Index) {
	must := v.facts.Index(nil)
	for what, pair := range map[string][2]any{
		"campaign": {is.Campaign, must.Campaign}, "state": {is.State, must.State},
		"population": {is.Population, must.Population},
		"as_of":      {is.AsOf, must.AsOf}, "decided": {is.Decided, must.Decided}, "items": {is.Items, must.Items},
		"final": {is.Final, must.Final},
	} {
		if pair[0] != pair[1] {
			v.wrong("%s says that %s is %v; the journals say %v", pack.IndexPath, what, pair[0], pair[1])
		}
	}
}
