// Package fetch gets charts and artifacts over the network, from the hosts that are allowed and from no other, and keeps
// them on disk by digest. It runs in a process of its own: the one that renders has no network (package jail).
package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/fluxcd/pkg/version"

	"fleetkeep.dev/engine/internal/protocol"
)

const (
	defaultSeconds = 60
	// mostChartBytes and mostIndexBytes are source-controller's (--helm-chart-max-size, --helm-index-max-size).
	mostChartBytes = 10 << 20
	mostIndexBytes = 50 << 20
	// mostLayerBytes bounds an artifact as it is packed.
	mostLayerBytes = 64 << 20
)

// Error says why an artifact could not be had, in words that hold no credential.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func errorf(format string, args ...any) *Error { return &Error{fmt.Sprintf(format, args...)} }

// Fetcher fetches artifacts; an index that several charts are in is fetched once. It is safe for concurrent use.
type Fetcher struct {
	mutex   sync.Mutex
	indexes map[string]*sharedIndex
}

// New makes a Fetcher that has nothing yet.
func New() *Fetcher { return &Fetcher{indexes: map[string]*sharedIndex{}} }

// archive is what was fetched.
type archive struct {
	data    []byte
	version string
	packed  bool
}

// Fetch gets one artifact, from the folder where it says itself that it never changes. It fails with an *Error.
func (f *Fetcher) Fetch(ctx context.Context, params protocol.FetchParams) (*protocol.FetchedArtifact, error) {
	wanted := params.Artifact
	address, err := url.Parse(wanted.Address)
	if err != nil || address.Host == "" || address.User != nil {
		return nil, errorf("the source's URL is no address that can be fetched: write it as https://HOST/PATH or oci://HOST/PATH, without a password")
	}
	store := store{params.Directory}
	if pinned(wanted) {
		if kept := store.find(wanted); kept != nil {
			return kept, nil
		}
	}
	seconds := params.Seconds
	if seconds <= 0 {
		seconds = defaultSeconds
	}
	limit := time.Duration(seconds * float64(time.Second))
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	client := newClient(address, params)
	var found *archive
	switch {
	case address.Scheme == "oci" && wanted.Chart != "":
		found, err = client.registryChart(ctx, wanted)
	case address.Scheme == "oci":
		found, err = client.registryArtifact(ctx, wanted)
	case (address.Scheme == "https" || address.Scheme == "http") && wanted.Chart != "":
		found, err = f.chart(ctx, client, wanted)
	default:
		return nil, errorf("%s: only https and oci addresses are fetched", shown(address))
	}
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, errorf("%s did not answer within %s", shown(address), limit)
		}
		var known *Error
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, errorf("%s: %s", shown(address), cause(err))
	}
	kept, err := store.keep(wanted, found)
	if err != nil {
		return nil, errorf("what was fetched cannot be kept in %s: %v", params.Directory, err)
	}
	return kept, nil
}

// pinned tells whether an artifact says exactly what it is: by digest, or by a whole version, which is published once.
func pinned(wanted protocol.Artifact) bool {
	if wanted.Digest != "" {
		return true
	}
	exact := wanted.Version
	if wanted.Chart == "" {
		exact = wanted.Tag
		if wanted.Semver != "" {
			return false
		}
	}
	_, err := version.ParseVersion(exact)
	return err == nil
}

// shown is an address without what could be a secret in it.
func shown(address *url.URL) string {
	return address.Scheme + "://" + address.Host + strings.TrimSuffix(address.Path, "/")
}

// cause is an error without the URL that net/http puts before it: its query may hold a signature.
func cause(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err.Error()
	}
	return err.Error()
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}
