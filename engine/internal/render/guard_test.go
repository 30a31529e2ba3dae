package render

import (
	"context"
	"strings"
	"testing"
	"time"

	"fleetkeep.dev/engine/internal/testrepo"
)

func TestGuardEndsTheProcessAndNamesWhatIsBeingBuilt(t *testing.T) {
	g := newGuard(100)
	used := uint64(50 << 20)
	g.used = func() uint64 { return used }
	ended := ""
	g.end = func(building []string) { ended = strings.Join(building, " ") }
	first, second := g.begin("./b"), g.begin("./a")
	if g.check(); ended != "" {
		t.Fatalf("ended below the limit: %s", ended)
	}
	used = 120 << 20
	if g.check(); ended != "./a ./b" {
		t.Fatalf("ended with %q", ended)
	}
	first.end()
	if g.check(); ended != "./a" {
		t.Fatalf("ended with %q", ended)
	}
	second.end()
	ended = ""
	if g.check(); ended != "" {
		t.Fatalf("ended while nothing is being built: %s", ended)
	}
	g.end = func([]string) { ended = "nothing is being built" }
	used = 200 << 20
	if g.check(); ended == "" {
		t.Fatal("goes on taking memory")
	}
	if says := g.outOfMemory("./a").message(); !strings.Contains(says, "more than 100 MiB") {
		t.Fatal(says)
	}
}

// Whoever has the place of a build without end is not suspected of what that one takes.
func TestGuardNamesWhatIsLeftBehindAlone(t *testing.T) {
	g := newGuard(100)
	g.used = func() uint64 { return 120 << 20 }
	ended := ""
	g.end = func(building []string) { ended = strings.Join(building, " ") }
	left := g.begin("./left")
	left.leave()
	next := g.begin("./next")
	if g.check(); ended != "./left" {
		t.Fatalf("ended with %q", ended)
	}
	left.end()
	if g.check(); ended != "./next" {
		t.Fatalf("ended with %q", ended)
	}
	next.end()
	next.leave()
	ended = ""
	if g.check(); ended != "" {
		t.Fatalf("what has ended is said to be left behind: %s", ended)
	}
}

// Go's templates cannot be interrupted: whoever waits for one gives up, and the guard goes on knowing of it.
func TestGuardKnowsWhatIsLeftBehind(t *testing.T) {
	const long = "{{ range until 5000 }}{{ range until 4000 }}{{ end }}{{ end }}"
	directory := testrepo.New(t, `-- c/set.yaml --
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: long, namespace: flux-system}
spec:
  resourcesTemplate: "`+strings.NewReplacer("{{", "<<", "}}", ">>").Replace(long)+`"
-- c/release.yaml --
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: long, namespace: flux-system}
spec: {chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system}}}}
-- chart/Chart.yaml --
{apiVersion: v2, name: long, version: 1.0.0}
-- chart/templates/a.yaml --
`+long+"\n")
	request := params(directory, "HEAD", "c=./c")
	memory := NewMemory()
	// Only the two are to take longer than the limit.
	request.Without = []string{"ResourceSet/flux-system/long", "HelmRelease/flux-system/long"}
	renderWith(t, memory, request)
	request.Without, request.Limits.Seconds = nil, 0.05
	r, err := newRenderer(request, memory)
	if err != nil {
		t.Fatal(err)
	}
	clusters, err := r.start(request)
	if err != nil {
		t.Fatal(err)
	}
	clusters[0].run(t.Context())
	r.guard.mutex.Lock()
	defer r.guard.mutex.Unlock()
	if left := strings.Join(r.guard.named(true), ", "); left != "HelmRelease/flux-system/long, ResourceSet/flux-system/long" {
		t.Errorf("left behind: %s", left)
	}
}

func TestSomeBuildsRunAlone(t *testing.T) {
	turns := newTurns([]string{"alone"})
	release, err := turns.take(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := turns.take(short, "alone"); err == nil {
		t.Fatal("it runs beside another one")
	}
	release()
	release, err = turns.take(t.Context(), "alone")
	if err != nil {
		t.Fatal(err)
	}
	shorter, cancelShorter := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelShorter()
	if _, err := turns.take(shorter, "other"); err == nil {
		t.Fatal("another one runs beside it")
	}
	release()
}
