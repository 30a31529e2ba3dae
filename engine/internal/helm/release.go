package helm

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// release is what rendering needs of a HelmRelease (helm.toolkit.fluxcd.io v2 and before).
type release struct {
	// traced tells that it is noted what sets fields.
	traced bool
	// cut tells that the time for it was over before everything was found.
	cut      bool
	Metadata struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec struct {
		Chart *struct {
			Spec chartSpec `json:"spec"`
		} `json:"chart"`
		ChartRef        *reference        `json:"chartRef"`
		ReleaseName     string            `json:"releaseName"`
		TargetNamespace string            `json:"targetNamespace"`
		ValuesFrom      []valuesReference `json:"valuesFrom"`
		Values          json.RawMessage   `json:"values"`
		CommonMetadata  struct {
			Labels      map[string]string `json:"labels"`
			Annotations map[string]string `json:"annotations"`
		} `json:"commonMetadata"`
		PostRenderers []struct {
			Kustomize *kustomizeRenderer `json:"kustomize"`
		} `json:"postRenderers"`
		PostRenderStrategy string `json:"postRenderStrategy"`
		Install            struct {
			CRDs                    string `json:"crds"`
			CreateNamespace         bool   `json:"createNamespace"`
			DisableHooks            bool   `json:"disableHooks"`
			DisableSchemaValidation bool   `json:"disableSchemaValidation"`
		} `json:"install"`
		Upgrade struct {
			CRDs string `json:"crds"`
		} `json:"upgrade"`
	} `json:"spec"`
}

// chartSpec is a chart and where to get it: a HelmChart's spec, which a HelmRelease may hold as a template.
type chartSpec struct {
	Chart                    string    `json:"chart"`
	Version                  string    `json:"version"`
	SourceRef                reference `json:"sourceRef"`
	ValuesFiles              []string  `json:"valuesFiles"`
	IgnoreMissingValuesFiles bool      `json:"ignoreMissingValuesFiles"`
}

// reference names an object; without a namespace it is in that of the referrer.
type reference struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

func (r reference) in(namespace string) reference {
	if r.Namespace == "" {
		r.Namespace = namespace
	}
	return r
}

func (r reference) String() string { return r.Kind + "/" + r.Namespace + "/" + r.Name }

func parseRelease(object *unstructured.Unstructured) (*release, error) {
	data, err := json.Marshal(object.Object)
	if err != nil {
		return nil, err
	}
	parsed := &release{}
	if err := json.Unmarshal(data, parsed); err != nil {
		return nil, failure(CodeReleaseInvalid, "HelmRelease %s/%s cannot be read: %v", object.GetNamespace(), object.GetName(), err)
	}
	return parsed, nil
}

// name is the Helm release's: spec.releaseName, else [targetNamespace-]name, at most 53 characters
// (helm-controller internal/release/name.go, ShortenName).
func (r *release) name() string {
	name := r.Spec.ReleaseName
	switch {
	case name != "":
	case r.Spec.TargetNamespace != "":
		name = r.Spec.TargetNamespace + "-" + r.Metadata.Name
	default:
		name = r.Metadata.Name
	}
	const longest, hashed = 53, 12
	if len(name) <= longest {
		return name
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(name)))
	return name[:longest-hashed-1] + "-" + sum[:hashed]
}

// namespace is where the release's objects go.
func (r *release) namespace() string {
	if r.Spec.TargetNamespace != "" {
		return r.Spec.TargetNamespace
	}
	return r.Metadata.Namespace
}

func (r *release) String() string { return r.Metadata.Namespace + "/" + r.Metadata.Name }

// installsCRDs tells whether the chart's definitions reach the cluster: on installation by default, with an
// upgrade only when it is asked for. The controller does not read the deprecated install.skipCRDs any more
// (helm-controller internal/action/crds.go, install.go, upgrade.go).
func (r *release) installsCRDs() (bool, error) {
	for field, policy := range map[string]string{"install": r.Spec.Install.CRDs, "upgrade": r.Spec.Upgrade.CRDs} {
		switch policy {
		case "", "Skip", "Create", "CreateReplace":
		default:
			return false, failure(CodeReleaseInvalid, "HelmRelease %s: spec.%s.crds is %q; it must be Skip, Create or CreateReplace", r, field, policy)
		}
	}
	install := r.Spec.Install.CRDs
	if install == "" {
		install = "Create"
	}
	upgrade := r.Spec.Upgrade.CRDs
	return install != "" && install != "Skip" || upgrade != "" && upgrade != "Skip", nil
}
