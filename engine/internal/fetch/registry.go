package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/fluxcd/pkg/version"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"fleetkeep.dev/engine/internal/protocol"
)

const (
	// chartLayer is the media type of Helm's layers. https://helm.sh/docs/topics/registries/
	chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
	mostTags   = 500_000
	// mostManifestBytes is what https://github.com/opencontainers/distribution-spec recommends.
	mostManifestBytes = 4 << 20
)

// registryChart fetches a chart of a HelmRepository of the type oci.
func (c *client) registryChart(ctx context.Context, wanted protocol.Artifact) (*archive, error) {
	repository, err := c.repository(path.Join(c.address.Path, wanted.Chart))
	if err != nil {
		return nil, err
	}
	tag := strings.ReplaceAll(wanted.Version, "+", "_")
	if _, err := version.ParseVersion(wanted.Version); err != nil {
		newest, err := c.choose(ctx, repository, func(tags []string) (string, error) { return chartTag(tags, wanted.Version) })
		if err != nil {
			return nil, err
		}
		if newest == "" {
			return nil, errorf("%s/%s has no version in the range %q", shown(c.address), wanted.Chart, wanted.Version)
		}
		tag = strings.ReplaceAll(newest, "+", "_")
	}
	return c.layer(ctx, repository, tag, chartLayer)
}

// registryArtifact fetches what an OCIRepository takes: of spec.ref the digest counts before the range, and that before
// the tag. https://fluxcd.io/flux/components/source/ocirepositories/#reference
func (c *client) registryArtifact(ctx context.Context, wanted protocol.Artifact) (*archive, error) {
	repository, err := c.repository(c.address.Path)
	if err != nil {
		return nil, err
	}
	reference := "latest"
	switch {
	case wanted.Digest != "":
		reference = wanted.Digest
	case wanted.Semver != "":
		reference, err = c.choose(ctx, repository, func(tags []string) (string, error) {
			return newestTag(tags, wanted.Semver, wanted.SemverFilter)
		})
		if err != nil {
			return nil, err
		}
		if reference == "" {
			return nil, errorf("%s has no tag in the range %q", shown(c.address), wanted.Semver)
		}
	case wanted.Tag != "":
		reference = wanted.Tag
	}
	return c.layer(ctx, repository, reference, wanted.MediaType)
}

func (c *client) repository(location string) (*remote.Repository, error) {
	if !c.allows(strings.ToLower(c.address.Host), location) {
		return nil, errorf("%s may not be asked: allow it by --fetch %s", shown(c.address), c.address.Host)
	}
	repository, err := remote.NewRepository(c.address.Host + path.Join("/", location))
	if err != nil {
		return nil, errorf("%s is no repository of a registry", shown(c.address))
	}
	repository.PlainHTTP = c.params.Artifact.Insecure && isThisMachine(c.address.Hostname())
	repository.MaxMetadataBytes = mostManifestBytes
	credential := auth.Credential{Username: c.params.Username, Password: c.params.Password, RefreshToken: c.params.IdentityToken}
	repository.Client = &auth.Client{
		Client: c.http, Cache: auth.NewCache(), Header: http.Header{"User-Agent": {"fleetkeep"}},
		Credential: func(_ context.Context, host string) (auth.Credential, error) {
			if host == c.address.Host || isDockerHub(host) && isDockerHub(c.address.Host) {
				return credential, nil
			}
			return auth.EmptyCredential, nil
		},
	}
	return repository, nil
}

func (c *client) choose(ctx context.Context, repository *remote.Repository, pick func([]string) (string, error)) (string, error) {
	var all []string
	err := repository.Tags(ctx, "", func(tags []string) error {
		if all = append(all, tags...); len(all) > mostTags {
			return errorf("%s lists more than %d tags", shown(c.address), mostTags)
		}
		return nil
	})
	if err != nil {
		return "", c.explain(err, "list of tags")
	}
	return pick(all)
}

// layer fetches the layer of a media type, the first one for none. Digests and sizes are verified.
func (c *client) layer(ctx context.Context, repository *remote.Repository, reference, mediaType string) (*archive, error) {
	described, err := repository.Resolve(ctx, reference)
	if err != nil {
		return nil, c.explain(err, reference)
	}
	if described.Size > mostManifestBytes {
		return nil, errorf("%s: the manifest of %s is larger than the %d MiB that are read", shown(c.address), reference, mostManifestBytes>>20)
	}
	data, err := content.FetchAll(ctx, repository, described)
	if err != nil {
		return nil, c.explain(err, reference)
	}
	var manifest ocispec.Manifest
	if err := json.Unmarshal(data, &manifest); err != nil {
		return nil, errorf("%s: the manifest of %s is not JSON", shown(c.address), reference)
	}
	for _, layer := range manifest.Layers {
		if mediaType != "" && layer.MediaType != mediaType {
			continue
		}
		if layer.Size > mostLayerBytes {
			return nil, errorf("%s: the layer of %s is %d MiB, more than the %d that are read", shown(c.address), reference, layer.Size>>20, mostLayerBytes>>20)
		}
		packed, err := content.FetchAll(ctx, repository.Blobs(), layer)
		if err != nil {
			return nil, c.explain(err, reference)
		}
		if !isGzip(packed) {
			return nil, errorf("%s: the layer of %s is no gzip-compressed tar archive", shown(c.address), reference)
		}
		version := reference
		if !strings.HasPrefix(reference, "sha256:") {
			version += "@" + described.Digest.String()
		}
		return &archive{packed, version, layer.MediaType == chartLayer}, nil
	}
	if mediaType == "" {
		return nil, errorf("%s: %s has no layer: it is no artifact of one, or an index of several", shown(c.address), reference)
	}
	return nil, errorf("%s: %s has no layer of the media type %s", shown(c.address), reference, mediaType)
}

// explain says what a registry did, without what it wrote.
func (c *client) explain(err error, what string) error {
	var known *Error
	var answer *errcode.ErrorResponse
	var wrapped *url.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &answer):
		return errorf("%s answers for %s %s", shown(c.address), what, said(answer.StatusCode))
	case errors.Is(err, errdef.ErrNotFound):
		return errorf("%s has no %s, or does not show it", shown(c.address), what)
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrTrailingData), errors.Is(err, content.ErrInvalidDescriptorSize):
		return errorf("%s gives for %s something else than its digest says", shown(c.address), what)
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return errorf("%s answers for %s %s", shown(c.address), what, said(http.StatusUnauthorized))
	case errors.As(err, &wrapped):
		return errorf("%s: %v", shown(c.address), wrapped.Err)
	}
	return errorf("%s does not answer for %s as a registry does: %v", shown(c.address), what, err)
}
