package share_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	store "github.com/tuar-dev/tuar/store/share"
)

// Of what is refused the newest is kept, each content once, and no one journal takes all the room.
func TestWhatIsKeptOfRefusedFiles(t *testing.T) {
	hub, _, bob, _ := trio(t)
	for n := range store.MostKeptOfOne + 3 {
		plant(t, hub, map[string][]byte{"journal/eve.jsonl": []byte(fmt.Sprintf("rubbish %d\n", n))})
		bob.sync()
		bob.sync() // once is enough
	}
	kept, err := bob.Share.Aside(t.Context())
	if err != nil || len(kept) != store.MostKeptOfOne {
		t.Fatalf("%d files: %v", len(kept), err)
	}
	newest, err := os.ReadFile(kept[0].Path)
	if want := fmt.Sprintf("rubbish %d\n", store.MostKeptOfOne+2); err != nil || string(newest) != want || kept[0].Bytes != int64(len(want)) {
		t.Errorf("the newest is %q, %v", newest, err)
	}
	if kept[0].File != "journal/eve.jsonl" || kept[0].Of != "eve" || !strings.Contains(kept[0].Path, kept[0].Hash) || kept[0].Path != bob.state().Refused[0].Kept {
		t.Errorf("%+v", kept[0])
	}
	files := map[string][]byte{}
	for n := range store.MostKept + 20 {
		files[fmt.Sprintf("journal/w-%03d.jsonl", n)] = []byte(fmt.Sprintf("rubbish of %d\n", n))
	}
	plant(t, hub, files)
	for range 3 {
		bob.sync()
	}
	if kept, err = bob.Share.Aside(t.Context()); err != nil || len(kept) > store.MostKept || len(kept) < store.MostKept-20 {
		t.Errorf("%d files: %v", len(kept), err)
	}
}

// Where refused bytes cannot be kept, that is told, and the sync goes on.
func TestRefusedBytesThatCannotBeKept(t *testing.T) {
	hub, ann, bob, _ := trio(t)
	if err := os.WriteFile(filepath.Join(bob.dir(), "share-refused"), []byte("a file in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	plant(t, hub, map[string][]byte{"journal/eve.jsonl": []byte("rubbish\n")})
	ann.write("2")
	ann.sync()
	bob.write("3")
	out := bob.sync()
	if out.Taken != 1 || out.Sent != 1 || len(out.Refused) != 1 || out.Refused[0].Kept != "" || !strings.Contains(out.Refused[0].Unkept, "share-refused") {
		t.Errorf("%+v", out)
	}
}
