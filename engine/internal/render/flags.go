package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// strictSince is the Flux version from which a variable without a value fails a Kustomization.
// https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
var strictSince = semver.MustParse("2.9.0")

// hooksPostRenderedSince is the Flux version from which hooks of releases go through post-renderers by default.
// https://github.com/fluxcd/helm-controller/blob/v1.6.0/CHANGELOG.md
var hooksPostRenderedSince = semver.MustParse("2.9.0")

// flags are those of a cluster's own controllers.
type flags struct {
	kustomize, helm, operator controller
	argo                      argo
	strict                    bool
	// postRenderHooks tells that hooks go through post-renderers where a release does not say.
	postRenderHooks bool
	// rootUndeclared tells that nothing in the repository says what the root's own spec is.
	rootUndeclared bool
}

// controller is what the cluster's manifests say of one controller; zero for one that they do not have.
type controller struct {
	noCrossNamespaceRefs  bool
	noRemoteBases         bool
	defaultServiceAccount string
	// strict and helm3Defaults are feature gates, nil when they are not set.
	strict, helm3Defaults *bool
	// namespace and account are those of its pods; empty for a controller that nothing tells of.
	namespace, account string
	// watched are the labels of what it works on, nil for all.
	watched labels.Selector
	// version is Flux's, nil when nothing tells.
	version *semver.Version
	file    string
	line    int
}

// flagsOf reads the rendered Deployments of the controllers, or the FluxInstance that makes them. A given version of Flux
// stands in for what the manifests say, the feature gate wins over both, and without any of them Flux is the newest.
func flagsOf(objects inventory, instance *instance, given *semver.Version) flags {
	result := flags{
		kustomize: controllerOf(objects, instance, kustomizeController), helm: controllerOf(objects, instance, helmController),
		operator: controllerOf(objects, instance, fluxOperator), argo: argoOf(objects),
	}
	version := given
	if version == nil {
		version = result.kustomize.version
	}
	result.strict = version == nil || !version.LessThan(strictSince)
	if result.kustomize.strict != nil {
		result.strict = *result.kustomize.strict
	}
	result.postRenderHooks = version == nil || !version.LessThan(hooksPostRenderedSince)
	if gate := result.helm.helm3Defaults; gate != nil && *gate {
		result.postRenderHooks = false
	}
	return result
}

func controllerOf(objects inventory, instance *instance, name string) controller {
	deployed := objects.first(func(k key) bool { return k.group == "apps" && k.kind == "Deployment" && k.name == name })
	if deployed != nil {
		result := readController(deployed.parsed)
		result.file, result.line = deployed.File, deployed.Line
		return result
	}
	if instance == nil {
		return controller{}
	}
	return instance.controllers[name]
}

func readController(deployment *unstructured.Unstructured) controller {
	result := controller{
		version:   fluxVersion(deployment.GetLabels()["app.kubernetes.io/version"]),
		namespace: deployment.GetNamespace(), account: accountOf(deployment),
	}
	containers, _, _ := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "containers")
	for _, container := range containers {
		fields, _ := container.(map[string]any)
		arguments, _, _ := unstructured.NestedStringSlice(fields, "args")
		for _, argument := range arguments {
			result.read(argument)
		}
		// The operator's environment wins over its flag (flux-operator, cmd/operator/main.go).
		environment, _, _ := unstructured.NestedSlice(fields, "env")
		for _, item := range environment {
			if variable, _ := item.(map[string]any); variable["name"] == "DEFAULT_SERVICE_ACCOUNT" && deployment.GetName() == fluxOperator {
				if value, _ := variable["value"].(string); value != "" {
					result.defaultServiceAccount = value
				}
			}
		}
		if image, _ := fields["image"].(string); result.version == nil {
			result.version = versionOfImage(image, deployment.GetName())
		}
	}
	return result
}

func (c *controller) read(argument string) {
	name, value, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
	switch name {
	case "no-cross-namespace-refs":
		c.noCrossNamespaceRefs = value != "false"
	case "no-remote-bases":
		c.noRemoteBases = value != "false"
	case "default-service-account":
		c.defaultServiceAccount = value
	case "watch-label-selector":
		if selector, err := labels.Parse(value); err == nil {
			c.watched = selector
		}
	case "feature-gates":
		for _, gate := range strings.Split(value, ",") {
			gate, setting, _ := strings.Cut(gate, "=")
			on, err := strconv.ParseBool(setting)
			on = on || err != nil
			switch gate {
			case "StrictPostBuildSubstitutions":
				c.strict = &on
			case "UseHelm3Defaults":
				c.helm3Defaults = &on
			}
		}
	}
}

// fluxVersion reads the version that `flux install` writes into the labels of everything it makes.
func fluxVersion(label string) *semver.Version {
	version, err := semver.NewVersion(label)
	if err != nil {
		return nil
	}
	return version
}

// versionOfImage tells Flux's version from a controller's image: the minor versions of the controllers and of Flux go
// together since 0.41, kustomize-controller 1.8 is Flux 2.8. https://fluxcd.io/flux/releases/
func versionOfImage(image, name string) *semver.Version {
	repository, tag, _ := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	tag, _, _ = strings.Cut(tag, "@")
	version, err := semver.NewVersion(tag)
	if err != nil || repository != name || name != kustomizeController {
		return nil
	}
	major := version.Major()
	if major > 0 {
		major++
	}
	return semver.New(major, version.Minor(), version.Patch(), "", "")
}

// of is the controller that works on a unit.
func (f flags) of(item unit) controller {
	switch item.kind {
	case kindKustomization:
		return f.kustomize
	case kindHelmRelease:
		return f.helm
	}
	return controller{}
}

// refuse tells that the cluster's controllers will not touch a unit.
func (f flags) refuse(item unit) *failure {
	controller := f.of(item)
	if !controller.noCrossNamespaceRefs || item.source.namespace == item.GetNamespace() {
		return nil
	}
	return failed("cross-namespace-denied", item.file, item.line,
		"%s refers to %s, but --no-cross-namespace-refs (%s:%d) forbids sources of other namespaces: copy the source into %s",
		item.label(), item.source, controller.file, controller.line, fmt.Sprintf("%q", item.GetNamespace()))
}

// refuseRemote makes of a build that wants something remote one that Flux refuses, where its controller forbids that.
func (f flags) refuseRemote(built *outcome) *outcome {
	remote := func(problem protocol.Problem) bool { return problem.Code == repository.RemoteBase }
	if !f.kustomize.noRemoteBases || built.state != protocol.KustomizationStatusStateUnknown || !slices.ContainsFunc(built.problems, remote) {
		return built
	}
	refused := *built
	refused.state, refused.objects, refused.unknowns, refused.listings = protocol.KustomizationStatusStateFailed, nil, nil, nil
	refused.notes = append([]string{fmt.Sprintf("--no-remote-bases (%s:%d) forbids it", f.kustomize.file, f.kustomize.line)}, built.notes...)
	return &refused
}

// serviceAccount is the one that a unit of Flux is applied as; empty means the controller's own.
func (f flags) serviceAccount(item unit) string {
	if own, _, _ := unstructured.NestedString(item.Object, "spec", "serviceAccountName"); own != "" {
		return own
	}
	if elsewhere(item.Unstructured) || ofArgo(keyOf(item.Unstructured)) {
		return ""
	}
	_, writer := f.writerOf(item)
	return writer.defaultServiceAccount
}
