//go:build !windows

package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// act is a line of the record that says something was decided or taken back.
type act struct {
	Type string    `json:"type"`
	Time time.Time `json:"time"`
	Data struct {
		Item     string `json:"item"`
		Decision string `json:"decision"`
		Bulk     int    `json:"bulk"`
	} `json:"data"`
}

// acts are all of them, read by the program itself.
func acts(t *testing.T, env []string) []act {
	t.Helper()
	tool, err := tuar()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "journal", "list", "--json")
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all, found []act
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatalf("%v: %.300s", err, out)
	}
	for _, a := range all {
		if strings.HasPrefix(a.Type, "decision.") || a.Type == "campaign.signed-off" || strings.HasPrefix(a.Type, "elevation.") || a.Type == "campaign.closed" || a.Type == "campaign.delegated" {
			found = append(found, a)
		}
	}
	return found
}

// titles are what people call the items.
func titles(t *testing.T, env []string) map[string]string {
	t.Helper()
	tool, err := tuar()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "access", "list", "--json")
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Item, Kind, Email, Name string }
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatal(err)
	}
	called := map[string]string{}
	for _, r := range rows {
		if called[r.Item] = r.Email; r.Kind == "key" {
			called[r.Item] = "key " + r.Name
		}
	}
	return called
}

// under is the row of the review that the cursor is on, as the screen shows it, from its title on; empty where the
// screen shows no such row.
func (term *terminal) under() string {
	for _, line := range strings.Split(term.frame(), "\n") {
		if _, row, ok := strings.Cut(line, "▸  "); ok && strings.HasPrefix(line, "▸  ") {
			if _, title, ok := strings.Cut(row, " "); ok {
				return strings.TrimSpace(title)
			}
		}
	}
	return ""
}

// names says whether a row of the screen, which may be cut, is of that title; where there is no row, whether the
// details that fill the screen are.
func names(row, frame, title string) bool {
	if row == "" {
		return strings.Contains(frame, title)
	}
	if short, _, cut := strings.Cut(row, "…"); cut && strings.HasPrefix(title, short) {
		return true
	}
	return strings.HasPrefix(row, title)
}

// reviewed opens a campaign over everybody and the program in it.
func reviewed(t *testing.T, width, height int) (*terminal, []string) {
	t.Helper()
	_, env := company(t)
	tool, err := tuar()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"sync", "campaign new --name Review --scope all", "campaign open Review --yes"} {
		cmd := exec.Command(tool, strings.Fields(args)...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	term := run(t, width, height, env, "review", "Review")
	term.sees("Review · due", "0 of ")
	return term, env
}

// TestSequencesInPiecesInATerminal sends what terminals send in pieces to the real program: nothing comes on record,
// and then a key still does.
func TestSequencesInPiecesInATerminal(t *testing.T) {
	t.Parallel()
	term, env := reviewed(t, 120, 40)
	write := func(s string) {
		t.Helper()
		if _, err := term.pty.WriteString(s); err != nil {
			t.Fatal(err)
		}
	}
	for _, pieces := range [][]string{
		{"\x1b]11;", "rgb:1e1e/1e1e/1e1e\a"},
		{"\x1b]11;rgb:", "cccc/cccc/cccc\x1b", "\\"},
		{"\x1b", "]11;rgb:cccc/cccc/cccc\x1b\\"},
		{"\x1b[", "A"},
		{"\x1b[1;", "5A"},
		{"\x1bO", "A"},
		{"\x1b[<0;3", "0;9M"},
		{"\x1b[<0;3", "0;9m"},
		{"\x1b[M", " ac"},
		{"\x1b[20", "0~crad and more\nccc\x1b[201~"},
		{"\x1b[200~crad", "crad", "\x1b[2", "01~"},
		{"\x1b[200~crad\x1b", "[201~"},
		{"\x1bP1+r", "crad\x1b\\"},
		{"\x1b_G", "crad\x1b\\"},
		{"crad and more\nccc"},
		{"nrevoked by mgr"},
		{"\x1b"},
		{"cc"},
		{"UuUu"},
		{"\xd1", "\x81"},
	} {
		for _, gap := range []time.Duration{0, 60 * time.Millisecond, 300 * time.Millisecond} {
			for i, p := range pieces {
				if i > 0 {
					time.Sleep(gap)
				}
				write(p)
			}
			time.Sleep(120 * time.Millisecond)
		}
		write("\x1b") // closes what was opened
		time.Sleep(120 * time.Millisecond)
	}
	if got := acts(t, env); len(got) > 0 {
		t.Fatalf("recorded %+v; the screen shows\n%s", got, term.frame())
	}
	term.types("\x03")
	if err := term.ends(); err != nil {
		t.Fatal(err)
	}
}

// TestARandomTypist types at the real program as nobody types: bytes of all kinds, sequences cut anywhere, bursts,
// sizes that change, the mouse; and in between single keys like a person's, which are the only ones that may come on
// record, on a screen that is large enough, and about the row on which the cursor stood when the key was pressed.
// TUAR_TEST_TYPIST says for how long, such as 10m; TUAR_TEST_SEED with which seed.
func TestARandomTypist(t *testing.T) {
	t.Parallel()
	length, seed := 6*time.Second, uint64(time.Now().UnixNano())
	if d, err := time.ParseDuration(os.Getenv("TUAR_TEST_TYPIST")); err == nil {
		length = d
	}
	if n, err := strconv.ParseUint(os.Getenv("TUAR_TEST_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("TUAR_TEST_SEED=%d", seed)
	term, env := reviewed(t, 120, 40)
	called := titles(t, env)
	random := rand.New(rand.NewPCG(seed, 0))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	var typed []string
	write := func(s string) {
		t.Helper()
		typed = append(typed, fmt.Sprintf("%s %q", time.Now().UTC().Format("05.000"), s))
		if _, err := term.pty.WriteString(s); err != nil {
			t.Fatalf("the program is gone: %v\n%s", err, strings.Join(typed, "\n"))
		}
	}
	nap := func(least, most int) { time.Sleep(time.Duration(least+random.IntN(most-least+1)) * time.Millisecond) }
	const human = 300 // milliseconds around a key that a person presses
	small := false
	allowed := 0 // acts that may come of the keys pressed singly
	known, told := 0, 0
	settled := func() { // what was recorded so far came of single keys
		t.Helper()
		got := acts(t, env)
		if len(got) > known+allowed {
			t.Fatalf("seed %d: recorded %d acts since the last look, and %d keys were pressed singly: %+v\ntyped:\n%s\nthe screen shows\n%s",
				seed, len(got)-known, allowed, got[known:], strings.Join(typed, "\n"), term.frame())
		}
		known, allowed, typed = len(got), 0, nil
	}
	sequences := []string{
		"\x1b]11;rgb:1e1e/1e1e/1e1e\a", "\x1b]11;rgb:cccc/cccc/cccc\x1b\\", "\x1b[A", "\x1b[B", "\x1bOA", "\x1bOB", "\x1b[1;5C", "\x1b[<0;20;9M", "\x1b[<0;20;9m", "\x1b[<65;20;9M",
		"\x1b[M crad"[:6], "\x1b[200~crad and more\r\nccc\x1b[201~", "\x1bP1+r63726164\x1b\\", "\x1b_Gcrad\x1b\\", "\x1b[?2026;2$y", "\x1b[57441;2u", "\xd1\x81", "\xe2\x86\x93",
	}
	for end := time.Now().Add(length); time.Now().Before(end); {
		switch random.IntN(8) {
		case 0: // one key, as a person presses it
			nap(human, human+100)
			settled()
			k := pick("c", "r", "a", "u", "U", "j", "k", "G", "g")
			if !small && strings.Contains("craudU", k) {
				allowed++
			}
			row, size, before := term.under(), len(acts(t, env)), term.frame()
			write(k)
			nap(human, human+100)
			for _, a := range acts(t, env)[size:] {
				if a.Type == "decision.made" && a.Data.Bulk <= 1 && strings.Contains("cra", k) && !names(row, before, called[a.Data.Item]) {
					t.Fatalf("seed %d: %q on %q recorded %s %s\ntyped:\n%s\non\n%s", seed, k, row, a.Data.Decision, called[a.Data.Item], strings.Join(typed, "\n"), before)
				}
				told++
			}
			settled()
		case 1: // pasted plainly, at once or in quick pieces
			text := pick("crad and more\nccc", "nrevoked by mgr", "ccccc", "rr", "uUuU", "xnot needed\ry", "cy\ry", "Ac", "   c", "syy\r", "r\n", "/x\rcc", "hx@example.com\r")
			if random.IntN(2) == 0 {
				write(text)
			} else {
				for _, b := range []byte(text) {
					write(string([]byte{b}))
					time.Sleep(time.Duration(random.IntN(8)) * time.Millisecond)
				}
			}
		case 2, 3, 4: // a sequence cut anywhere
			s := pick(sequences...)
			cut := 1 + random.IntN(len(s)-1)
			write(s[:cut])
			nap(0, 500)
			write(s[cut:])
		case 5: // noise
			b := make([]byte, 1+random.IntN(6))
			for i := range b {
				if b[i] = byte(random.IntN(256)); b[i] == 3 || b[i] == 17 || b[i] == 0x1a { // not quit nor suspend
					b[i] = 'c'
				}
			}
			if len(b) == 1 { // that would be a key pressed singly
				b = append(b, 'c')
			}
			write(string(b))
		case 6: // another size
			size := [][2]uint16{{12, 4}, {0, 0}, {39, 10}, {40, 10}, {60, 16}, {80, 24}, {160, 45}}[random.IntN(7)]
			if size[0] > 0 {
				term.screen.Resize(int(size[0]), int(size[1]))
			}
			_ = pty.Setsize(term.pty, &pty.Winsize{Cols: size[0], Rows: size[1]})
			small = size[0] < 40 || size[1] < 10
		case 7: // back to the review, with nothing open, and what was typed looked at
			nap(human, human)
			for range 4 {
				write("\x1b")
				nap(human, human)
			}
			settled()
			write("\r") // from the list into the review
			nap(human, human)
		}
		nap(0, 40)
	}
	nap(human, human)
	settled()
	t.Logf("%d acts came on record", told)
	write("\x03")
	_ = term.ends()
}
