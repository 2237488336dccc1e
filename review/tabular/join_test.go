package tabular_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/tabular"
)

func TestJoin(t *testing.T) {
	type row struct{ who, role string }
	who := tabular.TextOf("who", func(r row) string { return r.who })
	role := tabular.TextOf("role", func(r row) string { return r.role })
	joined := tabular.Join("access", "workspace", []tabular.Part{
		{Place: "a", Table: tabular.Of("access", tabular.Fields[row]{who}, []row{{who: "x"}, {who: "y"}})},
		{Place: "b", Table: tabular.Of("access", tabular.Fields[row]{role, who}, []row{{"x", "Owner"}})},
	})
	var out strings.Builder
	if err := joined.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	if want := "workspace,who,role\na,x,\na,y,\nb,x,Owner\n"; out.String() != want || joined.Len != 3 {
		t.Errorf("joined: %d rows, %q, not %q", joined.Len, out.String(), want)
	}
}
