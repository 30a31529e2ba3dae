package helm

import (
	"embed"
	"io/fs"
	"strings"
)

// embedded holds the chart of the very Gatekeeper that this program is built from, put there before the
// build by tools/embed-charts; without it the folder has nothing but a README.
//
//go:embed all:embedded
var embedded embed.FS

const gatekeeperChart = "gatekeeper"

// EmbeddedGatekeeperVersion is the version of the embedded Gatekeeper chart, "" when the program was built
// without it.
func EmbeddedGatekeeperVersion() string {
	_, version := embeddedGatekeeper()
	return version
}

func embeddedGatekeeper() (file, version string) {
	files, err := fs.Glob(embedded, "embedded/"+gatekeeperChart+"-*.tgz")
	if err != nil || len(files) != 1 {
		return "", ""
	}
	version = strings.TrimPrefix(files[0], "embedded/"+gatekeeperChart+"-")
	return files[0], strings.TrimSuffix(version, ".tgz")
}
