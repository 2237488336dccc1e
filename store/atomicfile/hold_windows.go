package atomicfile

import "os"

// hold has nothing to do: Windows removes no file that is open.
func hold(string) (release func(), held bool) { return func() {}, true }

// removeLeft removes a file unless a process has it open.
func removeLeft(path string) { _ = os.Remove(path) }
