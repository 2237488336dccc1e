package share

// Limits are some of the limits of a sync, for tests; 0 leaves one as it is.
type Limits struct {
	Fetched, Journals, Contents, Overall int64
	Writers, Unknown                     int
}

// Limit sets limits.
func (s *Share) Limit(l Limits) {
	for to, limit := range map[*int64]int64{
		&s.limits.fetched: l.Fetched, &s.limits.journals: l.Journals, &s.limits.contents: l.Contents, &s.limits.overall: l.Overall,
	} {
		if limit != 0 {
			*to = limit
		}
	}
	for to, limit := range map[*int]int{&s.limits.writers: l.Writers, &s.limits.unknown: l.Unknown} {
		if limit != 0 {
			*to = limit
		}
	}
}

// MostKept and MostKeptOfOne are the limits of what is kept of refused files.
const (
	MostKept      = mostKept
	MostKeptOfOne = mostKeptOfOne
)
