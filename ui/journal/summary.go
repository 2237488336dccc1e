package journal

import (
	"cmp"
	"fmt"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// summarise says in a phrase what a line says; titles are what people call the items. A type it does not know is shown by its data.
func summarise(l record.Line, titles map[string]string) string {
	switch l.Type {
	case review.TypeConnected:
		return of(l, func(d review.Connected) string {
			return fmt.Sprintf("connected with key %s, region %s", d.ClientID, d.Region)
		})
	case review.TypeDisconnected:
		return of(l, func(d review.Disconnected) string { return "forgot key " + d.ClientID })
	case review.TypeSynced:
		return of(l, func(d review.Synced) string {
			return fmt.Sprintf("read %d people, %d roles, %d API keys: %d new, %d gone, %d changed", d.Users, d.Roles, d.Keys, d.Added, d.Removed, d.Changed)
		})
	case reconcile.TypeReconciled:
		return of(l, func(d reconcile.Outcome) string {
			if !d.Read() {
				return "audit log not reconciled: " + d.Reason
			}
			return fmt.Sprintf("audit log, %d entries: %d of %d people explained, %d by SSO, %d unexplained", d.Entries, d.Derived, d.Listed, d.SSO, len(d.Unexplained))
		})
	case review.TypeSyncFailed:
		return of(l, func(d review.SyncFailed) string { return d.Reason })
	case settings.TypeChanged:
		return of(l, func(d settings.Changed) string {
			return fmt.Sprintf("%s from %s to %s", d.Key, cmp.Or(d.Old, "nothing"), cmp.Or(d.New, "nothing"))
		})
	case settings.TypeAdopted:
		return of(l, func(d settings.Adopted) string {
			return fmt.Sprintf("%d settings, as workspace.json had them: the record keeps them from here on", len(d.Settings))
		})
	case campaign.TypeCreated:
		return of(l, func(d campaign.Created) string { return fmt.Sprintf("%s, due %s, scope %s", d.Name, d.Due, d.Scope) })
	case campaign.TypeOpened:
		return of(l, func(d campaign.Opened) string {
			items := 0
			for _, share := range d.Shares {
				items += len(share.Items)
			}
			return fmt.Sprintf("%s: %d items for %d reviewers", d.Campaign, items, len(d.Shares))
		})
	case campaign.TypeDelegated:
		return of(l, func(d campaign.Delegated) string {
			return fmt.Sprintf("%s: %d items to %s", d.Campaign, len(d.Items), d.To)
		})
	case campaign.TypeDecided:
		return of(l, func(d campaign.Decided) string { return decided(d, cmp.Or(titles[d.Item], d.Item)) })
	case campaign.TypeUndone:
		return of(l, func(d campaign.Undone) string {
			return fmt.Sprintf("%s in %s", cmp.Or(titles[d.Item], d.Item), d.Campaign)
		})
	case campaign.TypeSignedOff:
		return of(l, func(d campaign.SignedOff) string {
			return fmt.Sprintf("%s: %d decided, %d undecided", d.Campaign, d.Decided, d.Undecided)
		})
	case campaign.TypeClosed:
		return of(l, func(d campaign.ClosedData) string {
			return fmt.Sprintf("%s: %d undecided", d.Campaign, len(d.Undecided))
		})
	}
	if text, ok := lending(l); ok {
		return text
	}
	if text, ok := remediating(l, titles); ok {
		return text
	}
	return string(l.Data)
}

func decided(d campaign.Decided, who string) string {
	text := fmt.Sprintf("%s %s", d.Decision, who)
	if role := cmp.Or(d.ToRoleName, d.ToRole); role != "" {
		text += " to " + role
	}
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}

// of reads the line's data as D; data that does not fit is shown as it is.
func of[D any](l record.Line, say func(D) string) string {
	d, ok := record.Glance[D](l)
	if !ok {
		return string(l.Data)
	}
	return say(d)
}
