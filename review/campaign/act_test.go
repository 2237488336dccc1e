package campaign_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/record"
)

// bulk is one line of an act of n decisions.
func bulk(item string, verdict campaign.Verdict, n int, batch string) record.Entry {
	return record.Entry{Type: campaign.TypeDecided, Actor: by(rita), Data: campaign.Decided{
		Campaign: "q4", Item: item, Decision: verdict, Bulk: n, Batch: batch, Hints: []string{},
	}}
}

func TestAnActCutShortNeverHappened(t *testing.T) {
	j := opened(t)
	j.write(bulk("user/plain", campaign.Revoke, 2, "cut"))
	if got := j.campaign().Decision("user/plain").Verdict; got != campaign.Undecided {
		t.Errorf("half an act counts: %s", got)
	}
	if got := strings.Join(j.book.Unfinished(), "\n"); !strings.Contains(got, "an act of 2 decisions") || !strings.Contains(got, "after 1 lines; none of them counts") {
		t.Errorf("said %q", got)
	}
	j.write(bulk("user/plain", campaign.Certify, 2, "whole"))
	j.write(bulk("key/plain", campaign.Certify, 2, "whole"))
	for _, item := range []string{"user/plain", "key/plain"} {
		if got := j.campaign().Decision(item).Verdict; got != campaign.Certify {
			t.Errorf("%s is %s after a whole act", item, got)
		}
	}
}

func TestTakingBackCutShortNeverHappened(t *testing.T) {
	j := opened(t)
	j.write(bulk("user/plain", campaign.Certify, 2, "whole"))
	j.write(bulk("key/plain", campaign.Certify, 2, "whole"))
	entries, err := j.campaign().Undo(by(rita), nil, "back")
	if err != nil || len(entries) != 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	j.write(entries[0])
	if s := j.campaign().Summarise(time.Now()); s.Certified != 2 {
		t.Errorf("half of an undo counts: %+v", s)
	}
	j.write(entries[1])
	if s := j.campaign().Summarise(time.Now()); s.Decided != 0 {
		t.Errorf("a whole undo does not count: %+v", s)
	}
}
