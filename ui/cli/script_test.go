package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// bin is the folder that holds the program under test: the real one, as it is shipped.
var bin string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "tuar-test-bin-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	name := "tuar"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	build := exec.Command("go", "build", "-o", filepath.Join(bin, name), "github.com/tuar-dev/tuar")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building tuar:", err)
		return 1
	}
	return m.Run()
}

// TestScripts runs the program as people and scripts do. Each script has a simulated workspace of its own, with the
// credentials of a service key and the admin as the user in the environment; the commands below speak to it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			server, err := torqtest.Start(torqtest.Options{Seed: 7, Users: 40, Now: time.Now().Add(-time.Hour), Clock: time.Now})
			if err != nil {
				return err
			}
			server.Advance(time.Hour) // the company was made an hour ago, and Torq's clock is right
			env.Defer(server.Close)
			env.Values["server"] = server
			env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("TUAR_HOME", filepath.Join(env.WorkDir, "store"))
			env.Setenv("TMPDIR", filepath.Join(env.WorkDir, ".tmp"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
			env.Setenv("BUS", os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
			env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(env.WorkDir, "no-bus"))
			env.Setenv("TORQ_API_URL", server.URL())
			env.Setenv("TORQ_AUTH_URL", server.URL())
			env.Setenv("HOOK_URL", server.URL()+torqtest.WorkflowPath)
			env.Setenv("HOOK_SECRET", torqtest.WorkflowSecret)
			setKey(env.Setenv, server, "owner") // which belongs to no person, so that a script can act for several
			env.Setenv("ADMIN", server.Admin())
			env.Setenv("TUAR_AS", server.Admin())
			env.Setenv("COLLEAGUE", colleague(server))
			env.Setenv("TODAY", time.Now().UTC().Format(time.DateOnly))
			env.Setenv("THREE_DAYS_AGO", time.Now().UTC().AddDate(0, 0, -3).Format(time.DateOnly))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"key": func(ts *testscript.TestScript, _ bool, args []string) { setKey(ts.Setenv, serverOf(ts), args[0]) },
			"torq": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(change(serverOf(ts), args))
			},
			"json":   cmdJSON,
			"names":  cmdNames,
			"fits":   cmdFits,
			"edit":   cmdEdit,
			"absent": cmdAbsent,
			"tear":   cmdTear,
			"ago":    cmdAgo,

			"answers":    cmdAnswers,
			"workspaces": cmdWorkspaces,
		},
		Condition: func(name string) (bool, error) {
			if name == "secret-service" {
				return os.Getenv("TUAR_TEST_SECRET_SERVICE") != "", nil
			}
			return false, fmt.Errorf("unknown condition %s", name)
		},
	})
}

func serverOf(ts *testscript.TestScript) *torqtest.Server {
	return ts.Value("server").(*torqtest.Server)
}

// colleague is the first of the company who is a user, works there and is not the admin.
func colleague(server *torqtest.Server) string {
	for _, p := range server.People() {
		if p.Email != server.Admin() && !p.Gone(time.Now()) {
			return p.Email
		}
	}
	return ""
}

// cmdWorkspaces gives two workspaces a Torq each: "workspaces prod dev". The first is the script's own.
func cmdWorkspaces(ts *testscript.TestScript, _ bool, args []string) {
	second, err := torqtest.Start(torqtest.Options{Seed: 7, Users: 30, Now: time.Now().Add(-time.Hour), Clock: time.Now})
	ts.Check(err)
	ts.Defer(second.Close)
	second.Advance(time.Hour)
	setKey(ts.Setenv, serverOf(ts), "none")
	for i, server := range []*torqtest.Server{serverOf(ts), second} {
		end, key := "_"+strings.ToUpper(args[i]), server.OwnerKey()
		ts.Setenv("TORQ_CLIENT_ID"+end, key.ClientID)
		ts.Setenv("TORQ_CLIENT_SECRET"+end, key.Secret)
		ts.Setenv("TORQ_API_URL"+end, server.URL())
		ts.Setenv("TORQ_AUTH_URL"+end, server.URL())
	}
	ts.Setenv("TUAR_WORKSPACE", args[0]+","+args[1])
}

// setKey puts a key into the environment: "key admin|owner|limited|viewer|none".
func setKey(setenv func(name, value string), server *torqtest.Server, which string) {
	key := map[string]torqtest.Credential{
		"admin": server.AdminKey(), "owner": server.OwnerKey(), "limited": server.LimitedKey(), "viewer": server.ViewerKey(),
	}[which]
	setenv("TORQ_CLIENT_ID", key.ClientID)
	setenv("TORQ_CLIENT_SECRET", key.Secret)
	if which != "none" {
		setenv("KEY", key.ClientID)
		setenv("SECRET", key.Secret)
	}
}

// change does something to the simulated workspace: "torq break users html", "torq quarter", …
func change(server *torqtest.Server, args []string) error {
	faults := map[string]torqtest.Fault{
		"html": torqtest.HTML(200), "repeat": torqtest.RepeatToken(), "empty": torqtest.EmptyList(), "down": torqtest.Reset(),
	}
	paths := map[string]string{"users": torqtest.UsersPath, "keys": torqtest.KeysPath, "token": torqtest.TokenPath}
	switch what := strings.Join(args, " "); {
	case args[0] == "break" && len(args) == 3 && faults[args[2]] != nil && paths[args[1]] != "":
		server.Break(paths[args[1]], torqtest.Always, faults[args[2]])
	case args[0] == "refuse" && len(args) == 2:
		status, err := strconv.Atoi(args[1])
		for _, w := range []torqtest.Write{torqtest.DeleteUsers, torqtest.ChangeRoles, torqtest.ReplaceUsers, torqtest.DeleteKeys} {
			server.Refuse(w, status)
		}
		return err
	case args[0] == "workflow" && len(args) == 2:
		delay, err := time.ParseDuration(args[1])
		server.WorkflowDelay(delay)
		return err
	case args[0] == "remove" && len(args) == 2:
		return server.RemoveUser(args[1])
	case args[0] == "invite" && len(args) == 2:
		return server.Invite(args[1], "Viewer")
	case args[0] == "role" && len(args) == 3:
		return server.SetRole(args[1], args[2])
	case args[0] == "clock" && len(args) == 2:
		by, err := time.ParseDuration(args[1])
		server.Advance(by)
		return err
	case args[0] == "told" && len(args) == 2:
		if told := server.Notices(); !slices.ContainsFunc(told, func(n torqtest.Notice) bool { return n.About == args[1] }) {
			return fmt.Errorf("the workflow was told of %v", told)
		}
	case args[0] == "sign-in" && len(args) == 2:
		return server.SignIn(args[1])
	case what == "mend":
		server.Mend()
	case what == "down":
		server.Close()
	case what == "quarter":
		server.AdvanceQuarter()
	case what == "nasty":
		server.UseNastyNames()
	default:
		return fmt.Errorf("torq knows no %q", what)
	}
	return nil
}
