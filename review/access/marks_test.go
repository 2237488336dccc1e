package access_test

import (
	"testing"

	"github.com/tuar-dev/tuar/review/access"
)

func TestMarksStandAmongTheHintsByTheirWeight(t *testing.T) {
	ann := as("ann", "ann@example.com", "r-view")
	p := people(roles, ann)
	plain := access.Rows(p, access.DefaultRules(), now, nil, nil, nil)[0]
	marks := access.Marks{}
	for range 2 {
		marks.Add("user/"+ann.ID, access.Hint{Name: access.Unexplained, Why: "no invitation on record"})
	}
	marks.Add("user/"+ann.ID, access.Hint{Name: "of-a-newer-tuar", Why: "something"})
	marks.Add("user/somebody-else", access.Hint{Name: access.Unexplained, Why: "no invitation on record"})
	marked := access.Rows(p, access.DefaultRules(), now, nil, marks, nil)[0]

	if !marked.Has(access.Unexplained) || !marked.Has("of-a-newer-tuar") || len(marked.Hints) != len(plain.Hints)+2 {
		t.Errorf("hints %v, without marks %v", marked.HintNames(), plain.HintNames())
	}
	if last := marked.Hints[len(marked.Hints)-1]; last.Name != "of-a-newer-tuar" {
		t.Errorf("the unknown hint stands before %v", last)
	}
	if marked.Risk <= plain.Risk {
		t.Errorf("risk %d with a mark, %d without", marked.Risk, plain.Risk)
	}
}
