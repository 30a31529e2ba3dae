// Command registry is what the tests ask instead of a registry on the internet: the distribution project's own registry
// in one process, and the distribution project's own reading of image references.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "serve":
		return serve(args[1])
	case len(args) == 1 && args[0] == "parse":
		return parse(os.Stdin, os.Stdout)
	default:
		return fmt.Errorf("usage: registry serve CONFIGURATION | registry parse")
	}
}
