package timeline

import (
	"time"

	"github.com/tuar-dev/tuar/review/tabular"
)

// Fields describe the columns that a row has where something of the audit log is kept. A cell is empty where the log does
// not say. Scripts rely on the names.
var Fields = tabular.Fields[*Timeline]{
	tabular.TextOf("granted_by", func(t *Timeline) string {
		if t.Grant == nil {
			return ""
		}
		return t.Grant.By
	}),
	tabular.TimeOf("granted_at", func(t *Timeline) *time.Time {
		if t.Grant == nil {
			return nil
		}
		return &t.Grant.At
	}),
	tabular.TimeOf("last_activity", func(t *Timeline) *time.Time {
		if t.Last == nil {
			return nil
		}
		return &t.Last.At
	}),
}
