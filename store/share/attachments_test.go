package share_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/store/attachment"
)

func TestAttachmentsAreCarriedAndChecked(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	name, err := ann.Attachments.Keep(t.Context(), []byte(`{"answers":1}`))
	if err != nil {
		t.Fatal(err)
	}
	ann.writeAbout("file", name)
	ann.sync()
	bob.sync()
	if data, err := bob.Attachments.Attachment(t.Context(), name); err != nil || string(data) != `{"answers":1}` {
		t.Errorf("%q, %v", data, err)
	}
	other := strings.Repeat("ab", 32)
	large := strings.Repeat("cd", 32)
	tamper(t, hub, func(dir string) {
		edit(t, filepath.Join(dir, "files", other), func([]byte) []byte { return []byte("something else") })
		edit(t, filepath.Join(dir, "files", large), func([]byte) []byte { return make([]byte, attachment.Most+1) })
		edit(t, filepath.Join(dir, "files", "notes.txt"), func([]byte) []byte { return []byte("hello") })
		edit(t, filepath.Join(dir, "journal", "eve.jsonl"), func([]byte) []byte { return forgeAbout(t, "eve", "answers", other) })
		edit(t, filepath.Join(dir, "journal", "fay.jsonl"), func([]byte) []byte { return forgeAbout(t, "fay", "file_sha256", large) })
		if err := os.Remove(filepath.Join(dir, "files", name)); err != nil {
			t.Fatal(err)
		}
	})
	out := bob.sync()
	if len(out.Refused) != 2 || out.Refused[0].File != "files/"+other || out.Refused[0].Kept == "" || !strings.Contains(out.Refused[1].Why, "bytes") {
		t.Errorf("%+v", out.Refused)
	}
	if again := bob.sync(); len(again.Refused) != 2 {
		t.Errorf("they are not refused any more: %+v", again.Refused)
	}
	if names, err := bob.Attachments.List(); err != nil || len(names) != 1 || names[0] != name {
		t.Error(names, err)
	}
	if files := run(t, hub, "git", "ls-tree", "-r", "--name-only", "main"); !strings.Contains(files, "files/"+name) {
		t.Error("what was removed is not sent again:", files)
	}
}
