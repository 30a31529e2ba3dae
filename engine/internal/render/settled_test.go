package render

import (
	"fmt"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// A cluster of which nothing changed is not followed again, and one of which anything did is; whichever it is, what is told
// is what following it from nothing tells.
func TestOnlyClustersThatChangeAreFollowed(t *testing.T) {
	files := overlays()
	files["e/x.yaml"] = configMap("x", "a: b")
	directory := testrepo.Init(t)
	testrepo.Write(t, directory, files)
	testrepo.Commit(t, directory)
	memory := NewMemory()
	followed := func(t *testing.T, entries ...string) string {
		t.Helper()
		asked := params(directory, testrepo.Commit(t, directory), append([]string{"c=./c", "e=./e"}, entries...)...)
		asked.Fields = true
		before := map[string]*settled{}
		for key, element := range memory.settled.entries {
			before[key] = element.Value.(*settled)
		}
		if got, want := encoded(t, renderWith(t, memory, asked)), encoded(t, renderParams(t, asked)); got != want {
			t.Errorf("--- remembered\n%s\n--- built\n%s", got, want)
		}
		var names []string
		for _, entry := range asked.Entries {
			key := ""
			for known, element := range memory.settled.entries {
				if strings.Contains(known, "\n"+entry.Cluster+"\n") {
					key = known
					if last := before[known]; last != nil && &last.looks != nil && fmt.Sprintf("%p", last.looks) == fmt.Sprintf("%p", element.Value.(*settled).looks) {
						key = "as before"
					}
				}
			}
			if key != "as before" {
				names = append(names, entry.Cluster)
			}
		}
		return strings.Join(names, " ")
	}
	for _, step := range []struct {
		name    string
		change  map[string]string
		entries []string
		want    string
	}{
		{"at first", map[string]string{}, nil, "c e"},
		{"nothing depends on it", map[string]string{"README.md": "a"}, nil, ""},
		{"a file of one cluster", map[string]string{"e/x.yaml": configMap("x", "a: c")}, nil, "e"},
		{"a file that appears in a scanned folder", map[string]string{"e/y.yaml": configMap("y", "a: c")}, nil, "e"},
		{"a folder that appears in a scanned folder", map[string]string{"c/more/y.yaml": configMap("y", "a: c")}, nil, "c"},
		{"a base, read by way of an overlay", map[string]string{"base/web.yaml": overlays()["base/web.yaml"] + "# more\n"}, nil, "c"},
		{"a chart", map[string]string{"charts/web/templates/a.yaml": overlays()["charts/web/templates/a.yaml"] + "# more\n"}, nil, "c"},
		{"ignore rules that leave out what was read", map[string]string{".sourceignore": "/e/y.yaml\n"}, nil, "e"},
		{"a link, which could lead anywhere", map[string]string{"z": "link: e/x.yaml\n"}, nil, "c e"},
		{"a cluster that was not asked for before", map[string]string{}, []string{"f=./e"}, "f"},
	} {
		t.Run(step.name, func(t *testing.T) {
			testrepo.Write(t, directory, step.change)
			testrepo.Commit(t, directory)
			if got := followed(t, step.entries...); got != step.want {
				t.Errorf("followed %q, not %q", got, step.want)
			}
		})
	}
}

func TestSettledClustersAreBounded(t *testing.T) {
	clusters := newSettledClusters()
	for i := range 20 {
		clusters.keep(&settled{key: fmt.Sprint(i % 15), bytes: settledBytes / 10})
	}
	if clusters.bytes > settledBytes || len(clusters.entries) != 10 || clusters.recent.Len() != 10 {
		t.Errorf("%d bytes, %d keys, %d clusters", clusters.bytes, len(clusters.entries), clusters.recent.Len())
	}
	clusters.keep(&settled{key: "large", bytes: 2 * settledBytes})
	if len(clusters.entries) != 0 || clusters.bytes != 0 {
		t.Errorf("%d clusters beside a large one, %d bytes", len(clusters.entries), clusters.bytes)
	}
}

// What the caller has of a cluster is not streamed, whether the cluster was followed anew or told as before.
func TestKnownClustersAreNotStreamed(t *testing.T) {
	directory := testrepo.New(t, "-- c/x.yaml --\n"+configMap("x", "a: b")+"-- d/x.yaml --\n"+configMap("x", "a: b"))
	asked := params(directory, "HEAD", "c=./c", "d=./d")
	memory := NewMemory()
	first := renderWith(t, memory, asked)
	if len(first.parts) != 2 || first.result.Clusters[0].Digest == first.result.Clusters[1].Digest {
		t.Fatalf("%+v", first)
	}
	for _, from := range []*Memory{memory, NewMemory()} {
		asked.KnownClusters = []string{first.result.Clusters[1].Digest}
		again := renderWith(t, from, asked)
		if len(again.parts) != 1 || again.parts[0].Cluster != "c" || again.result.Clusters[1].Kustomizations != 1 {
			t.Errorf("%+v", again)
		}
	}
	asked.Reads = true
	if read := renderWith(t, memory, asked); len(read.parts) != 2 || len(read.parts[1].Read) == 0 {
		t.Errorf("%+v", read)
	}
	asked.Reads = false
	testrepo.Write(t, directory, map[string]string{"d/x.yaml": "# another line\n" + configMap("x", "a: b")})
	testrepo.Commit(t, directory)
	if moved := renderWith(t, memory, asked); len(moved.parts) != 2 {
		t.Errorf("%+v", moved)
	}
}
