package cli

import (
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/core"
)

func TestAlarms(t *testing.T) {
	synced := &core.Synced{}
	overdue, stale := review.Attention{Kind: review.NeedsCampaign}, review.Attention{Kind: review.NeedsSync}
	unproven, lent := review.Attention{Kind: review.NeedsProof}, review.Attention{Kind: review.NeedsReturn}
	asked := review.Attention{Kind: review.NeedsApproval}
	off := review.Attention{Kind: review.NeedsMethod}
	waiting, broken := review.Attention{Kind: review.NeedsReview}, review.Attention{Kind: review.NeedsConnection}
	for name, c := range map[string]struct {
		overview review.Overview
		code     exit
		found    int
	}{
		"nothing":            {review.Overview{LastSync: synced}, 0, 0},
		"a review to do":     {review.Overview{LastSync: synced, Attention: []review.Attention{waiting, broken}}, 0, 0},
		"overdue":            {review.Overview{LastSync: synced, Attention: []review.Attention{overdue, waiting}}, exitOverdue, 1},
		"lent too long":      {review.Overview{LastSync: synced, Attention: []review.Attention{lent, overdue, unproven, asked}}, exitOverlent, 3},
		"stale":              {review.Overview{LastSync: synced, Attention: []review.Attention{stale}}, exitStale, 1},
		"the gravest of all": {review.Overview{LastSync: synced, Attention: []review.Attention{stale, lent, overdue, unproven}}, exitOverlent, 4},
		"unproven, stale":    {review.Overview{LastSync: synced, Attention: []review.Attention{stale, overdue, unproven}}, exitUnproven, 3},
		"overdue, stale":     {review.Overview{LastSync: synced, Attention: []review.Attention{stale, overdue}}, exitOverdue, 2},
		"overdue, no sync":   {review.Overview{Attention: []review.Attention{overdue}}, exitOverdue, 2},
		"a method is off":    {review.Overview{LastSync: synced, Attention: []review.Attention{off}}, 0, 1},
		"never synced":       {review.Overview{}, exitStale, 1},
		"never, as is said":  {review.Overview{Attention: []review.Attention{stale}}, exitStale, 1},
	} {
		found, code := alarms(c.overview)
		if code != c.code || len(found) != c.found {
			t.Errorf("%s: code %d with %d reasons, want %d with %d", name, code, len(found), c.code, c.found)
		}
	}
}
