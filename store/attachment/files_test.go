package attachment_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/attachment"
)

func TestAFileIsKeptUnderItsHash(t *testing.T) {
	dir := t.TempDir()
	files := attachment.In(dir)
	if names, err := files.List(); err != nil || len(names) > 0 {
		t.Fatal(names, err)
	}
	name, err := files.Keep(t.Context(), []byte("{}"))
	const want = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	if err != nil || name != want {
		t.Fatal(name, err)
	}
	if again, err := files.Keep(t.Context(), []byte("{}")); err != nil || again != want {
		t.Error(again, err)
	}
	if data, err := files.Attachment(t.Context(), want); err != nil || string(data) != "{}" {
		t.Errorf("%q, %v", data, err)
	}
	path := filepath.Join(dir, "files", want)
	if err := os.WriteFile(path, []byte("{ }"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Attachment(t.Context(), want); fault.KindOf(err) != fault.Damaged {
		t.Error("changed:", err)
	}
	if _, err := files.Keep(t.Context(), []byte("{}")); err != nil {
		t.Error(err)
	}
	if data, err := files.Attachment(t.Context(), want); err != nil || string(data) != "{}" {
		t.Errorf("mended: %q, %v", data, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "files", "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := files.List(); err != nil || !slices.Equal(names, []string{want}) {
		t.Error(names, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Attachment(t.Context(), want); fault.KindOf(err) != fault.Damaged {
		t.Error("missing:", err)
	}
}

func TestWhatIsTooLargeOrNoNameIsRefused(t *testing.T) {
	files := attachment.In(t.TempDir())
	if _, err := files.Keep(t.Context(), make([]byte, attachment.Most+1)); fault.KindOf(err) != fault.BadInput {
		t.Error(err)
	}
	for _, name := range []string{"", "../../etc/passwd", "44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A"} {
		if _, err := files.Attachment(t.Context(), name); fault.KindOf(err) != fault.BadInput {
			t.Error(name, err)
		}
	}
}
