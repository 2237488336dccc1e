package review_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/store"
)

// An auditor unzips a pack, files it, and zips the folder again with whatever there is: every file is as it was.
func TestAPackThatWasZippedAgainVerifies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	path, _ := packed(t, w, d.opened(w, "all", rita, sam).ID)
	for _, tool := range []string{"unzip", "zip", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("there is no ", tool)
		}
	}
	for name, command := range map[string]string{
		"as it is":                          `cd a && zip -q -r ../again.zip .`,
		"without folders":                   `cd a && zip -q -D -r ../again.zip .`,
		"with all effort":                   `cd a && zip -q -9 -r ../again.zip .`,
		"with little effort":                `cd a && zip -q -1 -r ../again.zip .`,
		"not compressed":                    `cd a && zip -q -0 -r ../again.zip .`,
		"without times and owners":          `cd a && zip -q -X -r ../again.zip .`,
		"the folder":                        `zip -q -r again.zip a`,
		"the folder, without its own entry": `zip -q -D -r again.zip a`,
		"by Python":                         `python3 -c "import shutil; shutil.make_archive('again', 'zip', 'a')"`,
		"by Python, with folders":           `python3 -c "import zipfile,os; z=zipfile.ZipFile('again.zip','w',8); z.writestr('a/',''); [z.write(os.path.join(r,n)) for r,d,f in os.walk('a') for n in f]"`,
		"what macOS added, taken out":       `mkdir -p __MACOSX/a && echo x > __MACOSX/a/._pack.json && echo x > a/.DS_Store && zip -q -r again.zip a __MACOSX && zip -q -d again.zip '__MACOSX/*' '*.DS_Store'`,
		"into a pipe":                       `cd a && zip -q -r - . | cat > ../again.zip`,
	} {
		dir := t.TempDir()
		run := exec.CommandContext(t.Context(), "sh", "-c", `mkdir a && unzip -q -d a "$PACK" && `+command)
		run.Dir, run.Env = dir, append(os.Environ(), "PACK="+path)
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		result, err := review.VerifyEvidence(t.Context(), store.Files{}, filepath.Join(dir, "again.zip"), evidence.VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range result.Checks {
			if !c.OK {
				t.Errorf("%s: %s: %s", name, c.Name, strings.Split(c.Detail, "\n")[0])
			}
		}
	}
}

// What systems leave in archives of folders is named, and nothing else is wrong.
func TestAPackWithLeftovers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, leftover := range []string{"__MACOSX/q/._pack.json", "q/.DS_Store", "q/tables/._decisions.csv", "q/Thumbs.db", "q/desktop.ini"} {
		c := contentOf(t, o.path)
		files := c.files
		c.files = map[string][]byte{}
		for path, data := range files {
			c.files["q/"+path] = data
		}
		c.files[leftover] = []byte("x")
		names, said := failed(verified(t, c.write(), evidence.VerifyOptions{}))
		if len(names) != 1 || !strings.Contains(said["archive"], "what a system leaves beside files") || strings.Contains(said["archive"], "\n") {
			t.Errorf("%s: %v, %v", leftover, names, said["archive"])
		}
	}
}
