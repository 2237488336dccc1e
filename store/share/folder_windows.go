package share

import "os"

// isForeign reports false for what is there: on Windows git itself checks whose the folder is.
func isForeign(path string) (bool, error) {
	_, err := os.Stat(path)
	return false, err
}
