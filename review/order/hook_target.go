package order

import "fmt"

// HookTarget is the webhook of a workflow: both parts are secrets.
type HookTarget struct{ URL, Secret string }

// Format prints neither URL nor secret, whatever the verb.
func (HookTarget) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "order.HookTarget(withheld)") }
