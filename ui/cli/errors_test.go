package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
)

func TestReport(t *testing.T) {
	refused := fault.New(fault.Refused, "a is your own access").WithHint("hand it over")
	bad := fault.New(fault.BadInput, "b does not exist").WithHint("look again")
	rejected := func(errs ...error) error {
		r := &campaign.Rejected{}
		for i, err := range errs {
			r.Problems = append(r.Problems, campaign.Problem{Index: i, Err: err})
		}
		return r
	}
	for name, c := range map[string]struct {
		err   error
		began bool
		code  int
		text  string
	}{
		"nothing":                   {nil, true, 0, ""},
		"an answer":                 {exit(13), true, 13, ""},
		"a plain error":             {errors.New("broken"), true, 1, "error: broken\n"},
		"the command line":          {errors.New("accepts 1 arg"), false, 2, "error: accepts 1 arg\n"},
		"a fault":                   {bad, true, 2, "error: b does not exist\nhint:  look again\n"},
		"refusals only":             {rejected(refused, refused), true, 6, "error: a is your own access\nerror: a is your own access\nhint:  hand it over\n"},
		"bad input among refusals":  {rejected(refused, bad), true, 2, "error: a is your own access\nerror: b does not exist\nhint:  hand it over\nhint:  look again\n"},
		"several at once":           {errors.Join(refused, bad), true, 6, "error: a is your own access\nerror: b does not exist\nhint:  hand it over\nhint:  look again\n"},
		"ctrl+c":                    {fmt.Errorf("reading: %w", context.Canceled), true, 130, ""},
		"a name that fakes a line":  {fmt.Errorf("no item %s", "x\nerror: all is lost"), true, 1, "error: no item x\n       error: all is lost\n"},
		"a name that moves the eye": {fmt.Errorf("no item %s", "\x1b[2J"), true, 1, "error: no item ␛[2J\n"},
	} {
		var out bytes.Buffer
		s := &session{Program: Program{Getenv: func(string) string { return "" }}, out: &outlet{w: io.Discard}, err: &outlet{w: &out}, began: c.began}
		if code := s.report(t.Context(), c.err); code != c.code || out.String() != c.text {
			t.Errorf("%s: code %d and %q, want %d and %q", name, code, out.String(), c.code, c.text)
		}
		if c.text == "" {
			continue
		}
		out.Reset()
		s.json = true
		var got struct{ Error struct{ Code int } }
		if s.report(t.Context(), c.err); json.Unmarshal(out.Bytes(), &got) != nil || got.Error.Code != c.code {
			t.Errorf("%s: as JSON %s, want code %d", name, out.String(), c.code)
		}
	}
}

func TestClosedPipeIsQuiet(t *testing.T) {
	reader, writer := io.Pipe()
	_ = reader.Close()
	var said bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	s := &session{Program: Program{Getenv: func(string) string { return "" }}, out: &outlet{w: writer, broken: cancel}, err: &outlet{w: &said}, began: true}
	s.printer(s.out).linef("nobody reads this")
	if code := s.report(ctx, cmp.Or(ctx.Err(), s.out.failure())); code != 0 || said.Len() > 0 {
		t.Errorf("code %d and %q, want silence", code, said.String())
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"status", "sync", "signoff", "decide"}
	for given, want := range map[string]string{
		"stauts": "did you mean status?", "SYNC": "did you mean sync?", "sign-off": "did you mean signoff?", "zebra": "else", "": "else",
	} {
		if got := didYouMean(given, known, "else"); got != want {
			t.Errorf("%q: %s, want %s", given, got, want)
		}
	}
}
