package record_test

import (
	"fmt"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// A line is made after the one before it, and parsed and checked again by whoever reads it.
func ExampleMake() {
	at := time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	entry := record.Entry{
		Type:  "note.made",
		Actor: record.Actor{Email: "p.lang@example.com", Assurance: record.Declared},
		Data:  map[string]string{"text": "the first line"},
	}
	first, _, err := record.Make(entry, "0198a1e0-0000-7000-8000-000000000001", "laptop-1", record.Genesis, 1, at)
	if err != nil {
		fmt.Println(err)
		return
	}
	second, raw, err := record.Make(entry, "0198a1e0-0000-7000-8000-000000000002", "laptop-1", first.Hash, 2, at.Add(time.Second))
	if err != nil {
		fmt.Println(err)
		return
	}
	read, err := record.Parse(raw)
	fmt.Println(err, read.Hash == second.Hash, read.Follows(&first))

	raw[len(raw)/2] ^= 1 // somebody changes a byte
	_, err = record.Parse(raw)
	fmt.Println(err != nil)
	// Output:
	// <nil> true <nil>
	// true
}
