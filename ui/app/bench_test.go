package app

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/ui/keymap"
	"github.com/tuar-dev/tuar/ui/screen"
)

// crowd is an office that has synced n people.
func crowd(b *testing.B, n int) *office {
	b.Helper()
	o := newOffice(b, true)
	p := &population.Population{V: 1, Workspace: "prod", Region: "us", TakenAt: o.clock.Now()}
	for i := range 20 {
		p.Roles = append(p.Roles, population.Role{ID: fmt.Sprint("role-", i), Name: fmt.Sprint("Role ", i), Scopes: []string{"event.read", "user.read"}})
	}
	for i := range n {
		at := o.clock.Now().Add(-time.Duration(i%200) * 24 * time.Hour)
		p.Users = append(p.Users, population.User{
			ID: fmt.Sprintf("%08d", i), Email: fmt.Sprintf("user%06d@example.com", i), RoleID: fmt.Sprint("role-", i%20),
			Status: population.StatusVerified, SSO: true, CreatedAt: &at, LastLoginAt: &at,
		})
	}
	ctx := context.Background()
	disk := o.world.Config(o.name, o.key)
	name, err := disk.Populations.Save(ctx, p)
	if err == nil {
		_, err = disk.Journal.Append(ctx, func([]record.Line) ([]record.Entry, error) {
			return []record.Entry{{
				Type: core.TypeSynced, Actor: record.Actor{Email: "p.lang@example.com", Assurance: record.Declared},
				Data: core.Synced{Population: name, Region: "us", Users: n},
			}}, nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	return o
}

const many = 100_000

// BenchmarkFirstFrame is from the start of the app to the first frame, which waits for no reading.
func BenchmarkFirstFrame(b *testing.B) {
	o := crowd(b, many)
	for b.Loop() {
		o.reopen()
		o.open()
		o.app.Init()
		o.app.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
		o.app.View()
	}
}

// BenchmarkEverythingRead is from the start to the frame that shows Home with everything that was read.
func BenchmarkEverythingRead(b *testing.B) {
	o := crowd(b, many)
	for b.Loop() {
		o.reopen()
		o.open()
		o.start(120, 40)
	}
}

// BenchmarkKey is from a key to its frame in the Access section.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{1000, many} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := crowd(b, n)
			o.start(120, 40)
			o.press("2")
			b.ReportAllocs()
			for b.Loop() {
				o.app.Update(keymap.Press("j"))
				o.app.View()
			}
		})
	}
}

// BenchmarkFilterKey is from a letter typed into the filter to its frame.
func BenchmarkFilterKey(b *testing.B) {
	o := crowd(b, many)
	o.start(120, 40)
	o.press("2", "/")
	for b.Loop() {
		o.app.Update(keymap.Press("6"))
		o.app.View()
		o.app.Update(keymap.Press("backspace"))
		o.app.View()
	}
}

// BenchmarkPaletteKey is from a letter typed into the palette, and taken back, to its frame.
func BenchmarkPaletteKey(b *testing.B) {
	o := crowd(b, many)
	o.start(120, 40)
	o.press(":")
	for _, before := range []string{"", "user00"} {
		b.Run("after "+strconv.Quote(before), func(b *testing.B) {
			o.write(before)
			b.ReportAllocs()
			for b.Loop() {
				o.app.Update(keymap.Press("6"))
				o.app.View()
				o.app.Update(keymap.Press("backspace"))
				o.app.View()
			}
		})
	}
}

// BenchmarkSecond is a second going by, and its frame, with 10,000 elevations on record, a tenth of them waiting.
func BenchmarkSecond(b *testing.B) {
	o := crowd(b, 1000)
	_, err := o.world.Config(o.name, o.key).Journal.Append(context.Background(), func([]record.Line) ([]record.Entry, error) {
		var entries []record.Entry
		for i := range 10_000 {
			by := record.Actor{Email: fmt.Sprintf("user%06d@example.com", i%1000), Assurance: record.Declared}
			id := fmt.Sprintf("el-%06d", i)
			entries = append(entries, record.Entry{Type: elevation.TypeRequested, Actor: by, Data: elevation.RequestedData{
				Elevation: id, UserID: fmt.Sprintf("%08d", i%1000), Email: by.Email, RoleID: "role-1", Role: "Role 1", PriorRoleID: "role-2", PriorRole: "Role 2",
				Seconds: 3600, Reason: "on-call", Until: record.Time{Time: o.clock.Now().Add(24 * time.Hour)}, Approvals: 1,
			}})
			if i%10 > 0 {
				entries = append(entries, record.Entry{
					Type: elevation.TypeDenied, Actor: record.Actor{Email: "p.lang@example.com", Assurance: record.Declared},
					Data: elevation.DeniedData{Elevation: id, Reason: "no"},
				})
			}
		}
		return entries, nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, section := range []string{"1", "4"} {
		b.Run(section, func(b *testing.B) {
			o.reopen()
			o.open()
			o.start(120, 40)
			o.press(section)
			for b.Loop() {
				o.app.Update(ticked(o.clock.Now()))
				o.app.View()
			}
		})
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			o.send(screen.Recorded{})
			o.app.record.read = false
		}
	})
}
