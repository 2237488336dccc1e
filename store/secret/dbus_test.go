package secret_test

import "runtime"

// usesDBus says whether go-keyring reaches this system's keyring through D-Bus.
const usesDBus = runtime.GOOS != "darwin" && runtime.GOOS != "windows"
