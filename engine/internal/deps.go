//go:build deps

// Package internal names the upstream modules that the engine hosts, so that `go mod tidy` keeps
// their pinned versions while the packages that use them are being written. It is never built.
package internal

import (
	_ "github.com/Masterminds/semver/v3"
	_ "github.com/fluxcd/pkg/envsubst"
	_ "github.com/fluxcd/pkg/kustomize"
	_ "github.com/fluxcd/pkg/sourceignore"
	_ "github.com/go-git/go-git/v5"
	_ "github.com/open-policy-agent/frameworks/constraint/pkg/client"
	_ "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	_ "github.com/open-policy-agent/gatekeeper/v3/pkg/drivers/k8scel"
	_ "github.com/open-policy-agent/gatekeeper/v3/pkg/expansion"
	_ "github.com/open-policy-agent/gatekeeper/v3/pkg/gator/test"
	_ "github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	_ "github.com/sourcegraph/jsonrpc2"
	_ "helm.sh/helm/v3/pkg/chart/loader"
	_ "helm.sh/helm/v3/pkg/chartutil"
	_ "helm.sh/helm/v3/pkg/engine"
	_ "helm.sh/helm/v3/pkg/releaseutil"
	_ "k8s.io/api/admission/v1"
	_ "k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	_ "k8s.io/client-go/kubernetes/scheme"
	_ "k8s.io/pod-security-admission/policy"
	_ "sigs.k8s.io/controller-runtime/pkg/client/fake"
	_ "sigs.k8s.io/kustomize/api/krusty"
	_ "sigs.k8s.io/kustomize/kyaml/filesys"
	_ "sigs.k8s.io/yaml"
)
