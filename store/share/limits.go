package share

import "fmt"

// limits bound what a sync takes, so that who may push to the shared repository cannot fill the memory, the disk or the
// day of the others. What is beyond is named, and the rest goes on.
type limits struct {
	fetched    int64 // bytes that git may fetch in one sync
	writers    int   // journals that are read, those of writers that are known here first
	unknown    int   // journals that were not taken whole before, and are looked at in one sync
	journal    int64 // bytes of one journal
	journals   int64 // bytes of journals that are read in one sync
	population int64 // bytes of one population
	contents   int64 // bytes of populations and attachments that are taken in one sync
	overall    int64 // bytes of populations and attachments that are taken in all syncs
}

// usual are the limits. A record of twenty people and five years is far below them.
var usual = limits{
	fetched: 16 << 30, writers: 1000, unknown: 200, journal: 128 << 20, journals: 256 << 20,
	population: 128 << 20, contents: 4 << 30, overall: 64 << 30,
}

// size says how many bytes there are, in the words of people.
func size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GB", bytes>>30)
	case bytes >= 10<<20:
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d bytes", bytes)
}
