package scope_test

import (
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/scope"
)

// bombs are short expressions that would run for ever or fill the memory if nothing bounded them.
var bombs = []string{
	"all(1..999999, all(1..999999, all(1..999999, true)))",
	"len(1..99999999) > 0",
	`len(repeat("a", 99999999)) > 0`,
	"let a = email + email; " + strings.Repeat("let a = a + a; ", 60) + "a == ''",
	"any(permissions, any(permissions, any(permissions, any(permissions, true))))",
	"any(filter(hints, any(permissions, true)), true)",
	`len(map(permissions, toJSON(permissions))) > 0`,
	`reduce(permissions, #acc + #acc, "a") == ""`,
	strings.Repeat("(", 100_000) + "sso" + strings.Repeat(")", 100_000),
	strings.Repeat("not ", 100_000) + "sso",
	strings.Repeat("sso && ", 1000) + "sso",
	"role in [" + strings.Repeat("'a',", 900) + "'b']",
}

func TestBombsAreRefused(t *testing.T) {
	for _, source := range bombs {
		if _, err := scope.Parse(source); fault.KindOf(err) != fault.BadInput {
			t.Errorf("%.60s…: %v", source, err)
		}
	}
}

func FuzzParseAndSelect(f *testing.F) {
	for _, source := range bombs {
		f.Add(source)
	}
	for _, source := range []string{
		"all", "privileged && inactive_days > 60", `"dormant" in hints`, "unknown name", "$env", `$env["kind"] == 1`, "#", "{}", "[", "\x00", "\xff",
		"email matches email", "sso ? sso : nil", "permissions[5:1] == hints", "1/0 == 1", "1 % 0 == 1", "2 ** 2 ** 99 > 1", "-9223372036854775808 == risk",
		"hints?.x", "kind | lower()", "if sso { true } else { false }", "sso\n\n&&\r\n", "/* */ sso // x", "sso; sso",
	} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		s, err := scope.Parse(source)
		if err == nil {
			_, err = s.Select(rows, now)
		}
		if err != nil && fault.KindOf(err) != fault.BadInput {
			t.Errorf("%q: an error of kind %d: %v", source, fault.KindOf(err), err)
		}
	})
}

func BenchmarkSelect100k(b *testing.B) {
	s, err := scope.Parse(`privileged && inactive_days > 60 || "dormant" in hints`)
	if err != nil {
		b.Fatal(err)
	}
	all := rows[:0:0]
	for len(all) < 100_000 {
		all = append(all, rows...)
	}
	for b.Loop() {
		if _, err := s.Select(all, now); err != nil {
			b.Fatal(err)
		}
	}
}
