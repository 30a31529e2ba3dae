package fetch

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
)

// packed makes a packaged chart.
func packed(t *testing.T, name, version string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(compressed)
	text := fmt.Sprintf("apiVersion: v2\nname: %s\nversion: %s\n", name, version)
	if err := archive.WriteHeader(&tar.Header{Name: name + "/Chart.yaml", Mode: 0o644, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if archive.Close() != nil || compressed.Close() != nil {
		t.Fatal("not packed")
	}
	return buffer.Bytes()
}

// charts serves a Helm repository; what it serves can be replaced by path.
type charts struct {
	*httptest.Server
	mutex sync.Mutex
	files map[string]http.HandlerFunc
	asked atomic.Int32
}

func newCharts(t *testing.T, entries string) *charts {
	t.Helper()
	served := &charts{files: map[string]http.HandlerFunc{}}
	served.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.asked.Add(1)
		served.mutex.Lock()
		handler := served.files[r.URL.Path]
		served.mutex.Unlock()
		if handler == nil {
			http.NotFound(w, r)
			return
		}
		handler(w, r)
	}))
	t.Cleanup(served.Close)
	served.serve("/charts/index.yaml", []byte("apiVersion: v1\nentries:\n"+entries))
	return served
}

func (c *charts) handle(path string, handler http.HandlerFunc) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.files[path] = handler
}

func (c *charts) serve(path string, data []byte) {
	c.handle(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) })
}

func (c *charts) host() string { return strings.TrimPrefix(c.URL, "http://") }

func (c *charts) wanted(t *testing.T, version string) protocol.FetchParams {
	return protocol.FetchParams{
		Artifact:  protocol.Artifact{Address: c.URL + "/charts", Chart: "web", Version: version},
		Directory: t.TempDir(), Allowed: []string{c.host()}, Follow: []string{},
	}
}

func entry(version, file, more string) string {
	return fmt.Sprintf("  - {apiVersion: v2, name: web, version: %q, urls: [%q]%s}\n", version, file, more)
}

func expectRefusal(t *testing.T, params protocol.FetchParams, words ...string) {
	t.Helper()
	got, err := New().Fetch(context.Background(), params)
	if err == nil {
		t.Fatalf("fetched %+v", got)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	if entries, _ := os.ReadDir(params.Directory); len(entries) > 0 {
		t.Errorf("%v was kept", entries)
	}
}

// source-controller's getChartVersion, by hand.
func TestTheVersionOfAChart(t *testing.T) {
	served := newCharts(t, "  web:\n"+entry("1.2.0", "a.tgz", "")+entry("1.10.0", "b.tgz", "")+entry("2.0.0-rc.1", "c.tgz", "")+
		entry("1.10.0+build.2", "d.tgz", ", created: '2026-01-02T00:00:00Z'")+entry("1.10.0+build.1", "e.tgz", ", created: '2026-01-01T00:00:00Z'")+
		entry("v1.3.0", "f.tgz", "")+entry("not-a-version", "g.tgz", ""))
	for _, letter := range "abcdefg" {
		served.serve(fmt.Sprintf("/charts/%c.tgz", letter), packed(t, "web", string(letter)+".0.0"))
	}
	for wanted, expected := range map[string]string{
		"":            "1.10.0+build.2",
		"*":           "1.10.0+build.2",
		"1.2.0":       "1.2.0",
		"1.2.x":       "1.2.0",
		"~1.3":        "v1.3.0",
		"<1.10.0":     "v1.3.0",
		">=1.0.0-0":   "2.0.0-rc.1",
		"2.0.0-rc.1":  "2.0.0-rc.1",
		"1.10.0":      "1.10.0",
		"^1.0.0 <1.3": "1.2.0",
	} {
		got, err := New().Fetch(context.Background(), served.wanted(t, wanted))
		if err != nil {
			t.Errorf("%q: %v", wanted, err)
		} else if got.Version != expected || !got.Packed {
			t.Errorf("%q: got %s instead of %s", wanted, got.Version, expected)
		}
	}
	expectRefusal(t, served.wanted(t, ">=3"), `the chart "web" has no version in the range ">=3"`)
	expectRefusal(t, served.wanted(t, "newest"), `"newest" is no version and no range`)
	missing := served.wanted(t, "")
	missing.Artifact.Chart = "wob"
	expectRefusal(t, missing, `there is no chart "wob"`)
}

func TestWhatIsNotAChartIsRefused(t *testing.T) {
	good := packed(t, "web", "1.0.0")
	for name, test := range map[string]struct {
		change func(*charts)
		words  []string
	}{
		"no index":   {func(c *charts) { c.handle("/charts/index.yaml", http.NotFound) }, []string{"/charts/index.yaml answers 404"}},
		"HTML index": {func(c *charts) { c.serve("/charts/index.yaml", []byte("<!DOCTYPE html><p>hello")) }, []string{"no index of charts", "web page"}},
		"text index": {func(c *charts) { c.serve("/charts/index.yaml", []byte("hello")) }, []string{"no index of charts"}},
		"JSON error": {func(c *charts) { c.serve("/charts/index.yaml", []byte(`{"error": "s3cret"}`)) }, []string{"no apiVersion"}},
		"no chart":   {func(c *charts) { c.handle("/charts/web.tgz", http.NotFound) }, []string{"/charts/web.tgz answers 404"}},
		"HTML chart": {func(c *charts) { c.serve("/charts/web.tgz", []byte("<html>")) }, []string{"no packaged chart"}},
		"server error": {func(c *charts) {
			c.handle("/charts/web.tgz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })
		}, []string{"500"}},
		"wrong digest": {func(c *charts) {
			c.serve("/charts/index.yaml", []byte("apiVersion: v1\nentries:\n  web:\n"+entry("1.0.0", "web.tgz", ", digest: "+strings.Repeat("ab", 32))))
		}, []string{"digest sha256:abab", digestOf(good)}},
		"broken digest": {func(c *charts) {
			c.serve("/charts/index.yaml", []byte("apiVersion: v1\nentries:\n  web:\n"+entry("1.0.0", "web.tgz", ", digest: none")))
		}, []string{"that is none"}},
		"too large": {func(c *charts) {
			c.handle("/charts/web.tgz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, mostChartBytes+1)) })
		}, []string{"more than the 10 MiB"}},
	} {
		t.Run(name, func(t *testing.T) {
			served := newCharts(t, "  web:\n"+entry("1.0.0", "web.tgz", ""))
			served.serve("/charts/web.tgz", good)
			test.change(served)
			params := served.wanted(t, "1.0.0")
			expectRefusal(t, params, test.words...)
			if _, err := New().Fetch(context.Background(), params); err == nil || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestOnlyTheHostsThatAreAllowedAreAsked(t *testing.T) {
	foreign := newCharts(t, "")
	foreign.serve("/web.tgz", packed(t, "web", "1.0.0"))
	served := newCharts(t, "  web:\n"+entry("1.0.0", "web.tgz", "")+entry("2.0.0", foreign.URL+"/web.tgz", "")+
		entry("3.0.0", "file:///etc/passwd", "")+entry("4.0.0", "http://169.254.169.254/latest/meta-data", "")+entry("5.0.0", "/other/web.tgz", ""))
	served.handle("/charts/web.tgz", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, foreign.URL+"/web.tgz", http.StatusFound)
	})
	served.serve("/other/web.tgz", packed(t, "web", "5.0.0"))

	expectRefusal(t, served.wanted(t, "1.0.0"), "leads to "+foreign.host(), "allow it by --fetch "+foreign.host())
	expectRefusal(t, served.wanted(t, "2.0.0"), "leads to "+foreign.host())
	expectRefusal(t, served.wanted(t, "3.0.0"), "leads to file://")
	expectRefusal(t, served.wanted(t, "4.0.0"), "only https is")
	if foreign.asked.Load() != 0 {
		t.Error("the foreign host was asked")
	}
	below := served.wanted(t, "5.0.0")
	below.Allowed = []string{served.host() + "/charts"}
	expectRefusal(t, below, "may not be asked")

	for _, version := range []string{"1.0.0", "2.0.0"} {
		allowed := served.wanted(t, version)
		allowed.Allowed = append(allowed.Allowed, foreign.host())
		if _, err := New().Fetch(context.Background(), allowed); err != nil {
			t.Error(err)
		}
	}
}

func TestAPasswordIsForItsOwnHostOnly(t *testing.T) {
	foreign := newCharts(t, "")
	foreign.handle("/web.tgz", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the foreign host got the password")
		}
		_, _ = w.Write(packed(t, "web", "1.0.0"))
	})
	served := newCharts(t, "")
	guarded := func(next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "robot" || password != "hunter2" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next(w, r)
		}
	}
	index := "apiVersion: v1\nentries:\n  web:\n" + entry("1.0.0", "web.tgz", "") + entry("2.0.0", foreign.URL+"/web.tgz", "")
	served.handle("/charts/index.yaml", guarded(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(index)) }))
	served.handle("/charts/web.tgz", guarded(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, foreign.URL+"/web.tgz", http.StatusFound)
	}))
	expectRefusal(t, served.wanted(t, "1.0.0"), "401 Unauthorized", "--fetch-credentials")
	for _, version := range []string{"1.0.0", "2.0.0"} {
		params := served.wanted(t, version)
		params.Allowed = append(params.Allowed, foreign.host())
		params.Username, params.Password = "robot", "hunter2"
		if _, err := New().Fetch(context.Background(), params); err != nil {
			t.Error(err)
		}
	}
	wrong := served.wanted(t, "1.0.0")
	wrong.Username, wrong.Password = "robot", "hunter3"
	_, err := New().Fetch(context.Background(), wrong)
	if err == nil || strings.Contains(err.Error(), "hunter3") {
		t.Errorf("%v", err)
	}
	within := served.wanted(t, "1.0.0")
	within.Artifact.Address = strings.Replace(served.URL, "://", "://robot:hunter2@", 1)
	_, err = New().Fetch(context.Background(), within)
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "without a password") {
		t.Errorf("%v", err)
	}
}

func TestAServerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	release := make(chan struct{})
	served := newCharts(t, "")
	served.handle("/charts/index.yaml", func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	params := served.wanted(t, "1.0.0")
	params.Seconds = 0.05
	expectRefusal(t, params, "did not answer within 50ms")
}

func TestAPinnedVersionIsAskedForOnce(t *testing.T) {
	served := newCharts(t, "  web:\n"+entry("1.0.0", "web.tgz", ""))
	served.serve("/charts/web.tgz", packed(t, "web", "1.0.0"))
	params := served.wanted(t, "1.0.0")
	first, err := New().Fetch(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	ranged := params
	ranged.Artifact.Version = "1.x"
	if _, err := New().Fetch(context.Background(), ranged); err != nil {
		t.Fatal(err)
	}
	served.Close()
	second, err := New().Fetch(context.Background(), params)
	if err != nil || *second != *first {
		t.Errorf("%+v %v", second, err)
	}
	// What a range stands for is the server's to say.
	if _, err := New().Fetch(context.Background(), ranged); err == nil {
		t.Error("a range was answered without the server")
	}
	// What was damaged is not taken.
	if err := os.WriteFile(first.Path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := New().Fetch(context.Background(), params); err == nil {
		t.Errorf("took %+v", got)
	}
}

func TestSeveralAtOnceShareOneIndexAndOneFolder(t *testing.T) {
	served := newCharts(t, "  web:\n"+entry("1.0.0", "web.tgz", "")+entry("1.1.0", "web.tgz", ""))
	served.serve("/charts/web.tgz", packed(t, "web", "1.0.0"))
	params := served.wanted(t, "")
	fetcher := New()
	var group sync.WaitGroup
	for _, version := range []string{"1.0.0", "1.1.0", "1.x", "*", "~1.0"} {
		group.Add(1)
		go func() {
			defer group.Done()
			wanted := params
			wanted.Artifact.Version = version
			if _, err := fetcher.Fetch(context.Background(), wanted); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
	if asked := served.asked.Load(); asked != 6 {
		t.Errorf("asked %d times", asked)
	}
	if files, _ := os.ReadDir(params.Directory + "/sha256"); len(files) != 1 {
		t.Errorf("%v", files)
	}
}
