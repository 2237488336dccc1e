package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
)

func TestWrapKeepsKindHintAndCause(t *testing.T) {
	inner := fault.New(fault.Unreachable, "reading users: %w", io.ErrUnexpectedEOF).WithHint("try again")
	err := fault.Wrap(fmt.Errorf("outer: %w", inner), "syncing %s", "prod")

	if got := fault.KindOf(err); got != fault.Unreachable {
		t.Errorf("kind %d, want %d", got, fault.Unreachable)
	}
	if got := fault.HintOf(err); got != "try again" {
		t.Errorf("hint %q", got)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got, want := err.Error(), "syncing prod: outer: reading users: unexpected EOF"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

func TestKindOfPlainErrors(t *testing.T) {
	if got := fault.KindOf(nil); got != 0 {
		t.Errorf("nil has kind %d", got)
	}
	if got := fault.KindOf(io.EOF); got != fault.Failed {
		t.Errorf("a plain error has kind %d, want Failed", got)
	}
	if fault.Wrap(nil, "doing") != nil {
		t.Error("wrapping nil made an error")
	}
}
