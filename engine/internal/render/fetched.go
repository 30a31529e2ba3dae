package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// artifactOf is what an OCIRepository takes; without an address for anything else.
func artifactOf(found *object) protocol.Artifact {
	if found == nil || found.Kind != "OCIRepository" {
		return protocol.Artifact{}
	}
	at := func(path ...string) string { return textAt(found.parsed, append([]string{"spec"}, path...)...) }
	insecure, _, _ := unstructured.NestedBool(found.parsed.Object, "spec", "insecure")
	return protocol.Artifact{
		Address: at("url"), Tag: at("ref", "tag"), Semver: at("ref", "semver"), SemverFilter: at("ref", "semverFilter"),
		Digest: at("ref", "digest"), MediaType: at("layerSelector", "mediaType"), Insecure: insecure,
	}
}

// readFetched reads an archive, and makes sure that it is the one that was fetched.
func readFetched(fetched protocol.FetchedArtifact) ([]byte, error) {
	data, err := os.ReadFile(fetched.Path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	if "sha256:"+hex.EncodeToString(sum[:]) != fetched.Digest {
		return nil, fmt.Errorf("%s is not what was fetched (%s): remove it", fetched.Path, fetched.Digest)
	}
	return data, nil
}

// fetchedView is an artifact that was fetched.
func (r *renderer) fetchedView(wanted reference, fetched protocol.FetchedArtifact, found *object) (*repository.View, *failure) {
	identity := strings.Join([]string{"fetched", wanted.String(), fetched.Digest}, "\n")
	opened := r.snapshots.get(identity, func() givenSnapshot {
		data, err := readFetched(fetched)
		if err != nil {
			return givenSnapshot{err: err}
		}
		snapshot, err := repository.Packed(data, fetched.Packed, repository.Options{MaxBytes: r.fileLimit})
		if err == nil {
			snapshot.Name = wanted.String()
		}
		return givenSnapshot{snapshot, err}
	})
	if opened.err != nil {
		return nil, unknown("source-unavailable", found.File, found.Line, "%s cannot be read: %v", wanted, opened.err)
	}
	return r.archive(identity, opened.snapshot, archiveOptions(found)), nil
}

// fetchedGroup marks what a release asks for of what was fetched, among the objects that it looks up.
const fetchedGroup = "fetched.fleetkeep.dev"

// fetchedSight is a chart as a build that looks for it sees it: by what was fetched for it, or that nothing was.
func fetchedSight(wanted protocol.Artifact) key {
	return key{fetchedGroup, wanted.Chart, fmt.Sprint(wanted.Address, " ", wanted.Insecure), wanted.Version}
}

// showFetched is the digest of what was fetched.
func (r *renderer) showFetched(asked key) string {
	if digest, known := r.fetchedDigests[asked]; known {
		return digest
	}
	return "absent"
}

// chart gives a release a chart that was fetched.
func (c *releaseReader) chart(wanted protocol.Artifact) ([]byte, error) {
	c.see(sight{object: fetchedSight(wanted)})
	fetched, known := c.sources.renderer.fetched[wanted]
	if !known {
		return nil, nil
	}
	return readFetched(fetched)
}
