package share

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/trail"
	"github.com/tuar-dev/tuar/store/child"
)

// git runs the git program on one bare repository, in which nothing is ever checked out. What the repository, the
// machine and the user configured is kept out, but for what says who the user is to the other side.
type git struct {
	dir  string // of the bare repository
	ask  bool   // the person at the terminal may be asked
	http bool   // plain http is allowed, as the other side is this machine
	user *userConfig
	log  *trail.Log // may be nil
}

// setting is a line of Git's configuration.
type setting struct{ key, value string }

// fixed is the configuration of every run. Values given by the environment go before those of any file.
var fixed = []setting{
	{"core.hooksPath", os.DevNull},
	{"core.fsmonitor", "false"},
	{"core.attributesFile", os.DevNull},
	{"core.protectHFS", "true"},
	{"core.protectNTFS", "true"},
	{"protocol.allow", "never"},
	{"protocol.file.allow", "always"},
	{"protocol.ssh.allow", "always"},
	{"protocol.https.allow", "always"},
	{"transfer.fsckObjects", "true"},
	{"fetch.fsckObjects", "true"},
	{"fetch.recurseSubmodules", "false"},
	{"fetch.writeCommitGraph", "false"},
	{"fetch.unpackLimit", "1"}, // what comes in is one file, whose size can be watched
	{"fastimport.unpackLimit", "1"},
	{"push.recurseSubmodules", "no"},
	{"push.followTags", "false"},
	{"push.gpgSign", "false"},
	{"submodule.recurse", "false"},
	{"gc.autoDetach", "false"},
	{"maintenance.auto", "false"},
	{"http.followRedirects", "false"},
	{"http.lowSpeedLimit", "1000"}, // a server that sends less than 1,000 bytes a second for 30 s is given up
	{"http.lowSpeedTime", "30"},
}

// kept are variables of Git that stay: they say with what program the user asks for passwords and reaches hosts.
var kept = []string{
	"GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
	"GIT_SSL_CERT", "GIT_SSL_KEY", "GIT_EXEC_PATH",
}

// userConfig is the part of the user's configuration that tuar honours.
type userConfig struct {
	once     sync.Once
	settings []setting
	err      error
}

// honoured matches the settings of the user, and of the machine, that say how they are known to the other side and how
// it is reached. Nothing else of theirs counts: no alias, hook, filter or other URL.
const honoured = `^(credential\..*|core\.sshcommand|ssh\.variant|http\.(.*\.)?` +
	`(proxy|proxyauthmethod|sslcainfo|sslcapath|sslcert|sslkey|sslbackend|extraheader|emptyauth))$`

// oldest is the oldest version of git that keeps the user's configuration out when asked to.
const oldest = "2.32"

var version = regexp.MustCompile(`^git version (\d+)\.(\d+)`)

// read reads the user's configuration once, and checks the version of git.
func (u *userConfig) read(ctx context.Context) error {
	u.once.Do(func() {
		out, err := plainGit(ctx, "version")
		if err != nil {
			u.err = err
			return
		}
		m := version.FindStringSubmatch(out)
		if m == nil {
			u.err = fault.New(fault.Failed, "the program git on this machine is not Git: it says %q", out[:min(len(out), 60)])
			return
		}
		major, _ := strconv.Atoi(m[1])
		minor, _ := strconv.Atoi(m[2])
		if major < 2 || major == 2 && minor < 32 {
			u.err = fault.New(fault.Failed, "git %s.%s is too old to share a record safely", m[1], m[2]).
				WithHint("install git %s or newer", oldest)
			return
		}
		for _, scope := range []string{"--system", "--global"} {
			out, err := plainGit(ctx, "config", scope, "--includes", "--null", "--get-regexp", honoured)
			if err != nil {
				continue // there is no such file, or no such setting in it
			}
			for entry := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
				key, value, _ := strings.Cut(entry, "\n")
				if key != "" {
					u.settings = append(u.settings, setting{key, value})
				}
			}
		}
	})
	return u.err
}

// plainGit runs git outside of any repository.
func plainGit(ctx context.Context, args ...string) (string, error) {
	cmd := child.Command(ctx, "git", args...)
	cmd.Env = append(environment(cmd.Env, false), "GIT_DIR="+os.DevNull)
	cmd.Dir = os.TempDir()
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) {
		return "", noGit()
	}
	return string(out), err
}

func noGit() error {
	return fault.New(fault.Failed, "there is no program git on this machine, and a record is shared with it").
		WithHint("install git %s or newer, and try again", oldest)
}

// environment returns the environment without the variables with which Git is told to do something else.
func environment(env []string, closed bool) []string {
	env = slices.DeleteFunc(env, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		name = strings.ToUpper(name)
		return strings.HasPrefix(name, "GIT_") && !slices.Contains(kept, name) &&
			(closed || name != "GIT_CONFIG_GLOBAL" && name != "GIT_CONFIG_SYSTEM" && name != "GIT_CONFIG_NOSYSTEM") ||
			name == "LANGUAGE" || strings.HasPrefix(name, "LC_")
	})
	return append(env, "LC_ALL=C")
}

// env returns the environment of a run.
func (g *git) env(inherited []string) []string {
	env := append(environment(inherited, true),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM="+os.DevNull, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_PROTOCOL_FROM_USER=0",
		"GIT_DIR="+g.dir, "GIT_CEILING_DIRECTORIES="+filepath.Dir(g.dir),
	)
	all := slices.Concat(g.user.settings, fixed)
	if g.http {
		all = append(all, setting{"protocol.http.allow", "always"})
	}
	if !g.ask {
		env = append(env, "GIT_TERMINAL_PROMPT=0", "GCM_INTERACTIVE=never", "SSH_ASKPASS_REQUIRE=never")
		if command := g.batchSSH(env); command != "" {
			env = append(env, "GIT_SSH_COMMAND="+command)
		}
	}
	// In the environment, and not among the arguments, which other users of the machine can read: a helper may hold a
	// password.
	env = append(env, "GIT_CONFIG_COUNT="+strconv.Itoa(len(all)))
	for i, s := range all {
		env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i, s.key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i, s.value))
	}
	return env
}

// batchSSH returns the user's ssh with options that keep it from asking; empty if the user has another program for it.
func (g *git) batchSSH(env []string) string {
	command := "ssh"
	for _, s := range g.user.settings {
		switch s.key {
		case "core.sshcommand":
			command = s.value
		case "ssh.variant":
			if s.value != "ssh" && s.value != "auto" {
				return ""
			}
		}
	}
	for _, variable := range env {
		switch name, value, _ := strings.Cut(variable, "="); name {
		case "GIT_SSH":
			return ""
		case "GIT_SSH_COMMAND":
			command = value
		}
	}
	first, _, _ := strings.Cut(command, " ")
	if base := strings.TrimSuffix(filepath.Base(first), ".exe"); base != "ssh" {
		return ""
	}
	return command + " -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=3"
}

// most bounds what git may say.
const most = 1 << 20

// result is the outcome of a run that ended with an error.
type result struct {
	args   []string
	stdout string
	stderr string
	err    error
}

func (r *result) Error() string { return r.said() }
func (r *result) Unwrap() error { return r.err }

// said returns what git said about the failure, in one line.
func (r *result) said() string {
	var lines []string
	for line := range strings.SplitSeq(r.stderr, "\n") {
		line = strings.TrimSpace(line)
		for _, prefix := range []string{"fatal: ", "error: ", "remote: "} {
			line = strings.TrimPrefix(line, prefix)
		}
		if line != "" && !slices.Contains(lines, line) && !strings.HasPrefix(line, "hint:") {
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, "; ")
	if text == "" {
		text = r.err.Error()
	}
	if runes := []rune(text); len(runes) > 300 {
		text = string(runes[:300]) + "…"
	}
	return text
}

// run runs git with those arguments and that input, and returns its output. An error is a *result or a fault.
func (g *git) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	var out capped
	if err := g.stream(ctx, stdin, &out, args...); err != nil {
		var r *result
		if errors.As(err, &r) {
			r.stdout = out.String()
		}
		return nil, err
	}
	if out.over {
		return nil, fault.New(fault.Damaged, "git %s says more than it can about a shared record", args[0])
	}
	return out.Bytes(), nil
}

// mostRun bounds the time of one run of git.
const mostRun = 10 * time.Minute

// stream is like run, and writes the output to w as it comes.
func (g *git) stream(ctx context.Context, stdin io.Reader, w io.Writer, args ...string) error {
	if err := g.user.read(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mostRun)
	defer cancel()
	cmd := child.Command(ctx, "git", args...)
	cmd.Env = g.env(cmd.Env)
	cmd.Dir = g.dir
	cmd.Stdin, cmd.Stdout = stdin, w
	var stderr capped
	cmd.Stderr = &stderr
	cmd.WaitDelay = 5 * time.Second
	end := func() {}
	if !g.ask {
		end = detach(cmd)
	}
	began := time.Now()
	err := cmd.Run()
	if asks := slices.Contains(remote, args[0]); asks || err != nil && ctx.Err() == nil {
		g.log.Asked(trail.Git, "git "+args[0], began, time.Since(began), 1, ended(err))
	}
	if err != nil {
		if ctx.Err() != nil {
			end() // programs that it had started, and that did not end with it
			err = ctx.Err()
		}
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, exec.ErrDot) {
			return noGit()
		}
		return &result{args: args, stderr: stderr.String(), err: err}
	}
	return nil
}

// remote lists the commands that ask the repository. Others look at the copy here and are in the log only where they fail.
var remote = []string{"clone", "fetch", "ls-remote", "push"}

// ended tells how a run ended that did not end well: "exit status 128".
func ended(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// capped keeps the beginning of what is written.
type capped struct {
	bytes.Buffer
	over bool
}

func (c *capped) Write(p []byte) (int, error) {
	if room := most - c.Len(); len(p) > room {
		c.over = true
		_, _ = c.Buffer.Write(p[:max(0, room)])
		return len(p), nil
	}
	return c.Buffer.Write(p)
}
