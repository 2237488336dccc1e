package keyboard

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// line is a terminal whose bytes come at set times, on a clock that only its reader moves.
type line struct {
	at    time.Time
	comes []arrival
}

type arrival struct {
	at    time.Time
	bytes string
}

func (l *line) wait(d time.Duration) (bool, error) {
	if len(l.comes) > 0 && !l.comes[0].at.After(l.at.Add(d)) {
		if l.comes[0].at.After(l.at) {
			l.at = l.comes[0].at
		}
		return true, nil
	}
	l.at = l.at.Add(d)
	return false, nil
}

func (l *line) Read(p []byte) (int, error) {
	if len(l.comes) == 0 {
		return 0, io.EOF
	}
	if l.comes[0].at.After(l.at) {
		l.at = l.comes[0].at
	}
	n := copy(p, l.comes[0].bytes)
	if l.comes[0].bytes = l.comes[0].bytes[n:]; l.comes[0].bytes == "" {
		l.comes = l.comes[1:]
	}
	return n, nil
}

// pieces are texts, each so long after the one before.
type piece struct {
	after time.Duration
	bytes string
}

// reads is what the reader hands on, read by read.
func reads(pieces ...piece) []string { return readsOf(0, pieces...) }

// readsOf is the same where the app is busy for a while with what each read brought.
func readsOf(busy time.Duration, pieces ...piece) []string {
	l := &line{at: time.Unix(1000, 0)}
	at := l.at
	for _, p := range pieces {
		at = at.Add(p.after)
		l.comes = append(l.comes, arrival{at, p.bytes})
	}
	r := &reader{source: l, now: func() time.Time { return l.at }}
	var got []string
	for len(l.comes) > 0 {
		var buf [4096]byte
		if n, _ := r.Read(buf[:]); n > 0 {
			got = append(got, string(buf[:n]))
			l.at = l.at.Add(busy)
		}
	}
	return got
}

// seen is what Bubble Tea makes of it: the keys by their names, hasty ones with a mark.
func seen(reads []string) []string {
	var d uv.EventDecoder
	var got []string
	paste, hasty := false, ""
	for _, buf := range reads {
		for b := []byte(buf); len(b) > 0; {
			n, event := d.Decode(b)
			b = b[n:]
			switch e := event.(type) {
			case uv.PasteStartEvent:
				paste = true
			case uv.PasteEndEvent:
				paste = false
				got = append(got, "paste")
			case uv.UnknownOscEvent:
				if MarkOf(string(e)) == Hasty {
					hasty = "hasty "
				}
			case uv.KeyPressEvent:
				if !paste {
					got = append(got, hasty+e.String())
				}
				hasty = ""
			case uv.MouseClickEvent:
				got, hasty = append(got, hasty+"click"), ""
			case uv.UnknownEvent, uv.UnknownCsiEvent, uv.UnknownSs3Event:
				got = append(got, fmt.Sprintf("unknown %q", e))
			default:
				if !paste {
					got = append(got, strings.TrimPrefix(fmt.Sprintf("%T", e), "uv."))
				}
			}
		}
	}
	return got
}

// sequences are all that tuar and Bubble Tea ask the terminal for or enable, all keys of more than one byte, and what
// other programs leave behind.
var sequences = map[string][]string{
	"\x1b]11;rgb:1e1e/1e1e/1e1e\a": {"BackgroundColorEvent"}, "\x1b]11;rgb:cccc/cccc/cccc\x1b\\": {"BackgroundColorEvent"},
	"\x1b[?2026;2$y": {"ModeReportEvent"}, "\x1b[?2027;0$y": {"ModeReportEvent"}, "\x1b[?0u": {"KeyboardEnhancementsEvent"},
	"\x1b[A": {"up"}, "\x1b[B": {"down"}, "\x1bOA": {"up"}, "\x1bOc": {"ctrl+right"}, "\x1b[1;5A": {"ctrl+up"}, "\x1b[5~": {"pgup"}, "\x1b[Z": {"shift+tab"},
	"\x1b[99;5u": {"ctrl+c"}, "\x1b[27;5;99~": {"ctrl+c"}, "\x1b[1089::99u": {"с"}, "\x1b[57441;2u": nil, "\x1b[[A": nil,
	"\x1b[<0;12;5M": {"click"}, "\x1b[<0;12;5m": {"MouseReleaseEvent"}, "\x1b[<64;12;5M": {"MouseWheelEvent"}, "\x1b[M ac": {"click"},
	"\x1b[200~crad and more\nccc\x1b[201~": {"paste"}, "\x1b[200~\x1b[31mcrad\x1b]0;car\a\x1b[201~": {"paste"},
	"\x1bP1+r5463=63\x1b\\": nil, "\x1bP>|xterm(388)\x1b\\": nil, "\x1b_Gi=31;crad\x1b\\": nil, "\x1b^car\x1b\\": nil, "\x1bXcar\x1b\\": nil,
	"\x1b]52;c;Y2FyZA==\a": nil, "\x1b]8801;hasty\a": nil, "\x1b[?62;1;6c": nil, "\x1b[>41;354;0c": nil, "\x1b[12;40R": nil, "\x1b[I": nil, "\x1b[8;24;80t": nil,
	"\x9b?1;2c": nil, "\x9d11;rgb:1e/1e/1e\x9c": {"BackgroundColorEvent"},
	"\xd1\x81": {"с"}, "\xe2\x86\x93": {"↓"}, "\xd0\x9b": {"Л"}, "\x1b1": {"alt+1"},
}

var gaps = []time.Duration{0, 1 * time.Millisecond, 24 * time.Millisecond, 49 * time.Millisecond, 51 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond, 500 * time.Millisecond}

// TestSequencesInPieces cuts every sequence at every place, and at every two places, with gaps of all lengths: it is
// the same as in one piece, or, where ESC was taken for the escape key, that key and nothing else. What follows is a
// key again.
func TestSequencesInPieces(t *testing.T) {
	check := func(sequence string, want []string, pieces ...piece) {
		t.Helper()
		got := seen(reads(append(pieces, piece{time.Second, "c"})...))
		escaped := []string{"esc", "c"}
		if sequence == "\x1b1" { // ESC and 1, each alone
			escaped = []string{"esc", "1", "c"}
		}
		if sequence == "\x1b[12;40R" { // a position nobody asked for
			return
		}
		if !slices.Equal(got, append(want[:len(want):len(want)], "c")) && !slices.Equal(got, escaped) {
			t.Errorf("%q in pieces %+v:\ngot  %q\nwant %q", sequence, pieces, got, want)
		}
	}
	for sequence, want := range sequences {
		check(sequence, want, piece{0, sequence})
		for i := 1; i < len(sequence); i++ {
			for _, gap := range gaps {
				check(sequence, want, piece{0, sequence[:i]}, piece{gap, sequence[i:]})
				for j := i + 1; j < len(sequence); j++ {
					check(sequence, want, piece{0, sequence[:i]}, piece{gap, sequence[i:j]}, piece{gap, sequence[j:]})
				}
			}
		}
		for _, gap := range gaps {
			var bytewise []piece
			for i := range len(sequence) {
				bytewise = append(bytewise, piece{gap, sequence[i : i+1]})
			}
			check(sequence, want, bytewise...)
		}
	}
}

func TestKeys(t *testing.T) {
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		pieces []piece
		want   string
	}{
		"one":                      {[]piece{{0, "c"}}, "c"},
		"a reviewer":               {[]piece{{0, "c"}, {60 * ms, "r"}, {400 * ms, "c"}, {150 * ms, "c"}}, "c r c c"},
		"pasted at once":           {[]piece{{0, "cr\nc"}}, "hasty c,hasty r,hasty ctrl+j,hasty c"},
		"pasted byte by byte":      {[]piece{{0, "c"}, {3 * ms, "r"}, {20 * ms, "a"}}, "hasty c,hasty r,hasty a"},
		"the last of a paste":      {[]piece{{0, "cr"}, {500 * ms, "a"}}, "hasty c,hasty r,a"},
		"a key held down":          {[]piece{{0, "c"}, {400 * ms, "c"}, {33 * ms, "c"}, {33 * ms, "c"}}, "c,hasty c,hasty c,hasty c"},
		"held down, repeats slow":  {[]piece{{0, "c"}, {500 * ms, "c"}, {92 * ms, "c"}, {92 * ms, "c"}, {400 * ms, "c"}}, "c,hasty c,hasty c,hasty c,c"},
		"held down, link stutters": {[]piece{{0, "r"}, {400 * ms, "r"}, {33 * ms, "r"}, {250 * ms, "r"}, {time.Second, "r"}}, "r,hasty r,hasty r,hasty r,r"},
		"a key that is let go":     {[]piece{{0, "\x1b[99;1:1u"}, {8 * ms, "\x1b[99;1:3u"}}, "c,KeyReleaseEvent"},
		"an arrow and a key":       {[]piece{{0, "\x1b[Bc"}}, "down,hasty c"},
		"shift alone, then a key":  {[]piece{{0, "\x1b[57441;2u"}, {5 * ms, "A"}}, "A"},
		"an answer and a key":      {[]piece{{0, "\x1b[?2026;2$y"}, {5 * ms, "c"}}, "ModeReportEvent,c"},
		"a key, an answer, a key":  {[]piece{{0, "c\x1b[?2026;2$yr"}}, "hasty c,ModeReportEvent,hasty r"},
		"a paste and a key":        {[]piece{{0, "\x1b[200~x\x1b[201~c"}}, "paste,hasty c"},
		"a key and a paste":        {[]piece{{0, "c\x1b[200~x\x1b[201~"}}, "hasty c,paste"},
		"escape":                   {[]piece{{0, "\x1b"}}, "esc"},
		"escape twice":             {[]piece{{0, "\x1b"}, {200 * ms, "\x1b"}, {200 * ms, "c"}}, "esc,esc,c"},
		"escape, and a letter":     {[]piece{{0, "\x1b"}, {700 * time.Millisecond, "P"}, {time.Second, "c"}}, "esc,P,c"},
		"nobody ends a string":     {[]piece{{0, "\x1b]11;"}, {time.Second, "c"}, {time.Second, "\x1b"}, {time.Second, "c"}}, "c"},
		"quit inside a string":     {[]piece{{0, "\x1b]11;"}, {time.Second, "\x03"}}, "ctrl+c"},
		"quit inside a paste":      {[]piece{{0, "\x1b[200~abc"}, {time.Second, "\x03"}}, "paste,hasty ctrl+c"},
		"escape inside a paste":    {[]piece{{0, "\x1b[200~abc"}, {600 * ms, "\x1b"}, {1100 * ms, "c"}}, "paste,c"},
		"a paste that stutters":    {[]piece{{0, "\x1b[200~abc"}, {400 * ms, "\x1b"}, {400 * ms, "[201~"}, {ms, "c"}}, "paste,hasty c"},
		"a paste with a long lull": {[]piece{{0, "\x1b[200~abc"}, {5 * time.Second, "\x1b"}, {5 * time.Second, "[201~"}, {time.Second, "c"}}, "paste,c"},
		"an ESC that is pasted":    {[]piece{{0, "\x1b[200~a\x1b"}, {5 * time.Second, "c"}, {time.Second, "\x1b[201~"}}, "paste"},
		"ctrl+c is pasted":         {[]piece{{0, "\x1b[200~abc\x03d"}, {ms, "\x1b[201~"}}, "paste"},
		"no text":                  {[]piece{{0, "\xff\xc1\x80"}, {time.Second, "c"}}, "c"},
		"a key beside noise":       {[]piece{{0, "\xff\x80c"}}, "hasty c"},
		"a key beside a string":    {[]piece{{0, "\x1bP1+r63\x1b\\c"}, {time.Second, "\x1b["}, {time.Second, "qc"}}, "hasty c,hasty c"},
		"a key beside a late rest": {[]piece{{0, "\x1b"}, {time.Second, "[Ac"}, {time.Second, "c"}}, "esc,hasty c,c"},
		"half a rune":              {[]piece{{0, "\xd1"}, {time.Second, "c"}}, "c"},
		"two clicks of a machine":  {[]piece{{0, "\x1b[<0;1;1M\x1b[<0;1;1m\x1b[<0;1;1M"}}, "click,MouseReleaseEvent,hasty click"},
		"two escapes at once":      {[]piece{{0, "\x1b\x1b[A"}}, "hasty esc,hasty up"},
		"a string given up by ESC": {[]piece{{0, "\x1b]11;rgb\x1b[A"}}, "up"},
	} {
		want := strings.Split(test.want, ",")
		if !strings.Contains(test.want, ",") && !strings.HasPrefix(test.want, "hasty") {
			want = strings.Fields(test.want)
		}
		if got := seen(reads(test.pieces...)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// TestReadsFit floods the reader: each read fits into what Bubble Tea reads at once, and nothing is left for later.
func TestReadsFit(t *testing.T) {
	flood := strings.Repeat("c\x1b[<0;120;45M\x1b[A\xd1\x81", 2000) + "\x1b]11;" + strings.Repeat("r", 100_000) + "\a\x1b[200~" + strings.Repeat("c", 100_000) + "\x1b[201~c"
	got := reads(piece{0, flood})
	for _, r := range got {
		if len(r) > 4000 {
			t.Fatalf("a read of %d bytes", len(r))
		}
	}
	keys := seen(got)
	for _, k := range keys {
		if k != "paste" && !strings.HasPrefix(k, "hasty") && k != "click" && k != "up" {
			t.Fatalf("%q is of the flood", k)
		}
	}
	if !slices.Contains(keys, "paste") {
		t.Error("the paste is lost")
	}
	if n := len(keys); n < mostRun || n > 4*2000+2 { // the longest run of keys is cut
		t.Errorf("%d keys", n)
	}
}

// TestBusyApp pastes plainly into an app that takes a while for each read: what waited meanwhile was pasted all the
// same.
func TestBusyApp(t *testing.T) {
	for _, n := range []int{4, 50, chunk - 1, chunk, chunk + 1, 5*chunk + 1} {
		for _, after := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond} {
			got := seen(readsOf(120*time.Millisecond, piece{0, strings.Repeat("z", n)}, piece{after, "c"}, piece{2 * time.Second, "r"}))
			if len(got) != n+2 || got[n] != "hasty c" || got[n+1] != "r" {
				t.Errorf("%d letters, and c after %v: %q", n, after, got[max(0, len(got)-3):])
			}
		}
	}
}

// TestMovesWaitForNothing hands a key that only moves on at once; what decides right beside it is hasty all the same.
func TestMovesWaitForNothing(t *testing.T) {
	for key := range moves {
		l := &line{at: time.Unix(1000, 0), comes: []arrival{{time.Unix(1000, 0), key}}}
		r := &reader{source: l, now: func() time.Time { return l.at }}
		var buf [64]byte
		if n, err := r.Read(buf[:]); err != nil || string(buf[:n]) != key || !l.at.Equal(time.Unix(1000, 0)) {
			t.Errorf("%q: read %q, %v, after %v", key, buf[:n], err, l.at.Sub(time.Unix(1000, 0)))
		}
		beside := seen(reads(piece{0, key + "c"}, piece{time.Second, "c" + key}))
		if len(beside) != 4 || beside[1] != "hasty c" || beside[2] != "hasty c" {
			t.Errorf("%q beside c: %q", key, beside)
		}
	}
}

// TestStuckPaste tells each time that a paste is not ended when somebody types into it.
func TestStuckPaste(t *testing.T) {
	got := strings.Join(reads(piece{0, "\x1b[200~a"}, piece{2 * time.Second, "c"}, piece{100 * time.Millisecond, "c"}, piece{2 * time.Second, "c"}), "")
	if strings.Count(got, stuckMark) != 2 || strings.Count(got, pasteStart) != 3 {
		t.Errorf("got %q", got)
	}
}

// TestStuck tells once that a sequence is not finished, when somebody types into it.
func TestStuck(t *testing.T) {
	got := strings.Join(reads(piece{0, "\x1b]11;"}, piece{100 * time.Millisecond, "c"}, piece{2 * time.Second, "c"}, piece{time.Second, "c"}), "")
	if got != stuckMark {
		t.Errorf("got %q", got)
	}
}
