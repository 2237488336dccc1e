package fault_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scrub"
)

type named string

func TestNoFaultTellsASecret(t *testing.T) {
	const secret = "fAult-teSt-71c2e9"
	scrub.Know(secret)
	outside := errors.New("dial https://x/?t=" + secret)
	for name, err := range map[string]error{
		"an error":     fault.New(fault.Failed, "asking: %w", outside),
		"a text":       fault.New(fault.Failed, "it said %q, %d times", "Basic "+base64.StdEncoding.EncodeToString([]byte("id:"+secret)), 3),
		"a named text": fault.New(fault.Failed, "it said %s", named(secret)),
		"a list":       fault.New(fault.Failed, "it said %v", []string{"a", secret}),
		"a hint":       fault.New(fault.Failed, "no").WithHint("ask %s", strings.ToUpper(secret)),
		"a wrap":       fault.Wrap(fmt.Errorf("x: %w", outside), "doing %s", secret),
		"the format":   fault.New(fault.Failed, secret), //nolint:govet // it may happen
	} {
		text := err.Error() + fault.HintOf(err)
		if scrub.Holds(text) || !strings.Contains(text, "…") {
			t.Errorf("%s: %s", name, text)
		}
	}
	if err := fault.New(fault.Failed, "asking: %w", outside); !errors.Is(err, outside) {
		t.Error("the cause is lost")
	}
}
