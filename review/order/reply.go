package order

// Outcome is the outcome of a call.
type Outcome string

// The outcomes.
const (
	Accepted   Outcome = "accepted"
	Missing    Outcome = "missing"     // 404: the route or what it names does not exist; only reading again tells which
	Gone       Outcome = "gone"        // it was not there any more, as reading again showed
	NotOffered Outcome = "not-offered" // the API has no such call
	Refused    Outcome = "refused"     // Torq said no; nothing happened
	Unclear    Outcome = "unclear"     // the answer was lost; only reading again tells whether it happened
	NoEffect   Outcome = "no-effect"   // reading again showed that it did not happen
	NotSent    Outcome = "not-sent"    // Torq could not be reached; nothing happened
)

// Reply is the answer to an order.
type Reply struct {
	Outcome Outcome // Accepted, Missing, NotOffered, Refused, Unclear or NotSent
	Call    string  // method and path
	Status  int     // of HTTP; 0 without an answer
	Detail  string  // what Torq said, made harmless, or what went wrong; may be empty
}
