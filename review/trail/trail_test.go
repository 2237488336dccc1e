package trail

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestTheNewestEntriesAreKept(t *testing.T) {
	l := &Log{}
	for i := range most + 7 {
		l.Add(Entry{What: fmt.Sprint(i)})
		if all := l.Entries(); all[0].What != fmt.Sprint(i) || len(all) != min(i+1, most) || all[len(all)-1].What != fmt.Sprint(max(0, i+1-most)) {
			t.Fatalf("after %d: %d entries from %s to %s", i, len(all), all[0].What, all[len(all)-1].What)
		}
	}
}

func TestAQueryIsNotKept(t *testing.T) {
	l := &Log{}
	l.Asked(Torq, "GET /users?page_token=abc&role=x", time.Time{}, time.Second, 1, "200")
	if got := l.Entries()[0].What; got != "GET /users" {
		t.Error(got)
	}
}

func TestNoLogKeepsNothing(t *testing.T) {
	var l *Log
	l.Add(Entry{})
	l.Wrote(nil)
	if l.Entries() != nil {
		t.Error("there is something")
	}
}

func TestSeveralMayWrite(t *testing.T) {
	l := &Log{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				l.Add(Entry{})
				l.Entries()
			}
		})
	}
	all.Wait()
	if len(l.Entries()) != most {
		t.Error(len(l.Entries()))
	}
}
