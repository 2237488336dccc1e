// Package printer prints a page of HTML to PDF, with a browser that is installed.
package printer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/child"
)

// Printer prints with the first browser that is there and does it.
type Printer struct{}

// patience limits how long one browser may print.
const patience = 2 * time.Minute

// browsers are the names under which Chromium and its kin are installed. LibreOffice is not among them: it cuts columns off at
// the edge of the page, and leaves out what each page says in its margin.
var browsers = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable", "msedge",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
	`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, `C:\Program Files\Google\Chrome\Application\chrome.exe`,
}

// arguments returns those to print a page, with the profile in folder. No name of a host is looked up, so that nothing is
// fetched.
func arguments(folder, page, pdf string) []string {
	args := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + filepath.Join(folder, "profile"), "--no-pdf-header-footer", "--print-to-pdf=" + pdf,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // as root, it does not start otherwise
	}
	return append(args, asURL(page))
}

// asURL returns a path as the URL of a file.
func asURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// Print returns the page as PDF and the browser that printed it. Without a browser it is a Failed fault, and so it is if each
// one fails. The browser has a profile of its own, which is removed.
func (Printer) Print(ctx context.Context, page []byte) (pdf []byte, by string, err error) {
	err = fault.New(fault.Failed, "no Chromium, Chrome or Edge is found on this machine")
	for _, name := range browsers {
		path, lookErr := exec.LookPath(name)
		if lookErr != nil {
			continue
		}
		if pdf, err = printWith(ctx, path, page); err == nil {
			return pdf, path, nil
		}
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
	}
	return nil, "", err
}

func printWith(ctx context.Context, path string, page []byte) ([]byte, error) {
	folder, err := os.MkdirTemp("", "tuar-print-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	from, to := filepath.Join(folder, "report.html"), filepath.Join(folder, "report.pdf")
	if err := os.WriteFile(from, page, 0o600); err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	cmd := child.Command(ctx, path, arguments(folder, from, to)...)
	cmd.Dir, cmd.WaitDelay = folder, 5*time.Second
	said, ran := cmd.CombinedOutput()
	pdf, err := os.ReadFile(to)
	if ran == nil && (err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-"))) {
		ran = cmp.Or(err, errors.New("what it wrote is no PDF"))
	}
	if ran != nil {
		return nil, fault.New(fault.Failed, "%s did not print the report: %w%s", path, ran, lastLine(said))
	}
	return pdf, nil
}

// lastLine returns the last line that a program said, after a colon; empty if it said nothing.
func lastLine(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return ": " + last
	}
	return ""
}
