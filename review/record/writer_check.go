package record

// WriterCheck is the result of checking one writer's journal.
type WriterCheck struct {
	Writer string `json:"writer"`
	Lines  int    `json:"lines"` // lines that check out, from the first on
	Head   string `json:"head"`  // hash of the last of them; Genesis if none
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"` // what is wrong: file, line, reason
}
