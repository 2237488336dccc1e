package keyboard

import "io"

// Reader returns the input unchanged: on Windows Bubble Tea reads keys from the console as records, which are whole.
func Reader(in io.Reader) io.Reader { return in }
