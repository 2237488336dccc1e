package secret

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
)

func TestAHangingKeyringIsReportedAndGivenUp(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	reported := 0
	k := Keyring{Waiting: func() { reported++ }, Notice: time.Millisecond, GiveUp: 20 * time.Millisecond}
	_, err := k.patiently(t.Context(), func() (string, error) {
		<-hang
		return "late", nil
	})
	if fault.KindOf(err) != fault.NotConnected || !strings.Contains(err.Error(), "has not answered") {
		t.Errorf("got %v", err)
	}
	if reported != 1 {
		t.Errorf("reported %d times", reported)
	}
}

func TestAHangingKeyringCanBeCancelled(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	ctx, cancel := context.WithCancel(t.Context())
	k := Keyring{Waiting: cancel, Notice: time.Millisecond}
	_, err := k.patiently(ctx, func() (string, error) {
		<-hang
		return "", nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
