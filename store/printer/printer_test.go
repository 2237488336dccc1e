package printer_test

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/printer"
)

func TestWithoutABrowserThereIsNoPDF(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere programs are found outside of PATH")
	}
	t.Setenv("PATH", t.TempDir())
	if _, _, err := (printer.Printer{}).Print(t.Context(), []byte("<p>hello")); fault.KindOf(err) != fault.Failed || !strings.Contains(err.Error(), "Chromium, Chrome or Edge") {
		t.Error(err)
	}
}

// A browser that fails, or writes something else, is told, and the next one is tried.
func TestABrowserThatFailsIsTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh here")
	}
	folder := t.TempDir()
	program := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+text), 0o700); err != nil { //nolint:gosec // it is run
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", folder)
	program("chromium", "echo it broke; exit 3\n")
	if _, _, err := (printer.Printer{}).Print(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "exit status 3: it broke") {
		t.Error(err)
	}
	program("chromium", "exit 0\n")
	program("google-chrome", `echo "%PDF-1.7" > report.pdf`+"\n")
	if pdf, by, err := (printer.Printer{}).Print(t.Context(), nil); err != nil || filepath.Base(by) != "google-chrome" || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error(by, err)
	}
}

// A real Chromium fetches nothing, by name or by number, even for a page that asks for it.
func TestPrintingFetchesNothing(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		if os.Getenv("TUAR_TEST_CHROMIUM") == "required" {
			t.Fatal(err)
		}
		t.Skip("there is no chromium")
	}
	fetched := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { fetched <- r.URL.Path }))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	page := `<p>hello<img src="http://127.0.0.1:` + port + `/number"><img src="http://localhost:` + port + `/name"><script src="http://127.0.0.1:` + port + `/script"></script>`
	pdf, by, err := (printer.Printer{}).Print(t.Context(), []byte(page))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || filepath.Base(by) != "chromium" {
		t.Fatal(by, err)
	}
	select {
	case path := <-fetched:
		t.Errorf("%s was fetched", path)
	default:
	}
}
