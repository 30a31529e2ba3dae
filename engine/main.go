// The Fleetkeep engine: renders and judges what a Git repository would bring to clusters, hosting the libraries of Flux,
// kustomize, Helm and Gatekeeper. It speaks JSON-RPC 2.0 on standard input and output (protocol.schema.json) and ends when
// its standard input does.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"runtime/debug"

	"fleetkeep.dev/engine/internal/jail"
	"fleetkeep.dev/engine/internal/rpc"
)

func main() {
	memory := flag.Int64("memory-mebibytes", 0, "soft limit of the memory in use; GOMEMLIMIT's otherwise")
	flag.Parse()
	log.SetFlags(0)
	log.SetPrefix("fleetkeep-engine: ")
	log.SetOutput(os.Stderr)
	if *memory > 0 {
		debug.SetMemoryLimit(*memory << 20)
	}
	if err := jail.Close(); err != nil {
		log.Fatal(err)
	}
	// Libraries print warnings to standard error by themselves; only the log is for the parent.
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	output := os.Stdout
	os.Stdout = os.Stderr
	rpc.NewServer(methods()).Serve(context.Background(), os.Stdin, output)
}
