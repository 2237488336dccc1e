// Package admin has the use cases of owners: who is who, who may do what, and who the current user is.
package admin

import "github.com/tuar-dev/tuar/review/core"

// Service has the use cases of owners. Their ledgers are those of the core.
type Service struct{ core *core.Core }

// NewService makes the use cases on the record of the core.
func NewService(c *core.Core) *Service { return &Service{core: c} }
