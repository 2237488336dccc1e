package check

import (
	"io"

	"github.com/tuar-dev/tuar/review/evidence"
)

// earlier says whether the pack was made by a tuar that made other bytes of the same record.
func (v *verification) earlier() bool { return v.format < evidence.Format }

// compareEarlier compares a file of an earlier format with what this tuar makes. The decisions must say the same wherever
// both have a column of that name; of other files it is said that they were not checked.
func (v *verification) compareEarlier(f *file, w want) {
	var read func(io.Reader) rows
	switch f.path {
	case evidence.TablePath("decisions", "csv"):
		read = rowsOfCSV
	case evidence.TablePath("decisions", "json"):
		read = rowsOfJSON
	default:
		v.apart = append(v.apart, f.path)
		return
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

// compareIndex compares what pack.json of an earlier format says of the campaign.
func (v *verification) compareIndex(is evidence.Index) {
	must := v.facts.Index(nil)
	for what, pair := range map[string][2]any{
		"campaign": {is.Campaign, must.Campaign}, "state": {is.State, must.State}, "population": {is.Population, must.Population},
		"as_of": {is.AsOf, must.AsOf}, "decided": {is.Decided, must.Decided}, "items": {is.Items, must.Items}, "final": {is.Final, must.Final},
	} {
		if pair[0] != pair[1] {
			v.wrong("%s says that %s is %v; the journals say %v", evidence.IndexPath, what, pair[0], pair[1])
		}
	}
}
