package record

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

type verdict string

type flatData struct {
	Text  string   `json:"text"`
	Named verdict  `json:"named,omitempty"`
	List  []string `json:"list"`
	Maybe []string `json:"maybe,omitempty"`
	N     int      `json:"n"`
	Long  int64    `json:"long,omitempty"`
	Flag  bool     `json:"flag,omitempty"`
	Out   string   `json:"-"`
}

// TestFlatDataIsReadAsAllDataIs: what the quick way accepts is what the slow way reads, for data as tuar writes it and
// for bytes that were changed in it; and it accepts nearly all that tuar writes.
func TestFlatDataIsReadAsAllDataIs(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.RuneFrom([]rune(`abz09 _-ä€"\<`)), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		is := flatData{
			Text: text.Draw(t, "text"), Named: verdict(text.Draw(t, "named")), List: rapid.SliceOfN(text, 0, 3).Draw(t, "list"),
			Maybe: rapid.SliceOfN(text, 0, 2).Draw(t, "maybe"), N: rapid.IntRange(-1<<53+1, 1<<53-1).Draw(t, "n"),
			Long: rapid.Int64Range(-5, 5).Draw(t, "long"), Flag: rapid.Bool().Draw(t, "flag"),
		}
		data, err := Entry{Type: "t", Data: is}.Encoded()
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "changed") {
			at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
			with := rapid.SampledFrom([]string{"", "x", `"`, ",", "null", "0", "-", `,"key_owner":"k"`, `\n`, "1.5", "true", "\xff", "[", "}"}).Draw(t, "with")
			data = append(append(append(json.RawMessage{}, data[:at]...), with...), data[min(len(data), at+rapid.IntRange(0, 2).Draw(t, "cut")):]...)
		}
		l := Line{Type: "t", Data: data}
		quick, ok := decodeFlat[flatData](data)
		if !ok {
			return
		}
		slow, err := decodeSlowly[flatData](l)
		if err != nil {
			t.Fatalf("%s is read, but it is wrong: %v", data, err)
		}
		if !reflect.DeepEqual(quick, slow) {
			t.Fatalf("%s: %+v, slowly %+v", data, quick, slow)
		}
	})
	plain, err := Entry{Type: "t", Data: flatData{Text: "a reason", Named: "certify", List: []string{"dormant"}, N: 3, Flag: true}}.Encoded()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := decodeFlat[flatData](plain); !ok {
		t.Errorf("%s is not read in the quick way", plain)
	}
}

// TestWhatIsNotFlatIsReadSlowly: types that hold more than flat values, or read themselves, are left alone.
func TestWhatIsNotFlatIsReadSlowly(t *testing.T) {
	t.Parallel()
	for _, one := range []any{struct {
		At Time `json:"at"`
	}{}, struct {
		Heads []Head `json:"heads"`
	}{}, struct {
		Head
	}{}, struct {
		P *string `json:"p"`
	}{}, struct {
		S Seen `json:"s"`
	}{}, struct {
		M map[string]string `json:"m"`
	}{}, struct {
		N int64 `json:"n,string"`
	}{}} {
		if f, _ := flatOf(reflect.TypeOf(one)); f != nil {
			t.Errorf("%T counts as flat", one)
		}
	}
}
