package reviews

import (
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/reviewtest"
	"github.com/tuar-dev/tuar/torq/torqtest"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/uitest"
)

// session is the section in front of the administrator, an owner, over a workspace that was synced once.
type session struct {
	*reviewtest.World
	*uitest.Window
	*Screen
	workspace *review.Workspace
}

func start(t *testing.T) *session {
	t.Helper()
	t.Parallel() // most of the time goes by in waiting until typing or the cursor rests
	s := &session{World: reviewtest.New(t, torqtest.Options{})}
	s.workspace = s.Open(s.Torq.Admin())
	s.Sync(s.workspace)
	s.Window = uitest.Open(s.World, func(env *screen.Env) screen.Screen {
		s.Screen = New(env, s.workspace)
		return s.Screen
	})
	s.Width, s.Height = 120, 40
	return s
}
