package torq

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// An audit log that never ends is not read for ever, whatever its entries lack.
func TestAnAuditLogThatNeverEnds(t *testing.T) {
	for name, entry := range map[string]string{
		"entries without time": `{"id":"%d","action":"User deleted","resource_id":"u"}`,
		"the same entry":       `{"id":"same","timestamp":"2026-09-30T08:00:00Z","action":"User deleted","resource_id":"u"}%.0d`,
		"no entries":           ``,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t, torqtest.Options{})
			var pages atomic.Int64
			server.Break(torqtest.AuditLogsPath, torqtest.Always, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				n := pages.Add(1)
				var rows []string
				for i := range 500 {
					if entry != "" {
						rows = append(rows, fmt.Sprintf(entry, n*500+int64(i)))
					}
				}
				_, _ = fmt.Fprintf(w, `{"audit_logs":[%s],"next_page_token":"t%d"}`, strings.Join(rows, ","), n)
			})
			log, err := dial(t, server, server.OwnerKey()).Audit(t.Context(), torqtest.Epoch.Add(-time.Hour*24*60), nil)
			if err == nil && !log.Cut {
				t.Errorf("an endless log was read to its end: %d entries", len(log.Entries))
			}
			if n := pages.Load(); n > 510 {
				t.Errorf("%d pages", n)
			}
		})
	}
}
