package population_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/store/population"
)

func TestACompressedPopulationIsTheSame(t *testing.T) {
	dir := t.TempDir()
	name := some(t, dir, 1)[0]
	files := population.In(dir)
	plain, err := files.Raw(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	dry, err := files.Compress(t.Context(), name, true)
	if err != nil || dry.Before != int64(len(plain)) || dry.After >= dry.Before/2 {
		t.Fatalf("%+v, %v", dry, err)
	}
	path := filepath.Join(dir, "populations", name+".json")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("saying what it saves did something: %v", err)
	}
	done, err := files.Compress(t.Context(), name, false)
	if err != nil || done != dry {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the plain file is still there: %v", err)
	}
	if got, err := files.Raw(t.Context(), name); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("reads back as %d bytes, %v", len(got), err)
	}
	if again, err := files.Compress(t.Context(), name, false); err != nil || !again.Already {
		t.Errorf("%+v, %v", again, err)
	}
	if some(t, dir, 1)[0] != name { // saved again
		t.Error("another name")
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("saving again made a second file")
	}
}

// What a compressed file holds is believed only if it bears the name.
func TestACompressedFileThatLies(t *testing.T) {
	dir := t.TempDir()
	names := some(t, dir, 2)
	files := population.In(dir)
	for _, name := range names {
		if _, err := files.Compress(t.Context(), name, false); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "populations", names[0]+".json.gz")
	other, err := os.ReadFile(filepath.Join(dir, "populations", names[1]+".json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 130 { // more than a population may hold
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{
		"another's": other, "cut off": other[:len(other)/2], "empty": {}, "no gzip": []byte("{}"), "a bomb": bomb.Bytes(),
	} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := files.Load(t.Context(), names[0]); fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := files.Compress(t.Context(), names[0], false); fault.KindOf(err) != fault.Damaged {
			t.Errorf("compressing %s: %v", what, err)
		}
	}
}
