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
	_, err := k.callWithin(t.Context(), func() (string, error) {
		<-hang
		return "late", nil
	}, nil)
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
	_, err := k.callWithin(ctx, func() (string, error) {
		<-hang
		return "", nil
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// What a call does after it was given up is undone, before the next call has its turn.
func TestALateAnswerIsUndone(t *testing.T) {
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	var acts []string
	_, err := Keyring{}.callWithin(ctx, func() (string, error) {
		cancel()
		<-hang
		acts = append(acts, "set")
		return "", nil
	}, func() { acts = append(acts, "undone") })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(hang)
	got, err := Keyring{}.callWithin(t.Context(), func() (string, error) {
		acts = append(acts, "next")
		return "secret", nil
	}, func() { acts = append(acts, "undone again") })
	if err != nil || got != "secret" || strings.Join(acts, " ") != "set undone next" {
		t.Errorf("got %q, %v after %v", got, err, acts)
	}
}

func TestAPanicOfTheLibraryIsAnError(t *testing.T) {
	_, err := Keyring{}.callWithin(t.Context(), func() (string, error) {
		var body any = 1
		return body.(string), nil
	}, nil)
	if fault.KindOf(err) != fault.NotConnected || !strings.Contains(err.Error(), "its answer is not understood") {
		t.Errorf("got %v", err)
	}
}
