package share

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/record"
)

// FuzzWeigh weighs any bytes as a journal from elsewhere, beside a record of two lines of the same writer: it never
// fails, and what is to be taken follows what is here.
func FuzzWeigh(f *testing.F) {
	var here []record.Line
	var whole []byte
	prev := ""
	for i := range 4 {
		l, raw, err := record.Make(record.Entry{
			Type: "test.said", Actor: record.Actor{Email: "a@example.com", Assurance: record.Declared}, Data: map[string]string{"text": fmt.Sprint(i)},
		}, fmt.Sprint(i), "w", prev, int64(i+1), time.Unix(int64(i), 0))
		if err != nil {
			f.Fatal(err)
		}
		if prev = l.Hash; i < 2 {
			here = append(here, l)
		}
		whole = append(append(whole, raw...), '\n')
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(whole[:len(whole)-1])
	f.Add(bytes.ToUpper(whole))
	f.Add([]byte("\n\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		s := Scale{Own: "own", Has: func(string) bool { return false }, Fits: func([]record.Line) error { return nil }}
		weighed, err := s.Weigh(t.Context(), here, []Journal{{Writer: "w", Data: data}})
		if err != nil || len(weighed) != 1 {
			t.Fatalf("%v, %v", weighed, err)
		}
		w, last := weighed[0], &here[1]
		for i := range w.Fresh {
			if err := w.Fresh[i].Follows(last); err != nil {
				t.Fatal(err)
			}
			last = &w.Fresh[i]
		}
		if len(w.Fresh) > 0 && w.Same != 2 {
			t.Fatalf("%d lines are taken after %d that are the same", len(w.Fresh), w.Same)
		}
		if bytes.HasPrefix(data, whole) && len(w.Fresh) < 2 || bytes.Equal(data, whole) && w.Why != "" {
			t.Fatalf("a good journal is refused: %s", w.Why)
		}
	})
}

// A machine that has read neither takes the journal in small letters, as installations name theirs, and refuses its twin.
func TestATwinInCapitalLettersIsRefused(t *testing.T) {
	journal := func(writer string) Journal {
		_, raw, err := record.Make(record.Entry{Type: "test.said", Data: struct{}{}}, "id", writer, "", 1, time.Unix(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		return Journal{Writer: writer, Data: append(raw, '\n')}
	}
	s := Scale{Own: "own", Has: func(string) bool { return false }, Fits: func([]record.Line) error { return nil }}
	weighed, err := s.Weigh(t.Context(), nil, []Journal{journal("DESK-2"), journal("desk-2")})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range weighed {
		if refused := w.Why != ""; refused != (w.Writer == "DESK-2") {
			t.Errorf("%s: %q", w.Writer, w.Why)
		}
	}
}
