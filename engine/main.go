// The Fleetkeep engine: renders and judges what a Git repository would bring to clusters, hosting the libraries of Flux,
// kustomize, Helm and Gatekeeper. It speaks JSON-RPC 2.0 on standard input and output (protocol.schema.json) and ends when
// its standard input does.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"log"
	"os"
	"runtime/debug"
	"time"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/jail"
	"fleetkeep.dev/engine/internal/kustomize"
	"fleetkeep.dev/engine/internal/rpc"
)

func main() {
	memory := flag.Int64("memory-mebibytes", 0, "soft limit of the memory in use; GOMEMLIMIT's otherwise")
	directory := flag.String("cache", "", "folder for results that are kept over runs; nothing is kept without it")
	size := flag.Int64("cache-mebibytes", 256, "most that the folder takes")
	fetching := flag.Bool("fetch", false, "only fetch: the one that does has a network, and reads nothing that it fetched but indexes and manifests")
	flag.Parse()
	log.SetFlags(0)
	log.SetPrefix("fleetkeep-engine: ")
	log.SetOutput(os.Stderr)
	if *memory > 0 {
		debug.SetMemoryLimit(*memory << 20)
	}
	collectRarely()
	if !*fetching {
		if err := jail.Close(); err != nil {
			log.Fatal(err)
		}
	}
	// Libraries print warnings to standard error by themselves; only the log is for the parent.
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	output := os.Stdout
	os.Stdout = os.Stderr
	if *fetching {
		rpc.NewServer(fetchMethods()).Serve(context.Background(), os.Stdin, output)
		return
	}
	engine := identity()
	if engine == "" {
		*directory = ""
	}
	cache := openCache(*directory, *size<<20)
	defer cache.Close()
	policies := newPolicies(cache, engine)
	server := rpc.NewServer(methods(cache, engine, policies))
	// Who asks is about to find out what.
	go kustomize.Prepare()
	server.WhenIdle(pauseTime, collectGarbage)
	server.WhenIdle(idleTime, policies.prepare)
	server.Serve(context.Background(), os.Stdin, output)
}

// pauseTime is longer than who asks takes between two requests of one task: what is done then is in nobody's way.
const pauseTime = 200 * time.Millisecond

// idleTime tells a process that stays from one that is about to end.
const idleTime = time.Second

// openCache returns nil, which keeps nothing, for no folder and for one that cannot be used: results can be made again.
func openCache(directory string, limit int64) *diskcache.Cache {
	if directory == "" {
		return nil
	}
	cache, err := diskcache.Open(directory, limit)
	if err != nil {
		return nil
	}
	return cache
}

// build is the hash of the sources, given by the linker (scripts/build-engine.ts).
var build string

// identity tells this engine from every other one: what one computed is not taken for another's.
func identity() string {
	if build != "" {
		return build
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
