package fetch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	containerregistry "github.com/google/go-containerregistry/pkg/registry"
	godigest "github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/registry/remote"

	"fleetkeep.dev/engine/internal/protocol"
)

const fluxLayer = "application/vnd.cncf.flux.content.v1.tar+gzip"

// registries is a real registry, with what stands before it.
type registries struct {
	*httptest.Server
	before func(next http.Handler) http.Handler
}

func newRegistry(t *testing.T) *registries {
	t.Helper()
	served := &registries{before: func(next http.Handler) http.Handler { return next }}
	own := containerregistry.New(containerregistry.Logger(log.New(io.Discard, "", 0)))
	served.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { served.before(own).ServeHTTP(w, r) }))
	t.Cleanup(served.Close)
	return served
}

func (r *registries) host() string { return strings.TrimPrefix(r.URL, "http://") }

// push puts an artifact of some layers at a tag and returns the manifest's digest.
func (r *registries) push(t *testing.T, repository, tag string, layers map[string][]byte) string {
	t.Helper()
	ctx := context.Background()
	target, err := remote.NewRepository(r.host() + "/" + repository)
	if err != nil {
		t.Fatal(err)
	}
	target.PlainHTTP = true
	put := func(mediaType string, data []byte) ocispec.Descriptor {
		described := content.NewDescriptorFromBytes(mediaType, data)
		if err := target.Push(ctx, described, strings.NewReader(string(data))); err != nil {
			t.Fatal(err)
		}
		return described
	}
	manifest := ocispec.Manifest{MediaType: ocispec.MediaTypeImageManifest, Config: put("application/vnd.cncf.helm.config.v1+json", []byte("{}"))}
	manifest.SchemaVersion = 2
	for _, mediaType := range []string{"text/plain", fluxLayer, chartLayer} {
		if data, given := layers[mediaType]; given {
			manifest.Layers = append(manifest.Layers, put(mediaType, data))
		}
	}
	data, _ := json.Marshal(manifest)
	described := content.NewDescriptorFromBytes(ocispec.MediaTypeImageManifest, data)
	if err := target.PushReference(ctx, described, strings.NewReader(string(data)), tag); err != nil {
		t.Fatal(err)
	}
	return described.Digest.String()
}

func (r *registries) wanted(t *testing.T, artifact protocol.Artifact) protocol.FetchParams {
	artifact.Address, artifact.Insecure = "oci://"+r.host()+"/acme/web", true
	if artifact.Chart != "" {
		artifact.Address = "oci://" + r.host() + "/acme"
	}
	return protocol.FetchParams{Artifact: artifact, Directory: t.TempDir(), Allowed: []string{r.host() + "/acme"}, Follow: []string{}}
}

func TestChartsOfARegistry(t *testing.T) {
	served := newRegistry(t)
	for _, version := range []string{"1.2.0", "1.10.0", "1.11.0_build.1", "2.0.0-rc.1", "latest"} {
		served.push(t, "acme/web", version, map[string][]byte{chartLayer: packed(t, "web", version)})
	}
	for wanted, tag := range map[string]string{
		"": "1.11.0_build.1", "1.2.0": "1.2.0", "~1.10": "1.10.0", "1.11.0+build.1": "1.11.0_build.1", ">1.11.0-0": "2.0.0-rc.1",
	} {
		got, err := New().Fetch(context.Background(), served.wanted(t, protocol.Artifact{Chart: "web", Version: wanted}))
		if err != nil {
			t.Errorf("%q: %v", wanted, err)
		} else if !strings.HasPrefix(got.Version, tag+"@sha256:") || got.Digest != digestOf(packed(t, "web", tag)) || !got.Packed {
			t.Errorf("%q: %+v", wanted, got)
		}
	}
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "web", Version: "3.x"}), `no version in the range "3.x"`)
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "web", Version: "9.9.9"}), "has no 9.9.9, or does not show it")
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "wob", Version: "1.x"}), "404")
	elsewhere := served.wanted(t, protocol.Artifact{Chart: "web", Version: "1.2.0"})
	elsewhere.Allowed = []string{served.host() + "/acm"}
	expectRefusal(t, elsewhere, "may not be asked")
}

func TestArtifactsOfARegistry(t *testing.T) {
	served := newRegistry(t)
	digests := map[string]string{}
	for _, tag := range []string{"v1.0.0", "v1.4.0", "v2.0.0-rc.1", "latest"} {
		digests[tag] = served.push(t, "acme/web", tag, map[string][]byte{fluxLayer: packed(t, "flux", tag), chartLayer: packed(t, "web", tag)})
	}
	for name, test := range map[string]struct {
		artifact protocol.Artifact
		tag      string
		layer    string
	}{
		"nothing":           {protocol.Artifact{}, "latest", "flux"},
		"tag":               {protocol.Artifact{Tag: "v1.0.0"}, "v1.0.0", "flux"},
		"semver":            {protocol.Artifact{Tag: "v1.0.0", Semver: ">=1.0.0"}, "v1.4.0", "flux"},
		"semver and filter": {protocol.Artifact{Semver: ">=1.0.0-0", SemverFilter: ".*-rc.*"}, "v2.0.0-rc.1", "flux"},
		"digest":            {protocol.Artifact{Tag: "v1.0.0", Semver: "*", Digest: digests["v1.4.0"]}, "v1.4.0", "flux"},
		"layer":             {protocol.Artifact{Tag: "v1.0.0", MediaType: chartLayer}, "v1.0.0", "web"},
	} {
		got, err := New().Fetch(context.Background(), served.wanted(t, test.artifact))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got.Digest != digestOf(packed(t, test.layer, test.tag)) || got.Packed != (test.layer == "web") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	expectRefusal(t, served.wanted(t, protocol.Artifact{Tag: "v1.0.0", MediaType: "text/html"}), "no layer of the media type text/html")
	expectRefusal(t, served.wanted(t, protocol.Artifact{Semver: ">=5"}), `no tag in the range ">=5"`)
	expectRefusal(t, served.wanted(t, protocol.Artifact{Digest: "sha256:" + strings.Repeat("0", 64)}), "or does not show it")
	served.push(t, "acme/web", "text", map[string][]byte{"text/plain": []byte("hello")})
	expectRefusal(t, served.wanted(t, protocol.Artifact{Tag: "text"}), "no gzip-compressed tar archive")
}

func TestWhatARegistryGivesIsWhatItsDigestSays(t *testing.T) {
	served := newRegistry(t)
	served.push(t, "acme/web", "1.0.0", map[string][]byte{chartLayer: packed(t, "web", "1.0.0")})
	layer := godigest.FromBytes(packed(t, "web", "1.0.0")).String()
	served.before = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, layer) {
				next.ServeHTTP(w, r)
				return
			}
			evil := packed(t, "web", "1.0.0")
			evil[len(evil)-5] ^= 1
			_, _ = w.Write(evil)
		})
	}
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "web", Version: "1.0.0"}), "something else than its digest says")
	served.before = func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, "<html>hello")
		})
	}
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "web", Version: "1.0.0"}), "as a registry does")
	expectRefusal(t, served.wanted(t, protocol.Artifact{Chart: "web", Version: "1.x"}), "as a registry does")
}

func TestARegistrysTokensAndRedirects(t *testing.T) {
	served := newRegistry(t)
	served.push(t, "acme/web", "1.0.0", map[string][]byte{chartLayer: packed(t, "web", "1.0.0")})
	layer := "/v2/acme/web/blobs/" + godigest.FromBytes(packed(t, "web", "1.0.0")).String()
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the store got the token")
		}
		_, _ = w.Write(packed(t, "web", "1.0.0"))
	}))
	defer store.Close()
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "robot" || password != "hunter2" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = fmt.Fprint(w, `{"token": "t0ken"}`)
	}))
	defer tokens.Close()
	served.before = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Header.Get("Authorization") != "Bearer t0ken":
				w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="%s/token",service="registry",scope="repository:acme/web:pull"`, tokens.URL))
				w.WriteHeader(http.StatusUnauthorized)
			case r.URL.Path == layer:
				http.Redirect(w, r, store.URL+"/blob?signature=s3cret", http.StatusTemporaryRedirect)
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
	hosts := []string{strings.TrimPrefix(tokens.URL, "http://"), strings.TrimPrefix(store.URL, "http://")}
	params := served.wanted(t, protocol.Artifact{Chart: "web", Version: "1.0.0"})
	params.Username, params.Password = "robot", "hunter2"
	expectRefusal(t, params, "leads to "+hosts[0], "--fetch "+hosts[0])
	params.Follow = hosts[:1]
	expectRefusal(t, params, "leads to "+hosts[1], "--fetch "+hosts[1])
	params.Follow = hosts
	if _, err := New().Fetch(context.Background(), params); err != nil {
		t.Error(err)
	}
	wrong := params
	wrong.Directory, wrong.Password = t.TempDir(), "hunter3"
	expectRefusal(t, wrong, "401 Unauthorized", "--fetch-credentials")
	anonymous := wrong
	anonymous.Username, anonymous.Password = "", ""
	expectRefusal(t, anonymous, "401 Unauthorized")
	// A second run of a pinned version needs nobody.
	served.Close()
	if _, err := New().Fetch(context.Background(), params); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(params.Directory); err != nil {
		t.Error(err)
	}
}
